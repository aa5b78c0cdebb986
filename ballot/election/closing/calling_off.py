"""Call an election off permanently, with a reason that everybody can read: it will never have a result.

A mistake in a frozen election can no longer be corrected, and an election with fewer ballots than its charter demands
can never be opened. Both end here. It is possible until a trustee has handed in a share: after that somebody might know
what the result will be, and nobody may withdraw a result because they dislike it. As with closing early, it needs a
second officer, if there is one (docs/decisions/0020, 0027). The only exception is an election with too few ballots,
where nothing else is possible: a second officer who has not answered for days is then not waited for. The ballots stay
on the board and are never counted; the calling off is the last record of the voting's times (check 5.15), and every
member is notified by mail.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import delete, select, update

from ballot import clock
from ballot.board.companion import MAX_REASON
from ballot.election import log, proposals
from ballot.election.board_facts import append_checkpoint
from ballot.election.closing.time_records import moment_of, record_change, tell_everybody
from ballot.election.proposals import Payload
from ballot.election.roles import UNREACHABLE, second_officers
from ballot.election.scene import Scene
from ballot.election.state import lock, require_state
from ballot.election.tally.tally import too_few
from ballot.election.tokens.ledger import forget_tokens
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import Lazy, _, isolated
from ballot.store.models.election import CALLED_OFF, Trustee
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.people import JointAct

KIND = "call-off"
STATES = ("frozen", "open", "closed")
# Kinds of mails about what is still to come.
_UNTRUE = ("token", "times", "trustee", "unopened", "act-waiting", "stopped", "your-turn")


class CalledOff(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody is told. `too_few`: a sentence, if the charter forbids opening so small a number of ballots."""

    at: dt.datetime
    reason: str
    too_few: str


def called_off(scene: Scene) -> CalledOff | None:
    """Return when and why an election was called off, if it was."""
    if scene.election.called_off_at is None:
        return None
    reason = scene.election.call_off_reason or ""
    return CalledOff(at=scene.election.called_off_at, reason=reason, too_few=too_few(scene))


def can_be_called_off(scene: Scene) -> bool:
    """Return whether the election can still be called off."""
    return scene.election.state in STATES and not _is_decrypted(scene)


def unanswered(scene: Scene) -> JointAct | None:
    """Return the returning officer's proposal to end an election with too few ballots, if it has waited for days.

    The days count from the closing on: an earlier proposal was about an election that could still have a result.
    """
    if scene.election.closed_at is None or not too_few(scene):
        return None
    for act in proposals.waiting(scene, KIND):
        own = act.proposed_by == scene.election.officer_id
        if own and clock.now() >= max(act.proposed_at, scene.election.closed_at) + UNREACHABLE:
            return act
    return None


def is_left_unanswered(scene: Scene, payload: Payload) -> bool:
    """Return whether a second officer has not answered for so long that the returning officer need not wait."""
    # A command of the server names nobody, and counts as the returning officer's.
    by_officer = scene.person is None or scene.person.id == scene.election.officer_id
    return by_officer and unanswered(scene) is not None


def refusal(scene: Scene) -> str:
    """Say why one officer is not enough."""
    return _("Two people call an election off: one proposes it, another one confirms it.")


def call_off_alone(scene: Scene, payload: Payload) -> Lazy:
    """Call the election off as the returning officer alone may. `reason` in the payload: for everybody.

    Raises: NotPermitted if it is too late, or if the reason is missing.
    """
    waits = unanswered(scene) if second_officers(scene) else None
    said = call_off(scene, payload)
    if waits is not None:
        alone = f"Calls the election off alone: act {waits.id} proposed it, and nobody else had confirmed."
        log.write(scene, log.OFFICER, alone)
    return said


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse to call off what could not be called off now."""
    _refuse_late(scene)
    return payload


def _call_off(scene: Scene, reason: str) -> None:
    head = lock(scene)
    _refuse_late(scene)
    cleaned = clean_line(reason, _("The reason"), MAX_REASON)
    record = record_change(scene, head, "called-off", cleaned)
    if scene.identity is not None:
        append_checkpoint(scene)
    _end_what_waits(scene)
    if not scene.election.practice:
        tell_everybody(scene, "called-off", cleaned)
    scene.election.stopped_at = scene.election.stop_reason = None
    scene.election.state, scene.election.called_off_at = CALLED_OFF, moment_of(record.at)
    scene.election.call_off_reason = cleaned
    told = "" if scene.election.practice else ", told to every member"
    log.write(scene, log.OFFICER, f"Called the election off{told}: {cleaned}")
    scene.session.flush()


def _refuse_late(scene: Scene) -> None:
    require_state(scene.election, *STATES)
    if _is_decrypted(scene):
        raise NotPermitted(
            _("A trustee has handed in a share of the decryption, so the election cannot be called off any more.")
        )


def _is_decrypted(scene: Scene) -> bool:
    handed_in = (Trustee.election_id == scene.election.id, Trustee.decrypted_at.is_not(None))
    return scene.session.scalar(select(Trustee.id).where(*handed_in).limit(1)) is not None


def _end_what_waits(scene: Scene) -> None:
    """Stop tokens and mails about events that will not happen; reminders are dropped when their turn comes.

    The sources of mails end first: this waits for a transaction that is making mails, and stops those mails too.
    """
    scene.session.execute(
        delete(TimesNotice).where(TimesNotice.election_id == scene.election.id, TimesNotice.queued_at.is_(None))
    )
    proposals.drop(scene)
    forget_tokens(scene, "The election was called off before it went out")
    unsent = (OutboxMessage.election_id == scene.election.id, OutboxMessage.state.in_(("queued", "sending", "failed")))
    untrue = update(OutboxMessage).where(*unsent, OutboxMessage.kind.in_(_UNTRUE))
    scene.session.execute(untrue.values(state="stopped", secret=None))


def call_off(scene: Scene, payload: Payload) -> Lazy:
    """Call the election off, and return the sentence that says so."""
    _call_off(scene, payload["reason"])
    return Lazy(lambda: _("The election is called off: %(reason)s", reason=isolated(payload["reason"])))


def detail(scene: Scene, payload: Payload) -> str:
    """Say that it is permanent."""
    return _(
        "The election ends for good, without a result. Its ballots stay on the board and are never counted. Every "
        "member is told, with the reason."
    )
