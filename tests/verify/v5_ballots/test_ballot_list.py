"""What V5 keeps of all ballots, and its search for ciphertexts that two voters share."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from ballot.verify.case.index import Chain, Index
from ballot.verify.v2_v4_setup.voters import Voters
from ballot.verify.v5_ballots.ballot_list import BallotList
from ballot.verify.v5_ballots.copies import CopySearch, _ciphertexts


@pytest.fixture
def cast() -> BallotList:
    """One listed voter with two ballots, a stranger with one, and a ballot that cannot be read."""
    listed = Voters()
    listed.add("listed", 3)
    found = BallotList(index := Index(), Chain(index), listed)
    for height, credential in ((2, "listed"), (4, None), (6, "listed"), (8, "stranger")):
        found.add(height, credential)
    return found


def test_only_the_last_ballot_of_somebody_counts(cast: BallotList) -> None:
    assert [cast.counts(number) for number in range(4)] == [False, False, True, True]
    empty = BallotList(index := Index(), Chain(index), Voters())
    assert not empty.counts(empty.add(1, None))


@pytest.mark.parametrize(
    ("height", "last"), [(1, None), (2, 6), (3, None), (4, None), (5, None), (6, 6), (7, None), (8, 8), (9, None)]
)
def test_last_ballot_is_known_only_of_who_cast_the_one_at_this_event(
    height: int, last: int | None, cast: BallotList
) -> None:
    assert cast.last_of_voter_at(height) == last


def suspects(*noted: tuple[int, int, int]) -> list[tuple[int, int]]:
    """The suspects among fingerprints, each with its voter and its ballot."""
    voters = array("i", [-1]) * 10
    for _, voter, ballot in noted:
        voters[ballot] = voter
    search = CopySearch()
    prints = array("q", (value for value, _, _ in noted)).tobytes()
    search.add(prints, array("I", (ballot for *_, ballot in noted)), voters)
    try:
        return list(search.suspects())
    finally:
        search.close()


@pytest.mark.parametrize(
    ("noted", "pairs"),
    [
        (((7, 0, 0), (8, 1, 1)), []),
        (((7, 0, 0), (7, 0, 1)), []),
        (((7, 0, 0), (7, 1, 1)), [(0, 1)]),
        (((7, 0, 0), (7, 1, 1), (8, 0, 0), (8, 1, 1)), [(0, 1)]),
        (((7, 0, 0), (7, 0, 1), (7, 1, 2)), [(1, 2)]),
        (((7, 0, 0), (7, 1, 1), (8, 2, 2), (8, 3, 3)), [(0, 1), (2, 3)]),
    ],
    ids=["nothing shared", "of one voter", "shared", "two shared", "also of one voter", "two pairs"],
)
def test_suspects_are_ballots_of_two_voters_that_share_something(noted: Any, pairs: Any) -> None:
    assert suspects(*noted) == pairs


def test_ballot_that_cannot_be_read_again_has_no_ciphertexts() -> None:
    class Blind:
        def choices(self, task: Any) -> None:
            return None

    assert _ciphertexts(Blind(), None) == set()  # type: ignore[arg-type]
