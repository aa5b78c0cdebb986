"""Databases of their own for tests, however many run at once: empty, or with the newest schema.

Migrating takes longer than making a copy, so it is done once in a process, and every test gets a copy. That the
migrations themselves are right is tests/store/test_migrations.py.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ballot.store.session import migrate, open_database


@contextmanager
def fresh_database(server: str, scheme: str = "postgresql+psycopg", template: str = "template1") -> Iterator[str]:
    """Give the URL of a fresh PostgreSQL database, a copy of `template`; it is dropped afterwards."""
    import psycopg

    name = f"ballot_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    yield urlunsplit(urlsplit(server)._replace(scheme=scheme, path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def new_sqlite(folder: Path) -> str:
    """Make a SQLite database with the newest schema in a folder, and return its URL."""
    file = folder / "ballot.sqlite3"
    file.write_bytes(_migrated_sqlite())
    return f"sqlite:///{file}"


@cache
def _migrated_sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.sqlite3"
        make_schema(f"sqlite:///{file}")
        return file.read_bytes()


def make_schema(url: str) -> None:
    """Migrate an empty database, and leave it to those who copy it."""
    database = open_database(url)
    migrate(database)
    database.dispose()
