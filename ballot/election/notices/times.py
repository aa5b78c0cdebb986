"""Mails that tell every member of a new end of the voting, that it was closed before its end, or called off.

The worker puts them into the outbox in small portions.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.mail.outbox import AT_ONCE, is_outdated, queue_in_batches
from ballot.election.mail.texts import Addressee, times_mail
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.roll import Member
from ballot.store.session import Database


def queue_times_notices(database: Database, public_url: str) -> int:
    """Put the mails of every notice that is not out yet into the outbox, once each, and return their number."""

    def portion(session: Session, election: Election) -> int:
        waiting = (TimesNotice.election_id == election.id, TimesNotice.queued_at.is_(None))
        in_turn = select(TimesNotice).where(*waiting).order_by(TimesNotice.id)
        for notice in session.scalars(in_turn.with_for_update(skip_locked=True)).all():
            if not is_outdated(session, notice):
                return _queue_some(session, election, notice, public_url)
            _finish(session, election, notice, "times that are outdated; no more of them are queued")
        return 0

    return queue_in_batches(database, select(TimesNotice.election_id).where(TimesNotice.queued_at.is_(None)), portion)


def minutes_to_tell(session: Session, election: Election, per_minute: int) -> int:
    """Return in how many minutes every member with an e-mail address is told, at this pace."""
    addressed = (Member.election_id == election.id, Member.email != "")
    number = session.scalar(select(func.count()).select_from(Member).where(*addressed)) or 0
    return -(-number // per_minute)


def _queue_some(session: Session, election: Election, notice: TimesNotice, public_url: str) -> int:
    """Queue the next portion; with the last one the notice is done."""
    last = session.scalar(select(func.max(OutboxMessage.member_id)).where(*_mails_of(notice))) or 0
    next_ones = select(Member.id, Member.name, Member.email, Member.language).where(
        Member.election_id == election.id, Member.email != "", Member.id > last
    )
    members = session.execute(next_ones.order_by(Member.id).limit(AT_ONCE)).all()
    if members:
        rows = [times_mail(election, Addressee(*member), notice, public_url) for member in members]
        session.connection().execute(insert(OutboxMessage), rows)
    if len(members) < AT_ONCE:
        _finish(session, election, notice, "the changed times")
    return len(members)


def _mails_of(notice: TimesNotice) -> tuple[ColumnElement[bool], ...]:
    return OutboxMessage.election_id == notice.election_id, OutboxMessage.key.startswith(f"times:{notice.id}:")


def _finish(session: Session, election: Election, notice: TimesNotice, what: str) -> None:
    """Let no more mails of a notice be made. `what`: of what they tell."""
    queued = select(func.count()).select_from(OutboxMessage).where(*_mails_of(notice))
    notice.members, notice.queued_at = session.scalar(queued), clock.now()
    log.write(session, election, log.SYSTEM, f"Queued the mails that tell {notice.members} members of {what}.")
