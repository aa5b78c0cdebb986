"""The times of the voting after the freeze: a later end, an emergency stop, and how it goes on.

The end can only become later, and once the voting has begun only before it has passed: two people decide, and every
member is told. Stopping is the act of one officer, at once; going on, or closing a stopped voting, is that of two. Each
change is a record of the companion file, beside the last event of the board at that moment, with a reason for everybody
(check 5.15).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from ballot import clock
from ballot.board import companion
from ballot.board.companion import MAX_REASON
from ballot.election import joint_acts, log
from ballot.election.identity import ServerIdentity
from ballot.election.states import has_ended, require_state
from ballot.election.tallying import close_voting
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, _
from ballot.moments import in_words
from ballot.store import board
from ballot.store.models import BoardHead, Election, Officer, TimesNotice

EXTEND, RESUME, CLOSE_STOPPED = "extend-voting", "resume-voting", "close-stopped-voting"
DECIDE_ON_STOPPED = (RESUME, CLOSE_STOPPED)
LONGEST = dt.timedelta(days=366)  # from now to a new end
_SIGNER = "identity"


def signs(session: Session, identity: ServerIdentity) -> None:
    """Let the acts of this transaction sign for the server: closing seals the ballot box with a checkpoint."""
    session.info[_SIGNER] = identity


def time_changes(session: Session, election: Election) -> list[companion.TimesRecord]:
    """Return every change of the times since the freeze, in its order."""
    return list(board.companion_records_of(session, election, companion.TimesRecord))


def moment_of(text: str) -> dt.datetime:
    """Return the moment that a record or a proposal names.

    >>> moment_of("2027-03-14T18:00:00Z").isoformat()
    '2027-03-14T18:00:00+00:00'
    """
    return dt.datetime.fromisoformat(text)


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def propose_extension(
    session: Session, election: Election, person: Officer, closes_at: dt.datetime, reason: str
) -> None:
    """Propose a later end of the voting.

    Of an election that was never opened the end can also be moved when it has passed: until then nobody could vote.

    Raises: NotPermitted if it is no later end, or too late for one.
    """
    require_state(election, "frozen", "open")
    _check_end(election, closes_at)
    _propose(session, election, person, EXTEND, closes_at, reason)


def propose_resumption(
    session: Session, election: Election, person: Officer, closes_at: dt.datetime, reason: str
) -> None:
    """Propose that a stopped voting goes on, until the same end or a later one. Raises: NotPermitted."""
    _require_stopped(election)
    _check_resumption(election, closes_at)
    _propose(session, election, person, RESUME, closes_at, reason)


def propose_closing(session: Session, election: Election, person: Officer, reason: str) -> None:
    """Propose that a stopped voting is closed with the ballots that are there. Raises: NotPermitted."""
    _require_stopped(election)
    cleaned = clean_line(reason, _("The reason"), MAX_REASON)
    joint_acts.propose(session, election, person, CLOSE_STOPPED, {"reason": cleaned}, cleaned)


def _propose(
    session: Session, election: Election, person: Officer, kind: str, closes_at: dt.datetime, reason: str
) -> None:
    cleaned = clean_line(reason, _("The reason"), joint_acts.MAX_REASON)
    joint_acts.propose(session, election, person, kind, {"closes_at": _text(closes_at), "reason": cleaned}, cleaned)


def _check_end(election: Election, closes_at: dt.datetime) -> None:
    if election.state == "open" and has_ended(election):
        raise NotPermitted(_("The end of the voting has passed, so it cannot be moved any more."))
    if election.closes_at is not None and closes_at <= election.closes_at:
        raise NotPermitted(
            _("The end can only become later than %(closes_at)s.", closes_at=in_words(election.closes_at))
        )
    if closes_at <= clock.now():
        raise NotPermitted(_("The closing time has passed. Choose a later one."))
    _check_year(closes_at)


def _check_resumption(election: Election, closes_at: dt.datetime) -> None:
    if election.closes_at is None or closes_at < election.closes_at:
        raise NotPermitted(_("The end of the voting cannot become earlier."))
    if closes_at <= clock.now():
        raise NotPermitted(
            _("The end has passed while the voting was stopped: choose a later one, or close the voting.")
        )
    _check_year(closes_at)


def _check_year(closes_at: dt.datetime) -> None:
    if closes_at > clock.now() + LONGEST:
        raise NotPermitted(_("The new end is more than a year away. Is its year right?"))


def _require_stopped(election: Election) -> None:
    require_state(election, "open")
    if election.stopped_at is None:
        raise NotPermitted(_("The voting is not stopped."))


def stop_voting(session: Session, election: Election, reason: str) -> None:
    """Stop the voting at once: until two people let it go on, no ballot is accepted.

    Raises: NotPermitted unless the voting is open and not stopped yet, and there is a reason.
    """
    head = _lock(session, election)
    require_state(election, "open")
    if election.stopped_at is not None:
        raise NotPermitted(_("The voting is stopped already."))
    cleaned = clean_line(reason, _("The reason"), MAX_REASON)
    election.stopped_at, election.stop_reason = clock.now(), cleaned
    _record(session, election, head, "stopped", cleaned)
    log.write(session, election, log.OFFICER, f"Stopped the voting: {cleaned}")
    session.flush()


def _lock(session: Session, election: Election) -> BoardHead:
    """Take the writer's lock, and read the election as it is now that nobody else can change it."""
    head = board.lock(session, election.id)
    session.refresh(election)
    return head


