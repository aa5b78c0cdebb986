"""A clock that tests set, and a fresh database of each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from ballot import clock
from ballot.store.session import Database, open_database
from tests.chance import same_practice  # noqa: F401  (a fixture)
from tests.election.scenario import START
from tests.quick import quick_key_files, quick_passwords  # noqa: F401  (fixtures)


class FakeClock:
    """The time, as a test wants it to be."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> dt.datetime:
        return self.time

    def move(self, **span: float) -> None:
        """Let time pass."""
        self.time += dt.timedelta(**span)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The fake clock; a test that does not ask for it gets it too, so that no test depends on today."""
    fake = FakeClock()
    monkeypatch.setattr(clock, "now", fake.now)
    return fake


@pytest.fixture
def database(migrated_url: str, time: FakeClock) -> Iterator[Database]:
    """A fresh database with its schema, once of each kind."""
    opened = open_database(migrated_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite(migrated_sqlite_url: str, time: FakeClock) -> Iterator[Database]:
    """A fresh SQLite database, for what does not depend on the kind."""
    opened = open_database(migrated_sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def postgresql(migrated_postgres_url: str, time: FakeClock) -> Iterator[Database]:
    """A fresh PostgreSQL database, for what SQLite tests in another way."""
    opened = open_database(migrated_postgres_url)
    yield opened
    opened.dispose()
