"""A registrar's list says who handed it in.

Revision 0041.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add in which role it was handed in, and the name; of a list that is there already, neither is known."""
    op.add_column("registrar_list", sa.Column("handed_in_as", sa.String(16), nullable=True))
    op.add_column("registrar_list", sa.Column("handed_in_by", sa.Text(), nullable=True))
