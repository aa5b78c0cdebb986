"""The board and what is kept with it. What is on the board is never changed or deleted."""

import sqlalchemy as sa
from alembic import op

from ballot.store.migrations import append_only


def create_board() -> None:
    """Create the head of each board, its events and their data, and the companion file."""
    op.create_table(
        "board_head",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64)),
        sa.Column("type", sa.String(24)),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.Column("companion_size", sa.Integer(), nullable=False),
        sa.Column("companion_hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "public_head",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64)),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.Column("companion_size", sa.Integer(), nullable=False),
        sa.Column("companion_hash", sa.String(64), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "board_event",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("height", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("parent", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("election_id", "hash"),
        sa.UniqueConstraint("election_id", "parent"),
    )
    other = sa.text("type <> 'Ballot'")
    op.create_index(
        "board_event_other",
        "board_event",
        ["election_id", "type", "height"],
        sqlite_where=other,
        postgresql_where=other,
    )
    _create_records()


def _create_records() -> None:
    op.create_table(
        "board_data",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("height", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("election_id", "hash"),
    )
    op.create_table(
        "companion_record",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "receipt",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("height", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("tracking_number", sa.String(43), nullable=False),
        sa.Column("credential", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("election_id", "tracking_number"),
    )
    op.create_index("receipt_credential", "receipt", ["election_id", "credential"])


def create_credentials_and_totals() -> None:
    """Create credentials that cast no ballot, marks of the ciphertexts on the board, and running totals."""
    op.create_table(
        "barred_credential",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("credential", sa.String(64), primary_key=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "ciphertext_mark",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("mark", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "running_total",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
    )


def make_append_only() -> None:
    """Let the database itself refuse changes of what is on the board."""
    append_only.prepare()
    for table in ("board_event", "board_data", "ciphertext_mark", "receipt", "companion_record"):
        append_only.make_append_only(table)
