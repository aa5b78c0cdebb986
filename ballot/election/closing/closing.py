"""Closing by people: a stopped voting, and one whose announced end has not come yet.

The announced end is a promise to everybody who has not voted yet. So before it two people close, like they move it;
where there is no second officer, the officer alone, with a reason. It is a record of the companion file (check 5.15),
and every member is told by mail: a mail to those alone who have not voted would leave a list of them (P6). Practice
elections have nobody who could be harmed.

A voting that was stopped, and that nobody has decided on for days after its end, is closed by the returning officer
alone: otherwise a second officer who is ill would leave it without a result for ever. It is not so if a second officer
has answered: stop, wait and close would be closing early alone. That is a record, too, and if the stop has taken away
announced time every member is told.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, object_session

from ballot import clock
from ballot.board.companion import MAX_REASON, TimesRecord
from ballot.election import acts, log
from ballot.election.closing.time_records import moment_of, record_change, tell_everybody, text_of, time_changes
from ballot.election.identity import ServerIdentity
from ballot.election.roles import UNREACHABLE, second_officers
from ballot.election.state import lock, require_state
from ballot.election.tally.tally import close_voting
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated, lazy
from ballot.moments import in_words
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election
from ballot.store.models.people import JointAct, Officer

CLOSE_STOPPED, CLOSE_EARLY = "close-stopped-voting", "close-voting-early"
RESUME = "resume-voting"
DECIDE_ON_STOPPED = (RESUME, CLOSE_STOPPED)
ANSWERED = N_(
    "The second officer has answered since the voting was stopped. So it takes two people: confirm what was proposed, "
    "or propose something else."
)
_SIGNER = "identity"


class EarlyEnd(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody is told of a voting that took no ballot until its announced end.

    `stopped`: since when, if one officer alone closed it after that end (`at`); otherwise it was closed before the end.
    """

    at: dt.datetime
    announced: dt.datetime
    reason: str
    stopped: dt.datetime | None = None


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
    """Return from when on the returning officer may close a stopped voting alone; None if that takes two."""
    if election.state != "open" or election.stopped_at is None or election.closes_at is None or is_answered(election):
        return None
    return max(election.stopped_at, election.closes_at) + UNREACHABLE


def is_answered(election: Election) -> bool:
    """Return whether a second officer has proposed what becomes of the stopped voting, or refused what was proposed.

    It counts although the proposal has expired, or was refused by the other one; not if it was taken back.
    """
    session = object_session(election)
    if session is None or election.stopped_at is None:
        return False
    seconds = [person.id for person in second_officers(session, election)]
    answers = (
        JointAct.kind.in_(DECIDE_ON_STOPPED),
        JointAct.proposed_at >= election.stopped_at,
        JointAct.state != "withdrawn",
        or_(JointAct.proposed_by.in_(seconds), JointAct.decided_by.in_(seconds)),
    )
    return session.scalar(select(JointAct.id).where(JointAct.election_id == election.id, *answers).limit(1)) is not None


def is_left_stopped(election: Election) -> bool:
    """Return whether two people have let a stopped voting lie for so long after its end that one may close it."""
    moment = alone_from(election)
    return moment is not None and clock.now() >= moment


def is_cut_short(election: Election) -> bool:
    """Return whether the voting was stopped before its announced end, in whole seconds, as records say it."""
    if election.stopped_at is None or election.closes_at is None:
        return False
    return text_of(election.stopped_at) < text_of(election.closes_at)


def takes_two(session: Session, election: Election) -> bool:
    """Return whether one officer alone cannot close now: the voting is stopped, or it is early and there are two."""
    if election.stopped_at is not None:
        return not is_left_stopped(election)
    return is_early(election) and bool(second_officers(session, election))


def early_end(session: Session, election: Election) -> EarlyEnd | None:
    """Return when and why the voting was closed early, if it was; a stop that nobody ended counts from its moment."""
    records = time_changes(session, election)
    for before, record in zip((None, *records), records, strict=False):
        stopped = _cut_short(before, record)
        if record.change == "closed" and (stopped or record.at < record.closes_at):
            at, announced = moment_of(record.at), moment_of(record.closes_at)
            return EarlyEnd(at=at, announced=announced, reason=record.reason, stopped=stopped)
    return None


def _cut_short(before: TimesRecord | None, record: TimesRecord) -> dt.datetime | None:
    """Return since when a voting was stopped that was closed after its end, if it was stopped before that end."""
    if before is None or before.change != "stopped" or not before.at < record.closes_at <= record.at:
        return None
    return moment_of(before.at)


def close_by_officer(session: Session, election: Election, identity: ServerIdentity, reason: str = "") -> None:
    """Close the voting as one officer may. `reason`: for everybody, needed before the announced end and after a stop.

    Raises: NotPermitted if the voting is not open, if the reason is missing, or if closing takes two.
    """
    head = lock(session, election)
    if takes_two(session, election):
        _refuse_alone(election)
    if is_left_stopped(election):
        _leave_stop(session, election, head, clean_line(reason, _("The reason"), MAX_REASON))
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
    acts.propose(session, election, person, kind, {"reason": cleaned}, cleaned)


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


def _refuse_alone(election: Election) -> None:
    """Say why it takes two; of a stopped voting that nobody has answered about, closing says it."""
    if election.stopped_at is None:
        raise NotPermitted(
            _(
                "The voting was announced to last until %(closes_at)s. Before that two people close it: propose it "
                "under the times of the voting.",
                closes_at=_announced(election),
            )
        )
    if is_answered(election):
        raise NotPermitted(_(ANSWERED))


def _leave_stop(session: Session, election: Election, head: BoardHead, reason: str) -> None:
    """End a stop that nobody has decided on, for everybody to see; members are told if it took time from them."""
    record_change(session, election, head, "closed", reason)
    if not election.practice and is_cut_short(election):
        tell_everybody(session, election, "closed", reason)
    log.write(session, election, log.OFFICER, f"Closes the stopped voting alone, days after its end: {reason}")
    _end_stop(session, election)


def _end_stop(session: Session, election: Election) -> None:
    election.stopped_at = election.stop_reason = None
    session.flush()


def _close_stopped(session: Session, election: Election, payload: acts.Payload) -> Lazy:
    lock(session, election)
    require_stopped(election)
    _end_stop(session, election)
    _close(session, election, signer(session), payload["reason"])
    return Lazy(lambda: _("The stopped voting is closed: %(reason)s", reason=isolated(payload["reason"])))


def _close_early(session: Session, election: Election, payload: acts.Payload) -> Lazy:
    lock(session, election)
    _close(session, election, signer(session), payload["reason"])
    return lazy("The voting is closed.")


def _announced(election: Election) -> str:
    if election.closes_at is None:
        raise ValueError("an election that is open has an end")
    return in_words(election.closes_at)


def _for_good(session: Session, election: Election, payload: acts.Payload) -> str:
    if is_early(election):
        return _(
            "The voting is closed for good, with the ballots that are there, before its announced end on "
            "%(closes_at)s. Every member is told, with the reason.",
            closes_at=_announced(election),
        )
    return _("The voting is closed for good, with the ballots that are there.")


acts.register(CLOSE_STOPPED, acts.Kind(N_("Close the stopped voting"), _for_good, _close_stopped))
acts.register(CLOSE_EARLY, acts.Kind(N_("Close the voting before its end"), _for_good, _close_early))
