"""The e-mail address of a trustee who is told by mail; those of before have none, and get their link from the officer.

Revision 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("trustee", sa.Column("email", sa.Text(), nullable=False, server_default=""))
