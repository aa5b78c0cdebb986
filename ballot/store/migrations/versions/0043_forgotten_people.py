"""The data of an election's people can be deleted.

Revision 0043.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of the numbers that stay."""
    op.create_table(
        "forgotten_people",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("turnout", sa.LargeBinary(), nullable=False),
        sa.Column("wiped", sa.Boolean(), nullable=False),
    )
