"""Migrations: they make what the models say, as a whole or not at all, and several processes may run them at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from ballot.store.models import Base
from ballot.store.session import is_ready, migrate, open_database


def test_the_schema_is_that_of_the_models(database) -> None:
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


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