def _record(session: Session, election: Election, head: BoardHead, change: companion.TimesChange, reason: str) -> None:
    closes_at = _text(election.closes_at or clock.now())
    made = companion.TimesRecord(head.hash or "", change, at=_text(clock.now()), closes_at=closes_at, reason=reason)
    board.append_companion(session, election, made)


def _tell_everybody(session: Session, election: Election, change: str, reason: str) -> None:
    notice = TimesNotice(
        election_id=election.id, change=change, closes_at=election.closes_at, reason=reason, made_at=clock.now()
    )
    session.add(notice)


def _extend(session: Session, election: Election, payload: joint_acts.Payload) -> str:
    head = _lock(session, election)
    require_state(election, "frozen", "open")
    if election.stopped_at is not None:
        raise NotPermitted(_("The voting is stopped: a later end is decided together with its going on."))
    closes_at, reason = moment_of(payload["closes_at"]), payload["reason"]
    _check_end(election, closes_at)
    election.closes_at = closes_at
    _record(session, election, head, "extended", reason)
    _tell_everybody(session, election, "extended", reason)
    when = log.in_english(lambda: in_words(closes_at))
    return f"The voting now ends on {when}: {reason} Every member is told by mail."


def _resume(session: Session, election: Election, payload: joint_acts.Payload) -> str:
    head = _lock(session, election)
    _require_stopped(election)
    closes_at, reason = moment_of(payload["closes_at"]), payload["reason"]
    _check_resumption(election, closes_at)
    election.closes_at, election.stopped_at, election.stop_reason = closes_at, None, None
    _record(session, election, head, "resumed", reason)
    _tell_everybody(session, election, "resumed", reason)
    when = log.in_english(lambda: in_words(closes_at))
    return f"The voting goes on until {when}: {reason} Every member is told by mail."


def _close(session: Session, election: Election, payload: joint_acts.Payload) -> str:
    _lock(session, election)
    _require_stopped(election)
    election.stopped_at = election.stop_reason = None
    session.flush()
    close_voting(session, election, session.info.get(_SIGNER))
    return f"The stopped voting is closed: {payload['reason']}"


def _end_in_words(session: Session, election: Election, payload: joint_acts.Payload) -> str:
    return _(
        "The voting ends on %(closes_at)s. Every member is told, with the reason.",
        closes_at=in_words(moment_of(payload["closes_at"])),
    )


joint_acts.register(EXTEND, joint_acts.Kind(N_("Move the end of the voting"), _end_in_words, _extend))
joint_acts.register(RESUME, joint_acts.Kind(N_("Let the stopped voting go on"), _end_in_words, _resume))
joint_acts.register(
    CLOSE_STOPPED,
    joint_acts.Kind(
        N_("Close the stopped voting"),
        lambda session, election, payload: _("The voting is closed for good, with the ballots that are there."),
        _close,
    ),
)
