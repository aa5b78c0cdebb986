"""W20: kill -9 at any point. After a restart the chain is valid, every receipt's ballot is there, and a ballot that is
posted again gets its receipt. 200 rounds in the test run, 1,000 in `make soak` (BALLOT_SOAK)."""

from __future__ import annotations

import os
import random
import signal
import time as real_time

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from ballot.board.checkpoint import Receipt, verify_receipt
from ballot.crypto.hashing import sha256_base64
from ballot.election.result.public_view import find_ballot
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.store import board, chain
from ballot.store.session import open_database
from tests.election.scenario import Scenario, opened

ROUNDS = 1000 if os.environ.get("BALLOT_SOAK") else 200
PER_ROUND = 3
WAYS = ("statement", "before commit", "after commit", "time")


def die(*_: object) -> None:
    """What a power cut does, as far as a process can do it to itself."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(database, way: str, countdown: int) -> None:
    """Set the point at which this process dies."""
    left = [countdown]

    def count_down(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            die()

    if way == "statement":
        event.listen(database.engine, "before_cursor_execute", count_down)
    elif way == "before commit":
        event.listen(Session, "before_commit", count_down)
    elif way == "after commit":
        event.listen(Session, "after_commit", count_down)


def cast_until_killed(scenario: Scenario, ballots: list[bytes], way: str, countdown: int, out: int) -> None:
    """In the child: cast ballots one after another, and hand each receipt over as soon as it is there."""
    scenario.database = open_database(str(scenario.database.engine.url.render_as_string(hide_password=False)))
    arm(scenario.database, way, countdown)
    for raw in ballots:
        os.write(out, scenario.cast(raw) + b"\n")


def one_round(scenario: Scenario, ballots: list[bytes], chance: random.Random) -> list[bytes]:
    """Fork a server, let it die, and return the receipts that it gave out."""
    way = chance.choice(WAYS)
    countdown = chance.randrange(60) if way == "statement" else chance.randrange(PER_ROUND)
    # No connection may cross the fork: SQLite's locks belong to the process that took them.
    scenario.database.dispose()
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(300)  # if it hangs
            os.close(readable)
            cast_until_killed(scenario, ballots, way, countdown, writable)
        finally:
            os._exit(0)
    os.close(writable)
    if way == "time":
        real_time.sleep(chance.random() * 0.06)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(readable, "rb") as stream:
        receipts = stream.read().splitlines()
    os.waitpid(child, 0)
    return receipts


def check(scenario: Scenario, ballots: list[bytes], receipts: list[bytes]) -> None:
    """After the restart: the chain holds, and no receipt lacks its ballot."""
    scenario.look(lambda scene: chain.verify_chain(scene.session, scene.election))
    for raw, content in zip(ballots, receipts, strict=False):
        receipt = decode(Receipt, content)
        verify_receipt(receipt, scenario.identity.key.public_hex, raw)
        entry = scenario.look(find_ballot, sha256_base64(raw))
        assert entry is not None and entry.height == receipt.height
        assert scenario.cast(raw) == content


def run(database, rounds: int, seed: int) -> int:
    """Run all rounds; return how many ballots were on the board without a receipt having been seen."""
    chance = random.Random(seed)
    scenario = opened(database, re_voting=True, members=8)
    without_receipt = 0
    for number in range(rounds):
        ballots = [scenario.ballot((number + i) % 8, [1, 0]) for i in range(PER_ROUND)]
        before = scenario.on_board(board.count_events, EventType.BALLOT)
        receipts = one_round(scenario, ballots, chance)
        if number % 10 == 0 or len(receipts) < PER_ROUND:
            check(scenario, ballots, receipts)
        on_board = scenario.on_board(board.count_events, EventType.BALLOT) - before
        assert on_board in (len(receipts), len(receipts) + 1), f"seed {seed}, round {number}"
        without_receipt += on_board - len(receipts)
        # Who was cut off posts the same ballot again, and it is on the board once.
        again = [scenario.cast(raw) for raw in ballots[: len(receipts) + 1]]
        assert again[: len(receipts)] == receipts
    scenario.look(lambda scene: chain.verify_chain(scene.session, scene.election))
    return without_receipt


@pytest.mark.slow
def test_kill_at_any_point_on_sqlite(sqlite) -> None:
    without_receipt = run(sqlite, ROUNDS, seed=20)
    # The interesting case was met: the ballot was on the board and its receipt never left.
    assert without_receipt >= ROUNDS // 20


@pytest.mark.slow
@pytest.mark.postgres
def test_kill_at_any_point_on_postgresql(postgresql) -> None:
    assert run(postgresql, ROUNDS // 5, seed=21) >= 1
