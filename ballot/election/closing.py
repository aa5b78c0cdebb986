"""Closing by people: a stopped voting, and one whose announced end has not come yet.

The announced end is a promise to everybody who has not voted yet. So before it two people close, like they move it;
where there is no second officer, the officer alone, with a reason. It is a record of the companion file (check 5.15),
and every member is told by mail: a mail to those alone who have not voted would leave a list of them (P6). Practice
elections have nobody who could be harmed.

A voting that was stopped, and that nobody has decided on for days after its end, is closed by the returning officer
alone: otherwise a second officer who is ill would leave it without a result for ever. That is a record, too.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy.orm import Session

from ballot import clock
from ballot.board.companion import MAX_REASON
from ballot.election import joint_acts, log
from ballot.election.identity import ServerIdentity
from ballot.election.roles import UNREACHABLE, second_officers
from ballot.election.states import require_state
from ballot.election.tallying import close_voting
from ballot.election.time_records import lock, moment_of, record_change, tell_everybody, text_of, time_changes
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated, lazy
from ballot.moments import in_words
from ballot.store.models import Election, Officer

CLOSE_STOPPED, CLOSE_EARLY = "close-stopped-voting", "close-voting-early"
_SIGNER = "identity"


class EarlyEnd(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody is told of a voting that was closed before its announced end."""

    at: dt.datetime
    announced: dt.datetime
    reason: str


def signs(session: Session, identity: ServerIdentity) -> None:
    """Let the acts of this transaction sign for the server: closing seals the ballot box with a checkpoint."""
    session.info[_SIGNER] = identity


def signer(session: Session) -> ServerIdentity | None:
    """Return who signs for the server in this transaction, if anybody may."""
    found: ServerIdentity | None = session.info.get(_SIGNER)
    return found


def is_early(election: Election) -> bool:
    """Return whether closing now would take away time that was announced; in whole seconds, as records say it."""
    if election.practice or election.state != "open" or election.closes_at is None:
        return False
    return text_of(clock.now()) < text_of(election.closes_at)


def alone_from(election: Election) -> dt.datetime | None:
    """Return from when on the returning officer may close a stopped voting alone; None if it is not stopped."""
    if election.state != "open" or election.stopped_at is None or election.closes_at is None:
        return None
    return max(election.stopped_at, election.closes_at) + UNREACHABLE


def is_left_stopped(election: Election) -> bool:
    """Return whether two people have let a stopped voting lie for so long after its end that one may close it."""
    moment = alone_from(election)
    return moment is not None and clock.now() >= moment


def takes_two(session: Session, election: Election) -> bool:
    """Return whether one officer alone cannot close now: the voting is stopped, or it is early and there are two."""
    if election.stopped_at is not None:
        return not is_left_stopped(election)
    return is_early(election) and bool(second_officers(session, election))


def early_end(session: Session, election: Election) -> EarlyEnd | None:
    """Return when and why the voting was closed early, if it was."""
    for record in time_changes(session, election):
        if record.change == "closed" and record.at < record.closes_at:
            return EarlyEnd(at=moment_of(record.at), announced=moment_of(record.closes_at), reason=record.reason)
    return None


def close_by_officer(session: Session, election: Election, identity: ServerIdentity, reason: str = "") -> None:
    """Close the voting as one officer may. `reason`: for everybody, needed before the announced end and after a stop.

    Raises: NotPermitted if the voting is not open, if the reason is missing, or if closing takes two.
    """
    head = lock(session, election)
    if election.stopped_at is None and takes_two(session, election):
        raise NotPermitted(
            _(
                "The voting was announced to last until %(closes_at)s. Before that two people close it: propose it "
                "under the times of the voting.",
                closes_at=_announced(election),
            )
        )
    if is_left_stopped(election):
        cleaned = clean_line(reason, _("The reason"), MAX_REASON)
        record_change(session, election, head, "closed", cleaned)
        log.write(session, election, log.OFFICER, f"Closes the stopped voting alone, days after its end: {cleaned}")
        _end_stop(session, election)
    _close(session, election, identity, reason)


def propose_closing(session: Session, election: Election, person: Officer, reason: str) -> None:
    """Propose that the voting is closed now, with the ballots that are there, though it is stopped or its end is ahead.

    Raises: NotPermitted if neither is so, or if there is nobody who could confirm.
    """
    require_state(election, "open")
    if election.stopped_at is None and not is_early(election):
        raise NotPermitted(_("The end of the voting has passed: the returning officer can close it."))
    kind = CLOSE_EARLY if election.stopped_at is None else CLOSE_STOPPED
    cleaned = clean_line(reason, _("The reason"), MAX_REASON)
    joint_acts.propose(session, election, person, kind, {"reason": cleaned}, cleaned)


def require_stopped(election: Election) -> None:
    """Raise NotPermitted unless the voting is stopped."""
    require_state(election, "open")
    if election.stopped_at is None:
        raise NotPermitted(_("The voting is not stopped."))


def _close(session: Session, election: Election, identity: ServerIdentity | None, reason: str) -> None:
    """Close under the lock; before the announced end it is written down for everybody first."""
    if election.stopped_at is None and is_early(election):
        cleaned = clean_line(reason, _("The reason"), MAX_REASON)
        record_change(session, election, lock(session, election), "closed", cleaned)
        tell_everybody(session, election, "closed", cleaned)
        log.write(session, election, log.OFFICER, f"Closing before the announced end, told to every member: {cleaned}")
    close_voting(session, election, identity)


def _end_stop(session: Session, election: Election) -> None:
    election.stopped_at = election.stop_reason = None
    session.flush()


def _close_stopped(session: Session, election: Election, payload: joint_acts.Payload) -> Lazy:
    lock(session, election)
    require_stopped(election)
    _end_stop(session, election)
    _close(session, election, signer(session), payload["reason"])
    return Lazy(lambda: _("The stopped voting is closed: %(reason)s", reason=isolated(payload["reason"])))


def _close_early(session: Session, election: Election, payload: joint_acts.Payload) -> Lazy:
    lock(session, election)
    _close(session, election, signer(session), payload["reason"])
    return lazy("The voting is closed.")


def _announced(election: Election) -> str:
    if election.closes_at is None:
        raise ValueError("an election that is open has an end")
    return in_words(election.closes_at)


def _for_good(session: Session, election: Election, payload: joint_acts.Payload) -> str:
    if is_early(election):
        return _(
            "The voting is closed for good, with the ballots that are there, before its announced end on "
            "%(closes_at)s. Every member is told, with the reason.",
            closes_at=_announced(election),
        )
    return _("The voting is closed for good, with the ballots that are there.")


joint_acts.register(CLOSE_STOPPED, joint_acts.Kind(N_("Close the stopped voting"), _for_good, _close_stopped))
joint_acts.register(CLOSE_EARLY, joint_acts.Kind(N_("Close the voting before its end"), _for_good, _close_early))
