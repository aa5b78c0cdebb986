"""Letters in batches, a registrar's list of credentials, and the officer's words in the token mail.

Revision 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make columns and tables, and say how the tokens of elections that are frozen already went out."""
    op.add_column("election", sa.Column("token_channel", sa.String(length=16), nullable=True))
    op.execute(
        "UPDATE election SET token_channel = 'mail' WHERE state <> 'draft' AND id IN "
        "(SELECT election_id FROM outbox_message WHERE kind = 'token')"
    )
    op.execute("UPDATE election SET token_channel = 'merge' WHERE state <> 'draft' AND token_channel IS NULL")
    op.add_column("sealed_token", sa.Column("batch", sa.Integer(), nullable=True))
    op.create_table(
        "registrar_list",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.ForeignKeyConstraint(["uploaded_by"], ["officer.id"]),
        sa.PrimaryKeyConstraint("election_id"),
    )
    op.create_table(
        "mail_words",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("election_id", "language"),
    )
