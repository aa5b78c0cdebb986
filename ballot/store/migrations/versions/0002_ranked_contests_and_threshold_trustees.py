"""Ranked and lists contests, threshold key generation, rehearsals, mixers, and commitments to shares.

Revision 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing that is there changes its meaning."""
    op.add_column("election", sa.Column("threshold", sa.Integer(), nullable=True))
    op.add_column("contest", sa.Column("kind", sa.String(length=16), nullable=False, server_default="choice"))
    op.add_column("contest", sa.Column("grades", sa.Text(), nullable=False, server_default=""))
    text, moment, raw = sa.String(length=64), sa.DateTime(timezone=True), sa.LargeBinary()
    columns = {
        "link_hash": text,
        "certificate": raw,
        "commitment": text,
        "polynomial": raw,
        "voutput": raw,
        "rehearsal": raw,
        "rehearsal_answer": text,
        "rehearsed_at": moment,
        "shuffled_at": moment,
        "share_commitment": text,
        "held_share": raw,
    }
    for name, type_ in columns.items():
        op.add_column("trustee", sa.Column(name, type_, nullable=True))
    op.add_column("trustee", sa.Column("mixes", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index("ix_trustee_link_hash", "trustee", ["link_hash"])
