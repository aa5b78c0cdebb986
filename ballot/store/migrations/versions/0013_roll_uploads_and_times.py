"""Roll files on their way into the roll; opening and closing by schedule, emergency stops, notices of new times.

Revision 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make columns and tables. Elections that are frozen already are opened and closed by hand, as was announced."""
    op.add_column("election", sa.Column("by_schedule", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(sa.text("UPDATE election SET by_schedule = :no WHERE state <> 'draft'").bindparams(no=False))
    op.add_column("election", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("election", sa.Column("stop_reason", sa.Text(), nullable=True))
    op.add_column("election", sa.Column("turnout_public", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "times_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.CheckConstraint("change IN ('extended', 'resumed')", name="times_notice_change"),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_times_notice_election_id", "times_notice", ["election_id"])
    _roll_uploads()


def _roll_uploads() -> None:
    op.create_table(
        "roll_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("encoding", sa.String(length=16), nullable=False),
        sa.Column("delimiter", sa.String(length=1), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('columns', 'reading', 'read', 'unreadable')", name="roll_upload_state"),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("election_id"),
    )
    op.create_table(
        "roll_upload_row",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["roll_upload.id"]),
        sa.PrimaryKeyConstraint("upload_id", "row"),
    )
    op.create_table(
        "roll_upload_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["roll_upload.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_roll_upload_problem_upload_id", "roll_upload_problem", ["upload_id"])
    op.create_table(
        "roll_upload_duplicate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["upload_id"], ["roll_upload.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_roll_upload_duplicate_upload_id", "roll_upload_duplicate", ["upload_id"])
