"""The life of an election: draft, frozen, open, closed, tallied, declared, published.

Until a trustee has decrypted anything it can be called off instead; this is permanent, and no further act is possible.
Each act is possible only in its state; `notices/next_steps.py` says what still has to be done before the next one.
"""

from __future__ import annotations

import datetime as dt

from ballot import clock
from ballot.election.scene import Scene
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


def require_certain_time() -> None:
    """Refuse what cannot be undone while the machine's clock is in doubt (W23). Raises: NotPermitted."""
    if clock.is_doubtful():
        raise NotPermitted(
            _(
                "The server’s clock is being checked, because it has jumped. Until that is done, no voting is opened "
                "or closed. The people who run this server have been notified."
            )
        )


def require_draft(scene: Scene) -> None:
    """Refuse the act unless the election is a draft, and keep it one until the transaction ends.

    The lock makes a change wait for a freeze that is under way in another process, and then refuses it: the record and
    the tables always agree.
    """
    scene.session.refresh(scene.election, ["state", "hidden_at"], with_for_update=True)
    require_state(scene.election, "draft")
    if is_deleted(scene.election):  # while this act waited for the lock
        raise NotPermitted(_("The draft is deleted."))


def require_board_state(scene: Scene, *allowed: str) -> None:
    """Refuse the act unless the election is in one of the allowed states, and keep it there until the transaction ends.

    The lock of the board, which comes before every other one, makes the act wait for a closing or a calling off that is
    under way. The state is also checked before that: a draft has no board.
    """
    require_state(scene.election, *allowed)
    board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    require_state(scene.election, *allowed)


def require_people(election: Election) -> None:
    """Refuse an act that needs the names of members after they have been deleted. Raises: NotPermitted."""
    if election.forgotten is not None:
        raise NotPermitted(_("The data of this election’s people is deleted."))


def has_reached(election: Election, state: str) -> bool:
    """Return whether the election is in `state` or a later one; if it was called off, whether it reached it before."""
    if is_called_off(election):
        since = election.opened_at if state == "open" else getattr(election, f"{state}_at", None)
        return state == "draft" or since is not None
    return LIFE.index(election.state) >= LIFE.index(state)


def is_deleted(election: Election) -> bool:
    """Return whether this was a draft of which only the log is left."""
    return election.state == "draft" and election.hidden_at is not None and not election.practice


def is_called_off(election: Election) -> bool:
    """Return whether the election was called off, which is permanent."""
    return election.state == CALLED_OFF


def accepts_ballots(election: Election, at: dt.datetime) -> bool:
    """Return whether a ballot that arrives at this moment may be cast."""
    if election.state != "open" or election.opens_at is None or election.closes_at is None:
        return False
    if election.stopped_at is not None:
        return False
    return election.opens_at <= at < election.closes_at


def has_ended(election: Election) -> bool:
    """Return whether the announced end of the voting has passed, whatever the state; True if there is no end."""
    return election.closes_at is None or election.closes_at <= clock.now()


def opens_by_itself_at(election: Election) -> dt.datetime | None:
    """Return when the clock will open the voting; None: it will not, or that time has passed."""
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


def lock(scene: Scene) -> BoardHead:
    """Take the writer's lock, and read the election again now that nobody else can change it."""
    head = board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    return head


def lock_board(scene: Scene) -> None:
    """Take the writer's lock; a draft has no board yet, and is refused by its state."""
    if scene.election.setup_event is not None:
        lock(scene)
