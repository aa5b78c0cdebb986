"""Members, roll files that are being imported, and how members get their ballot tokens."""

import sqlalchemy as sa
from alembic import op

_DELIVERY = "delivery IN ('mail', 'file', 'held', 'undeliverable')"


def create_members() -> None:
    """Create members, and those who were taken off the roll after the freeze."""
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("number", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(64)),
        sa.Column("spent_at", sa.DateTime(timezone=True)),
        sa.Column("delivery", sa.String(16)),
        sa.Column("delivery_reason", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("country", sa.String(2)),
        sa.CheckConstraint("weight >= 1", name="member_weight"),
        sa.CheckConstraint(_DELIVERY, name="member_delivery"),
        sa.UniqueConstraint("election_id", "credential"),
    )
    op.create_index("member_address", "member", [sa.text("lower(email)")])
    _create_former_members()


def _create_former_members() -> None:
    op.create_table(
        "former_member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("number", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("country", sa.String(2)),
        sa.Column("language", sa.String(16)),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("election_id", "credential"),
    )


def create_uploads() -> None:
    """Create roll files that are being read, and what was found in them."""
    op.create_table(
        "roll_upload",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, unique=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("encoding", sa.String(16), nullable=False),
        sa.Column("delimiter", sa.String(1), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('columns', 'reading', 'read', 'unreadable')", name="roll_upload_state"),
    )
    _create_upload_findings()


def _create_upload_findings() -> None:
    op.create_table(
        "roll_upload_row",
        sa.Column("upload_id", sa.Integer(), sa.ForeignKey("roll_upload.id"), primary_key=True),
        sa.Column("row", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("country", sa.String(2)),
        sa.Column("language", sa.String(16)),
        sa.Column("weight", sa.Integer(), nullable=False),
    )
    op.create_table(
        "roll_upload_problem",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("upload_id", sa.Integer(), sa.ForeignKey("roll_upload.id"), nullable=False, index=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
    )
    op.create_table(
        "roll_upload_duplicate",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("upload_id", sa.Integer(), sa.ForeignKey("roll_upload.id"), nullable=False, index=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer()),
        sa.Column("decision", sa.Text()),
    )


def create_tokens() -> None:
    """Create tokens that wait to be sent, requests for new ones, and the codes that members cast with."""
    op.create_table(
        "sealed_token",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("credential", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), unique=True),
        sa.Column("channel", sa.String(8)),
        sa.Column("batch", sa.Integer()),
        sa.CheckConstraint("channel IN ('mail', 'letter', 'file')", name="sealed_token_channel"),
    )
    op.create_table(
        "token_request",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False, index=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "casting_code",
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True, autoincrement=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_since", sa.DateTime(timezone=True), nullable=False),
    )


def create_registrars() -> None:
    """Create the tables for a registrar, who makes the tokens instead of the server: lists and requests."""
    op.create_table(
        "registrar_list",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_as", sa.String(16)),
        sa.Column("handed_in_by", sa.Text()),
    )
    op.create_table(
        "registrar_request",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("revoked", sa.String(64), primary_key=True),
        sa.Column("spare", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
