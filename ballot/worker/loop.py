"""The loop behind every job: take a turn, then sleep until the next one is due or the job is woken.

A job has a thread only while it has something to do, and jobs never wait for each other: a mail server that does not
respond cannot delay the close of a vote. A failing turn is logged once, and the job goes on.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from ballot.election.isolation import Apart

Turn = Callable[[], float | None]
PATIENCE: Final = 5.0  # seconds that `stop` waits for turns that are under way; sending a mail may take a minute


class Job(NamedTuple):
    """One row of the table of jobs.

    `turn` returns the number of seconds until the next one is due, or None for `pause`. If there is no pause, the job
    then sleeps until it is woken. `alone`: only one process of a machine runs it. `last`: it has one more turn when the
    process ends.
    """

    name: str
    turn: Turn
    failure: str  # the sentence for the log
    pause: float | None = None
    alone: bool = False
    last: bool = False


class MachineLock:
    """A file that one process of this machine can lock; the lock is released when that process ends, for any reason."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Acquire the lock if it is free; return whether this process has it."""
        if self._descriptor is None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Release the lock, if this process has it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class _Lane:
    """The thread of one job, while it has one, and the event that wakes it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.guard = threading.Lock()
        self.woken = threading.Event()
        self.thread: threading.Thread | None = None


class Loop:
    """Runs jobs, each in its own thread."""

    def __init__(self, jobs: Iterable[Job], lock: MachineLock | None = None) -> None:
        self._lanes = {job.name: _Lane(job) for job in jobs}
        self._lock = lock
        self._ended = threading.Event()
        self._isolation = Apart()

    def start(self) -> None:
        """Start the jobs that run by themselves, until the process ends."""
        for name, lane in self._lanes.items():
            if lane.job.pause is not None:
                self.wake(name)
        atexit.register(self.stop)

    def wake(self, name: str) -> None:
        """Run a turn of a job now, or as soon as its current turn is over."""
        lane = self._lanes[name]
        with lane.guard:
            lane.woken.set()
            if lane.thread is None and not self._ended.is_set():
                lane.thread = threading.Thread(target=self._run, args=(lane,), name=f"worker-{name}", daemon=True)
                lane.thread.start()

    def stop(self) -> None:
        """Wait briefly for turns that are under way, run one more turn of each `last` job, and release the lock."""
        self._ended.set()
        atexit.unregister(self.stop)
        deadline = time.monotonic() + PATIENCE
        for lane in self._lanes.values():
            with lane.guard:
                lane.woken.set()
                thread = lane.thread
            if thread is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        with suppress(SystemExit):  # raised by a second signal meanwhile: the process is ending anyway
            for name, lane in self._lanes.items():
                if lane.job.last:
                    self.take_turn(name)
        if self._lock is not None:
            self._lock.release()

    def take_turn(self, name: str) -> float | None:
        """Run a turn of a job in this thread; return the number of seconds until the next one is due, if one is."""
        job = self._lanes[name].job
        due: list[float | None] = [None]
        self._isolation.does(job.failure, partial(self._take_turn, job, due))
        return job.pause if due[0] is None else due[0]

    def _take_turn(self, job: Job, due: list[float | None]) -> None:
        if not job.alone or self._lock is None or self._lock.take():
            due[0] = job.turn()

    def _run(self, lane: _Lane) -> None:
        while True:
            lane.woken.clear()
            pause = self.take_turn(lane.job.name)
            if pause is not None and not self._ended.is_set():
                lane.woken.wait(pause)
            with lane.guard:
                if self._ended.is_set() or (pause is None and not lane.woken.is_set()):
                    lane.thread = None
                    return


def forever(turn: Callable[[], float]) -> NoReturn:
    """Take turns in this thread, for a program that does nothing else. An exception ends the program."""
    while True:
        time.sleep(turn())
