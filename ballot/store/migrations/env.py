"""Alembic runs this. The connection, with its transaction already begun, comes from `ballot.store.session.migrate`."""

from alembic import context

from ballot.store.models.base import Base

# `transactional_ddl`: our SQLite connections begin their transactions themselves, so that DDL rolls back there too.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
context.run_migrations()
