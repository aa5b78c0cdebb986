"""W33: random elections against independent counters from the package index (permissive licences, exact numbers).

Each of them leaves some detail to chance or does it in another way; the elections are restricted to where both must
agree, as every test says. No permissive counter there follows the exact rules of `scottish-stv`, `ers97`, `meek-prf`,
`nz-meek` or `wigm-prf`: for these see second_counts.py and the golden cases.
"""

from __future__ import annotations

import pyrankvote
from apportionment import methods
from apportionment.methods import TiesException
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from votelib.convert import RankedToCondorcetVotes
from votelib.evaluate.cardinal import MajorityJudgment
from votelib.evaluate.condorcet import Schulze
from votelib.evaluate.core import Tie
from votelib.evaluate.proportional import HighestAverages
from votelib.evaluate.sequential import TransferableVoteSelector

from ballot.count import Conditions, Papers, Rule, count_contest, count_papers, count_rows, count_totals
from ballot.count.contest import contest_of_papers
from ballot.errors import CountNeedsLot
from tests.count.strategies import SEED, close_papers, complete_papers, papers_of, strict_papers

many = settings(max_examples=60, deadline=None)
LISTS = {"dhondt": ("dhondt", "d_hondt"), "sainte-lague": ("saintelague", "sainte_lague")}


def ranked(papers: Papers) -> dict[tuple[str, ...], int]:
    return {tuple(papers.names[c] for (c,) in r): n for r, n in papers.rankings.items()}


# -- lists: a tie for the last seats is told by the one and left open by the other


@many
@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=6).filter(any),
    st.integers(1, 15),
    st.sampled_from(sorted(LISTS)),
)
def test_lists(votes, seats, name) -> None:
    names = [f"L{i}" for i in range(len(votes))]
    apportionment, votelib = LISTS[name]
    sheet = count_totals(Rule(name, seats), names, votes, seed=SEED)
    try:
        theirs = methods.compute(apportionment, votes, seats, tiesallowed=False)
        assert list(sheet.allocation.values()) == theirs and not sheet.ties
    except TiesException:
        assert sheet.ties
    others = HighestAverages(votelib).evaluate(dict(zip(names, votes, strict=True)), seats)
    tied = {name for key in others if isinstance(key, Tie) for name in key}
    extra = {name: sheet.allocation[name] - others.get(name, 0) for name in names}
    assert bool(tied) is bool(sheet.ties) and {name for name, more in extra.items() if more} <= tied
    assert sum(extra.values()) == sum(n for key, n in others.items() if isinstance(key, Tie))


# -- the alternative vote: without a tie for an exclusion, which both would break in their own way


def winner_without_ties(papers: Papers) -> str:
    try:
        sheet = count_papers(Rule("av", 1), papers)
    except CountNeedsLot:
        sheet = None
    assume(sheet is not None and not sheet.ties)
    assert sheet is not None
    return sheet.elected[0]


@many
@given(complete_papers())
def test_alternative_vote_by_votelib(papers) -> None:
    """Complete rankings: a paper without a further preference sends it into a loop, which it notices."""
    winner = winner_without_ties(papers)
    assert TransferableVoteSelector(quota_function="droop").evaluate(ranked(papers), 1) == [winner]


@many
@given(strict_papers())
def test_alternative_vote_by_pyrankvote(papers) -> None:
    """With an even number of papers it goes wrong where somebody has exactly half of them (the next test)."""
    assume(papers.number % 2)
    assert by_pyrankvote(papers) == [winner_without_ties(papers)]


def by_pyrankvote(papers: Papers) -> list[str]:
    candidates = {name: pyrankvote.Candidate(name) for name in papers.names}
    ballots = [
        pyrankvote.Ballot(ranked_candidates=[candidates[name] for name in ranking])
        for ranking, number in ranked(papers).items()
        for _ in range(number)
    ]
    result = pyrankvote.instant_runoff_voting(list(candidates.values()), ballots)
    return [candidate.name for candidate in result.get_winners()]


def test_exactly_half_is_where_pyrankvote_differs() -> None:
    """B has 41 of 82. C, A and E are excluded in turn; then B has 41 of the 76 that still count."""
    papers = papers_of("18 BAED, 6 E, 8 EDCB, 18 DAEC, 23 BDACE, 9 ADEBC")
    sheet = count_papers(Rule("av", 1), papers)
    assert sheet.excluded_order == (("C",), ("A",), ("E",)) and sheet.elected == ("B",)
    assert sheet.stages[-1].totals == {"A": "0", "B": "41", "C": "0", "D": "35", "E": "0"}
    assert by_pyrankvote(papers) == ["E"]


# -- Schulze: with complete rankings, where margins, winning votes and losing votes put links in the same order


@many
@given(complete_papers())
def test_schulze_by_votelib(papers) -> None:
    winners = count_papers(Rule("schulze", 1), papers, Conditions(seed=SEED)).winners
    votes = RankedToCondorcetVotes().convert(ranked(papers))
    if len(winners) == 1:  # it orders several winners by the number of rivals that each beats
        assert Schulze().evaluate(votes, 1) == list(winners)


# -- majority judgment: where the middle grades alone decide, and there is only one (an odd number of papers)


@many
@given(st.data(), st.integers(2, 5), st.integers(0, 5))
def test_majority_judgment_by_votelib(data, size, half) -> None:
    number = 2 * half + 1
    rows = data.draw(
        st.lists(st.lists(st.integers(1, 5), min_size=size, max_size=size), min_size=number, max_size=number)
    )
    names = [f"C{i}" for i in range(size)]
    sheet = count_rows(Rule("majority-judgment", 1), names, rows, conditions=Conditions(seed=SEED), number_of_grades=5)
    best = min(sheet.median_grade.values())
    assume(list(sheet.median_grade.values()).count(best) == 1)
    votes: dict = {}
    for row in rows:
        key = frozenset(zip(names, (-grade for grade in row), strict=True))
        votes[key] = votes.get(key, 0) + 1
    assert MajorityJudgment().evaluate(votes, 1) == list(sheet.elected)


@many
@given(close_papers())
def test_approval_and_block_are_sums(papers) -> None:
    """The brute-force oracle: go through the papers one by one."""
    contest = contest_of_papers(papers)
    for name, seats in (("approval", 1), ("block", 2)):
        votes = dict.fromkeys(papers.names, 0)
        for ranking, number in ranked(papers).items():
            for _ in range(number):
                for candidate in ranking if name == "approval" else ranking[:seats]:
                    votes[candidate] += 1
        sheet = count_contest(Rule(name, seats), contest, Conditions(seed=SEED))
        assert {c: int(v) for c, v in sheet.stages[0].totals.items()} == votes
        least = min(votes[c] for c in sheet.elected)
        assert all(votes[c] <= least for c in papers.names if c not in sheet.elected)
