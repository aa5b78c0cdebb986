"""Mails that tell the other officers that an act waits for them: without a word it would expire unseen in a week."""

from __future__ import annotations

# Each of these makes its kinds of act known, and with them the titles: the mail worker loads no page that would.
from ballot.election import admissions, corrections, marked_register, registrar_acts, removals, replacing, times  # noqa: F401
from ballot.election.joint_acts import all_waiting, title, who_can_confirm
from ballot.election.mails import act_waiting_mail
from ballot.election.outbox import is_queued
from ballot.store.models import Election, OutboxMessage
from ballot.store.session import Database


def queue_waiting_acts(database: Database, public_url: str) -> int:
    """Tell whoever can confirm an act that it waits, once each, and return how many are told."""
    queued = 0
    with database.session() as session:
        for act in session.scalars(all_waiting().with_for_update(skip_locked=True)):
            election = session.get_one(Election, act.election_id)
            for person in who_can_confirm(session, election, act):
                key = f"act-waiting:{act.id}:{person.id}"
                if not is_queued(session, election, key):
                    mail = act_waiting_mail(election, person, key, act, title(act), public_url)
                    session.add(OutboxMessage(**mail))
                    queued += 1
    return queued
