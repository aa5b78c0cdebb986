"""P1: when the result itself shows how somebody voted, the officer is told, and has to accept it before the freeze."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from ballot.election.paper.secrecy import revealing, secrecy_warnings
from ballot.election.setup.draft import find_election
from tests.election.scenario import draft


def looked_at_one_by_one(weights: list[int]) -> Fraction:
    """Return the share of ways to vote after which somebody is known, the slow way: compare every two ways."""
    ways = list(itertools.product((0, 1), repeat=len(weights)))

    def total(way: tuple[int, ...]) -> int:
        return sum(vote * weight for vote, weight in zip(way, weights, strict=True))

    known = 0
    for way in ways:
        alike = [other for other in ways if total(other) == total(way)]
        known += any(len({other[member] for other in alike}) == 1 for member in range(len(weights)))
    return Fraction(known, len(ways))


@pytest.mark.parametrize(
    "weights", [[1], [1, 1], [1, 2], [1, 2, 4], [1, 1, 2], [1, 1, 1, 1], [3, 3, 3, 5], [2, 2, 1, 1, 1]]
)
def test_it_is_what_looking_at_every_way_to_vote_gives(weights: list[int]) -> None:
    assert revealing(weights) == looked_at_one_by_one(weights)


def test_weights_of_powers_of_two_hide_nobody() -> None:
    assert revealing([1, 2, 4]) == 1


def test_of_equal_weights_only_a_unanimous_vote_is_known() -> None:
    assert revealing([1] * 9) == Fraction(2, 2**9)


@pytest.mark.parametrize(
    ("members", "weights", "sentences"),
    [
        (9, None, ["Only 9 members may vote", "1 of 256 ways to vote"]),
        (10, None, []),
        (3, [1, 2, 4], ["Only 3 members may vote", "3 weights belong to one member alone (1, 2, 4)", "1 of 1 ways"]),
        (40, [1] * 39 + [5], ["1 weight belongs to one member alone (5)"]),
    ],
)
def test_P1_the_officer_is_told(sqlite, members: int, weights: list[int] | None, sentences: list[str]) -> None:
    uuid, _ = draft(sqlite, members=members, weights=weights)
    with sqlite.reading() as session:
        warnings = secrecy_warnings(session, find_election(session, uuid))
    assert len(warnings) == len(sentences)
    for warning, sentence in zip(warnings, sentences, strict=True):
        assert sentence in warning
