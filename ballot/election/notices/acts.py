"""Mails that notify the other officers of a waiting act: without them it would expire unseen in a week."""

from __future__ import annotations

from ballot.election.acts import title, who_can_confirm
from ballot.election.mail.outbox import is_queued, queue_in_batches
from ballot.election.mail.texts import act_waiting_mail
from ballot.election.proposals import all_waiting
from ballot.election.scene import Scene
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import JointAct
from ballot.store.session import Database


def queue_waiting_acts(database: Database, public_url: str) -> int:
    """Notify the officers who can confirm an act, once each, and return how many were notified."""

    def portion(scene: Scene) -> int:
        theirs = scene.session.scalars(all_waiting().where(JointAct.election_id == scene.election.id).with_for_update())
        return sum(_queue_one(scene, act, public_url) for act in theirs)

    return queue_in_batches(database, all_waiting().with_only_columns(JointAct.election_id).order_by(None), portion)


def _queue_one(scene: Scene, act: JointAct, public_url: str) -> int:
    queued = 0
    for person in who_can_confirm(scene, act):
        key = f"act-waiting:{act.id}:{person.id}"
        if not is_queued(scene, key):
            scene.session.add(
                OutboxMessage(**act_waiting_mail(scene.election, person, key, act, title(act), public_url))
            )
            queued += 1
    scene.session.flush()
    return queued
