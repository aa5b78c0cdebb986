"""Acts that need a second officer, if there is one: what they are, and who does them.

One officer proposes an act with a reason; it is done only when another one confirms it. Where there is no second
officer, the returning officer can do some of them alone, with a reason. The table `KINDS` lists everything that can be
proposed: which acts one officer may do alone, and when a second officer who does not answer need not be waited for.

The log contains titles only: reason and detail may name a member, and the log never does (P5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from ballot.election import log, proposals
from ballot.election.amendments import admissions, corrections, forgetting, handing_over, registrar, removals, replacing
from ballot.election.closing import calling_off, closing, times
from ballot.election.proposals import Payload
from ballot.election.result import lots, marked_register, withdrawals
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.election.state import lock_board
from ballot.election.tally import excusing
from ballot.errors import NotPermitted
from ballot.language import N_, _
from ballot.store.models.people import JointAct, Officer

Act = Callable[[Scene, Payload], str]


class Alone(msgspec.Struct, frozen=True):
    """How one officer may do what otherwise takes two.

    `refusal`: what to say where it takes two. `carry_out`: do it, if that is more than the two would do; the payload
    has the `reason`. `excused`: whether a second officer need not be waited for now. `always_two`: without an excuse it
    takes two even where there is no second officer. `board_first`: whether the board is locked before it is decided.
    """

    refusal: Callable[[Scene], str]
    carry_out: Act | None = None
    excused: Callable[[Scene, Payload], bool] = lambda scene, payload: False
    always_two: bool = False
    board_first: bool = True


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of act.

    `title`: what is done, for everybody ("Replace a lost ballot token"). `check`: refuse what could not be done now,
    and return the payload as it is stored. `detail`: exactly what is done, for the two people who decide. `carry_out`:
    do it and return a sentence that names no member, lazy: the log is English, and the person who confirms may read
    another language. It may refuse.
    """

    title: str
    check: Callable[[Scene, Payload], Payload]
    detail: Callable[[Scene, Payload], str]
    carry_out: Act
    alone: Alone | None = None  # None: it always takes two
    told: bool = False  # whether the reason is for everybody, and so a part of what is confirmed
    forgotten: bool = False  # whether the proposal is wiped when it is over: it says whose token is whose
    confirmer: Callable[[Payload], int] | None = None  # the account that alone may confirm it


KINDS: Final[dict[str, Kind]] = {
    admissions.KIND: Kind(
        title=N_("Add a member to the roll"),
        check=admissions.check,
        detail=admissions.detail,
        carry_out=admissions.admit_member,
        forgotten=True,
    ),
    removals.KIND: Kind(
        title=N_("Remove a member from the roll"),
        check=removals.check,
        detail=removals.detail,
        carry_out=removals.remove_member,
        forgotten=True,
    ),
    corrections.KIND: Kind(
        title=N_("Correct a name or an address on the roll"),
        check=corrections.check,
        detail=corrections.detail,
        carry_out=corrections.correct_member,
    ),
    replacing.KIND: Kind(
        title=N_("Replace a lost ballot token"),
        check=replacing.check,
        detail=replacing.detail,
        carry_out=replacing.replace_token,
    ),
    registrar.KIND: Kind(
        title=N_("Replace a lost ballot token of the registrar's"),
        check=registrar.check,
        detail=registrar.detail,
        carry_out=registrar.replace_token,
    ),
    handing_over.KIND: Kind(
        title=N_("Hand the election over"),
        check=handing_over.check,
        detail=handing_over.detail,
        carry_out=handing_over.take_over,
        told=True,
        confirmer=handing_over.successor_id,
    ),
    forgetting.KIND: Kind(
        title=N_("Delete the data of the election’s people"),
        check=forgetting.check,
        detail=forgetting.detail,
        carry_out=forgetting.forget_together,
        alone=Alone(refusal=forgetting.refusal, carry_out=forgetting.forget_alone),
    ),
    times.EXTEND: Kind(
        title=N_("Move the end of the voting"),
        check=times.check_extension,
        detail=times.detail,
        carry_out=times.extend,
        told=True,
    ),
    closing.RESUME: Kind(
        title=N_("Let the stopped voting go on"),
        check=times.check_resumption,
        detail=times.detail,
        carry_out=times.resume,
        told=True,
    ),
    closing.CLOSE_STOPPED: Kind(
        title=N_("Close the stopped voting"),
        check=closing.check,
        detail=closing.detail,
        carry_out=closing.close_stopped,
        told=True,
        alone=Alone(
            refusal=closing.refusal, carry_out=closing.close_alone, excused=closing.is_one_enough, always_two=True
        ),
    ),
    closing.CLOSE_EARLY: Kind(
        title=N_("Close the voting before its end"),
        check=closing.check,
        detail=closing.detail,
        carry_out=closing.close_early,
        told=True,
        alone=Alone(refusal=closing.refusal, carry_out=closing.close_alone, excused=closing.is_one_enough),
    ),
    calling_off.KIND: Kind(
        title=N_("Call the election off"),
        check=calling_off.check,
        detail=calling_off.detail,
        carry_out=calling_off.call_off,
        told=True,
        alone=Alone(
            refusal=calling_off.refusal, carry_out=calling_off.call_off_alone, excused=calling_off.is_left_unanswered
        ),
    ),
    withdrawals.KIND: Kind(
        title=N_("Withdraw a candidate"),
        check=withdrawals.check,
        detail=withdrawals.detail,
        carry_out=withdrawals.withdraw,
        told=True,
        alone=Alone(refusal=withdrawals.refusal),
    ),
    lots.KIND: Kind(
        title=lots.TITLE,
        check=lots.check,
        detail=lots.detail,
        carry_out=lots.enter,
        # Confirming a draw locks the draw before the board, so this must lock in the same order.
        alone=Alone(
            refusal=lots.refusal, carry_out=lots.enter_alone, excused=lots.is_left_unanswered, board_first=False
        ),
    ),
    excusing.KIND: Kind(
        title=N_("Excuse a trustee from shuffling"),
        check=excusing.check,
        detail=excusing.detail,
        carry_out=excusing.excuse,
        told=True,
        alone=Alone(refusal=excusing.refusal),
    ),
    marked_register.KIND: Kind(
        title=N_("Take the marked register: who has voted"),
        check=marked_register.check,
        detail=marked_register.detail,
        carry_out=marked_register.open_register,
    ),
}


