"""A server that lies to a trustee's tool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Desk
from tests.cli.trustee.lying_server import LyingServer


@pytest.fixture
def lying(desk: Desk) -> Iterator[LyingServer]:
    """The server behind the link in the file `link`."""
    server = LyingServer(desk)
    yield server
    server.close()
