"""Mails that wait or were sent, and the officer's own words in them."""

import sqlalchemy as sa
from alembic import op

_STATE = "state IN ('queued', 'sending', 'accepted', 'failed', 'bounced', 'stopped')"


def create_outbox() -> None:
    """Create the outbox, and the row that exists while the mail server cannot be reached."""
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), index=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), index=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("tried_at", sa.DateTime(timezone=True), index=True),
        sa.Column("turn", sa.Integer(), nullable=False, server_default="1"),
        sa.CheckConstraint(_STATE, name="outbox_state"),
        sa.UniqueConstraint("election_id", "key"),
    )
    op.create_index("outbox_due", "outbox_message", ["state", "turn", "due_at"])
    op.create_table(
        "mail_outage",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("refusing", sa.Boolean(), nullable=False),
    )


def create_texts() -> None:
    """Create the words of token mails, reminders, and the words of reminders."""
    op.create_table(
        "mail_words",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=False),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True)),
        sa.Column("reached", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_table(
        "reminder_note",
        sa.Column("reminder_id", sa.Integer(), sa.ForeignKey("reminder.id"), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("note", sa.Text(), nullable=False),
    )
