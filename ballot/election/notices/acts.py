"""Mails that tell the other officers that an act waits for them: without a word it would expire unseen in a week."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.election.acts import all_waiting, title, who_can_confirm

# Each of these makes its kinds of act known, and with them the titles: the mail worker loads no page that would.
from ballot.election.mail.outbox import is_queued, queue_in_batches
from ballot.election.mail.texts import act_waiting_mail
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import JointAct
from ballot.store.session import Database


def queue_waiting_acts(database: Database, public_url: str) -> int:
    """Tell whoever can confirm an act that it waits, once each, and return how many are told."""

    def portion(session: Session, election: Election) -> int:
        theirs = session.scalars(all_waiting().where(JointAct.election_id == election.id).with_for_update())
        return sum(_queue_one(session, election, act, public_url) for act in theirs)

    return queue_in_batches(database, all_waiting().with_only_columns(JointAct.election_id).order_by(None), portion)


def _queue_one(session: Session, election: Election, act: JointAct, public_url: str) -> int:
    queued = 0
    for person in who_can_confirm(session, election, act):
        key = f"act-waiting:{act.id}:{person.id}"
        if not is_queued(session, election, key):
            session.add(OutboxMessage(**act_waiting_mail(election, person, key, act, title(act), public_url)))
            queued += 1
    session.flush()
    return queued
