"""The ledger of tokens: how each member's token goes out, and mails that bounced or were stopped.

Revision 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATES = "state IN ('queued', 'sending', 'accepted', 'failed', 'bounced', 'stopped')"
_DELIVERIES = "delivery IN ('mail', 'file', 'held', 'undeliverable')"


def upgrade() -> None:
    """Add the columns, and fill them in for elections that are frozen already: by mail where there is a token mail."""
    op.execute(f"ALTER TABLE member ADD COLUMN delivery VARCHAR(16) CONSTRAINT member_delivery CHECK ({_DELIVERIES})")
    op.add_column("member", sa.Column("delivery_reason", sa.Text(), nullable=True))
    op.execute("UPDATE member SET delivery = 'file' WHERE credential IS NOT NULL")
    op.execute(
        "UPDATE member SET delivery = 'mail' WHERE credential IS NOT NULL "
        "AND id IN (SELECT member_id FROM outbox_message WHERE kind = 'token')"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("outbox_state", "outbox_message", type_="check")
        op.create_check_constraint("outbox_state", "outbox_message", _STATES)
    else:
        # SQLite makes the table anew; Alembic leaves the old check constraint out of it.
        with op.batch_alter_table("outbox_message", recreate="always") as batch:
            batch.create_check_constraint("outbox_state", sa.text(_STATES))
