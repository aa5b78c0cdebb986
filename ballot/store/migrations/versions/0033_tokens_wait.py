"""Tokens wait for the officer: in the file for a mail merge until it is saved, as mails until these are let go.

Revision 0033.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_CHANNELS = "channel IN ('mail', 'letter', 'file')"


def upgrade() -> None:
    """Let a sealed token wait for a file; mails of elections that are frozen already go on as they do."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("sealed_token_channel", "sealed_token", type_="check")
        op.create_check_constraint("sealed_token_channel", "sealed_token", _CHANNELS)
    else:
        # SQLite makes the table anew; Alembic leaves the old check constraint out of it.
        with op.batch_alter_table("sealed_token", recreate="always") as batch:
            batch.create_check_constraint("sealed_token_channel", sa.text(_CHANNELS))
    op.add_column("election", sa.Column("tokens_released_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE election SET tokens_released_at = frozen_at")
