"""Whole copies of the database: read while it is in use, put next to it, and switched in completely or not at all.

SQLite: its online backup, and a file that replaces another. PostgreSQL: pg_dump and pg_restore, and two databases that
exchange their names in one transaction.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from ballot.errors import BallotError, ConfigurationError, NotPermitted
from ballot.secret_file import sync_folder
from ballot.store.session import Database

_PIECE: Final = 1 << 20
_LONGEST_COMPLAINT: Final = 500


class Copies(Protocol):
    """How one kind of database is copied."""

    kind: str

    def read(self, database: Database, folder: Path) -> Iterator[bytes]:
        """Yield a consistent copy in pieces. `folder` is private and empty; the caller deletes what is put there."""

    def beside(self, url: str, folder: Path) -> str:
        """Return the URL of a new place that can later be switched with that of `url`. Nothing is made yet."""

    def fill(self, beside: str, parts: Iterable[bytes]) -> None:
        """Make a database from a copy at a new place."""

    def discard(self, beside: str) -> None:
        """Delete what `fill` has made or partly made."""

    def switch(self, url: str, beside: str, suffix: str) -> str:
        """Replace the database at `url`, which is kept, by the new one; return the name of the old one."""


def copies_of(url: str) -> Copies:
    """Return how the database at a URL is copied."""
    return _SqliteCopies() if make_url(url).drivername == "sqlite" else _PostgresqlCopies()


def _file(url: str) -> Path:
    return Path(str(make_url(url).database))


class _SqliteCopies:
    """Copies of a file."""

    kind = "sqlite"

    def read(self, database: Database, folder: Path) -> Iterator[bytes]:
        """Yield a copy that SQLite itself makes: writers continue meanwhile, and it shows a single moment."""
        path = folder / "copy.sqlite3"
        _private(path)
        with (
            closing(database.engine.raw_connection()) as source,
            closing(sqlite3.connect(path)) as target,
        ):
            assert isinstance(source.driver_connection, sqlite3.Connection)
            source.driver_connection.backup(target)
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece

    def beside(self, url: str, folder: Path) -> str:
        """Name a file in a folder on the same disk."""
        return f"sqlite:///{folder / 'restored.sqlite3'}"

    def fill(self, beside: str, parts: Iterable[bytes]) -> None:
        """Write the file, and let SQLite check every page of it."""
        path = _file(beside)
        _private(path)
        with path.open("wb") as out:
            out.writelines(parts)
        with closing(sqlite3.connect(path)) as connection:
            try:
                (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            except sqlite3.DatabaseError as error:
                verdict = str(error)
        if verdict != "ok":
            raise NotPermitted(f"The database in this backup is damaged: {verdict}. Take another one.")

    def discard(self, beside: str) -> None:
        """Nothing to do: the file is in the caller's folder."""

    def switch(self, url: str, beside: str, suffix: str) -> str:
        """Replace the file; the old one keeps a second name, so that at every moment one of the two is there."""
        current, new = _file(url), _file(beside)
        kept = current.with_name(f"{current.name}.{suffix}")
        with new.open("rb") as stream:
            os.fsync(stream.fileno())
        if current.exists():
            os.link(current, kept)
            for part in ("-wal", "-shm"):  # of a database that can no longer be opened
                leftover = current.with_name(current.name + part)
                if leftover.exists():
                    leftover.rename(kept.with_name(kept.name + part))
        new.replace(current)
        sync_folder(current.parent)
        return str(kept)


def _private(path: Path) -> None:
    """Make an empty file that only its owner can read."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


class _PostgresqlCopies:
    """Copies by PostgreSQL's own programs."""

    kind = "postgresql"

    def read(self, database: Database, folder: Path) -> Iterator[bytes]:
        """Yield the output of pg_dump: one snapshot, none of which is on this disk."""
        url = database.engine.url
        command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", _address(url)]
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, env=_environment(url)) as process,
        ):
            assert process.stdout is not None
            while piece := process.stdout.read(_PIECE):
                yield piece
            _refuse_failure(process, "pg_dump", complaints)

    def beside(self, url: str, folder: Path) -> str:
        """Name a database on the same server."""
        current = make_url(url)
        fresh = current.set(database=f"{current.database}_restored_{secrets.token_hex(4)}")
        return fresh.render_as_string(hide_password=False)

    def fill(self, beside: str, parts: Iterable[bytes]) -> None:
        """Create the database and fill it."""
        url = make_url(beside)
        _administer(url, f"CREATE DATABASE \"{url.database}\" TEMPLATE template0 ENCODING 'UTF8'")
        command = [_program("pg_restore"), "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        command.append(f"--dbname={_address(url)}")
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(command, stdin=subprocess.PIPE, stderr=complaints, env=_environment(url)) as process,
        ):
            assert process.stdin is not None
            try:
                process.stdin.writelines(parts)
                process.stdin.close()
            except BrokenPipeError:
                pass  # pg_restore has ended, and its own message says why
            except BallotError:
                process.kill()
                raise
            _refuse_failure(process, "pg_restore", complaints)

    def discard(self, beside: str) -> None:
        """Drop the database."""
        url = make_url(beside)
        _administer(url, f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')

    def switch(self, url: str, beside: str, suffix: str) -> str:
        """Rename both databases in one transaction; while somebody is connected, PostgreSQL refuses."""
        current, new = make_url(url), make_url(beside)
        kept = f"{current.database}_{suffix}".replace("-", "_")
        _administer(
            current,
            f'ALTER DATABASE "{current.database}" RENAME TO "{kept}"',
            f'ALTER DATABASE "{new.database}" RENAME TO "{current.database}"',
        )
        return f"the database {kept}"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ConfigurationError(f"{name} is missing. On Debian, as root: apt-get install postgresql-client")
    return found


def _address(url: URL) -> str:
    """Return the URL in libpq's form without the password, which others could see in the list of processes."""
    bare = URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=url.query
    )
    return bare.render_as_string()


def _environment(url: URL) -> dict[str, str]:
    password = {} if url.password is None else {"PGPASSWORD": str(url.password)}
    return {**os.environ, **password}


def _refuse_failure(process: subprocess.Popen[bytes], name: str, complaints: BinaryIO) -> None:
    if process.wait() != 0:
        complaints.seek(0)
        said = complaints.read(_LONGEST_COMPLAINT).decode(errors="replace").strip()
        raise NotPermitted(f"{name} failed: {said}")


def _administer(url: URL, *statements: str) -> None:
    """Run statements about whole databases from the server's maintenance database."""
    single = len(statements) == 1
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT" if single else "READ COMMITTED")
    try:
        with engine.connect() as connection, connection.begin():
            for statement in statements:
                connection.execute(text(statement))
    except DBAPIError as error:
        raise NotPermitted(f"PostgreSQL refuses: {error.orig}") from None
    finally:
        engine.dispose()
