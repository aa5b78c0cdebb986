"""Candidates' photographs, and the order of the candidates on the paper.

Revision 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns. Contests so far keep the order in which their candidates were entered."""
    op.add_column("candidate", sa.Column("photograph", sa.String(length=64), nullable=True))
    op.add_column("contest", sa.Column("candidate_order", sa.String(length=16), nullable=False, server_default="fixed"))
    op.create_table(
        "photograph",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("small_digest", sa.String(length=64), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("election_id", "digest"),
    )
