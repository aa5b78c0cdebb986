"""Migrations: they make what the models say, as a whole or not at all, and several processes may run them at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, func, inspect, select

from ballot.store.models.base import Base
from ballot.store.models.roll import Member
from ballot.store.session import is_ready, migrate, open_database


def test_the_schema_is_that_of_the_models(database) -> None:
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_the_check_constraints_are_those_of_the_models(database) -> None:
    """Alembic does not compare them; each database words them in its own way, and the values are the same."""
    found = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        checks = [each for each in table.constraints if isinstance(each, CheckConstraint)]
        wanted = {each.name: values_of(str(each.sqltext)) for each in checks}
        stored = {each["name"]: values_of(each["sqltext"]) for each in found.get_check_constraints(table.name)}
        assert stored == wanted


def values_of(check: str) -> list[str]:
    """Return the words in quotation marks, and the numbers that are compared."""
    return re.findall(r"'[^']*'|>= \d+", check)


def test_members_are_found_by_their_address_by_an_index(sqlite) -> None:
    query = select(Member.id).where(func.lower(Member.email) == "a@example.org", Member.email != "")
    sql = query.compile(sqlite.engine, compile_kwargs={"literal_binds": True})
    with sqlite.engine.connect() as connection:
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan == ["SEARCH member USING INDEX member_address (<expr>=?)"]


def test_migrating_again_changes_nothing(database) -> None:
    before = inspect(database.engine).get_table_names()
    migrate(database)
    assert inspect(database.engine).get_table_names() == before


def test_a_migration_that_fails_half_way_leaves_nothing(database_url, monkeypatch) -> None:
    database = open_database(database_url)
    execute = op.execute

    def fail(statement, **options):
        if "receipt" in str(statement):
            raise RuntimeError("the power went")
        return execute(statement, **options)

    monkeypatch.setattr(op, "execute", fail)
    with pytest.raises(RuntimeError):
        migrate(database)
    assert inspect(database.engine).get_table_names() == []
    assert not is_ready(database)
    monkeypatch.undo()
    migrate(database)
    assert is_ready(database)
    database.dispose()


def test_two_servers_that_start_at_once(database_url) -> None:
    databases = [open_database(database_url) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, databases))
    assert all(is_ready(database) for database in databases)
    for database in databases:
        database.dispose()
