"""Members are found by their e-mail address, however it is written: without an index every look read the whole table.

Revision 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("member_address", "member", [sa.text("lower(email)")])
