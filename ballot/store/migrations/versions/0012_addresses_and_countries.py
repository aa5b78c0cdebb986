"""Where a member lives: a postal address for letters, and the country.

Revision 0012. A member without an e-mail address has an empty one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody on a roll so far has either."""
    op.add_column("member", sa.Column("address", sa.Text(), nullable=True))
    op.add_column("member", sa.Column("country", sa.String(length=2), nullable=True))
