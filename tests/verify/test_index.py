"""What is kept of each record, event and voter: found again exactly, and in little memory."""

from __future__ import annotations

import hashlib
import tracemalloc

import pytest

from ballot.records.event import EventType
from ballot.verify.case.digests import NOWHERE, Digests
from ballot.verify.case.index import Chain, Index
from ballot.verify.v2_v4_setup.voters import Voters
from ballot.verify.v5_ballots.ballot_list import BallotList


def digest(number: int, what: str = "record") -> bytes:
    """A made-up hash."""
    return hashlib.sha256(f"{what} {number}".encode()).digest()


def test_digests_are_found_where_they_were_put() -> None:
    digests = Digests()
    for number in range(5000):  # grows several times
        assert digests.find(digest(number)) == NOWHERE
        digests.append(digest(number))
    assert len(digests) == 5000
    assert [digests.find(digest(number)) for number in range(5000)] == list(range(5000))
    assert [digests[number] for number in range(5000)] == [digest(number) for number in range(5000)]
    assert digest(5000) not in digests


def test_a_third_of_the_slots_stays_free() -> None:
    """A full table would be searched forever."""
    digests = Digests()
    for number in range(700):
        digests.append(digest(number))
        assert 3 * len(digests) <= 2 * len(digests._slots)


def test_of_equal_digests_the_first_is_found() -> None:
    digests = Digests()
    for number in (0, 1, 0, 2):
        digests.append(digest(number))
    assert (digests.find(digest(0)), digests.find(digest(2)), len(digests)) == (0, 3, 4)


def test_a_digest_that_collides_in_its_place_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.verify.case.digests.hash", lambda digest: 7, raising=False)
    digests = Digests()
    for number in range(20):
        digests.append(digest(number))
    assert [digests.find(digest(number)) for number in range(21)] == [*range(20), NOWHERE]


@pytest.mark.parametrize("number", [-1, 1, 2])
def test_a_number_beyond_the_end_is_an_error(number: int) -> None:
    digests = Digests()
    digests.append(digest(0))
    with pytest.raises(IndexError):
        digests[number]
    with pytest.raises(ValueError, match="31 bytes"):
        digests.append(bytes(31))


def test_index_claims_and_orphans() -> None:
    index = Index()
    for number in range(4):
        index.add(digest(number), number, 1000 * number, 10 + number)
    assert len(index) == 4
    assert (index.find(digest(1)), index[1]) == (1, digest(1))
    assert (index.place(digest(1)), index.ordinal(digest(1)), index.ordinal_of(1)) == ((1000, 11), 1, 1)
    index.claim(2)
    index.reported.add(digest(0))
    assert index.is_claimed(2) and not index.is_claimed(3)
    assert list(index.orphans()) == [digest(1), digest(3)]
    with pytest.raises(KeyError):
        index.place(digest(99))


def test_chain_gives_back_its_events() -> None:
    index = Index()
    index.add(digest(0), 0, 0, 1)
    chain = Chain(index)
    given = [
        (digest(0, "event"), EventType.SETUP, digest(0), 1),
        (digest(1, "event"), EventType.BALLOT, digest(9), 2),  # not there
        (digest(2, "event"), None, None, 3),
        (digest(3, "event"), EventType.BALLOT, digest(0), 4),
        (digest(4, "event"), EventType.END_BALLOTS, None, 5),
    ]
    for event in given:
        chain.append(*event)
    assert [tuple(event) for event in chain] == [(height, *event) for height, event in enumerate(given)]
    assert chain[-1] == chain[4]
    assert list(chain._elsewhere) == [1]  # and no others, to save memory
    assert [event.height for event in chain.of(EventType.BALLOT)] == [1, 3]
    assert (chain.count(EventType.BALLOT), chain.count(EventType.RESULT)) == (2, 0)
    found = chain.find(digest(2, "event"))
    assert found is not None and found.height == 2
    assert chain.find(digest(0)) is None
    assert chain.has(digest(4, "event")) and not chain.has(digest(4))


@pytest.mark.parametrize("weights", [(1, 1, 1), (1, 3, 2**48)])
def test_voters_and_their_weights(weights: tuple[int, ...]) -> None:
    voters = Voters()
    assert [voters.add(f"credential {number}", weight) for number, weight in enumerate(weights)] == [True] * 3
    assert (len(voters), voters.total_weight, tuple(voters.values())) == (3, sum(weights), weights)
    assert [voters[f"credential {number}"] for number in range(3)] == list(weights)
    assert (voters._weights is None) == (set(weights) == {1})  # to save memory
    for other in ("credential 3", "\ud800", b"credential 0", 0, None):
        assert other not in voters
    assert voters.get("credential 3") is None
    with pytest.raises(KeyError):
        voters["credential 3"]
    assert not voters.add("credential 0", 5)
    assert (len(voters), voters.get("credential 0"), voters.total_weight) == (3, 5, sum(weights) + 5 - weights[0])


def test_list_of_ballots_knows_whose_last_ballot_counts() -> None:
    voters = Voters()
    voters.add("a", 1)
    voters.add("b", 4)
    index = Index()
    cast = BallotList(index, Chain(index), voters)
    for height, credential in enumerate(["a", "stranger", "b", None, "a", "other", "stranger"]):
        cast.add(height, credential)
    assert list(cast.voters) == [0, 2, 1, -1, 0, 3, 2]
    assert [cast.counts(number) for number in range(7)] == [False, False, True, False, True, True, True]
    assert sorted(cast.counted()) == [2, 4, 5, 6]
    assert (cast.voted, cast.replaced) == (4, 2)
    assert sorted(cast.first()) == [0, 1, 2, 5]
    assert [cast.weight(number) for number in (0, 1, 2)] == [1, 1, 4]
    assert sorted(cast.last_except({4, 5})) == [0, 2, 6]


def test_a_ballot_takes_at_most_two_hundred_bytes() -> None:
    """What must be known of 100,000 ballots, and of as many voters, fits into 20 MB (docs/performance.md)."""
    size = 20_000
    tracemalloc.start()
    try:
        index, voters = Index(), Voters()
        chain = Chain(index)
        for number in range(size):
            index.add(digest(number), 2 * number, 10_000 * number, 9_000)
            chain.append(digest(number, "event"), EventType.BALLOT, digest(number), 2 * number + 1)
            voters.add(f"credential {number}", 1)
        cast = BallotList(index, chain, voters)
        for number in range(size):
            cast.add(number, f"credential {number}")
        assert tracemalloc.get_traced_memory()[0] < 200 * size
    finally:
        tracemalloc.stop()
