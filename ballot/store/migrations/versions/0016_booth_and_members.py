"""What the booth allows on a paper, codes by e-mail for casting, members' own log-ins, and requests for a new token.

Revision 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ("under_vote", "rank_gaps", "equal_ranks")


def upgrade() -> None:
    """Add the columns and make the tables. Booths so far allowed whatever the rule takes, and asked for no code."""
    op.add_column("election", sa.Column("casting_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("election", sa.Column("contact", sa.Text(), nullable=False, server_default=""))
    for name in COLUMNS:
        op.add_column("contest", sa.Column(name, sa.String(length=8), nullable=False, server_default="allowed"))
    op.create_table(
        "casting_code",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("member_id"),
    )
    op.create_table(
        "member_login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("ix_member_login_address", "member_login", ["address"])
    op.create_table(
        "token_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_token_request_election_id", "token_request", ["election_id"])
    op.create_index("ix_token_request_member_id", "token_request", ["member_id"])
