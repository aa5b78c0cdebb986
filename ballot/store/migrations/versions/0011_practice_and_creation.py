"""Practice elections, an election's time zone, elections left out of lists, and where trustees come from.

Revision 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns. Every election so far is a real one, with its times in UTC."""
    op.add_column("election", sa.Column("secrecy_accepted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("election", sa.Column("zone", sa.String(length=64), nullable=False, server_default="UTC"))
    op.add_column("election", sa.Column("practice", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("election", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("trustee", sa.Column("organisation", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "practice",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("seeds", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("election_id"),
    )
