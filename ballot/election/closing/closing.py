"""Closing by people: of a stopped voting, and of one whose announced end has not come yet.

The announced end is a promise to everybody who has not voted yet. So closing before it needs two people, as moving it
does; where there is no second officer, the officer does it alone, with a reason. It is a record of the companion file
(check 5.15), and every member is notified by mail: mailing only those who have not voted would leave a list of them
(P6). In practice elections there is nobody to be harmed.

If a voting was stopped and nobody has decided on it for days after its end, the returning officer closes it alone:
otherwise a second officer who is ill would leave it without a result permanently. This does not apply if a second
officer has answered: to stop, wait and close would then be closing early alone. Such a closing is also a record, and if
the stop has taken away announced time, every member is notified.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import or_, select

from ballot import clock
from ballot.board.companion import MAX_REASON, TimesRecord
from ballot.election import log
from ballot.election.closing.time_records import moment_of, record_change, tell_everybody, text_of, time_changes
from ballot.election.proposals import Payload
from ballot.election.roles import UNREACHABLE, second_officers
from ballot.election.scene import Scene
from ballot.election.state import lock, require_state
from ballot.election.tally.tally import STOPPED, close_voting
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated, lazy
from ballot.moments import in_words
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election
from ballot.store.models.people import JointAct

CLOSE_STOPPED, CLOSE_EARLY = "close-stopped-voting", "close-voting-early"
RESUME = "resume-voting"
DECIDE_ON_STOPPED = (RESUME, CLOSE_STOPPED)
ANSWERED = N_(
    "The second officer has answered since the voting was stopped. So it takes two people: confirm what was proposed, "
    "or propose something else."
)


class EarlyEnd(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody is notified of when a voting accepted no ballot until its announced end.

    `stopped`: since when, if one officer alone closed it after that end (`at`); otherwise it was closed before the end.
    """

    at: dt.datetime
    announced: dt.datetime
    reason: str
    stopped: dt.datetime | None = None


def is_early(election: Election) -> bool:
    """Return whether closing now would take away announced time; in whole seconds, as in records."""
    if election.practice or election.state != "open" or election.closes_at is None:
        return False
    return text_of(clock.now()) < text_of(election.closes_at)


def alone_from(scene: Scene) -> dt.datetime | None:
    """Return from when on the returning officer may close a stopped voting alone; None if that takes two."""
    if (
        scene.election.state != "open"
        or scene.election.stopped_at is None
        or scene.election.closes_at is None
        or is_answered(scene)
    ):
        return None
    return max(scene.election.stopped_at, scene.election.closes_at) + UNREACHABLE


def is_answered(scene: Scene) -> bool:
    """Return whether a second officer has made a proposal about the stopped voting, or refused one.

    It counts even if the proposal has expired, or was refused by the other one; not if it was taken back.
    """
    if scene.election.stopped_at is None:
        return False
    seconds = [person.id for person in second_officers(scene)]
    answers = (
        JointAct.kind.in_(DECIDE_ON_STOPPED),
        JointAct.proposed_at >= scene.election.stopped_at,
        JointAct.state != "withdrawn",
        or_(JointAct.proposed_by.in_(seconds), JointAct.decided_by.in_(seconds)),
    )
    return (
        scene.session.scalar(select(JointAct.id).where(JointAct.election_id == scene.election.id, *answers).limit(1))
        is not None
    )


def is_left_stopped(scene: Scene) -> bool:
    """Return whether two people have left a stopped voting undecided for so long that one may close it."""
    moment = alone_from(scene)
    return moment is not None and clock.now() >= moment


def is_cut_short(election: Election) -> bool:
    """Return whether the voting was stopped before its announced end, in whole seconds, as in records."""
    if election.stopped_at is None or election.closes_at is None:
        return False
    return text_of(election.stopped_at) < text_of(election.closes_at)


def kind_now(election: Election) -> str:
    """Return which of the two kinds of closing it would be now."""
    return CLOSE_EARLY if election.stopped_at is None else CLOSE_STOPPED


def is_one_enough(scene: Scene, payload: Payload) -> bool:
    """Return whether closing needs no second officer.

    That is so after the announced end, or days after it if nobody has decided on a stop.
    """
    return not is_early(scene.election) if scene.election.stopped_at is None else is_left_stopped(scene)


