"""Open the database, refuse settings that could lose an accepted ballot, and provide transactions.

A receipt is a promise: once it is signed, the ballot survives a power cut. So SQLite runs with a write-ahead log *and*
synchronous=FULL, PostgreSQL with fsync, synchronous_commit and full_page_writes on; every new connection reads the
settings back, and anything weaker raises ConfigurationError (attack W21).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib import resources
from itertools import chain, repeat
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from ballot.errors import ConfigurationError

_SQLITE_REQUIRED = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "foreign_keys": ("1",)}
_POSTGRESQL_REQUIRED = {"fsync": ("on",), "synchronous_commit": ("on", "remote_apply"), "full_page_writes": ("on",)}
_UNWRITABLE_SQLITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
_UNWRITABLE_POSTGRESQL = ("53100", "58030", "25006")  # disk_full, io_error, read_only_sql_transaction
BUSY_TIMEOUT = 20.0  # seconds that a writer waits for another one
_LOG_PAGES = 4000  # of the write-ahead log, before a checkpoint: a page that changes often is copied only once
_FIRST_PAUSE, _PAUSE = 0.001, 0.01  # seconds between two attempts to take the lock: at first, and when it takes long
_MIGRATIONS = str(resources.files("ballot.store") / "migrations")
_MIGRATION_LOCK = 7_216_043_118  # an arbitrary number: one migration at a time on PostgreSQL


class Database:
    """A database that is safe for elections."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.kind = engine.dialect.name
        self._writing = engine.execution_options(ballot_begin="IMMEDIATE")
        self._reading = engine.execution_options(ballot_begin="DEFERRED")
        if self.kind == "postgresql":
            # One snapshot for the whole transaction, as in SQLite: a reader that asks twice gets the same answer.
            snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            self._reading = self._reading.execution_options(**snapshot)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Provide one transaction that may write: committed at the end of the block, rolled back by an exception.

        On SQLite it has the writer's lock from its first statement on, so keep slow work out of it.
        """
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Provide one transaction for reading only: it sees one moment, waits for nobody, and is always rolled back."""
        with Session(self._reading, autoflush=False) as session:
            yield session  # closing rolls back, and leaves the rows usable
            if self.kind == "postgresql" and session.in_transaction():
                _end_without_rollback(session)

    def durability(self) -> dict[str, str]:
        """Return the settings that keep accepted ballots through a power cut, as the database reports them."""
        with self.engine.connect() as connection:
            return {"database": self.kind, **_read_settings(connection)}

    def forget_deleted(self) -> bool:
        """Empty SQLite's write-ahead log: data wiped from a table (a ballot token) is still in it (W17).

        It waits for readers a while, leaves the rest to the next call, and returns whether the log is empty now.
        PostgreSQL recycles its log by itself.
        """
        if self.kind != "sqlite":
            return True
        with closing(self.engine.raw_connection()) as connection:  # outside any transaction
            busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
        return not busy

    def rewrite(self) -> bool:
        """Rewrite SQLite's file: deleted data may be in the free space of its pages, `secure_delete` or not.

        Others can read meanwhile, and write afterwards. Returns whether the file was rewritten: a reader that takes
        long prevents it. PostgreSQL frees the rows that nobody sees any more.
        """
        if self.kind == "sqlite":
            with closing(self.engine.raw_connection()) as connection:  # outside any transaction
                connection.cursor().execute("VACUUM")
            return self.forget_deleted()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
        return True

    def dispose(self) -> None:
        """Close all connections; needed before a process forks."""
        self.engine.dispose()


def _end_without_rollback(session: Session) -> None:
    """End a transaction that has only read. At each ROLLBACK psycopg throws away all its prepared statements.

    Parsing and planning every statement again made up half of what a cast cost more than with SQLite.
    """
    connection = session.connection().connection.dbapi_connection
    if connection is not None:
        connection.commit()


