"""Members are told by mail that the voting was closed before its announced end, too.

Revision 0032.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_CHANGES = "change IN ('extended', 'resumed', 'closed')"


def upgrade() -> None:
    """Let a notice say it."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("times_notice_change", "times_notice", type_="check")
        op.create_check_constraint("times_notice_change", "times_notice", _CHANGES)
    else:
        # SQLite makes the table anew; Alembic leaves the old check constraint out of it.
        with op.batch_alter_table("times_notice", recreate="always") as batch:
            batch.create_check_constraint("times_notice_change", sa.text(_CHANGES))
