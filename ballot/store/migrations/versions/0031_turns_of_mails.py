"""The turn of each mail: codes, mails to single people, those to thousands; the next one is found by an index.

Revision 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and let the index follow it."""
    op.add_column("outbox_message", sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE outbox_message SET turn = 0 WHERE kind IN ('casting-code', 'login-code')")
    op.execute("UPDATE outbox_message SET turn = 2 WHERE kind IN ('token', 'reminder', 'times')")
    op.drop_index("outbox_due", "outbox_message")
    op.create_index("outbox_due", "outbox_message", ["state", "turn", "due_at"])
