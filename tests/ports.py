"""Ports for the servers that are told theirs before they take it, and a mail server on one."""

from __future__ import annotations

import random
import socket
from typing import Any

from aiosmtpd.controller import Controller

# Below those that the system gives to whoever asks for any: until a server takes its port, nobody else gets it so.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a port of the loopback interface that nobody has."""
    return next(port for port in random.sample(_PORTS, 100) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def mail_server(handler: Any, **options: Any) -> Controller:
    """Start a mail server on a port of the loopback interface; the caller stops it."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), ready_timeout=60, **options)
    controller.start()
    return controller