def early_end(scene: Scene) -> EarlyEnd | None:
    """Return when and why the voting was closed early, if it was; a stop that nobody ended counts from its start."""
    records = time_changes(scene)
    for before, record in zip((None, *records), records, strict=False):
        stopped = _cut_short(before, record)
        if record.change == "closed" and (stopped or record.at < record.closes_at):
            at, announced = moment_of(record.at), moment_of(record.closes_at)
            return EarlyEnd(at=at, announced=announced, reason=record.reason, stopped=stopped)
    return None


def _cut_short(before: TimesRecord | None, record: TimesRecord) -> dt.datetime | None:
    """Return since when a voting was stopped, if it was stopped before its end and closed after it."""
    if before is None or before.change != "stopped" or not before.at < record.closes_at <= record.at:
        return None
    return moment_of(before.at)


def close_alone(scene: Scene, payload: Payload) -> Lazy:
    """Close the voting as one officer may; before the end and after a stop this needs a `reason` for everybody.

    Raises: NotPermitted if the voting is not open, or if the reason is missing.
    """
    head, reason = lock(scene), payload["reason"]
    if is_left_stopped(scene):
        _leave_stop(scene, head, clean_line(reason, _("The reason"), MAX_REASON))
    _close(scene, reason)
    return lazy("The voting is closed.")


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse a closing by two people unless the voting is stopped or before its end."""
    require_state(scene.election, "open")
    if scene.election.stopped_at is None and not is_early(scene.election):
        raise NotPermitted(_("The end of the voting has passed: the returning officer can close it."))
    return payload


def require_stopped(election: Election) -> None:
    """Raise NotPermitted unless the voting is stopped."""
    require_state(election, "open")
    if election.stopped_at is None:
        raise NotPermitted(_("The voting is not stopped."))


def _close(scene: Scene, reason: str) -> None:
    """Close under the lock; a closing before the announced end is first recorded for everybody."""
    if scene.election.stopped_at is None and is_early(scene.election):
        cleaned = clean_line(reason, _("The reason"), MAX_REASON)
        record_change(scene, lock(scene), "closed", cleaned)
        tell_everybody(scene, "closed", cleaned)
        log.write(scene, log.OFFICER, f"Closing before the announced end, told to every member: {cleaned}")
    close_voting(scene)


def refusal(scene: Scene) -> str:
    """Say why one officer is not enough."""
    if scene.election.stopped_at is None:
        return _(
            "The voting was announced to last until %(closes_at)s. Before that two people close it: propose it "
            "under the times of the voting.",
            closes_at=_announced(scene.election),
        )
    return _(ANSWERED) if is_answered(scene) else _(STOPPED)


def _leave_stop(scene: Scene, head: BoardHead, reason: str) -> None:
    """End a stop that nobody has decided on, in a public record; members are notified if it took time from them."""
    record_change(scene, head, "closed", reason)
    if not scene.election.practice and is_cut_short(scene.election):
        tell_everybody(scene, "closed", reason)
    log.write(scene, log.OFFICER, f"Closes the stopped voting alone, days after its end: {reason}")
    _end_stop(scene)


def _end_stop(scene: Scene) -> None:
    scene.election.stopped_at = scene.election.stop_reason = None
    scene.session.flush()


def close_stopped(scene: Scene, payload: Payload) -> Lazy:
    """Close the stopped voting as two officers have decided."""
    lock(scene)
    require_stopped(scene.election)
    _end_stop(scene)
    _close(scene, payload["reason"])
    return Lazy(lambda: _("The stopped voting is closed: %(reason)s", reason=isolated(payload["reason"])))


def close_early(scene: Scene, payload: Payload) -> Lazy:
    """Close the voting before its end as two officers have decided."""
    lock(scene)
    _close(scene, payload["reason"])
    return lazy("The voting is closed.")


def _announced(election: Election) -> str:
    if election.closes_at is None:
        raise ValueError("an election that is open has an end")
    return in_words(election.closes_at)


def detail(scene: Scene, payload: Payload) -> str:
    """Say that it is permanent, and whether it is early."""
    if is_early(scene.election):
        return _(
            "The voting is closed for good, with the ballots that are there, before its announced end on "
            "%(closes_at)s. Every member is told, with the reason.",
            closes_at=_announced(scene.election),
        )
    return _("The voting is closed for good, with the ballots that are there.")
