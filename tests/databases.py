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
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.util import LRUCache

from ballot.store import session
from ballot.store.session import migrate, open_database

_make_engine = session._make_engine
_statements: LRUCache[Any, Any] = LRUCache(10_000)


def _sharing_engine(url: URL) -> Engine:
    """Make an engine that compiles no statement which an engine of another test has compiled: half of their time."""
    engine = _make_engine(url)
    engine._compiled_cache = _statements
    return engine


def _same_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _hash_of_kind(one: object) -> int:
    return hash(type(one))


# A compiled statement is found by its dialect: those of one kind are equal here, as all databases of a run are alike.
for _kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
    _kind.__eq__, _kind.__hash__ = _same_kind, _hash_of_kind  # type: ignore[method-assign, assignment]
session._make_engine = _sharing_engine


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


@contextmanager
def fresh_role(server: str, options: str = "") -> Iterator[str]:
    """Make a role that can log in, and give its name and password as the beginning of a URL; it is dropped afterwards.

    Databases in which it was granted rights must be gone by then.
    """
    import psycopg

    name, password = f"ballot_web_{secrets.token_hex(8)}", secrets.token_hex(16)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN {options} PASSWORD '{password}'".encode())
    yield f"{name}:{password}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP ROLE {name}".encode())


def as_role(url: str, role: str) -> str:
    """Return the URL of a database with the name and password of a role instead."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}"))
