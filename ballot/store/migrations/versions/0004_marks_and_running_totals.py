"""Marks of 8 bytes instead of whole digests against copied ciphertexts, and running totals of the encrypted ballots.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AT_ONCE = 10_000


def upgrade() -> None:
    """Make the new tables, and carry the digests over: a mark is the beginning of a digest."""
    op.create_table(
        "ciphertext_mark",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("election_id", "mark"),
        sqlite_with_rowid=False,
    )
    _carry_over()
    op.drop_table("board_ciphertext")
    _make_append_only("ciphertext_mark")
    op.create_table(
        "running_total",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"]),
        sa.PrimaryKeyConstraint("election_id"),
    )


def _carry_over() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT election_id, digest, credential FROM board_ciphertext"))
    for part in rows.partitions(_AT_ONCE):
        marks = [{"e": row.election_id, "m": _mark(row.digest), "o": _mark(row.credential)} for row in part]
        connection.execute(sa.text("INSERT INTO ciphertext_mark (election_id, mark, owner) VALUES (:e, :m, :o)"), marks)


def _mark(text: str) -> int:
    return int.from_bytes(bytes.fromhex(text[:16]), "big", signed=True)


def _make_append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
