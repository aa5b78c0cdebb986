"""Mails that notify every member that the voting has a new end, was closed before its end, or was called off.

The worker puts them into the outbox in small batches.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, insert, select

from ballot import clock
from ballot.election import log
from ballot.election.mail.outbox import AT_ONCE, is_outdated, queue_in_batches
from ballot.election.mail.texts import Addressee, times_mail
from ballot.election.scene import Scene
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.roll import Member
from ballot.store.session import Database


def queue_times_notices(database: Database, public_url: str) -> int:
    """Put the mails of every notice that is not queued yet into the outbox, once each, and return their number."""

    def portion(scene: Scene) -> int:
        waiting = (TimesNotice.election_id == scene.election.id, TimesNotice.queued_at.is_(None))
        in_turn = select(TimesNotice).where(*waiting).order_by(TimesNotice.id)
        for notice in scene.session.scalars(in_turn.with_for_update(skip_locked=True)).all():
            if not is_outdated(scene.session, notice):
                return _queue_some(scene, notice, public_url)
            _finish(scene, notice, "times that are outdated; no more of them are queued")
        return 0

    return queue_in_batches(database, select(TimesNotice.election_id).where(TimesNotice.queued_at.is_(None)), portion)


def minutes_to_tell(scene: Scene, per_minute: int) -> int:
    """Return how many minutes it takes to notify every member with an e-mail address at this pace."""
    addressed = (Member.election_id == scene.election.id, Member.email != "")
    number = scene.session.scalar(select(func.count()).select_from(Member).where(*addressed)) or 0
    return -(-number // per_minute)


def _queue_some(scene: Scene, notice: TimesNotice, public_url: str) -> int:
    """Queue the next batch; the last one completes the notice."""
    last = scene.session.scalar(select(func.max(OutboxMessage.member_id)).where(*_mails_of(notice))) or 0
    next_ones = select(Member.id, Member.name, Member.email, Member.language).where(
        Member.election_id == scene.election.id, Member.email != "", Member.id > last
    )
    members = scene.session.execute(next_ones.order_by(Member.id).limit(AT_ONCE)).all()
    if members:
        rows = [times_mail(scene.election, Addressee(*member), notice, public_url) for member in members]
        scene.session.connection().execute(insert(OutboxMessage), rows)
    if len(members) < AT_ONCE:
        _finish(scene, notice, "the changed times")
    return len(members)


def _mails_of(notice: TimesNotice) -> tuple[ColumnElement[bool], ...]:
    return OutboxMessage.election_id == notice.election_id, OutboxMessage.key.startswith(f"times:{notice.id}:")


def _finish(scene: Scene, notice: TimesNotice, what: str) -> None:
    """End the making of mails for a notice. `what`: the subject of the notice."""
    queued = select(func.count()).select_from(OutboxMessage).where(*_mails_of(notice))
    notice.members, notice.queued_at = scene.session.scalar(queued), clock.now()
    log.write(scene, log.SYSTEM, f"Queued the mails that tell {notice.members} members of {what}.")
