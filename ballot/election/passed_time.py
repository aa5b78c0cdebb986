"""The newest moment in the database: the present time is never before it, whatever the clock says (W23)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from ballot.store.models.election import Election, LogEntry
from ballot.store.models.roll import Member
from ballot.store.session import Database

# When something was done; never when something will happen, such as the end of a voting.
_DONE_AT = (LogEntry.at, Member.spent_at, Election.created_at)


def newest_moment(database: Database) -> dt.datetime | None:
    """Return the newest recorded moment at which something was done, or None."""
    with database.reading() as session:
        moments = [session.scalar(select(func.max(column))) for column in _DONE_AT]
    return max((moment for moment in moments if moment is not None), default=None)
