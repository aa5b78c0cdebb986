"""Elections, what happens in them, and the server's own sign of life."""

from typing import Any

import sqlalchemy as sa
from alembic import op

_STATE = "state IN ('draft', 'frozen', 'open', 'closed', 'tallied', 'declared', 'published', 'called-off')"
_CHANGE = "change IN ('extended', 'resumed', 'closed', 'called-off')"


def create_elections() -> None:
    """Create elections, and the tables that depend on nothing else."""
    op.create_table(
        "election",
        *_identity_and_rules(),
        *_history(),
        *_settings(),
        sa.CheckConstraint(_STATE, name="election_state"),
    )
    _create_records()
    _create_times_notices()


def _identity_and_rules() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("uuid", sa.String(32), nullable=False, unique=True),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False, index=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("administrator", sa.Text()),
        sa.Column("credential_authority", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True)),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("minimum_ballots", sa.Integer(), nullable=False),
        sa.Column("re_voting", sa.Boolean(), nullable=False),
        sa.Column("few_trustees_accepted", sa.Boolean(), nullable=False),
    ]


def _history() -> list[sa.Column[Any]]:
    """Return the columns for the times of each state, and for what was fixed at the freeze."""
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True)),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("tallied_at", sa.DateTime(timezone=True)),
        sa.Column("declared_at", sa.DateTime(timezone=True)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("archive_timestamp", sa.String(20)),
        sa.Column("fingerprint", sa.String(43)),
        sa.Column("setup_event", sa.String(64)),
    ]


def _settings() -> list[sa.Column[Any]]:
    return [
        sa.Column("threshold", sa.Integer()),
        sa.Column("minimum_mixers", sa.Integer()),
        sa.Column("languages", sa.Text(), nullable=False, server_default=""),
        sa.Column("by_schedule", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.Column("stop_reason", sa.Text()),
        sa.Column("turnout_public", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("casting_code", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("contact", sa.Text(), nullable=False, server_default=""),
        sa.Column("token_channel", sa.String(16)),
        sa.Column("secrecy_accepted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("zone", sa.String(64), nullable=False, server_default="UTC"),
        sa.Column("practice", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("hidden_at", sa.DateTime(timezone=True)),
        sa.Column("marked_register", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tokens_released_at", sa.DateTime(timezone=True)),
        sa.Column("called_off_at", sa.DateTime(timezone=True)),
        sa.Column("call_off_reason", sa.Text()),
    ]


def _create_records() -> None:
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
    )
    op.create_table(
        "practice",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("seeds", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
    )
    op.create_table(
        "forgotten_people",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("turnout", sa.LargeBinary(), nullable=False),
        sa.Column("wiped", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("boot", sa.Double(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("disregarded", sa.DateTime(timezone=True)),
    )


def _create_times_notices() -> None:
    op.create_table(
        "times_notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("change", sa.String(16), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True)),
        sa.Column("members", sa.Integer()),
        sa.CheckConstraint(_CHANGE, name="times_notice_change"),
    )
