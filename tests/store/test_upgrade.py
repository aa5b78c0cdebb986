"""An open election with ballots, in a database of every revision: a later version upgrades it, and it goes on.

The later version is made up (tests/later_revision.py): it has one revision more than this one. The rows of each schema
are taken from an election of today: what a table had then is filled from what it has now (W26: a migration that fails
in the middle leaves what was there).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from ballot.election.custody.agreement import disagreements
from ballot.election.result.counting import election_result
from ballot.election.result.public_view import archive_stream, companion_stream
from ballot.election.result.publishing import declare_result, publish_result
from ballot.errors import BallotRefused, ConfigurationError
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
from ballot.verify.run import verify_archive
from tests.databases import fresh_database
from tests.election.scenario import Scenario, contest, opened
from tests.later_revision import LATER, later_version, upgrade_and_fail

REVISIONS = known_revisions()[::-1]


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> Iterator[str]:
    """The URL of a second, empty database of the same kind."""
    if database.kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'earlier.sqlite3'}"
        return
    with fresh_database(request.getfixturevalue("postgres_server")) as url:
        yield url


def taken_back(scenario: Scenario, url: str, revision: str) -> Scenario:
    """Return the same election in a database of a revision, the newest or an earlier one."""
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
        if earlier.kind == "postgresql":
            set_counters(target, tables)
    return Scenario(earlier, scenario.uuid, scenario.identity, scenario.context, scenario.tokens, scenario.secrets)


def copy_rows(source: Connection, target: Connection, now: Table, then: Table) -> None:
    """Copy the columns that both have."""
    both = [now.c[column.name] for column in then.columns if column.name in now.columns]
    rows = [dict(row) for row in source.execute(select(*both)).mappings()]
    if rows:
        target.execute(insert(then), rows)


def set_counters(target: Connection, tables: MetaData) -> None:
    """Let PostgreSQL count on after the ids that were copied."""
    for table in tables.sorted_tables:
        if "id" in table.columns:
            last = target.scalar(select(func.max(table.c.id)))
            if last is not None:
                target.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last})"))


@pytest.fixture
def election(database: Database) -> Scenario:
    """An open election with two ballots."""
    contests = [contest(3, seats=2, maximum=2, withdrawals=False), contest(2, title="Chair", withdrawals=False)]
    scenario = opened(database, contests=contests)
    for member in range(2):
        scenario.cast(scenario.ballot(member, [1, 1, 0], [0, 1]))
    return scenario


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_open_election_goes_on_after_the_upgrade(
    election: Scenario, new_url: str, revision: str, tmp_path: Path
) -> None:
    old = taken_back(election, new_url, revision)
    assert schema_revision(old.database) == revision
    with later_version(tmp_path):
        assert not is_ready(old.database)
        migrate(old.database)
        assert schema_revision(old.database) == LATER and is_ready(old.database)
        assert_upgraded(old.database)
        assert old.look(lambda scene: chain.verify_chain(scene.session, scene.election)).size == 3
        assert old.look(disagreements) == []
        with pytest.raises(BallotRefused):  # whose token is spent stays known
            old.cast(old.ballot(0, [1, 0, 0], [1, 0]))
        old.cast(old.ballot(2, [0, 0, 1], [1, 0]))
        finish(old)
        verify(old, tmp_path)
    old.database.dispose()


def assert_upgraded(database: Database) -> None:
    """The later revision's column is filled, its table append-only, and its check constraint takes one value more."""
    mails = "UPDATE outbox_message SET state ="
    with database.session() as session:
        assert session.scalar(text("SELECT motto = name FROM election"))
        assert session.scalar(text("SELECT seal = content FROM board_seal, board_event WHERE height = 0"))
        assert session.scalar(text("SELECT count(*) FROM outbox_message"))
        session.execute(text(f"{mails} 'read'"))
        session.execute(text(f"{mails} 'accepted'"))
    for refused, reason in (("DELETE FROM board_seal", "append-only"), (f"{mails} 'lost'", "(?i)check")):
        with pytest.raises(DBAPIError, match=reason), database.session() as session:
            session.execute(text(refused))


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


def verify(scenario: Scenario, folder: Path) -> None:
    """Let an auditor verify the archive."""
    paths = []
    for suffix, stream in ((".bel", archive_stream), (".companion.jsonl", companion_stream)):
        paths.append(folder / f"{scenario.uuid}{suffix}")
        paths[-1].write_bytes(b"".join(scenario.look(lambda scene, stream=stream: list(stream(scene)))))
    report = verify_archive(paths[0], paths[1])
    assert report.exit_code == 0, report.failures


@pytest.mark.parametrize("revision", REVISIONS)
def test_W26_an_upgrade_that_fails_leaves_the_earlier_database_as_it_was(
    election: Scenario, new_url: str, revision: str, tmp_path: Path
) -> None:
    """The last of the missing migrations fails when everything is done; the next attempt succeeds."""
    old = taken_back(election, new_url, revision)
    before = everything(old.database)
    with later_version(tmp_path, upgrade_and_fail), pytest.raises(RuntimeError, match="the power went"):
        migrate(old.database)
    assert schema_revision(old.database) == revision
    assert everything(old.database) == before
    with later_version(tmp_path):
        migrate(old.database)
        assert is_ready(old.database)
    old.database.dispose()


def everything(database: Database) -> tuple[list[object], dict[str, list[tuple[object, ...]]]]:
    """Return the schema as the database has it, and every row of every table."""
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    if database.kind == "postgresql":
        schema = (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint UNION ALL "
            "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger UNION ALL "
            "SELECT attrelid::regclass::text, attname, attnum::text FROM pg_attribute ORDER BY 1, 2, 3"
        )
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(schema))], {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }


def test_a_database_of_a_later_version_is_refused_and_left_alone(database: Database, tmp_path: Path) -> None:
    """Who goes back to the version of before is told, and can come again."""
    with later_version(tmp_path):
        migrate(database)
    before = everything(database)
    assert not is_ready(database)
    with pytest.raises(ConfigurationError, match=f"has the schema {LATER}, which this version of ballot does not know"):
        migrate(database)
    assert everything(database) == before
    with later_version(tmp_path):
        assert is_ready(database)


def test_the_revisions_are_one_line_from_the_first(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert (scripts.get_bases(), scripts.get_heads()) == ([REVISIONS[0]], [REVISIONS[-1]])
    assert len(REVISIONS) == len(list((Path(scripts.dir) / "versions").glob("[0-9]*.py")))
