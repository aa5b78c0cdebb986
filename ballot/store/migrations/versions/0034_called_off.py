"""An election can be called off, and every member is told.

Revision 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0036"
branch_labels = None
depends_on = None

_STATES = "state IN ('draft', 'frozen', 'open', 'closed', 'tallied', 'declared', 'published'"
_CHANGES = "change IN ('extended', 'resumed', 'closed'"
_ONE_MORE = ", 'called-off')"


def upgrade() -> None:
    """Add when and why, and let the state and a notice say it."""
    op.add_column("election", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("election", sa.Column("call_off_reason", sa.Text(), nullable=True))
    _allow("election", "election_state", _STATES)
    _allow("times_notice", "times_notice_change", _CHANGES)


def _allow(table: str, name: str, check: str) -> None:
    """Let a check constraint take one value more."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, check + _ONE_MORE)
    else:
        _rewrite(table, f"{check})", check + _ONE_MORE)


def _rewrite(table: str, old: str, new: str) -> None:
    """Change the text of a table's definition, as SQLite's documentation of ALTER TABLE says for check constraints.

    To make the table anew, every row that points to an election would have to lose it for a moment.
    """
    connection = op.get_bind()
    found = connection.scalar(sa.text("SELECT sql FROM sqlite_schema WHERE name = :table"), {"table": table})
    if found is None or found.count(old) != 1:
        raise ValueError(f"the table {table} has not the constraint that this revision changes")
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    change = sa.text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :table")
    connection.execute(change, {"sql": found.replace(old, new), "table": table})
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
