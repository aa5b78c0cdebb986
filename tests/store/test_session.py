"""Transactions: whole or not at all, aware times, and readers that wait for nobody."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from ballot.store.models.people import Officer

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


def officer(**values) -> Officer:
    """Return an officer's row."""
    return Officer(**{"email": "o@example.org", "name": "O", "password_hash": "x", "created_at": NOON, **values})


def test_an_exception_takes_everything_back(database) -> None:
    with pytest.raises(RuntimeError), database.session() as session:
        session.add(officer())
        session.flush()
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(Officer)).all() == []


def test_times_come_back_aware_and_in_utc(database) -> None:
    east = dt.timezone(dt.timedelta(hours=5, minutes=30))
    with database.session() as session:
        session.add(officer(created_at=NOON.astimezone(east)))
    with database.reading() as session:
        found = session.scalars(select(Officer)).one()
    assert found.created_at == NOON and found.created_at.tzinfo is not None
    assert found.created_at.utcoffset() == dt.timedelta(0)


def test_a_time_without_a_zone_is_refused(database) -> None:
    with pytest.raises(StatementError, match="without a zone"), database.session() as session:
        session.add(officer(created_at=dt.datetime(2027, 3, 1)))


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_committed(database) -> None:
    with database.session() as writer:
        writer.add(officer())
        writer.flush()
        with database.reading() as reader:
            assert reader.scalars(select(Officer)).all() == []
    with database.reading() as reader:
        assert len(reader.scalars(select(Officer)).all()) == 1


def test_what_a_reader_changes_is_never_kept(database) -> None:
    with database.session() as session:
        session.add(officer())
    try:
        with database.reading() as session:
            session.execute(text("UPDATE officer SET name = 'changed'"))
    except DBAPIError:
        assert database.kind == "postgresql"  # which refuses it outright
    with database.reading() as session:
        assert session.scalars(select(Officer.name)).one() == "O"


def test_foreign_keys_hold(database) -> None:
    with pytest.raises(DBAPIError), database.session() as session:
        session.execute(text("INSERT INTO companion_record (election_id, position, content) VALUES (77, 0, 'x')"))


def test_reading_keeps_the_prepared_statements_of_postgresql(postgresql) -> None:
    """At each ROLLBACK psycopg throws all of them away, and a cast costs a quarter more (docs/performance.md)."""
    for _ in range(10):
        with postgresql.reading() as session:
            assert session.scalars(select(Officer)).all() == []
    with postgresql.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) > 0
