"""Pattern voting (the "Italian attack"): how easily a published ranked paper can be recognised.

The papers of a ranked question are published one by one, without names. If there are many more possible papers than
voters, somebody who buys or coerces votes can demand a certain order of the lower preferences and look for it later.
The count cannot prevent this; but it can be measured before the vote and kept small: by fewer candidates in a contest,
fewer preferences, fewer grades, or a question whose votes are added up encrypted (`block`, `approval`).
"""

from __future__ import annotations

from math import perm
from typing import Final, NamedTuple

from ballot.language import N_, _, grouped

# By whether grades are given, and whether the risk is high.
_SENTENCES: Final = {
    (False, True): N_(
        "There are %(papers)s possible papers with the same first preference; members on the roll: %(voters)s. A voter "
        "can be told to mark a paper so that it is recognised when the papers are published. Offer fewer candidates or "
        "ranks, or a question whose votes are only added up."
    ),
    (True, True): N_(
        "There are %(papers)s possible papers with the same grade for one candidate; members on the roll: %(voters)s. "
        "A voter can be told to mark a paper so that it is recognised when the papers are published. Offer fewer "
        "candidates or grades, or a question whose votes are only added up."
    ),
    (False, False): N_(
        "There are %(papers)s possible papers with the same first preference; members on the roll: %(voters)s. That is "
        "not enough to give every voter a paper of their own."
    ),
    (True, False): N_(
        "There are %(papers)s possible papers with the same grade for one candidate; members on the roll: %(voters)s. "
        "That is not enough to give every voter a paper of their own."
    ),
}


class PatternRisk(NamedTuple):
    """`papers`: how many different papers have the same first preference (or the same grade for one candidate)."""

    papers: int
    voters: int
    high: bool
    sentence: str


def pattern_risk(candidates: int, voters: int, *, grades: int = 0) -> PatternRisk:
    """Return how many papers of one choice can be told apart, compared with the number of voters.

    One choice is fixed, because the buyer wants it; the rest of the paper can serve as a mark. With ranks that is any
    order of any number of the other candidates, with grades any grade for each of them. The risk is high if there are
    more such papers than voters.
    """
    others = max(0, candidates - 1)
    papers = grades**others if grades else sum(perm(others, chosen) for chosen in range(others + 1))
    high = papers > voters
    known = papers < 10**15
    shown = grouped(papers) if known else _("more than %(number)s", number=grouped(10 ** (len(str(papers)) - 1)))
    sentence = _(_SENTENCES[bool(grades), high], papers=shown, voters=grouped(voters))
    return PatternRisk(papers, voters, high, sentence)
