"""Mails that nobody needs any more when their turn comes: they are stopped."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.mail.codes import KINDS as CODES
from ballot.election.mail.codes import LIFETIME as CODE_LIFETIME
from ballot.election.state import accepts_ballots
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.roll import Member


def is_pointless(session: Session, message: OutboxMessage) -> bool:
    """Return whether a code is good no more, a reminder's member has voted meanwhile, or news of times are outdated."""
    if message.kind in CODES:
        return message.created_at + CODE_LIFETIME <= clock.now()
    if message.kind == "reminder":
        return _is_reminded_in_vain(session, message)
    if message.kind == "times":
        notice = session.get(TimesNotice, int(message.key.split(":")[1]))
        return notice is not None and is_outdated(session, notice)
    return False


def _is_reminded_in_vain(session: Session, message: OutboxMessage) -> bool:
    member, election = session.get_one(Member, message.member_id), session.get_one(Election, message.election_id)
    return member.spent_at is not None or not accepts_ballots(election, clock.now())


def is_outdated(session: Session, notice: TimesNotice) -> bool:
    """Return whether an end of the voting that is to be told has passed, or was changed again."""
    if notice.change not in ("extended", "resumed"):
        return False
    newest = select(func.max(TimesNotice.id)).where(TimesNotice.election_id == notice.election_id)
    return notice.closes_at <= clock.now() or session.scalar(newest) != notice.id
