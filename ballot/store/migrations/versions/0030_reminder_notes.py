"""The officer's own words in a reminder, by language; those of before go to members of every language, as they did.

Revision 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_LANGUAGES = ("en", "fr", "es", "de", "ar")


def upgrade() -> None:
    """Move the notes into a table of their own."""
    op.create_table(
        "reminder_note",
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"]),
        sa.PrimaryKeyConstraint("reminder_id", "language"),
    )
    for language in _LANGUAGES:
        op.execute(
            f"INSERT INTO reminder_note (reminder_id, language, note) "  # noqa: S608  (a constant)
            f"SELECT id, '{language}', note FROM reminder WHERE note <> ''"
        )
    op.drop_column("reminder", "note")
