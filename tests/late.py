"""A slow machine, made at will: servers of tests answer so many seconds late (BALLOT_TEST_LATE; `make soak` does so).

A test that looks at a page without waiting for it meets the page before, each time and not once in a thousand.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = float(os.environ.get("BALLOT_TEST_LATE", "0"))


def come_late() -> None:
    """Wait before an answer, if answers come late."""
    if SECONDS:
        time.sleep(SECONDS)


def late(app: WSGIApplication) -> WSGIApplication:
    """Let an application answer late, if answers come late."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        come_late()
        return app(environ, start)

    return answer
