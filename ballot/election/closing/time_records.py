"""Public changes of the voting's times: records in the companion file, and mails to members (check 5.15)."""

from __future__ import annotations

import datetime as dt

from ballot import clock
from ballot.board import companion
from ballot.election.scene import Scene
from ballot.store import board
from ballot.store.models.board import BoardHead
from ballot.store.models.mail import TimesNotice


def time_changes(scene: Scene) -> list[companion.TimesRecord]:
    """Return every change of the times since the freeze, in order."""
    return list(board.companion_records_of(scene.session, scene.election, companion.TimesRecord))


def moment_of(text: str) -> dt.datetime:
    """Return the moment that a record or a proposal names.

    >>> moment_of("2027-03-14T18:00:00Z").isoformat()
    '2027-03-14T18:00:00+00:00'
    """
    return dt.datetime.fromisoformat(text)


def text_of(moment: dt.datetime) -> str:
    """Return a moment as records and proposals write it; texts of this form sort by time.

    >>> text_of(dt.datetime(2027, 3, 14, 18, tzinfo=dt.UTC))
    '2027-03-14T18:00:00Z'
    """
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record_change(scene: Scene, head: BoardHead, change: companion.TimesChange, reason: str) -> companion.TimesRecord:
    """Append a change to the companion file, with a reference to the last event of the board; return the record."""
    now = clock.now()
    end = text_of(scene.election.closes_at or now)
    made = companion.TimesRecord(head.hash or "", change, at=text_of(now), closes_at=end, reason=reason)
    board.append_companion(scene.session, scene.election, made)
    return made


def tell_everybody(scene: Scene, change: companion.TimesChange, reason: str) -> None:
    """Let the mails' worker notify every member with an e-mail address."""
    notice = TimesNotice(
        election_id=scene.election.id,
        change=change,
        closes_at=scene.election.closes_at,
        reason=reason,
        made_at=clock.now(),
    )
    scene.session.add(notice)
