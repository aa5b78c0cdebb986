"""The public lot, entered by people: what was drawn in public decides a seat, and is entered once.

If there is a second officer, the returning officer says what was drawn and a second officer confirms it; if there is
none, the officer reads it back before it is used. Nobody is shown who wins before that: a seed is compared with the
draw, not judged by whom it elects. A second officer who does not answer cannot keep a seat empty permanently: some days
after the proposal the returning officer may enter what was proposed, and nothing else, alone; the log says so.
"""

from __future__ import annotations

from typing import Final

import msgspec

from ballot import clock
from ballot.election import log, proposals
from ballot.election.proposals import Payload
from ballot.election.result.counting import clean_seed, contests_without_sheet, election_result, enter_lot_seed
from ballot.election.roles import UNREACHABLE
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated, lazy
from ballot.report import names_in_words
from ballot.store.models.people import JointAct

KIND: Final = "enter-public-lot"
TITLE: Final = N_("Enter what the public lot has drawn")


class ProposedLot(msgspec.Struct, frozen=True):
    """A draw that one officer has entered and another has to confirm. `unanswered`: for so long that one is enough."""

    act: JointAct
    seed: str
    unanswered: bool


def proposed_lot(scene: Scene, contest: int) -> ProposedLot | None:
    """Return the draw that waits to be confirmed for the tie of a contest (from 0), or None."""
    for act in proposals.waiting(scene, KIND):
        payload = proposals.content(act)
        if payload["contest"] == contest:
            return ProposedLot(act, payload["seed"], clock.now() >= act.proposed_at + UNREACHABLE)
    return None


def is_left_unanswered(scene: Scene, payload: Payload) -> bool:
    """Return whether a second officer has not answered for so long that one officer may enter what was drawn.

    Raises: NotPermitted if that contest does not wait for the lot.
    """
    _require_tie(scene, payload["contest"])
    proposed = proposed_lot(scene, payload["contest"])
    return proposed is not None and proposed.unanswered


def refusal(scene: Scene) -> str:
    """Say why one officer is not enough."""
    return _("This takes two people: propose what was drawn, and the second officer confirms it.")


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse a draw that could not be entered now. `payload`: `contest` (from 0) and `seed`, what was drawn.

    Raises: NotPermitted if that contest does not wait for the lot, or a draw is proposed for it already.
    """
    contest = payload["contest"]
    _require_tie(scene, contest)
    if proposed_lot(scene, contest) is not None:
        raise NotPermitted(
            _("A draw waits to be confirmed for this tie. Take it back, and then propose the right one.")
        )
    return {"contest": contest, "seed": clean_seed(payload["seed"])}


def reason_of(scene: Scene, contest: int) -> str:
    """Return the reason of every draw for a contest (from 0)."""
    title = isolated(scene.election.contests[contest].title)
    return _("A tie in “%(title)s”, which only the lot may break.", title=title)


def enter_alone(scene: Scene, payload: Payload) -> Lazy:
    """Enter what was drawn for the tie of a contest, as one officer may, and count the contest.

    Raises: NotPermitted if the proposed seed is a different one.
    """
    proposed = proposed_lot(scene, payload["contest"])
    if proposed is not None:
        if proposed.seed != clean_seed(payload["seed"]):
            raise NotPermitted(refusal(scene))
        proposals.refuse(scene, proposals.find(scene, proposed.act.id), TITLE)
        alone = f"Enters alone what act {proposed.act.id} proposed, and nobody else had confirmed."
        log.write(scene, log.OFFICER, alone)
    return enter(scene, payload)


def _require_tie(scene: Scene, contest: int) -> None:
    if scene.election.state != "tallied" or contest not in contests_without_sheet(scene):
        raise NotPermitted(_("No tie in this contest waits for the lot."))


def detail(scene: Scene, payload: Payload) -> str:
    """Say among whom the lot decides, and what was drawn; not whom that elects."""
    _require_tie(scene, payload["contest"])
    contest = election_result(scene).contests[payload["contest"]]
    return _(
        "In “%(contest)s” the lot decides among %(names)s. Drawn in public: “%(seed)s”. Confirm it only if that is "
        "what you saw, character by character; it cannot be changed afterwards.",
        contest=isolated(contest.title),
        names=names_in_words(contest.tied),
        seed=isolated(payload["seed"]),
    )


def enter(scene: Scene, payload: Payload) -> Lazy:
    """Enter what was drawn, and count the contest."""
    enter_lot_seed(scene, payload["contest"], payload["seed"])
    return lazy("The lot is entered and the contest is counted.")
