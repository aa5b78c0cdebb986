"""The first schema, in the tables of people, elections, papers, rolls, mails and boards.

Revision 0001. A migration is history: it names every column itself and never imports the models.
"""

from ballot.store.migrations.first import board, election, mail, paper, people, roll

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create all tables, beginning with those that others refer to."""
    people.create_accounts()
    election.create_elections()
    people.create_roles()
    people.create_other_access()
    paper.create_contests()
    paper.create_trustees()
    roll.create_members()
    roll.create_uploads()
    roll.create_tokens()
    roll.create_registrars()
    mail.create_outbox()
    mail.create_texts()
    board.create_board()
    board.create_credentials_and_totals()
    board.make_append_only()
