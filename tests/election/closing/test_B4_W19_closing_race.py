"""B4, W19: closing races with casting: no ballot after EndBallots, and no receipt without its event."""

from __future__ import annotations

import time as real_time
from pathlib import Path

import pytest

from ballot.board.checkpoint import Receipt
from ballot.crypto.hashing import sha256_base64
from ballot.election.result.public_view import find_ballot
from ballot.election.scene import Scene
from ballot.election.tally import tally
from ballot.election.voting.opening import open_voting
from ballot.errors import BallotRefused
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.store import board, chain
from ballot.store.models.election import Election
from tests.election.crowd import cast_at_once
from tests.election.scenario import frozen, opened

CASTS = 100


@pytest.mark.parametrize("after", [0, 10, 50])
def test_closing_races_with_a_hundred_casts(database, tmp_path: Path, after: int) -> None:
    election = opened(database, members=CASTS, minimum_ballots=1)
    ballots = [election.ballot(member) for member in range(CASTS)]

    def close() -> None:
        while election.on_board(board.count_events, EventType.BALLOT) < after:
            real_time.sleep(0.005)
        election.close()

    answers = cast_at_once(election, ballots, tmp_path, meanwhile=close)
    with database.reading() as session:
        row = session.get_one(Election, 1)
        types = [event.type for kind in EventType for event in board.events_of_type(session, row, kind)]
        end = board.events_of_type(session, row, EventType.END_BALLOTS)[0].height
        last = max((event.height for event in board.events_of_type(session, row, EventType.BALLOT)), default=0)
        chain.verify_chain(session, row)
        tallied = tally.sized_tally(Scene(session, row)).num_tallied
        for raw, answer in zip(ballots, answers, strict=True):
            entry = find_ballot(Scene(session, row), sha256_base64(raw))
            assert ("receipt" in answer) == (entry is not None)
            if entry is None:
                assert answer["refused"] == "closed"
            else:
                assert decode(Receipt, answer["receipt"].encode()).height == entry.height < end
    accepted = sum("receipt" in answer for answer in answers)
    assert accepted >= after
    assert last < end and types.count("EndBallots") == 1
    assert tallied == accepted == types.count("Ballot")


def test_two_officers_close_at_once_and_one_does(database) -> None:
    from concurrent.futures import ThreadPoolExecutor

    election = opened(database)
    for member in range(2):
        election.cast(election.ballot(member))

    def close(_: int) -> str:
        try:
            election.close()
        except Exception as error:  # noqa: BLE001  (whatever it is, the test shows it)
            return str(error)
        return "closed"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(close, range(2)))
    assert answers[1] == "closed" and "it is closed" in answers[0]
    election.look(lambda scene: chain.verify_chain(scene.session, scene.election))


def test_before_opening_and_after_the_deadline(sqlite, time) -> None:
    election = frozen(sqlite)
    raw = election.ballot(0)
    with pytest.raises(BallotRefused) as refused:
        election.cast(raw)
    assert refused.value.code == "not-open"
    time.move(hours=-2)
    election.act(open_voting)
    with pytest.raises(BallotRefused) as refused:
        election.cast(raw)
    assert refused.value.code == "not-open"  # opened by the officer, but before opens_at
    time.move(hours=2)
    election.cast(raw)
    time.move(days=7, seconds=-1)
    election.cast(election.ballot(1))
    time.move(seconds=1)
    with pytest.raises(BallotRefused) as refused:
        election.cast(election.ballot(2))
    assert refused.value.code == "closed"
    assert election.cast(raw)  # the same ballot still gets its receipt


def test_a_ballot_that_waited_while_the_voting_was_closed_is_refused(sqlite, monkeypatch) -> None:
    from ballot.election.voting import casting

    election = opened(sqlite)
    for member in range(2):
        election.cast(election.ballot(member))
    verify = casting.verify_ballot

    def close_first(context, raw):
        election.close()
        return verify(context, raw)

    monkeypatch.setattr(casting, "verify_ballot", close_first)
    with pytest.raises(BallotRefused) as refused:
        election.cast(election.ballot(2))
    assert refused.value.code == "closed"
    assert election.on_board(board.count_events, EventType.BALLOT) == 2
