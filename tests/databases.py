"""PostgreSQL databases of their own for tests, however many run at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def fresh_database(server: str, scheme: str = "postgresql+psycopg") -> Iterator[str]:
    """Give the URL of a fresh database; it is dropped afterwards."""
    import psycopg

    name = f"ballot_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield urlunsplit(urlsplit(server)._replace(scheme=scheme, path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
