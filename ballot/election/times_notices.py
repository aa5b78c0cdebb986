"""Mails that tell every member of a new end of the voting, put into the outbox by the worker in small portions."""

from __future__ import annotations

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.mails import Addressee, times_mail
from ballot.store.models import Election, Member, OutboxMessage, TimesNotice
from ballot.store.session import Database

_AT_ONCE = 200  # mails in one transaction: a tenth of a second, so that no ballot waits


def queue_times_notices(database: Database, public_url: str) -> int:
    """Put the mails of every notice that is not out yet into the outbox, once each, and return their number."""
    queued = 0
    while True:
        with database.session() as session:
            waiting = select(TimesNotice).where(TimesNotice.queued_at.is_(None)).order_by(TimesNotice.id).limit(1)
            notice = session.scalar(waiting.with_for_update(skip_locked=True))
            if notice is None:
                return queued
            queued += _queue_some(session, notice, public_url)


def _queue_some(session: Session, notice: TimesNotice, public_url: str) -> int:
    """Queue the next portion; with the last one the notice is done."""
    election = session.get_one(Election, notice.election_id)
    of_it = (OutboxMessage.election_id == election.id, OutboxMessage.key.startswith(f"times:{notice.id}:"))
    last = session.scalar(select(func.max(OutboxMessage.member_id)).where(*of_it)) or 0
    next_ones = select(Member.id, Member.name, Member.email, Member.language).where(
        Member.election_id == election.id, Member.email != "", Member.id > last
    )
    members = session.execute(next_ones.order_by(Member.id).limit(_AT_ONCE)).all()
    if members:
        rows = [times_mail(election, Addressee(*member), notice, public_url) for member in members]
        session.connection().execute(insert(OutboxMessage), rows)
    if len(members) < _AT_ONCE:
        notice.members = session.scalar(select(func.count()).select_from(OutboxMessage).where(*of_it))
        notice.queued_at = clock.now()
        log.write(session, election, log.SYSTEM, f"Told {notice.members} members by mail of the new end.")
    return len(members)
