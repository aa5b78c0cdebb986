"""Quotas by group, withdrawals as an officer's choice, and reopening nominations.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Elections that are frozen already have charters that permit no withdrawal."""
    op.add_column("contest", sa.Column("quotas", sa.Text(), nullable=False, server_default=""))
    op.add_column("contest", sa.Column("withdrawals", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("candidate", sa.Column("groups", sa.Text(), nullable=False, server_default=""))
    op.add_column("candidate", sa.Column("reopens", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE contest SET withdrawals = FALSE WHERE election_id IN (SELECT id FROM election WHERE state <> 'draft')"
    )
