"""Replacements that a registrar asks for. Who handed in the list stands in the log, which names programs too.

Revision 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of requests; a list of public credentials may come from a program, which has no account."""
    op.create_table(
        "registrar_request",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("revoked", sa.String(length=64), nullable=False),
        sa.Column("spare", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("election_id", "revoked"),
    )
    with op.batch_alter_table("registrar_list") as batch:
        batch.drop_column("uploaded_by")
