"""The loop: turns and pauses, waking, stopping, failures, and one process for what only one may do."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ballot.errors import BallotError
from ballot.worker.loop import Job, Loop, MachineLock
from ballot.worker.tasks import Tasks

HOLDER = """
import sys
from pathlib import Path
from ballot.worker.loop import MachineLock
print(MachineLock(Path(sys.argv[1])).take(), flush=True)
sys.stdin.read()
"""


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until another thread has brought something about."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def workers() -> list[str]:
    """Return the names of the threads that work now."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("worker-made-up")]


def test_a_woken_job_has_turns_until_nothing_is_due_and_leaves_no_thread() -> None:
    left = [0.0, 0.0, None]
    loop = Loop([Job("made-up", lambda: left.pop(0), "It failed")])
    loop.wake("made-up")
    wait_for(lambda: not left and not workers())


def test_one_that_is_woken_during_its_turn_has_another_one() -> None:
    begun, go_on, turns = threading.Event(), threading.Event(), list[int]()

    def turn() -> None:
        turns.append(len(turns))
        begun.set()
        assert go_on.wait(30)

    loop = Loop([Job("made-up", turn, "It failed")])
    loop.wake("made-up")
    assert begun.wait(30)
    loop.wake("made-up")
    assert len(workers()) == 1
    go_on.set()
    wait_for(lambda: not workers())
    assert turns == [0, 1]


def test_waking_ends_a_pause() -> None:
    turns: list[float] = []

    def turn() -> float | None:
        turns.append(time.monotonic())
        return 3600.0 if len(turns) == 1 else None

    loop = Loop([Job("made-up", turn, "It failed")])
    loop.wake("made-up")
    wait_for(lambda: len(turns) == 1)
    loop.wake("made-up")
    wait_for(lambda: len(turns) == 2 and not workers())


def test_a_stop_is_quick_and_the_last_turn_is_taken() -> None:
    turns: dict[str, int] = {"made-up-last": 0, "made-up-other": 0}

    def count(name: str) -> None:
        turns[name] += 1

    loop = Loop(
        [
            Job("made-up-last", lambda: count("made-up-last"), "It failed", 3600.0, last=True),
            Job("made-up-other", lambda: count("made-up-other"), "It failed", 3600.0),
        ]
    )
    loop.start()
    wait_for(lambda: set(turns.values()) == {1})
    began = time.monotonic()
    loop.stop()
    assert time.monotonic() - began < 2 and workers() == []
    assert turns == {"made-up-last": 2, "made-up-other": 1}
    loop.wake("made-up-other")
    assert workers() == []


@pytest.mark.parametrize("error", [BallotError("the mail server is away"), KeyError("ballots")])
def test_a_job_that_fails_is_logged_once_goes_on_and_stops_no_other(
    caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    turns: list[str] = []

    def fail() -> None:
        turns.append("failing")
        raise error

    jobs = [
        Job("made-up-failing", fail, "This failed", 0.001),
        Job("made-up-other", lambda: turns.append("other"), "That failed", 0.001),
    ]
    loop = Loop(jobs)
    with caplog.at_level(logging.ERROR):
        loop.start()
        wait_for(lambda: turns.count("failing") > 3 and turns.count("other") > 3)
        loop.stop()
    assert [record.message for record in caplog.records] == [f"This failed: {error}"]
    # Where nobody expects an error, the log says where it came from.
    assert bool(caplog.records[0].exc_info) == isinstance(error, KeyError)


def test_of_two_processes_one_works_and_the_other_takes_over(tmp_path: Path) -> None:
    file, turns = tmp_path / "keys" / ".lock", list[int]()
    loop = Loop([Job("made-up", lambda: turns.append(1), "It failed", 0.005, alone=True)], MachineLock(file))
    command = [sys.executable, "-c", HOLDER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline() == "True\n"
        loop.start()
        time.sleep(0.1)
        assert turns == []
        other.kill()
    wait_for(lambda: bool(turns))
    loop.stop()
    assert MachineLock(file).take(), "a stopped loop holds the lock"


def test_tasks_are_done_in_turn_and_one_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def steps(name: str):
        for number in range(2):
            done.append(f"{name}{number}")
            yield
            if name == "b":
                raise BallotError("no")

    tasks = Tasks[str](steps, "A task failed")
    for name in ("a", "b", "a"):
        tasks.add(name)
    assert tasks.is_open("a") and tasks.is_open("b") and not tasks.is_open("c")
    assert tasks.turn() == 0 and done == ["a0", "b0"]
    assert tasks.turn() == 0 and done == ["a0", "b0", "a1"] and not tasks.is_open("b")
    assert tasks.turn() is None and not tasks.is_open("a")
    assert [record.message for record in caplog.records] == ["A task failed (b): no"]
    tasks.wait("a", 30)
    tasks.add("c")
    began = time.monotonic()
    tasks.wait("c", 0.01)
    assert time.monotonic() - began < 5 and tasks.is_open("c")
