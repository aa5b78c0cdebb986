"""Changes of the voting's times as everybody can check them: records of the companion file, and mails (check 5.15)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from ballot import clock
from ballot.board import companion
from ballot.store import board
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election
from ballot.store.models.mail import TimesNotice


def time_changes(session: Session, election: Election) -> list[companion.TimesRecord]:
    """Return every change of the times since the freeze, in its order."""
    return list(board.companion_records_of(session, election, companion.TimesRecord))


def moment_of(text: str) -> dt.datetime:
    """Return the moment that a record or a proposal names.

    >>> moment_of("2027-03-14T18:00:00Z").isoformat()
    '2027-03-14T18:00:00+00:00'
    """
    return dt.datetime.fromisoformat(text)


def text_of(moment: dt.datetime) -> str:
    """Return a moment as records and proposals write it; of two such texts the earlier moment's is the smaller.

    >>> text_of(dt.datetime(2027, 3, 14, 18, tzinfo=dt.UTC))
    '2027-03-14T18:00:00Z'
    """
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record_change(
    session: Session, election: Election, head: BoardHead, change: companion.TimesChange, reason: str
) -> companion.TimesRecord:
    """Append what was changed to the companion file, beside the last event of the board; return the record."""
    now = clock.now()
    end = text_of(election.closes_at or now)
    made = companion.TimesRecord(head.hash or "", change, at=text_of(now), closes_at=end, reason=reason)
    board.append_companion(session, election, made)
    return made


def tell_everybody(session: Session, election: Election, change: companion.TimesChange, reason: str) -> None:
    """Let every member with an e-mail address be told, by the mails' worker."""
    notice = TimesNotice(
        election_id=election.id, change=change, closes_at=election.closes_at, reason=reason, made_at=clock.now()
    )
    session.add(notice)
