"""What a process does with a chunk of ballots: verify them or take them over, and add up those that count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from ballot.crypto.group import ED25519
from ballot.errors import InvalidProof
from ballot.records.canonical import encode
from ballot.verify.case.case import ChangedWhileReading
from ballot.verify.v5_ballots import one_ballot, work
from ballot.verify.v5_ballots.work import ChunkResult, Examiner, Task, Work
from tests.factory.elections import Maker


@pytest.fixture
def run(small: Maker, tmp_path: Path) -> Iterator[Any]:
    """An examiner of a file, and the task that the file is one ballot."""
    path, key = tmp_path / "ballot", b"k" * 32
    opened: list[Examiner] = []

    def start(raw: bytes, *, weight: int = 1, verified: bool = False) -> tuple[Examiner, Task]:
        path.write_bytes(raw)
        opened.append(Examiner(Work(path, small.context, key)))
        return opened[-1], Task(0, 0, len(raw), hashlib.sha256(raw).digest(), weight, verified)

    yield start
    for examiner in opened:
        examiner.close()


def examined(started: tuple[Examiner, Task]) -> ChunkResult:
    """The result of a chunk of this one ballot."""
    examiner, task = started
    return examiner.run([task])


@pytest.mark.parametrize("over", [0, 1], ids=["just fits", "one byte too long"])
def test_ballot_of_the_permitted_length_is_read(over: int, small: Maker, run: Any, monkeypatch: Any) -> None:
    examiner, task = run(small.ballots[0])
    monkeypatch.setattr(work, "MAX_BALLOT_BYTES", task.size - over)
    assert (examiner.choices(task) is None) is bool(over)
    result = examiner.run([task])
    assert [check for _, check, _ in result.problems] == ["5.1"] * over
    assert result.unusable == [0] * over
    assert result.num_tallied == 1 - over


@pytest.mark.parametrize("weight", [0, 3])
def test_ballot_that_is_taken_over_gives_what_a_verified_one_gives(weight: int, small: Maker, run: Any) -> None:
    new, old = (examined(run(small.ballots[0], weight=weight, verified=verified)) for verified in (False, True))
    assert new == old
    assert (new.num_tallied, new.total_weight, bool(new.sums)) == (int(bool(weight)), weight, bool(weight))
    assert len(new.fingerprints) == 8 * len(new.owners) == 8 * small.questions[0].ciphertexts


@pytest.mark.parametrize("weight", [0, 1])
@pytest.mark.parametrize("raw", [b"no ballot", b"{}"])
def test_what_cannot_have_been_verified_before_is_verified_now(raw: bytes, weight: int, small: Maker, run: Any) -> None:
    result = examined(run(raw, weight=weight, verified=True))
    assert len(result.problems) == 1
    assert result.unusable == [0] * weight
    assert (result.num_tallied, result.fingerprints) == (0, b"")


@pytest.mark.parametrize("verified", [False, True])
def test_a_ballot_that_changes_while_it_is_read_stops_the_verification(verified: bool, small: Maker, run: Any) -> None:
    examiner, task = run(small.ballots[0], verified=verified)
    examiner.work.path.write_bytes(small.ballots[1][: task.size])
    for read in (examiner.read, examiner.choices, lambda task: examiner.run([task])):
        with pytest.raises(ChangedWhileReading):
            read(task)


@pytest.mark.parametrize(("check", "said"), [("5.7", "5.7"), (None, "5.1")])
def test_what_only_the_quick_way_refuses_is_refused(
    check: str | None, said: str, small: Maker, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two ways must never disagree; if they did, the ballot would not pass."""

    def refuse(*_: object) -> None:
        raise InvalidProof("odd", check)

    monkeypatch.setattr(one_ballot, "verify_ballot", refuse)
    assert examined(run(small.ballots[0])).problems == [(0, said, "odd")]


@pytest.mark.parametrize("name", ["challenge", "response"])
def test_a_number_of_a_signature_that_is_out_of_range(name: str, small: Maker, run: Any) -> None:
    ballot = json.loads(small.ballots[0])
    ballot["signature"]["proof"][name] = str(ED25519.q)
    ((_, check, said),) = examined(run(encode(ballot))).problems
    assert check == "5.6" and said.startswith("a number in the signature: ")


# -- processes


class Pool:
    """A pool of processes in which all work is done at once, and that knows whether it was shut down."""

    made: list[Pool] = []

    def __init__(self, *_: Any, **__: Any) -> None:
        self.ended = False
        self.made.append(self)

    def submit(self, *_: Any) -> Future[ChunkResult]:
        future: Future[ChunkResult] = Future()
        future.set_result(ChunkResult())
        return future

    def shutdown(self, **_: Any) -> None:
        self.ended = True


@pytest.mark.parametrize(
    ("jobs", "methods", "several"),
    [(1, ["fork"], False), (2, ["fork"], True), (2, ["spawn"], False)],
    ids=["one", "two", "no fork"],
)
def test_processes_are_started_only_where_they_can_be(
    jobs: int, methods: list[str], several: bool, small: Maker, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    examiner, task = run(small.ballots[0])
    monkeypatch.setattr(work, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: methods)
    monkeypatch.setattr(Pool, "made", [])
    assert len(list(work.run_all(examiner.work, iter([[task]]), jobs))) == 1
    assert [pool.ended for pool in Pool.made] == [True] * several


def test_no_more_chunks_are_read_than_the_processes_wait_for(
    small: Maker, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    examiner, task = run(small.ballots[0])
    monkeypatch.setattr(work, "ProcessPoolExecutor", Pool)
    read: list[int] = []

    def chunks() -> Iterator[list[Task]]:
        for number in range(20):
            read.append(number)
            yield [task]

    results = work.run_all(examiner.work, chunks(), 2)
    next(results)
    assert len(read) == 2 * work._IN_FLIGHT_PER_JOB
    assert len(list(results)) == 19
