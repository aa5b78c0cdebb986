"""A mail server that cannot be reached: one row, for all processes that send, until it answers again.

No mail can be blamed for it, so it uses up nobody's attempts; one mail a minute is tried, and the others wait.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Final

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot import clock
from ballot.store.models.mail import MailOutage

RETRY: Final = dt.timedelta(minutes=1)
_ONLY: Final = 1


def outage(session: Session) -> MailOutage | None:
    """Return since when and why the mail server cannot be reached; None if it answered last time."""
    return session.get(MailOutage, _ONLY)


def is_paused(session: Session) -> bool:
    """Return whether the server could not be reached a moment ago, so that it is not asked again yet."""
    found = outage(session)
    return found is not None and found.tried_at <= clock.now() < found.tried_at + RETRY


def note_outage(session: Session, error: str) -> None:
    """Write down that the mail server cannot be reached; since when is kept."""
    now = clock.now()
    if outage(session) is not None:
        session.execute(update(MailOutage).values(tried_at=now, error=error))
        return
    with suppress(IntegrityError), session.begin_nested():  # another process may be quicker
        session.execute(insert(MailOutage).values(id=_ONLY, since=now, tried_at=now, error=error))


def forget_outage(session: Session) -> None:
    """Write down that the mail server answers."""
    session.execute(delete(MailOutage))


def outage_in_words(session: Session) -> str:
    """Say since when and why it cannot be reached, in English for whoever runs the server; "" if it answers."""
    found = outage(session)
    if found is None:
        return ""
    return f"No mail is sent since {found.since:%Y-%m-%d %H:%M} UTC, and one is tried every minute. {found.error}"
