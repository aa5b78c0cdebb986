"""Copies of a database, as a backup is one, and a database without its guards, as an operator could make it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from ballot.store.session import Database, open_database


@contextmanager
def copied(database: Database, folder: Path) -> Iterator[Database]:
    """Give a copy of a database as it is now; the original stays as it is."""
    database.forget_deleted()
    database.dispose()
    url = database.engine.url
    if database.kind == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "copy.sqlite3"
        shutil.copy(str(url.database), path)
        copy = open_database(f"sqlite:///{path}")
        yield copy
        copy.dispose()
        return
    import psycopg

    server = url.set(drivername="postgresql").render_as_string(hide_password=False)
    admin = make_url(server).set(database="postgres").render_as_string(hide_password=False)
    name = f"{url.database}_copy"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{url.database}"'.encode())
    copy = open_database(url.set(database=name).render_as_string(hide_password=False))
    yield copy
    copy.dispose()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def remove_guards(database: Database) -> None:
    """Remove the triggers that make the board append-only, on SQLite."""
    with database.session() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in names:
            session.execute(text(f"DROP TRIGGER {name}"))
