"""The life of an election: draft, frozen, open, closed, tallied, declared, published; and what comes next.

Each act is possible only in its state. `remaining_steps` says in sentences what still has to be done before the next
one.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from ballot import clock
from ballot.errors import NotPermitted
from ballot.store.models import STATES, Election, Member, OutboxMessage

_IN_WORDS = {
    "draft": "still a draft",
    "frozen": "frozen and not yet open",
    "open": "open for voting",
    "closed": "closed",
    "tallied": "counted",
    "declared": "declared",
    "published": "published",
}


def require_state(election: Election, *allowed: str) -> None:
    """Refuse the act unless the election is in one of the allowed states.

    Raises: NotPermitted with a sentence that names the present state.
    """
    if election.state not in allowed:
        wanted = " or ".join(_IN_WORDS[state] for state in allowed)
        raise NotPermitted(f"This is possible only while the election is {wanted}; it is {_IN_WORDS[election.state]}.")


def has_reached(election: Election, state: str) -> bool:
    """Return whether the election is in `state` or in a later one."""
    return STATES.index(election.state) >= STATES.index(state)


def accepts_ballots(election: Election, at: dt.datetime) -> bool:
    """Return whether a ballot that arrives at this moment may be cast."""
    if election.state != "open" or election.opens_at is None or election.closes_at is None:
        return False
    return election.opens_at <= at < election.closes_at


def booth_state(election: Election, at: dt.datetime | None = None) -> str:
    """Return what the booth needs to know: draft, waiting, open or closed (by the server's clock)."""
    if election.state == "draft":
        return "draft"
    moment = at or clock.now()
    if accepts_ballots(election, moment):
        return "open"
    if election.state == "frozen" or (election.state == "open" and election.opens_at and moment < election.opens_at):
        return "waiting"
    return "closed"


def remaining_steps(election: Election) -> list[str]:
    """Return, in order, the sentences that say what must still be done before the next state; empty when nothing is."""
    session = object_session(election)
    if session is None:
        raise ValueError("remaining_steps needs an election that belongs to a session")
    steps = {"draft": _before_freeze, "frozen": _before_opening, "closed": _before_count}.get(election.state)
    return steps(session, election) if steps else []


def _before_freeze(session: Session, election: Election) -> list[str]:
    steps = _paper_steps(election)
    if election.opens_at is None or election.closes_at is None:
        steps.append("Set the times at which voting opens and closes.")
    elif election.closes_at <= clock.now():
        steps.append("The closing time has passed. Choose a later one.")
    if not session.scalar(select(func.count()).select_from(Member).where(Member.election_id == election.id)):
        steps.append("Add the roll: nobody may vote yet.")
    if not election.trustees:
        steps.append("Add the trustees: nobody could open the count yet.")
    elif len(election.trustees) < 2 and not election.few_trustees_accepted:
        steps.append("Add a second trustee, or accept in the settings that one person alone can read every vote.")
    for trustee in election.trustees:
        if trustee.accepted_at is None:
            steps.append(f"Waiting for {trustee.name} to hand in a trustee key.")
        elif trustee.rehearsed_at is None:
            steps.append(f"Waiting for {trustee.name} to prove in the rehearsal that the key's backup opens.")
    if any(contest.kind == "ranked" for contest in election.contests) and election.trustees:
        if not any(trustee.mixes for trustee in election.trustees):
            steps.append("Choose who shuffles: an election with a ranked contest needs at least one.")
        if any(member_weight > 1 for member_weight in _weights(session, election)):
            steps.append("The roll has weights; a ranked contest is possible only when every vote weighs the same.")
    return steps


def _weights(session: Session, election: Election) -> list[int]:
    return list(session.scalars(select(Member.weight).where(Member.election_id == election.id).distinct()))


def _paper_steps(election: Election) -> list[str]:
    if not election.contests:
        return ["Add at least one contest."]
    steps = []
    for contest in election.contests:
        number = len(contest.candidates)
        if contest.kind == "ranked" and number > 30:
            steps.append(f"“{contest.title}” has {number} candidates; a ranked contest can have at most 30.")
        if contest.kind == "lists" and any(not candidate.slate for candidate in contest.candidates):
            steps.append(f"Put every candidate of “{contest.title}” on a list.")
        if number < 1:
            steps.append(f"Add candidates to “{contest.title}”.")
        elif contest.kind == "choice" and contest.maximum > number:
            steps.append(f"“{contest.title}” lets people choose {contest.maximum}, but has only {number} candidates.")
        if number and contest.seats > number:
            steps.append(f"“{contest.title}” has {contest.seats} seats, but only {number} candidates.")
    return steps


def _before_opening(session: Session, election: Election) -> list[str]:
    waiting = session.scalar(
        select(func.count())
        .select_from(OutboxMessage)
        .where(
            OutboxMessage.election_id == election.id, OutboxMessage.kind == "token", OutboxMessage.state != "accepted"
        )
    )
    return [f"{waiting} token mails have not been accepted by the mail server yet."] if waiting else []


def _before_count(session: Session, election: Election) -> list[str]:
    return [f"Waiting for {t.name}'s share of the decryption." for t in election.trustees if t.decrypted_at is None]
