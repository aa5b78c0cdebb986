"""P2: the risk of pattern voting is a figure, shown before the vote."""

from __future__ import annotations

from itertools import permutations

import pytest

from ballot.count.patterns import pattern_risk


@pytest.mark.parametrize("candidates", range(1, 7))
def test_the_figure_counts_all_papers_with_one_first_preference(candidates) -> None:
    every = {(0, *rest) for n in range(candidates) for rest in permutations(range(1, candidates), n)}
    assert pattern_risk(candidates, 1).papers == len(every)


def test_many_candidates_and_few_voters_are_a_high_risk() -> None:
    risk = pattern_risk(12, 3200)
    assert risk.high and "108,505,112 possible papers" in risk.sentence and "recognised" in risk.sentence
    assert not pattern_risk(4, 3200).high and pattern_risk(4, 3200).papers == 16
    assert pattern_risk(8, 3200, grades=6).papers == 6**7 and pattern_risk(8, 3200, grades=6).high
    assert "more than" in pattern_risk(40, 3200).sentence
