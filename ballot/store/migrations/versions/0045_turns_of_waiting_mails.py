"""Tokens and reminders that wait since before the news of a changed end had a turn of its own go after it, too.

Revision 0045.
"""

from alembic import op

revision = "0045"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move what waits."""
    op.execute("UPDATE outbox_message SET turn = 3 WHERE turn = 2 AND kind IN ('token', 'reminder')")
