"""When a mail was last handed to the mail server, and how far a reminder has got into the outbox.

Mails that are on their way during the upgrade are not counted in their minute.

Revision 0029.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and an index by kind: mails with codes are found without reading all that wait."""
    op.add_column("outbox_message", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_message_tried_at", "outbox_message", ["tried_at"])
    op.drop_index("outbox_due", "outbox_message")
    op.create_index("outbox_due", "outbox_message", ["state", "kind", "due_at"])
    op.add_column("reminder", sa.Column("reached", sa.Integer(), nullable=False, server_default="0"))
