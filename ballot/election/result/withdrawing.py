"""Withdraw a candidate, by people: it takes a seat from somebody, so it takes two where there are two.

One officer proposes it, with a reason for everybody, and another confirms it; where there is no second officer, the
returning officer reads back who withdraws, and from what, before it is written down. There is no way around a second
officer who does not answer: whoever is elected all the same can decline, and a recount fills the seat
(docs/decisions/0028).
"""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from ballot.election import acts as joint_acts
from ballot.election.result.withdrawals import Withdrawal, require_standing, withdraw_candidate
from ballot.election.roles import second_officers
from ballot.election.state import lock
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated
from ballot.store.models.election import Election
from ballot.store.models.people import Officer

WITHDRAW = "withdraw-candidate"


def proposed_withdrawals(session: Session, election: Election) -> set[tuple[int, int]]:
    """Return the contest and the place (both from 0) of everybody whose withdrawal waits to be confirmed."""
    acts = (act for act in joint_acts.waiting(session, election) if act.kind == WITHDRAW)
    payloads = [msgspec.json.decode(act.payload) for act in acts]
    return {(payload["contest"], payload["candidate"]) for payload in payloads}


def propose_withdrawal(
    session: Session, election: Election, person: Officer, contest: int, candidate: int, reason: str
) -> None:
    """Propose that a candidate (both numbers from 0) withdraws. `reason`: for everybody.

    Raises: NotPermitted if it is not possible now, waits already, or there is nobody to confirm it.
    """
    require_standing(session, election, contest, candidate)
    if (contest, candidate) in proposed_withdrawals(session, election):
        raise NotPermitted(_(joint_acts.WAITS_ALREADY))
    cleaned = clean_line(reason, _("The reason"), joint_acts.MAX_REASON)
    payload = {"contest": contest, "candidate": candidate, "reason": cleaned}
    joint_acts.propose(session, election, person, WITHDRAW, payload, cleaned)


def require_alone(session: Session, election: Election) -> None:
    """Raises: NotPermitted if one officer alone cannot withdraw anybody."""
    if second_officers(session, election):
        raise NotPermitted(_("Two people withdraw a candidate: one proposes it, another one confirms it."))


def withdraw_alone(session: Session, election: Election, contest: int, candidate: int, reason: str) -> Withdrawal:
    """Withdraw a candidate as the returning officer may alone, after reading it back. Raises: NotPermitted."""
    lock(session, election)
    require_alone(session, election)
    return withdraw_candidate(session, election, contest, candidate, reason)


def in_words(gone: Withdrawal) -> str:
    """Say that somebody has withdrawn."""
    return _(
        "%(name)s has withdrawn from “%(title)s”. It is on the public page and in the companion file.",
        name=isolated(gone.name),
        title=isolated(gone.title),
    )


def _withdraw_together(session: Session, election: Election, payload: joint_acts.Payload) -> Lazy:
    gone = withdraw_candidate(session, election, payload["contest"], payload["candidate"], payload["reason"])
    return Lazy(lambda: in_words(gone))


def _who_and_what_then(session: Session, election: Election, payload: joint_acts.Payload) -> str:
    standing = require_standing(session, election, payload["contest"], payload["candidate"])
    return _(
        "%(name)s withdraws from “%(title)s”, for good. %(consequences)s Confirm it only if you have it in writing "
        "from the candidate, too.",
        name=isolated(standing.name),
        title=isolated(standing.title),
        consequences=" ".join(standing.consequences),
    )


joint_acts.register(WITHDRAW, joint_acts.Kind(N_("Withdraw a candidate"), _who_and_what_then, _withdraw_together))
