"""Whether the rules of an election require a register of who has voted. Nobody's do until an officer says so.

Revision 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; elections so far promised no register."""
    op.add_column("election", sa.Column("marked_register", sa.Boolean(), nullable=False, server_default=sa.false()))
