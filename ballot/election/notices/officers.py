"""Mails to officers when everybody waits for them: after a stop, and when keys, shares or a tie make it their turn.

They say what has to be done, and nothing about who has voted (P5).
"""

from __future__ import annotations

from sqlalchemy import select

from ballot.election.mail.outbox import is_queued, queue_in_batches
from ballot.election.mail.texts import stopped_mail, your_turn_mail
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.result.counting import contests_without_sheet
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import Officer
from ballot.store.session import Database


def tell_of_stop(scene: Scene, stopper: Officer, public_url: str) -> None:
    """Notify the other officers that the voting is stopped: it resumes only when two people decide so."""
    for person in (scene.election.officer, *second_officers(scene)):
        if person.id != stopper.id and person.disabled_at is None:
            scene.session.add(OutboxMessage(**stopped_mail(scene.election, person, stopper, public_url)))
    scene.session.flush()


def queue_officers_turns(database: Database, public_url: str) -> int:
    """Notify returning officers whose turn has come, once each time, and return how many were notified."""

    def portion(scene: Scene) -> int:
        turn = _turn(scene.election)
        key = f"your-turn:{turn}:{scene.election.officer_id}"  # a successor is notified, too
        if not turn or scene.election.officer.disabled_at or is_queued(scene, key):
            return 0
        if not _is_reached(scene):
            return 0
        scene.session.refresh(scene.election, with_for_update=True)
        if is_queued(scene, key):  # another process was first
            return 0
        scene.session.add(OutboxMessage(**your_turn_mail(scene.election, key, turn.partition(":")[0], public_url)))
        scene.session.flush()
        return 1

    waiting = select(Election.id).where(Election.state.in_(("draft", "closed", "tallied")), ~Election.practice)
    return queue_in_batches(database, waiting, portion)


def _turn(election: Election) -> str:
    """Return what the returning officer does next, "" if that waits for no trustee who works by a personal link.

    An officer who invites another trustee is notified again when the new key arrives.
    """
    by_link = any(trustee.link_hash for trustee in election.trustees)
    if election.state == "draft":
        return f"freeze:{max(trustee.id for trustee in election.trustees)}" if by_link else ""
    if election.state == "closed":
        return "open" if by_link else ""
    return "lot" if election.state == "tallied" else ""


def _is_reached(scene: Scene) -> bool:
    if scene.election.state == "draft":
        return all(trustee.rehearsed_at for trustee in scene.election.trustees)
    if scene.election.state == "closed":
        return not remaining_steps(scene)
    return bool(contests_without_sheet(scene))
