"""P11: the length of a ballot says nothing about the vote; it varies only with the decimal digits of random numbers."""

from __future__ import annotations

import itertools
import json
import statistics

from ballot.protocol.ballots import create_ballot
from tests.factory.elections import Maker, question
from tests.factory.forging import walk

ROUNDS = 60


def skeleton(raw: bytes) -> str:
    """A ballot with every number's digits taken away, and everything of fixed length kept."""
    ballot = json.loads(raw)
    return "/".join(
        f"{'.'.join(map(str, path))}:{'#' if isinstance(v, str) and path[-1] in ('challenge', 'response') else len(v)}"
        for path, v in walk(ballot)
    )


def test_everything_but_decimal_digits_has_a_fixed_length() -> None:
    maker = Maker(questions=(question(3, 0, 3, blank=True),), votes=()).build()
    votes = [[0, *bits] for bits in itertools.product((0, 1), repeat=3)] + [[1, 0, 0, 0]]
    skeletons = {skeleton(create_ballot(maker.context, maker.tokens[0], [vote])) for vote in votes for _ in range(3)}
    assert len(skeletons) == 1


def test_lengths_are_distributed_alike_for_each_vote() -> None:
    """Means of 60 ballots for each vote: a difference of 5.5 standard errors would be a leak (false alarm: 1e-6)."""
    maker = Maker(questions=(question(2, 0, 2, blank=True),), votes=()).build()
    votes = [[0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 0, 0]]
    lengths = {
        tuple(vote): [len(create_ballot(maker.context, maker.tokens[0], [vote])) for _ in range(ROUNDS)]
        for vote in votes
    }
    for one, other in itertools.combinations(lengths.values(), 2):
        error = ((statistics.variance(one) + statistics.variance(other)) / ROUNDS) ** 0.5
        assert abs(statistics.mean(one) - statistics.mean(other)) < 5.5 * max(error, 0.05)
