"""W26: the role with which the web uses PostgreSQL reads and writes rows, and cannot touch tables and triggers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ballot.errors import ConfigurationError
from ballot.store.session import Database, is_ready, migrate, open_database
from ballot.store.web_role import grant_rights
from tests.databases import as_role, fresh_database, fresh_role
from tests.election.scenario import opened

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("time")]
FORBIDDEN = (
    "DROP TRIGGER board_event_append_only ON board_event",
    "ALTER TABLE board_event DISABLE TRIGGER ALL",
    "ALTER TABLE board_event OWNER TO CURRENT_USER",
    "TRUNCATE board_event",
    "TRUNCATE officer CASCADE",
    "DROP TABLE receipt",
    "CREATE TABLE extra (number int)",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "DROP FUNCTION refuse_change() CASCADE",
    "SET session_replication_role = replica",
    "SET ROLE OWNER_OF_THE_TABLES",
    "UPDATE alembic_version SET version_num = 'x'",
    "UPDATE receipt SET content = content",
    "DELETE FROM receipt",
)


@pytest.fixture
def role(postgres_server: str) -> Iterator[str]:
    with fresh_role(postgres_server) as made:
        yield made


@pytest.fixture
def owner(role: str, postgres_server: str, postgres_template: str) -> Iterator[Database]:
    """The database as its owner opens it; it is gone before the role is."""
    assert role
    with fresh_database(postgres_server, template=postgres_template) as url:
        database = open_database(url)
        yield database
        database.dispose()


@pytest.fixture
def web(owner: Database, role: str) -> Iterator[Database]:
    """The same database as the web opens it."""
    url = as_role(owner.engine.url.render_as_string(hide_password=False), role)
    grant_rights(owner, url)
    grant_rights(owner, url)  # as at every start
    database = open_database(url)
    yield database
    database.dispose()


def test_W26_the_web_opens_an_election_and_casts_with_its_role(web: Database) -> None:
    scenario = opened(web)
    scenario.cast(scenario.ballot(0))
    migrate(web)  # finds nothing to do
    assert is_ready(web)
    web.rewrite()  # skips what is not its own


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_W26_the_web_cannot_disarm_the_triggers(web: Database, owner: Database, statement: str) -> None:
    scenario = opened(web)
    scenario.cast(scenario.ballot(0))
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner|append-only"), web.session() as session:
        session.execute(text(statement.replace("OWNER_OF_THE_TABLES", str(owner.engine.url.username))))


@pytest.mark.parametrize(
    ("options", "said"),
    [("SUPERUSER", "could change tables"), ("CREATEROLE", "could change tables"), ("IN ROLE CURRENT_USER", "could")],
)
def test_W26_a_role_that_could_take_the_owners_rights_is_refused(
    postgres_server: str, postgres_template: str, options: str, said: str
) -> None:
    with (
        fresh_role(postgres_server, options) as role,
        fresh_database(postgres_server, template=postgres_template) as url,
    ):
        database = open_database(url)
        with pytest.raises(ConfigurationError, match=said):
            grant_rights(database, as_role(url, role))
        with pytest.raises(ConfigurationError, match="has no role ballot_nobody"):
            grant_rights(database, as_role(url, "ballot_nobody"))
        database.dispose()