def takes_two(scene: Scene, kind: str, payload: Payload) -> bool:
    """Return whether one officer alone cannot do this now: if there are two it needs both, unless one is excused."""
    alone = KINDS[kind].alone
    if alone is None:
        return True
    return not alone.excused(scene, payload) and (alone.always_two or bool(second_officers(scene)))


def decide(scene: Scene, kind: str, payload: Payload, reason: str) -> JointAct | None:
    """Propose an act where it takes two, and return the proposal; do it now where one may, and return None.

    Raises: NotPermitted as `propose` and `do_alone` do.
    """
    if takes_two(scene, kind, payload):
        return propose(scene, kind, payload, reason)
    do_alone(scene, kind, payload, reason)
    return None


def propose(scene: Scene, kind: str, payload: Payload, reason: str) -> JointAct:
    """Propose an act; it is carried out when another officer confirms it within a week.

    Raises: NotPermitted if it would be refused now, the person is no officer of the election, there is nobody who could
    confirm, the reason is missing, or the same act is waiting already.
    """
    known = KINDS[kind]
    checked = known.check(scene, payload)
    if known.told:
        reason = proposals.cleaned(reason)
        checked = {**checked, "reason": reason}
    act = proposals.add(scene, kind, checked, reason)
    log.write(scene, scene.actor.name, f"Proposed act {act.id}, which another officer must confirm: {known.title}.")
    return act


def do_alone(scene: Scene, kind: str, payload: Payload, reason: str) -> str:
    """Do as one officer what needs two if there are two; return the sentence that says what was done.

    Raises: NotPermitted if it takes two now, or if the act itself refuses.
    """
    known = KINDS[kind]
    if known.alone is None:
        raise ValueError(f"{kind} always takes two people")
    if known.alone.board_first:
        lock_board(scene)
    require_alone(scene, kind, payload)
    said = (known.alone.carry_out or known.carry_out)(scene, {**payload, "reason": reason})
    proposals.wipe_decided(scene, _forgotten_kinds())
    return str(said)


def require_alone(scene: Scene, kind: str, payload: Payload) -> None:
    """Raises: NotPermitted if one officer alone cannot do this now."""
    alone = KINDS[kind].alone
    if alone is not None and takes_two(scene, kind, payload):
        raise NotPermitted(alone.refusal(scene))


def confirm(scene: Scene, number: int, digest: str) -> str:
    """Confirm somebody else's proposal and carry it out. `digest`: of what the person was shown.

    Returns the sentence that says what was done.

    Raises: NotPermitted if the proposal is the person's own or another one has to confirm it, if it is decided or
    expired, or if the act itself refuses.
    """
    act = proposals.find(scene, number)
    if act.proposed_by == scene.actor.id:
        raise NotPermitted(_("You proposed this yourself. Another officer must confirm it."))
    if not can_confirm(act, scene.actor):
        raise NotPermitted(_("Only the officer whom this proposal names can confirm it."))
    if not proposals.is_as_shown(act, digest):
        raise NotPermitted(_("What you were shown is not what was proposed. Load the page again and compare."))
    done = KINDS[act.kind].carry_out(scene, proposals.content(act))
    proposals.conclude(scene, act, "done")
    said = log.in_english(lambda: f"Confirmed act {act.id}, proposed by {act.proposer.name}: {done}")
    log.write(scene, scene.actor.name, said)
    proposals.wipe_decided(scene, _forgotten_kinds())
    return str(done)


def refuse(scene: Scene, number: int) -> None:
    """Refuse somebody else's proposal, or take back one's own.

    Raises: NotPermitted if it is decided or expired.
    """
    act = proposals.find(scene, number)
    proposals.refuse(scene, act, title(act))
    proposals.wipe_decided(scene, _forgotten_kinds())


def forget_expired(session: Session) -> None:
    """Wipe proposals that nobody decided on within a week, in all elections, if they name people."""
    proposals.wipe_expired(session, _forgotten_kinds())


def _forgotten_kinds() -> list[str]:
    return [name for name, kind in KINDS.items() if kind.forgotten]


def who_can_confirm(scene: Scene, act: JointAct) -> list[Officer]:
    """Return the officers who can confirm an act: all but its proposer, or the one that it names."""
    officers = (scene.election.officer, *second_officers(scene))
    return [one for one in officers if can_confirm(act, one) and one.disabled_at is None]


def can_confirm(act: JointAct, officer: Officer) -> bool:
    """Return whether an act is for this officer of the election to confirm. Nobody confirms their own proposal."""
    confirmer = KINDS[act.kind].confirmer
    named = officer.id if confirmer is None else confirmer(proposals.content(act))
    return officer.id == named and officer.id != act.proposed_by


def title(act: JointAct) -> str:
    """Return what an act does, in words for everybody."""
    return KINDS[act.kind].title


def detail(scene: Scene, act: JointAct) -> str:
    """Return exactly what an act does, for the two people who decide; or why it can no longer be done."""
    try:
        return KINDS[act.kind].detail(scene, proposals.content(act))
    except NotPermitted as error:  # the member concerned has left the roll
        return str(error)
