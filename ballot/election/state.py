"""The life of an election: draft, frozen, open, closed, tallied, declared, published.

Until a trustee has decrypted anything it can be called off instead, and then it stays so: no act is possible any more.
Each act is possible only in its state; `steps.py` says what still has to be done before the next one.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from ballot import clock
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store import board
from ballot.store.models.board import BoardHead
from ballot.store.models.election import CALLED_OFF, LIFE, Election

_IN_WORDS = {
    "draft": lazy("still a draft"),
    "frozen": lazy("frozen and not yet open"),
    "open": lazy("open for voting"),
    "closed": lazy("closed"),
    "tallied": lazy("counted"),
    "declared": lazy("declared"),
    "published": lazy("published"),
    CALLED_OFF: lazy("called off"),
}


def require_state(election: Election, *allowed: str) -> None:
    """Refuse the act unless the election is in one of the allowed states.

    Raises: NotPermitted with a sentence that names the present state.
    """
    if election.state not in allowed:
        wanted = _(" or ").join(str(_IN_WORDS[state]) for state in allowed)
        raise NotPermitted(
            _(
                "This is possible only while the election is %(wanted)s; it is %(state)s.",
                wanted=wanted,
                state=_IN_WORDS[election.state],
            )
        )


def require_draft(session: Session, election: Election) -> None:
    """Refuse the act unless the election is a draft, and keep it one until the transaction ends.

    The lock makes a change wait for a freeze that is under way in another process, and then refuses it: nothing can
    slip in between what the record says and what the tables say.
    """
    session.refresh(election, ["state", "hidden_at"], with_for_update=True)
    require_state(election, "draft")
    if is_deleted(election):  # while this act waited for the lock
        raise NotPermitted(_("The draft is deleted."))


def require_board_state(session: Session, election: Election, *allowed: str) -> None:
    """Refuse the act unless the election is in one of the allowed states, and keep it there until the transaction ends.

    The lock of the board, which comes before every other one, makes the act wait for a closing or a calling off that is
    under way. It is asked before, too: a draft has no board.
    """
    require_state(election, *allowed)
    board.lock(session, election.id)
    session.refresh(election)
    require_state(election, *allowed)


def require_people(election: Election) -> None:
    """Refuse what needs the names of members once they are deleted. Raises: NotPermitted."""
    if election.forgotten is not None:
        raise NotPermitted(_("The data of this election’s people is deleted."))


def has_reached(election: Election, state: str) -> bool:
    """Return whether the election is in `state` or in a later one; called off, whether it had come so far before."""
    if is_called_off(election):
        since = election.opened_at if state == "open" else getattr(election, f"{state}_at", None)
        return state == "draft" or since is not None
    return LIFE.index(election.state) >= LIFE.index(state)


def is_deleted(election: Election) -> bool:
    """Return whether this was a draft of which nothing is left but its log."""
    return election.state == "draft" and election.hidden_at is not None and not election.practice


def is_called_off(election: Election) -> bool:
    """Return whether the election was called off, for good."""
    return election.state == CALLED_OFF


def accepts_ballots(election: Election, at: dt.datetime) -> bool:
    """Return whether a ballot that arrives at this moment may be cast."""
    if election.state != "open" or election.opens_at is None or election.closes_at is None:
        return False
    if election.stopped_at is not None:
        return False
    return election.opens_at <= at < election.closes_at


def has_ended(election: Election) -> bool:
    """Return whether the announced end of the voting has passed, whatever the state; without an end it has."""
    return election.closes_at is None or election.closes_at <= clock.now()


def opens_by_itself_at(election: Election) -> dt.datetime | None:
    """Return when the clock will open the voting; None: it will not, or its time has come."""
    at = election.opens_at
    return at if election.state == "frozen" and election.by_schedule and at is not None and at > clock.now() else None


def booth_state(election: Election, at: dt.datetime | None = None) -> str:
    """Return what the booth needs to know: draft, waiting, open, stopped, closed (by the clock) or called-off."""
    if election.state in ("draft", CALLED_OFF):
        return election.state
    if election.state == "open" and election.stopped_at is not None:
        return "stopped"
    moment = at or clock.now()
    if accepts_ballots(election, moment):
        return "open"
    if election.state == "frozen" or (election.state == "open" and election.opens_at and moment < election.opens_at):
        return "waiting"
    return "closed"


def lock(session: Session, election: Election) -> BoardHead:
    """Take the writer's lock, and read the election as it is now that nobody else can change it."""
    head = board.lock(session, election.id)
    session.refresh(election)
    return head


def lock_board(session: Session, election: Election) -> None:
    """Take the writer's lock; a draft has no board yet, and is refused by its state."""
    if election.setup_event is not None:
        lock(session, election)
