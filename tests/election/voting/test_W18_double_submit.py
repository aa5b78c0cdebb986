"""W18: double submit, two tabs, retry: one token casts one ballot, however often and from wherever it is posted."""

from __future__ import annotations

from pathlib import Path

from ballot.board.checkpoint import Receipt, verify_receipt
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.store import board, chain
from tests.election.crowd import cast_at_once
from tests.election.scenario import opened

POSTS = 50


def ballots_on(scenario) -> int:
    """Return the number of Ballot events."""
    return scenario.look(board.count_events, EventType.BALLOT)


def test_fifty_posts_of_one_ballot_give_one_event_and_one_receipt(database, tmp_path: Path) -> None:
    election = opened(database)
    raw = election.ballot(0)
    answers = cast_at_once(election, [raw] * POSTS, tmp_path)
    assert ballots_on(election) == 1
    receipts = {answer["receipt"] for answer in answers}
    assert len(receipts) == 1
    verify_receipt(decode(Receipt, receipts.pop().encode()), election.identity.key.public_hex, raw)
    election.look(chain.verify_chain)


def test_fifty_different_ballots_of_one_token_give_one_event(database, tmp_path: Path) -> None:
    election = opened(database)
    ballots = [election.ballot(0, [number % 2, 0]) for number in range(POSTS)]
    answers = cast_at_once(election, ballots, tmp_path)
    assert ballots_on(election) == 1
    assert sum("receipt" in answer for answer in answers) == 1
    assert [answer.get("refused") for answer in answers].count("token-spent") == POSTS - 1


def test_re_voting_keeps_every_ballot_and_counts_the_last(database, tmp_path: Path) -> None:
    election = opened(database, re_voting=True, minimum_ballots=1)
    answers = cast_at_once(election, [election.ballot(0, [1, 0]) for _ in range(12)], tmp_path, processes=2)
    assert all("receipt" in answer for answer in answers)
    election.cast(election.ballot(0, [0, 1]))
    assert ballots_on(election) == 13
    election.look(chain.verify_chain)
    heights = {decode(Receipt, answer["receipt"].encode()).height for answer in answers}
    assert heights == set(range(1, 13))
