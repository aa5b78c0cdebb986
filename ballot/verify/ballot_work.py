"""The work on ballots that can be spread over processes: one chunk at a time, in any order."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from ballot.crypto.hashing import sha256_hex
from ballot.errors import BallotError
from ballot.protocol.ballots import MAX_BALLOT_BYTES, ElectionContext
from ballot.protocol.tally import Aggregate
from ballot.verify.case import ChangedWhileReading
from ballot.verify.one_ballot import Choices, examine

CHUNK: Final = 32
IN_FLIGHT_PER_JOB: Final = 3


class Task(NamedTuple):
    """One ballot to be verified: its number, where it stands, and with what weight it goes into the tally (0: not)."""

    number: int
    offset: int
    size: int
    digest: bytes
    weight: int


@dataclass
class ChunkResult:
    """What a chunk of ballots gave. `sums` are texts, so that they can be sent between processes."""

    problems: list[tuple[int, str, str]] = field(default_factory=list)  # ballot, check, sentence
    skipped: set[str] = field(default_factory=set)
    unusable: list[int] = field(default_factory=list)  # ballots that count, but whose ciphertexts cannot be read
    fingerprints: bytes = b""  # 8 bytes for each ciphertext
    owners: array[int] = field(default_factory=lambda: array("I"))  # the ballot of each fingerprint
    sums: list[list[tuple[str, str]]] = field(default_factory=list)
    num_tallied: int = 0
    total_weight: int = 0


@dataclass
class Work:
    """What a process needs to verify ballots. `key` makes fingerprints that nobody can prepare collisions for."""

    path: Path
    context: ElectionContext
    key: bytes


class Examiner:
    """Verifies chunks of ballots, in this process."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._stream: BinaryIO = open(work.path, "rb")  # noqa: SIM115 (closed by close)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def read(self, task: Task) -> bytes:
        """Return a ballot's bytes."""
        self._stream.seek(task.offset)
        raw = self._stream.read(task.size)
        if sha256_hex(raw) != task.digest.hex():
            raise ChangedWhileReading("The archive was changed while it was being read. Verify a copy of it.")
        return raw

    def choices(self, task: Task) -> Choices | None:
        """Return the ciphertexts of one ballot again."""
        return None if task.size > MAX_BALLOT_BYTES else examine(self.work.context, self.read(task)).choices

    def run(self, tasks: Sequence[Task]) -> ChunkResult:
        """Verify a chunk of ballots and add up those that count."""
        result = ChunkResult()
        aggregate = Aggregate(self.work.context)
        fingerprints: list[bytes] = []
        for task in tasks:
            self._run_one(task, result, aggregate, fingerprints)
        result.fingerprints = b"".join(fingerprints)
        result.num_tallied, result.total_weight = aggregate.num_tallied, aggregate.total_weight
        if aggregate.num_tallied:
            result.sums = [[(str(c.alpha), str(c.beta)) for c in row] for row in aggregate.sums]
        return result

    def _run_one(self, task: Task, result: ChunkResult, aggregate: Aggregate, fingerprints: list[bytes]) -> None:
        if task.size > MAX_BALLOT_BYTES:
            result.problems.append(
                (task.number, "5.1", f"the ballot has {task.size} bytes; {MAX_BALLOT_BYTES} are the limit")
            )
            result.unusable += [task.number] if task.weight else []
            return
        examined = examine(self.work.context, self.read(task))
        result.problems += [(task.number, check, sentence) for check, sentence in examined.problems]
        result.skipped.update(examined.skipped)
        if examined.choices is None:
            result.unusable += [task.number] if task.weight else []
            return
        if task.weight:
            aggregate.add(examined.choices, task.weight)
        for row in examined.choices:
            for ciphertext in row:
                if not ciphertext.alpha.is_identity:  # a public plaintext, which anybody may have
                    text = str(ciphertext).encode()
                    fingerprints.append(hashlib.blake2b(text, digest_size=8, key=self.work.key).digest())
                    result.owners.append(task.number)


# -- processes

_here: dict[str, Any] = {}


def default_jobs() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start(work: Work) -> None:
    _here["examiner"] = Examiner(work)


def _run(tasks: Sequence[Task]) -> ChunkResult:
    result: ChunkResult = _here["examiner"].run(tasks)
    return result


def run_all(work: Work, chunks: Iterator[list[Task]], jobs: int) -> Iterator[ChunkResult]:
    """Yield the results of all chunks, in order; at most a few chunks for each process are on their way."""
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        examiner = Examiner(work)
        try:
            for chunk in chunks:
                yield examiner.run(chunk)
        finally:
            examiner.close()
        return
    try:
        yield from _run_in_processes(work, chunks, jobs)
    except BrokenProcessPool:
        raise BallotError("A helper process ended unexpectedly, perhaps for lack of memory. Try --jobs 1.") from None


def _run_in_processes(work: Work, chunks: Iterator[list[Task]], jobs: int) -> Iterator[ChunkResult]:
    # Helpers are forked: they inherit the context, and the caller's main module is not run a second time.
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("fork"), initializer=_start, initargs=(work,)
    )
    flying: deque[Future[ChunkResult]] = deque()
    try:
        for chunk in chunks:
            flying.append(pool.submit(_run, chunk))
            if len(flying) >= jobs * IN_FLIGHT_PER_JOB:
                yield flying.popleft().result()
        while flying:
            yield flying.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
