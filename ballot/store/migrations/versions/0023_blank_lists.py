"""The blank vote in contests of lists: every draft gets it, and what is frozen stays as it was.

Revision 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now the column said nothing about lists; the record of a frozen election has no blank list."""
    contest = sa.table("contest", *map(sa.column, ("election_id", "kind")), sa.column("blank", sa.Boolean()))
    election = sa.table("election", sa.column("id"), sa.column("state"))
    drafts = sa.select(election.c.id).where(election.c.state == "draft")
    in_draft = contest.c.election_id.in_(drafts)
    op.execute(contest.update().where(contest.c.kind == "lists", in_draft).values(blank=sa.true()))
    op.execute(contest.update().where(contest.c.kind == "lists", ~in_draft).values(blank=sa.false()))
