"""The contents of the ballot paper, and the trustees who have the key to it."""

import sqlalchemy as sa
from alembic import op


def create_contests() -> None:
    """Create contests, their candidates, the candidates' photographs, and what was removed from drafts."""
    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False, server_default="choice"),
        sa.Column("grades", sa.Text(), nullable=False, server_default=""),
        sa.Column("quotas", sa.Text(), nullable=False, server_default=""),
        sa.Column("withdrawals", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("under_vote", sa.String(8), nullable=False, server_default="allowed"),
        sa.Column("rank_gaps", sa.String(8), nullable=False, server_default="allowed"),
        sa.Column("equal_ranks", sa.String(8), nullable=False, server_default="allowed"),
        sa.Column("candidate_order", sa.String(16), nullable=False, server_default="fixed"),
        sa.Column("list_type", sa.String(16), nullable=False, server_default="open"),
        sa.Column("lift", sa.Integer(), nullable=False, server_default="5"),
    )
    _create_candidates()
    _create_removals()


def _create_candidates() -> None:
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("contest_id", sa.Integer(), sa.ForeignKey("contest.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slate", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False, server_default=""),
        sa.Column("reopens", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("photograph", sa.String(64)),
    )
    op.create_table(
        "photograph",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("small_digest", sa.String(64), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
    )


def _create_removals() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("photographs", sa.Text(), nullable=False, server_default=""),
        sa.Column("contest_id", sa.Integer(), sa.ForeignKey("contest.id")),
        sa.Column("within_id", sa.Integer(), sa.ForeignKey("removal.id")),
        sa.CheckConstraint("kind IN ('contest', 'candidate', 'trustee')", name="removal_kind"),
    )


def create_trustees() -> None:
    """Create trustees, with every step of making their keys and of the count."""
    op.create_table(
        "trustee",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("public_key", sa.LargeBinary()),
        sa.Column("signing_key", sa.String(64)),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("decrypted_at", sa.DateTime(timezone=True)),
        sa.Column("link_hash", sa.String(64), index=True),
        sa.Column("certificate", sa.LargeBinary()),
        sa.Column("commitment", sa.String(64)),
        sa.Column("polynomial", sa.LargeBinary()),
        sa.Column("voutput", sa.LargeBinary()),
        sa.Column("rehearsal", sa.String(64)),
        sa.Column("rehearsed_at", sa.DateTime(timezone=True)),
        sa.Column("shuffled_at", sa.DateTime(timezone=True)),
        sa.Column("excused_at", sa.DateTime(timezone=True)),
        sa.Column("share_commitment", sa.String(64)),
        sa.Column("held_share", sa.LargeBinary()),
        sa.Column("mixes", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("organisation", sa.Text(), nullable=False, server_default=""),
        sa.Column("email", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint("kind IN ('command-line', 'officer')", name="trustee_kind"),
        sa.UniqueConstraint("election_id", "position"),
    )
