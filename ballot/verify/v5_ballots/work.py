"""The work on ballots that can be spread over processes: one chunk at a time, in any order."""

from __future__ import annotations

import hashlib
import multiprocessing
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import msgspec

from ballot.crypto.hashing import sha256_hex
from ballot.crypto.processors import limit_to
from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.ballots import MAX_BALLOT_BYTES, ElectionContext
from ballot.protocol.tally import Aggregate, read_choices
from ballot.records.types import parse_ciphertexts
from ballot.verify.case.case import ChangedWhileReading
from ballot.verify.v5_ballots.one_ballot import Choices, examine

CHUNK: Final = 32
_IN_FLIGHT_PER_JOB: Final = 3


class Task(NamedTuple):
    """One ballot to be verified: its number, its place in the file, and its weight in the tally (0: it does not count).

    `verified`: it was verified before; only what the checks of all ballots together need is taken from it.
    """

    number: int
    offset: int
    size: int
    digest: bytes
    weight: int
    verified: bool


@dataclass
class ChunkResult:
    """The result of a chunk of ballots. `sums` are texts, so that they can be sent between processes."""

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
    """What a process needs to verify ballots. `key`: makes fingerprints for which nobody can prepare collisions."""

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
        chunk = _Chunk(self.work)
        for task in tasks:
            if not (task.verified and self._take_over(task, chunk)):
                self._verify(task, chunk)
        return chunk.finish()

    def _take_over(self, task: Task, chunk: _Chunk) -> bool:
        """Read what is needed from a ballot that was verified before. False: its form shows that it was not."""
        context, raw = self.work.context, self.read(task)
        try:
            _, answers = read_choices(context, raw)
            flat = list(chain.from_iterable(answers))
            if task.weight:
                parsed = iter(parse_ciphertexts(context.group, flat))
                chunk.aggregate.add([list(islice(parsed, len(own))) for own in answers], task.weight)
        except (InvalidEncoding, msgspec.DecodeError, ValueError):
            return False
        for record in flat:
            chunk.note(task.number, record.alpha, record.beta)
        return True

    def _verify(self, task: Task, chunk: _Chunk) -> None:
        result = chunk.result
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
            chunk.aggregate.add(examined.choices, task.weight)
        for row in examined.choices:
            for ciphertext in row:
                chunk.note(task.number, str(ciphertext.alpha), str(ciphertext.beta))


class _Chunk:
    """Collects what a chunk of ballots gives."""

    def __init__(self, work: Work) -> None:
        self.result = ChunkResult()
        self.aggregate = Aggregate(work.context)
        self._key, self._identity = work.key, str(work.context.group.identity)
        self._fingerprints: list[bytes] = []

    def note(self, ballot: int, alpha: str, beta: str) -> None:
        """Note the fingerprint of a ciphertext, unless it is a public plaintext, which several voters may have."""
        if alpha != self._identity:
            text = f"{alpha},{beta}".encode()
            self._fingerprints.append(hashlib.blake2b(text, digest_size=8, key=self._key).digest())
            self.result.owners.append(ballot)

    def finish(self) -> ChunkResult:
        """Return the result."""
        result, aggregate = self.result, self.aggregate
        result.fingerprints = b"".join(self._fingerprints)
        result.num_tallied, result.total_weight = aggregate.num_tallied, aggregate.total_weight
        if aggregate.num_tallied:
            result.sums = [[(str(c.alpha), str(c.beta)) for c in row] for row in aggregate.sums]
        return result


# -- processes

_here: list[Examiner] = []  # of this process


def _start(work: Work) -> None:
    limit_to(1)  # there is one process for each processor
    _here[:] = [Examiner(work)]


def _run(tasks: Sequence[Task]) -> ChunkResult:
    return _here[0].run(tasks)


def run_all(work: Work, chunks: Iterator[list[Task]], jobs: int) -> Iterator[ChunkResult]:
    """Yield the results of all chunks, in order. Each process has at most a few chunks waiting."""
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
            if len(flying) >= jobs * _IN_FLIGHT_PER_JOB:
                yield flying.popleft().result()
        while flying:
            yield flying.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
