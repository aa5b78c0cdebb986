"""The times of the voting after the freeze: a later end, an emergency stop, and resuming after it.

The end can only become later and, once the voting has begun, can only be moved before it has passed: two people decide,
and every member is notified. One officer can stop the voting at once; resuming it needs two, and so does closing before
the announced end (`closing.py`). Each change is a record of the companion file that refers to the last event of the
board at that moment, with a reason for everybody (check 5.15).
"""

from __future__ import annotations

import datetime as dt

from ballot import clock
from ballot.board.companion import MAX_REASON
from ballot.election import log
from ballot.election.closing.closing import RESUME, require_stopped
from ballot.election.closing.time_records import moment_of, record_change, tell_everybody, text_of
from ballot.election.proposals import Payload, content
from ballot.election.scene import Scene
from ballot.election.state import has_ended, lock, require_state
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated
from ballot.moments import in_words
from ballot.store.models.election import Election
from ballot.store.models.people import JointAct

EXTEND = "extend-voting"
LONGEST = dt.timedelta(days=366)  # from now to a new end


def check_extension(scene: Scene, payload: Payload) -> Payload:
    """Refuse an end of the voting that could not be set now. `payload`: `closes_at`, as records write it.

    If an election was never opened, its end can also be moved when it has passed: until then nobody could vote.

    Raises: NotPermitted if it is no later end, or too late for one.
    """
    require_state(scene.election, "frozen", "open")
    _refuse_end(scene.election, moment_of(payload["closes_at"]))
    return payload


def check_resumption(scene: Scene, payload: Payload) -> Payload:
    """Refuse to resume a voting that could not be resumed until this end, which is the same one or a later one."""
    require_stopped(scene.election)
    _refuse_resumption(scene.election, moment_of(payload["closes_at"]))
    return payload


def until(closes_at: dt.datetime) -> Payload:
    """Return the payload that proposes a moment as the end of the voting."""
    return {"closes_at": text_of(closes_at)}


def _refuse_end(election: Election, closes_at: dt.datetime) -> None:
    if election.state == "open" and has_ended(election):
        raise NotPermitted(_("The end of the voting has passed, so it cannot be moved any more."))
    if election.closes_at is not None and closes_at <= election.closes_at:
        raise NotPermitted(
            _("The end can only become later than %(closes_at)s.", closes_at=in_words(election.closes_at)),
            "closes_at",
        )
    if closes_at <= clock.now():
        raise NotPermitted(_("The closing time has passed. Choose a later one."), "closes_at")
    _check_year(closes_at)


def _refuse_resumption(election: Election, closes_at: dt.datetime) -> None:
    if election.closes_at is None or closes_at < election.closes_at:
        raise NotPermitted(_("The end of the voting cannot become earlier."), "closes_at")
    if closes_at <= clock.now():
        raise NotPermitted(
            _("The end has passed while the voting was stopped: choose a later one, or close the voting."),
            "closes_at",
        )
    _check_year(closes_at)


def _check_year(closes_at: dt.datetime) -> None:
    if closes_at > clock.now() + LONGEST:
        raise NotPermitted(_("The new end is more than a year away. Is its year right?"), "closes_at")


def stop_voting(scene: Scene, reason: str) -> None:
    """Stop the voting at once: until two people resume it, no ballot is accepted.

    Raises: NotPermitted unless the voting is open and not stopped yet, and there is a reason.
    """
    head = lock(scene)
    require_state(scene.election, "open")
    if scene.election.stopped_at is not None:
        raise NotPermitted(_("The voting is stopped already."))
    cleaned = clean_line(reason, _("The reason"), MAX_REASON, "reason")
    scene.election.stopped_at, scene.election.stop_reason = clock.now(), cleaned
    record_change(scene, head, "stopped", cleaned)
    log.write(scene, log.OFFICER, f"Stopped the voting: {cleaned}")
    scene.session.flush()


def extend(scene: Scene, payload: Payload) -> Lazy:
    """Move the end of the voting, and return the sentence that gives the new end."""
    head = lock(scene)
    require_state(scene.election, "frozen", "open")
    if scene.election.stopped_at is not None:
        raise NotPermitted(_("The voting is stopped: a later end is decided together with its going on."))
    closes_at, reason = moment_of(payload["closes_at"]), payload["reason"]
    _refuse_end(scene.election, closes_at)
    scene.election.closes_at = closes_at
    record_change(scene, head, "extended", reason)
    tell_everybody(scene, "extended", reason)
    said = N_("The voting now ends on %(when)s: %(reason)s Every member is told by mail.")
    return _with_end(said, closes_at, reason)


def resume(scene: Scene, payload: Payload) -> Lazy:
    """Resume the stopped voting, and return the sentence that says until when."""
    head = lock(scene)
    require_stopped(scene.election)
    closes_at, reason = moment_of(payload["closes_at"]), payload["reason"]
    _refuse_resumption(scene.election, closes_at)
    scene.election.closes_at, scene.election.stopped_at, scene.election.stop_reason = closes_at, None, None
    record_change(scene, head, "resumed", reason)
    tell_everybody(scene, "resumed", reason)
    said = N_("The voting goes on until %(when)s: %(reason)s Every member is told by mail.")
    return _with_end(said, closes_at, reason)


def _with_end(said: str, closes_at: dt.datetime, reason: str) -> Lazy:
    return Lazy(lambda: _(said, when=in_words(closes_at), reason=isolated(reason)))


def proposed_end(act: JointAct) -> dt.datetime | None:
    """Return the end of the voting that an act would set and announce to everybody, if it is such an act."""
    if act.kind not in (EXTEND, RESUME):
        return None
    return moment_of(content(act)["closes_at"])


def detail(scene: Scene, payload: Payload) -> str:
    """Say until when the voting lasts."""
    return _(
        "The voting ends on %(closes_at)s. Every member is told, with the reason.",
        closes_at=in_words(moment_of(payload["closes_at"])),
    )
