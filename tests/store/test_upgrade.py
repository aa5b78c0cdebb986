"""An open election with ballots, in a database of every earlier revision: it is upgraded and goes on to its end.

The rows of each earlier schema are taken from an election of today: what a table had then is filled from what it has
now, and what is gone since is put back (W26: a migration that fails in the middle leaves what was there).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from alembic import command
from alembic.script import Script
from sqlalchemy import Connection, MetaData, String, Table, Text, func, insert, select, text

from ballot.election.custody.agreement import disagreements
from ballot.election.result.counting import election_result
from ballot.election.result.publishing import archive_stream, companion_stream, declare_result, publish_result
from ballot.errors import BallotRefused
from ballot.store import chain
from ballot.store.session import (
    Database,
    alembic_config,
    is_ready,
    known_revisions,
    migrate,
    open_database,
    schema_revision,
)
from ballot.verify import verify_archive
from tests.databases import fresh_database
from tests.election.scenario import Scenario, contest, opened

EARLIER = known_revisions()[:0:-1]
Filling = Callable[[Connection, MetaData], None]


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path, database: Database) -> Iterator[str]:
    """The URL of a second, empty database of the same kind."""
    if database.kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'earlier.sqlite3'}"
        return
    with fresh_database(request.getfixturevalue("postgres_server")) as url:
        yield url


def taken_back(scenario: Scenario, url: str, revision: str) -> Scenario:
    """Return the same election in a database of an earlier revision."""
    earlier = open_database(url)
    with earlier.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), revision)
    tables, now = MetaData(), MetaData()
    tables.reflect(earlier.engine)
    now.reflect(scenario.database.engine)
    with scenario.database.engine.connect() as source, earlier.engine.connect() as target, target.begin():
        for table in tables.sorted_tables:
            if table.name in now.tables and table.name != "alembic_version":
                copy_rows(source, target, now.tables[table.name], table)
        if "board_ciphertext" in tables.tables:
            put_digests_back(source, target, now.tables["ciphertext_mark"], tables.tables["board_ciphertext"])
        if earlier.kind == "postgresql":
            set_counters(target, tables)
    return Scenario(earlier, scenario.uuid, scenario.identity, scenario.context, scenario.tokens, scenario.secrets)


def copy_rows(source: Connection, target: Connection, now: Table, then: Table) -> None:
    """Copy what both have; texts that a table must have and that are gone since are empty."""
    both = [column.name for column in then.columns if column.name in now.columns]
    gone = {
        column.name: ""
        for column in then.columns
        if column.name not in now.columns and not column.nullable and isinstance(column.type, String | Text)
    }
    rows = [{**row, **gone} for row in source.execute(select(*(now.c[name] for name in both))).mappings()]
    if rows:
        target.execute(insert(then), rows)


def put_digests_back(source: Connection, target: Connection, marks: Table, digests: Table) -> None:
    """Make the whole digests of before 0004: their beginnings are the marks of now."""

    def whole(mark: int) -> str:
        return mark.to_bytes(8, "big", signed=True).hex() + "00" * 24

    rows = [
        {"election_id": row.election_id, "digest": whole(row.mark), "credential": whole(row.owner)}
        for row in source.execute(select(marks))
    ]
    assert rows
    target.execute(insert(digests), rows)


def set_counters(target: Connection, tables: MetaData) -> None:
    """Let PostgreSQL count on after the ids that were copied."""
    for table in tables.sorted_tables:
        if "id" in table.columns:
            last = target.scalar(select(func.max(table.c.id)))
            if last is not None:
                target.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last})"))


@pytest.fixture
def election(database: Database) -> Scenario:
    """An open election with two ballots, as the first version knew them."""
    contests = [contest(3, seats=2, maximum=2, withdrawals=False), contest(2, title="Chair", withdrawals=False)]
    scenario = opened(database, contests=contests)
    for member in range(2):
        scenario.cast(scenario.ballot(member, [1, 1, 0], [0, 1]))
    return scenario


@pytest.mark.parametrize("revision", EARLIER)
def test_an_open_election_goes_on_after_the_upgrade(election: Scenario, new_url: str, revision: str, tmp_path) -> None:
    old = taken_back(election, new_url, revision)
    assert schema_revision(old.database) == revision and not is_ready(old.database)
    migrate(old.database)
    assert is_ready(old.database)
    assert old.look(chain.verify_chain).size == 3
    assert old.look(disagreements) == []
    with pytest.raises(BallotRefused):  # whose token is spent stays known
        old.cast(old.ballot(0, [1, 0, 0], [1, 0]))
    old.cast(old.ballot(2, [0, 0, 1], [1, 0]))
    finish(old)
    verify(old, tmp_path)
    old.database.dispose()


def finish(scenario: Scenario) -> None:
    """Close, count and publish; three ballots are in the result."""
    scenario.close()
    scenario.count()
    result = scenario.look(election_result)
    assert [candidate.votes for candidate in result.contests[0].candidates] == [2, 2, 1]
    assert result.ballots == 3
    scenario.act(declare_result)
    scenario.act(publish_result)
    assert scenario.look(disagreements) == []


def verify(scenario: Scenario, folder) -> None:
    """Let an auditor verify the archive."""
    paths = []
    for suffix, stream in ((".bel", archive_stream), (".companion.jsonl", companion_stream)):
        paths.append(folder / f"{scenario.uuid}{suffix}")
        paths[-1].write_bytes(b"".join(scenario.look(lambda s, e, stream=stream: list(stream(s, e)))))
    report = verify_archive(paths[0], paths[1])
    assert report.exit_code == 0, report.failures


@pytest.mark.parametrize("revision", EARLIER[:-1])
def test_W26_an_upgrade_that_fails_leaves_the_earlier_database_as_it_was(
    election: Scenario, new_url: str, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of the missing migrations fails when everything before it is done."""
    old = taken_back(election, new_url, revision)
    before = everything(old.database)
    load = Script.__init__

    def load_with_failure(self, module, revision_id, *arguments) -> None:
        upgrade = module.upgrade

        def fail() -> None:
            upgrade()
            raise RuntimeError("the power went")

        if revision_id == head:
            module.upgrade = fail
        load(self, module, revision_id, *arguments)

    head = known_revisions()[0]
    monkeypatch.setattr(Script, "__init__", load_with_failure)
    with pytest.raises(RuntimeError, match="the power went"):
        migrate(old.database)
    monkeypatch.undo()
    assert schema_revision(old.database) == revision
    assert everything(old.database) == before
    old.database.dispose()


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }


def test_every_earlier_revision_is_rehearsed() -> None:
    assert EARLIER[0] == "0001" and len(EARLIER) == len(known_revisions()) - 1