def open_database(url: str) -> Database:
    """Open the database at a URL (`sqlite:///FILE` or `postgresql+psycopg://…`) and check that it is durable.

    Raises: ConfigurationError if the URL is not one of these, nothing answers there, or a setting is too weak.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError(
            "The database URL cannot be read. It must be sqlite:///FILE or postgresql://…"
        ) from None
    engine = _make_engine(parsed)
    database = Database(engine)
    try:
        with engine.connect() as connection:
            refuse_weak_settings(connection)
    except OperationalError as error:
        raise ConfigurationError(
            f"The database {parsed.render_as_string(hide_password=True)} does not answer: {error.orig}"
        ) from None
    return database


def _make_engine(url: URL) -> Engine:
    # No thread waits for another's connection: casting would wait with the others (W25). Threads limit their number.
    always = {"hide_parameters": True, "max_overflow": -1}
    if url.drivername == "sqlite":
        if url.query:
            raise ConfigurationError("The SQLite URL takes no options: its settings are not negotiable.")
        # We begin transactions ourselves (`_begin`), so that DDL is transactional and a writer takes its lock at once.
        connect = {"timeout": BUSY_TIMEOUT, "isolation_level": None}
        engine = create_engine(url, connect_args=connect, poolclass=QueuePool, **always)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin)
        return engine
    if url.drivername == "postgresql+psycopg":
        engine = create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", **always)
        event.listen(engine, "engine_connect", _check_once)
        return engine
    raise ConfigurationError(f"The database {url.drivername} is not supported. Use sqlite:///FILE or postgresql://…")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Set the settings of a new SQLite connection and read them back."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "recursive_triggers=ON",
        f"wal_autocheckpoint={_LOG_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    _refuse(
        {name: str(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _SQLITE_REQUIRED}, _SQLITE_REQUIRED
    )


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("ballot_begin", "IMMEDIATE")
    if kind == "IMMEDIATE":
        _begin_writing(connection)
    else:
        connection.exec_driver_sql(f"BEGIN {kind}")


def _begin_writing(connection: Connection) -> None:
    """Take the lock of SQLite's single writer.

    SQLite itself retries after 1 to 100 ms, longer each time, although the lock is mostly free meanwhile: two processes
    that cast ballots kept each other waiting for a third of the time.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT
    connection.exec_driver_sql("PRAGMA busy_timeout=0").close()
    try:
        for pause in chain(repeat(_FIRST_PAUSE, 50), repeat(_PAUSE)):
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() > deadline:
                    raise
            time.sleep(pause)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT * 1000:.0f}").close()


def is_unwritable(error: DBAPIError) -> bool:
    """Return whether the database can write nothing: the disk is full or broken, or may only be read (W22)."""
    code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    state = getattr(error.orig, "sqlstate", None) or ""
    return code in _UNWRITABLE_SQLITE or state in _UNWRITABLE_POSTGRESQL or isinstance(error.orig, OSError)


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)  # or one of its extended codes


def _check_once(connection: Connection) -> None:
    """Check a PostgreSQL connection when it is first used: the settings can be changed per role and per database."""
    if not connection.info.get("ballot_checked"):
        refuse_weak_settings(connection)
        connection.info["ballot_checked"] = True
        connection.rollback()


def refuse_weak_settings(connection: Connection) -> None:
    """Raise ConfigurationError if this connection's settings could lose a commit that was answered with a receipt."""
    required = _SQLITE_REQUIRED if connection.dialect.name == "sqlite" else _POSTGRESQL_REQUIRED
    _refuse(_read_settings(connection), required)


def _read_settings(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        return {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in _SQLITE_REQUIRED}
    return {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in _POSTGRESQL_REQUIRED}


def _refuse(found: dict[str, str], required: dict[str, tuple[str, ...]]) -> None:
    for name, allowed in required.items():
        if found[name] not in allowed:
            raise ConfigurationError(
                f"The database runs with {name}={found[name]}; an accepted ballot could be lost in a power cut. "
                f"It must be {' or '.join(allowed)}."
            )


def migrate(database: Database) -> None:
    """Bring the schema to the newest version, in one transaction: it is changed completely or not at all.

    Several processes may call it at once; one migrates and the others find nothing to do.

    Raises: ConfigurationError if a newer version of this program made the database.
    """
    with database.engine.connect().execution_options(ballot_begin="IMMEDIATE") as connection, connection.begin():
        if database.kind == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        _refuse_newer_schema(_stored_revision(connection))
        command.upgrade(alembic_config(connection), "head")


def schema_revision(database: Database) -> str | None:
    """Return the revision of the stored schema; None when there is none."""
    with database.engine.connect() as connection:
        return _stored_revision(connection)


def _stored_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def known_revisions() -> list[str]:
    """Return the revisions of the schema that this version knows, newest first."""
    config = AlembicConfig()
    config.set_main_option("script_location", _MIGRATIONS)
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


def _refuse_newer_schema(revision: str | None) -> None:
    """Refuse a schema that this version does not know. Raises: ConfigurationError."""
    if revision is not None and revision not in known_revisions():
        raise ConfigurationError(
            f"The database has the schema {revision}, which this version of ballot does not know: a newer one made it. "
            "Install that version again."
        )


def alembic_config(connection: Connection) -> AlembicConfig:
    """Return the configuration of Alembic for migrations on this connection."""
    config = AlembicConfig()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    return config


def is_ready(database: Database) -> bool:
    """Return whether the database answers, is durable, and has the schema of this version."""
    try:
        with database.engine.connect() as connection:
            refuse_weak_settings(connection)
            return _stored_revision(connection) == _newest_revision()
    except (ConfigurationError, DBAPIError):
        return False


@cache
def _newest_revision() -> str:
    return known_revisions()[0]


def stored_bytes(database: Database) -> int:
    """Return how large the database is."""
    with database.engine.connect() as connection:
        if database.kind == "sqlite":
            return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one()) * int(
                connection.exec_driver_sql("PRAGMA page_size").scalar_one()
            )
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
