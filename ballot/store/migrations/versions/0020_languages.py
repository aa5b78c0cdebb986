"""The languages of an election.

Revision 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; an election of before offers all languages of the server."""
    op.add_column("election", sa.Column("languages", sa.Text(), nullable=False, server_default=""))
