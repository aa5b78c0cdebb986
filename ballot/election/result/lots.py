"""The public lot, entered by people: what was drawn in public decides a seat, and is entered once.

Where there is a second officer, the returning officer says what was drawn and a second officer confirms it; where there
is none, the officer reads it back before it counts. Nobody is shown who wins before that: a seed is compared with the
draw, and not by whom it elects. A second officer who does not answer cannot keep a seat empty for ever: some days after
the proposal the returning officer may enter what was proposed, and nothing else, alone; the log says so.
"""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import acts, log
from ballot.election.result.counting import clean_seed, contests_without_sheet, election_result, enter_lot_seed
from ballot.election.roles import UNREACHABLE, second_officers
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated, lazy
from ballot.report import names_in_words
from ballot.store.models.election import Election
from ballot.store.models.people import JointAct, Officer

LOT = "enter-public-lot"


class ProposedLot(msgspec.Struct, frozen=True):
    """What one officer says was drawn, and another has to confirm. `unanswered`: for so long that one is enough."""

    act: JointAct
    seed: str
    unanswered: bool


def proposed_lot(session: Session, election: Election, contest: int) -> ProposedLot | None:
    """Return what waits to be confirmed for the tie of a contest (from 0), if anything does."""
    for act in acts.waiting(session, election):
        payload = msgspec.json.decode(act.payload)
        if act.kind == LOT and payload["contest"] == contest:
            return ProposedLot(act, payload["seed"], clock.now() >= act.proposed_at + UNREACHABLE)
    return None


def lot_takes_two(session: Session, election: Election, contest: int) -> bool:
    """Return whether one officer alone cannot enter now what was drawn for the tie of a contest (from 0).

    Raises: NotPermitted if that contest does not wait for the lot.
    """
    _require_tie(session, election, contest)
    proposed = proposed_lot(session, election, contest)
    return bool(second_officers(session, election)) and not (proposed is not None and proposed.unanswered)


def propose_lot(session: Session, election: Election, person: Officer, contest: int, seed: str) -> JointAct:
    """Propose what was drawn for the tie of a contest (from 0); it counts when another officer confirms it.

    Raises: NotPermitted if that contest does not wait for the lot, or something is proposed for it already.
    """
    _require_tie(session, election, contest)
    if proposed_lot(session, election, contest) is not None:
        raise NotPermitted(
            _("A draw waits to be confirmed for this tie. Take it back, and then propose the right one.")
        )
    payload = {"contest": contest, "seed": clean_seed(seed)}
    title = isolated(election.contests[contest].title)
    reason = _("A tie in “%(title)s”, which only the lot may break.", title=title)
    return acts.propose(session, election, person, LOT, payload, reason)


def enter_lot_alone(session: Session, election: Election, person: Officer, contest: int, seed: str) -> None:
    """Enter what was drawn for the tie of a contest (from 0), as one officer may, and count the contest.

    Raises: NotPermitted if it takes two, and the other one has not left this very seed unanswered for days.
    """
    proposed = proposed_lot(session, election, contest)
    if lot_takes_two(session, election, contest) or (proposed is not None and proposed.seed != clean_seed(seed)):
        raise NotPermitted(_("This takes two people: propose what was drawn, and the second officer confirms it."))
    if proposed is not None:
        acts.refuse(session, election, person, proposed.act.id)
        alone = f"Enters alone what act {proposed.act.id} proposed, and nobody else had confirmed."
        log.write(session, election, log.OFFICER, alone)
    enter_lot_seed(session, election, contest, seed)


def _require_tie(session: Session, election: Election, contest: int) -> None:
    if election.state != "tallied" or contest not in contests_without_sheet(session, election):
        raise NotPermitted(_("No tie in this contest waits for the lot."))


def _in_words(session: Session, election: Election, payload: acts.Payload) -> str:
    _require_tie(session, election, payload["contest"])
    contest = election_result(session, election).contests[payload["contest"]]
    return _(
        "In “%(contest)s” the lot decides among %(names)s. Drawn in public: “%(seed)s”. Confirm it only if that is "
        "what you saw, character by character; it cannot be changed afterwards.",
        contest=isolated(contest.title),
        names=names_in_words(contest.tied),
        seed=isolated(payload["seed"]),
    )


def _enter(session: Session, election: Election, payload: acts.Payload) -> Lazy:
    enter_lot_seed(session, election, payload["contest"], payload["seed"])
    return lazy("The lot is entered and the contest is counted.")


acts.register(LOT, acts.Kind(N_("Enter what the public lot has drawn"), _in_words, _enter))
