"""Ballots that are appended in one transaction: each keeps its own checks, and one that fails harms no other."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import OperationalError

from ballot.election.voting import ballot_box
from ballot.election.voting.ballot_box import BallotBox, Wishes, arrival, box_of
from ballot.errors import BallotRefused
from ballot.protocol.ballots import verify_ballot
from ballot.records.event import EventType
from ballot.store import board, chain
from tests.election.scenario import opened


def box_with(election, raws: list[bytes]) -> tuple[BallotBox, list[ballot_box._Entry]]:
    """Return a box in which ballots wait already, as if as many threads had put them there at once."""
    box = box_of(election.database, election.look(lambda scene: scene.election.id), election.identity)
    entries = [ballot_box._Entry(raw, verify_ballot(election.context, raw), arrival(), Wishes()) for raw in raws]
    box._waiting.extend(entries)
    return box, entries


def put(box: BallotBox, election, raw: bytes) -> bytes:
    """Put one more ballot into the box."""
    return box.put(election.database, raw, verify_ballot(election.context, raw), arrival(), Wishes())


def test_what_waits_is_appended_together_and_each_gets_its_own_answer(database, monkeypatch) -> None:
    election = opened(database)
    first, second, third = election.ballot(0, [1, 0]), election.ballot(1, [1, 0]), election.ballot(2, [0, 1])
    again = election.ballot(0, [0, 1])
    box, entries = box_with(election, [first, second, first, again])
    transactions = []
    append_all = ballot_box._append_all
    monkeypatch.setattr(ballot_box, "_append_all", lambda *args: transactions.append(len(args[2])) or append_all(*args))
    receipt = put(box, election, third)
    assert transactions == [5]
    outcomes = [entry.outcome for entry in entries]
    assert outcomes[0] == outcomes[2] != outcomes[1]  # the same ballot twice has one receipt
    assert isinstance(outcomes[3], BallotRefused) and outcomes[3].code == "token-spent"
    assert receipt not in outcomes
    assert election.on_board(board.count_events, EventType.BALLOT) == 3
    election.look(lambda scene: chain.verify_chain(scene.session, scene.election))
    for raw in (first, second, third):
        election.cast(raw)  # gives its receipt again
    assert election.on_board(board.count_events, EventType.BALLOT) == 3


def test_a_ballot_that_breaks_the_transaction_breaks_no_other(sqlite, monkeypatch) -> None:
    election = opened(sqlite)
    raws = [election.ballot(number) for number in range(3)]
    box, entries = box_with(election, raws[:2])
    sign = ballot_box._sign

    def fail(found, head, appended, tracking_number, identity):
        if tracking_number == entries[1].verified.tracking_number:
            raise MemoryError
        return sign(found, head, appended, tracking_number, identity)

    monkeypatch.setattr(ballot_box, "_sign", fail)
    assert put(box, election, raws[2])
    assert isinstance(entries[0].outcome, bytes)
    assert isinstance(entries[1].outcome, MemoryError)
    assert election.on_board(board.count_events, EventType.BALLOT) == 2
    election.look(lambda scene: chain.verify_chain(scene.session, scene.election))


def test_a_process_that_is_told_to_end_leaves_nobody_waiting(sqlite, monkeypatch) -> None:
    election = opened(sqlite)
    raws = [election.ballot(number) for number in range(2)]
    box, [waiting] = box_with(election, raws[:1])
    monkeypatch.setattr(ballot_box, "_append_all", lambda *_: (_ for _ in ()).throw(SystemExit(1)))
    with pytest.raises(SystemExit):
        put(box, election, raws[1])
    assert isinstance(waiting.outcome, SystemExit)
    assert election.on_board(board.count_events, EventType.BALLOT) == 0


def test_many_threads_share_one_box(database) -> None:
    election = opened(database)
    raws = [election.ballot(number % 3, [number % 2, 0]) for number in range(24)]
    start, answers = threading.Barrier(len(raws)), []

    def cast(raw: bytes) -> None:
        start.wait()
        try:
            answers.append(election.cast(raw))
        except BallotRefused as refused:
            answers.append(refused.code)

    threads = [threading.Thread(target=cast, args=(raw,)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(answer) for answer in answers].count(bytes) == 3
    assert answers.count("token-spent") == 21
    assert election.on_board(board.count_events, EventType.BALLOT) == 3
    election.look(lambda scene: chain.verify_chain(scene.session, scene.election))


def test_a_database_that_does_not_answer_is_waited_for_once(sqlite, monkeypatch) -> None:
    election = opened(sqlite)
    box, entries = box_with(election, [election.ballot(0), election.ballot(1)])
    asked = []

    def locked(*_: object):
        asked.append(1)
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    monkeypatch.setattr(ballot_box, "_append_all", locked)
    with pytest.raises(OperationalError):
        put(box, election, election.ballot(2))
    assert asked == [1]
    assert all(isinstance(entry.outcome, OperationalError) for entry in entries)
