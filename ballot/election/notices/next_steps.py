"""What comes next: sentences that say what must be done, or who must act, before an election can go on."""

from __future__ import annotations

from collections.abc import Callable

from ballot.election import acts
from ballot.election.closing.closing import DECIDE_ON_STOPPED, is_left_stopped
from ballot.election.proposals import waiting
from ballot.election.result.counting import contests_without_sheet
from ballot.election.result.lots import proposed_lot
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.election.setup.remaining import steps_before_freeze
from ballot.election.tally.mixing import waiting_mixers
from ballot.election.tally.shares import missing_shares, waiting_words
from ballot.election.tally.tally import small_tally
from ballot.election.voting.opening import opening_steps
from ballot.language import _, isolated
from ballot.moments import in_words
from ballot.report import names_in_words
from ballot.store.models.people import JointAct


def remaining_steps(scene: Scene) -> list[str]:
    """Return, in order, the sentences that say what must still be done before the next state; empty when nothing is."""
    steps = _STEPS.get(scene.election.state)
    return steps(scene) if steps else []


def _while_open(scene: Scene) -> list[str]:
    """Say of a stopped voting that two people have to decide on it, and which of them has not acted yet."""
    if scene.election.stopped_at is None:
        return []
    stopped = _(
        "The voting has been stopped since %(moment)s, and no ballot is accepted. Two people decide whether it goes on "
        "or is closed: one proposes it, another one confirms it.",
        moment=in_words(scene.election.stopped_at),
    )
    if is_left_stopped(scene):
        return [_("The voting is stopped, and its end is days ago: the returning officer may close it alone.")]
    proposed = [act for act in waiting(scene) if act.kind in DECIDE_ON_STOPPED]
    if not second_officers(scene):
        return [stopped, _("This election has no second officer. Invite one.")]
    return [stopped, *(who_must_confirm(scene, act) for act in proposed)]


def who_must_confirm(scene: Scene, act: JointAct) -> str:
    """Return the sentence that says what was proposed, by whom, and who has not acted yet."""
    proposed = {"proposer": isolated(act.proposer.name), "title": _(acts.title(act))}
    others = acts.who_can_confirm(scene, act)
    if not others:
        return _(
            "Proposed by %(proposer)s: “%(title)s”. Nobody can confirm it: whoever could is no officer of this "
            "election any more.",
            **proposed,
        )
    return _(
        "Proposed by %(proposer)s: “%(title)s”. Waiting for %(others)s to confirm it.",
        others=names_in_words([person.name for person in others]),
        **proposed,
    )


def _before_count(scene: Scene) -> list[str]:
    small = small_tally(scene)
    if small:
        return [small]
    mixers = waiting_mixers(scene.election)
    if mixers:
        return [_("The ballots are being shuffled. Waiting for %(name)s.", name=isolated(mixers[0].name))]
    missing = missing_shares(scene.election)
    if scene.election.threshold is not None and missing:
        return [
            _(
                "Waiting for the share of %(names)s: any %(threshold)s open the count.",
                names=waiting_words(scene.election),
                threshold=scene.election.threshold,
            )
        ]
    return [
        _("Waiting for %(trustee)s's share of the decryption.", trustee=isolated(trustee.name)) for trustee in missing
    ]


def _before_declaring(scene: Scene) -> list[str]:
    return [_before_lot(scene, index) for index in contests_without_sheet(scene)]


def _before_lot(scene: Scene, contest: int) -> str:
    question, proposed = isolated(scene.election.contests[contest].title), proposed_lot(scene, contest)
    if proposed is None:
        return _(
            "“%(question)s” has a tie that only a lot may break: draw it in public and enter it.", question=question
        )
    others = acts.who_can_confirm(scene, proposed.act)
    return _(
        "“%(question)s”: %(others)s must confirm what the lot has drawn.",
        question=question,
        others=names_in_words([person.name for person in others]),
    )


_STEPS: dict[str, Callable[[Scene], list[str]]] = {
    "draft": steps_before_freeze,
    "frozen": opening_steps,
    "open": _while_open,
    "closed": _before_count,
    "tallied": _before_declaring,
}
