"""Mails about accounts belong to no election; of a reminder it is not kept to how many it went.

Revision 0035.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

_STATES = "state IN ('queued', 'sending', 'accepted', 'failed', 'bounced', 'stopped')"


def upgrade() -> None:
    """Let a mail stand without an election, and drop the number."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("outbox_message", "election_id", nullable=True)
    else:
        # SQLite makes the table anew; Alembic leaves the check constraint out of it.
        with op.batch_alter_table("outbox_message", recreate="always") as batch:
            batch.alter_column("election_id", existing_type=sa.Integer(), nullable=True)
            batch.create_check_constraint("outbox_state", sa.text(_STATES))
    op.drop_column("reminder", "members")
