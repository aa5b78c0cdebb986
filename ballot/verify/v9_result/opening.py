"""Check 9.2 before there is a result: the shares are all there, so that anybody can open the tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ballot.crypto.group import Point
from ballot.errors import InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import DiscreteLogarithm, uncanonical_papers
from ballot.records.questions import RankedQuestion
from ballot.verify.case.case import Case
from ballot.verify.case.report import some
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v6_v8_tally.published import Entries, PartialDecryptions

_BEFORE: Final = ("6.2", "6.3", "6.4", "7.3", "7.4", "7.5", "8.2", "8.3", "8.4", "8.5", "8.6")
_MAX_WEIGHT: Final = 2**36  # beyond it the search for a total that is none would take hours


def open_without_result(
    case: Case, keys: TrusteeKeys, context: ElectionContext, opened: Entries, found: PartialDecryptions, weight: int
) -> None:
    """Combine the shares, and say what they open, or that this is nothing possible (9.2).

    A false factor can come with a proof of the protocol that holds (attacks C1, C2). What a check before this one has
    found is its explanation.
    """
    if keys.trustees is None or case.recorder.has_failed(*_BEFORE):
        return
    if weight > _MAX_WEIGHT:
        case.recorder.notes.append("All shares are there. The total weight is so large that they were not combined.")
        return
    combined = keys.trustees.combine({owner: shares.factors for owner, shares in found.shares.items()})
    solve = DiscreteLogarithm(context.group, weight)
    marked = Counter(question for question, _ in uncanonical_papers(context, opened, combined))
    whose = ", ".join(map(keys.who, sorted(found.shares)))
    for index, question in enumerate(context.questions):
        if isinstance(question, RankedQuestion):
            said = _papers(case, index, len(opened[index]), marked[index], whose)
        else:
            plain = [entry.beta / factor for entry, factor in zip(opened[index], combined[index], strict=True)]
            said = _totals(case, index, plain, solve, f"0 to {weight}; a factor of one of these is false: {whose}")
        case.recorder.notes.append(f"All shares are there, and no result: they open question {index + 1} to {said}.")


def _papers(case: Case, index: int, papers: int, marked: int, whose: str) -> str:
    """Say what became of the papers of a ranked question: a warning, since any voter alone can spoil one (9.4)."""
    said = f"{some(papers, 'ranked paper')}, {marked} of them in a form that no honest program writes"
    if marked:
        all_of_them = f"; if it is all of them, a factor of one of these is false: {whose}" if marked == papers else ""
        case.recorder.warn("9.4", f"the shares open question {index + 1} to {said}{all_of_them}")
    return said


def _totals(case: Case, index: int, plain: Sequence[Point], solve: DiscreteLogarithm, otherwise: str) -> str:
    """Return the totals of a question as text; a factor that opens to no total is a failure (9.2)."""
    totals = []
    for place, element in enumerate(plain, 1):
        try:
            totals.append(str(solve(element)))
        except InvalidProof:
            totals.append("nothing")
            sentence = f"question {index + 1}, choice {place}: the shares together open to no number from {otherwise}"
            case.recorder.fail("9.2", f"{sentence}, although its proof is valid")
    return ", ".join(totals)
