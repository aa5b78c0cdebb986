"""W26: the database itself refuses to change the board, column by column, also by hand and from outside our program."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from ballot.errors import BoardInconsistent
from ballot.store import chain
from ballot.store.models.base import Base
from tests.election.scenario import opened

APPEND_ONLY = ("board_event", "board_data", "ciphertext_mark", "receipt", "companion_record")
COLUMNS = [(name, column.name) for name in APPEND_ONLY for column in Base.metadata.tables[name].columns]


@pytest.fixture
def election(database):
    """An election with two ballots."""
    scenario = opened(database)
    for member in range(2):
        scenario.cast(scenario.ballot(member))
    return scenario


def test_no_column_of_the_board_can_be_updated(election) -> None:
    assert len(COLUMNS) > 20
    for table, column in COLUMNS:
        with pytest.raises(DBAPIError, match="append-only"), election.database.session() as session:
            session.execute(text(f"UPDATE {table} SET {column} = {column}"))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_nothing_on_the_board_can_be_deleted(election, table: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), election.database.session() as session:
        session.execute(text(f"DELETE FROM {table}"))


def test_not_even_by_replacing_or_truncating(election) -> None:
    act = "TRUNCATE board_event"
    if election.database.kind == "sqlite":
        act = "INSERT OR REPLACE INTO board_event SELECT * FROM board_event WHERE height = 1"
    with pytest.raises(DBAPIError, match="append-only"), election.database.session() as session:
        session.execute(text(act))


def test_not_by_another_program_either(sqlite, tmp_path) -> None:
    scenario = opened(sqlite)
    connection = sqlite3.connect(scenario.database.engine.url.database)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE board_event SET content = x'00'")
    connection.close()


@pytest.mark.parametrize(
    "change", ["height = height, hash = 'x'", "height = height + 10, hash = 'x'", "height = height + 10, parent = 'x'"]
)
def test_no_second_event_at_a_height_after_a_parent_or_with_a_hash(election, change: str) -> None:
    values = {"height": "height", "parent": "parent", "hash": "hash"}
    values.update(part.split(" = ") for part in change.split(", "))
    columns = f"election_id, {values['height']}, type, {values['parent']}, {values['hash']}, content"
    with pytest.raises(IntegrityError), election.database.session() as session:
        session.execute(text(f"INSERT INTO board_event SELECT {columns} FROM board_event WHERE height = 1"))


TAMPERINGS = [
    (
        "UPDATE board_event SET content = (SELECT content FROM board_event WHERE height = 2) WHERE height = 1",
        "height 1",
    ),
    ("UPDATE board_data SET content = (SELECT content FROM board_data WHERE height = 2) WHERE height = 1", "event 1"),
    ("DELETE FROM board_event WHERE height = 1", "height 2|height 1"),
    ("DELETE FROM board_event WHERE height = 2", "head"),
    ("UPDATE board_event SET parent = 'x' WHERE height = 2", "height 2"),
    ("UPDATE board_event SET hash = 'x' WHERE height = 2", "height 2"),
    ("UPDATE board_event SET type = 'Result' WHERE height = 2", "height 2"),
    ("UPDATE board_head SET hash = 'x'", "head"),
    ("UPDATE board_head SET frontier = 'aa'", "head"),
]


@pytest.mark.parametrize(("act", "where"), TAMPERINGS)
def test_who_removes_the_triggers_first_is_found_out(sqlite, act: str, where: str) -> None:
    scenario = opened(sqlite)
    for member in range(2):
        scenario.cast(scenario.ballot(member))
    scenario.look(chain.verify_chain)
    with sqlite.session() as session:
        for table in APPEND_ONLY:
            for kind in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER {table}_no_{kind}"))
        session.execute(text(act))
    with pytest.raises(BoardInconsistent, match=where):
        scenario.look(chain.verify_chain)
