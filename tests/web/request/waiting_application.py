"""An application for gunicorn whose every answer waits, but those to casts: they say how many wait at the moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

_changing = threading.Lock()
_waiting: list[str] = []
_end = threading.Event()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a cast at once, or wait until a cast says `end`."""
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "POST" and path.endswith("/cast"):
        if environ["wsgi.input"].read() == b"end":
            _end.set()
    else:
        with _changing:
            _waiting.append(path)
        _end.wait()
    body = str(len(_waiting)).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
