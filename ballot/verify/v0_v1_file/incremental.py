"""What was verified before: which ballots need not be verified again, and who says so (docs/verification.md).

A state file says: "the first SIZE bytes of this archive, with this hash, were verified by this very program, and
nothing failed". Only one thing is taken over: each ballot in those bytes, on its own, passed 5.1 to 5.9. That depends
on nothing but the bytes and the program. Everything else is checked again, over the whole archive. Instead of keeping
a state file, the user can vouch for an older copy, which is compared byte by byte.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
import nacl
from msgspec import Meta

import ballot
from ballot import clock
from ballot.crypto.group import backend
from ballot.crypto.hashing import labelled
from ballot.errors import InvalidEncoding
from ballot.records.canonical import Record, decode, encode
from ballot.records.event import EventType
from ballot.records.types import HexDigest
from ballot.secret_file import replace_file
from ballot.verify.case.case import Case, Unusable
from ballot.verify.case.checks import BALLOT_CHECKS
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File

_FORMAT: Final = "ballot verify state 1"
_MAX_STATE_BYTES: Final = 2**20
_CODE: Final = ("crypto", "records", "protocol", "board", "verify")  # everything that takes part in verifying a ballot
# Follow no link, and do not wait for a writer if it is a pipe.
_READ: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_Count = Annotated[int, Meta(ge=1)]


class Run(Record, frozen=True):
    """One verification: when (UTC), and how many ballots had been verified after it."""

    at: Annotated[str, Meta(pattern=r"\A\d{4}-\d\d-\d\d \d\d:\d\d UTC\Z")]
    ballots: Annotated[int, Meta(ge=0)]
    backend: str


class State(Record, frozen=True):
    """The state file: the beginning of an archive, byte for byte, and the verifications that found no fault in it."""

    format: Literal["ballot verify state 1"]
    program: str
    code: HexDigest
    election: str
    size: _Count
    sha256: HexDigest
    events: _Count
    last_event: HexDigest
    runs: Annotated[tuple[Run, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The beginning of an archive that was verified before. `unfit`: why nothing can be taken over from it, or ""."""

    name: str  # of the state file, or of the older copy
    said_by: str
    size: int
    sha256: str
    events: int
    last_event: bytes
    election: str = ""  # "": not known
    runs: tuple[Run, ...] = ()
    unfit: str = ""


@dataclass(frozen=True, slots=True)
class VerifiedBefore:
    """The ballots of the first `events` events were verified before. `said_by`: who says so."""

    events: int = 0
    said_by: str = ""


# -- the state file


@cache
def code_digest() -> str:
    """Return one hash of all code that takes part in verifying a ballot. Another program takes nothing over."""
    root = Path(ballot.__file__).parent
    paths = [path for name in _CODE for path in (root / name).rglob("*") if path.suffix in (".py", ".so", ".pyd")]
    parts = [part for path in sorted(paths) for part in (path.relative_to(root).as_posix().encode(), path.read_bytes())]
    libraries = [f"{module.__name__} {module.__version__}".encode() for module in (msgspec, nacl)]
    return hashlib.sha256(labelled("ballot/verifier/1", sys.version.encode(), *libraries, *parts)).hexdigest()


def read_state(path: Path) -> Earlier | None:
    """Return what a state file says, or None if there is no such file yet.

    Raises:
        Unusable: not a state file, or one that another user could have written.
    """
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unusable(f"The state file {path} cannot be read: {error.strerror}.") from None
    try:
        _refuse_others(path, os.fstat(descriptor))  # a folder can be opened, but not as a stream
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            raw = stream.read(_MAX_STATE_BYTES + 1)
    finally:
        os.close(descriptor)
    try:
        state = decode(State, raw)
    except InvalidEncoding as error:
        raise Unusable(f"{path} is not a state file of this program, and was left as it is: {error}.") from None
    unfit = (
        "" if state.code == code_digest() else f"it was written by another version of this program ({state.program})"
    )
    name = f"the state file {path}"
    return Earlier(
        name,
        f"{_times(state.runs)} ({name})",
        state.size,
        state.sha256,
        state.events,
        bytes.fromhex(state.last_event),
        state.election,
        state.runs,
        unfit,
    )


def _refuse_others(path: Path, status: os.stat_result) -> None:
    """Refuse a file that another user could have written: it decides what is not verified."""
    if not stat.S_ISREG(status.st_mode):
        raise Unusable(f"The state file {path} is not a file.")
    if not hasattr(os, "getuid"):
        raise Unusable("This system does not tell whose a file is, so that no state file can be trusted.")
    if status.st_uid != os.getuid():
        raise Unusable(f"The state file {path} belongs to somebody else. Use only one that you have written yourself.")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Unusable(
            f"The state file {path} can be changed by others, so its word is worth nothing. Delete it, and verify anew."
        )


def _times(runs: tuple[Run, ...]) -> str:
    if len(runs) == 1:
        return f"the verification of {runs[0].at}"
    return f"{len(runs)} verifications from {runs[0].at} to {runs[-1].at}"


def remember(case: Case, file: File, earlier: Earlier | None, before: VerifiedBefore, uuid: str | None) -> None:
    """Write down what has been verified now, if nothing failed."""
    path, notes = case.options.state, case.recorder.notes
    if path is None:
        return
    if case.recorder.any_failure or case.recorder.was_skipped(*BALLOT_CHECKS):
        notes.append(f"The state file {path} was not written, since something failed or could not be checked.")
        return
    assert uuid is not None
    runs = earlier.runs if earlier is not None and before.events else ()
    try:
        count = _write_state(path, file, runs, uuid)
    except OSError as error:
        notes.append(f"The state file {path} could not be written: {error.strerror}.")
    else:
        notes.append(f"The state file {path} now says that {some(count, 'ballot')} were verified.")


def _write_state(path: Path, file: File, runs: tuple[Run, ...], uuid: str) -> int:
    assert file.hashed is not None
    count = file.events.count(EventType.BALLOT)
    if not runs or runs[-1].ballots != count:
        runs = (*runs, Run(f"{clock.now():%Y-%m-%d %H:%M} UTC", count, backend()))
    state = State(
        format=_FORMAT,
        program=f"ballot {ballot.__version__}",
        code=code_digest(),
        election=uuid,
        size=file.hashed.position,
        sha256=file.hashed.hexdigest(),
        events=len(file.events),
        last_event=file.events[-1].digest.hex(),
        runs=runs,
    )
    replace_file(path, encode(state))
    return count


# -- comparing


def compare(case: Case, file: File, earlier: Earlier, uuid: str | None) -> tuple[str, VerifiedBefore]:
    """Check that this archive begins with what was verified before (1.4); return what was found, and take it over.

    The very same events in other bytes are no failure (the archive was written again), but nothing is taken over.

    Raises:
        Unusable: what was verified before contradicts itself.
    """
    assert file.hashed is not None
    events, notes, name = file.events, case.recorder.notes, earlier.name
    same = len(events) >= earlier.events and events[earlier.events - 1].digest == earlier.last_event
    if file.hashed.at_mark == earlier.sha256:
        if not same:
            raise Unusable(f"What {name} says of events does not fit its own bytes. Delete it, and verify anew.")
        found = f"the first {earlier.size} bytes are those that were verified before"
        if earlier.unfit:
            notes.append(f"Nothing was taken over from {name}: {earlier.unfit}. Everything was verified.")
            return found, VerifiedBefore()
        return found, VerifiedBefore(earlier.events, earlier.said_by)
    if earlier.election and uuid is not None and earlier.election != uuid:
        _fail(case, earlier, f"{name} is of election {earlier.election}, this archive of {uuid}")
    elif len(events) < earlier.events:
        sentence = f"{name} speaks of {earlier.events} events, this archive has only {len(events)}"
        _fail(case, earlier, f"{sentence}: events were removed")
    elif not same:
        sentence = f"this event is not the one that was verified before, by the word of {name}"
        _fail(case, earlier, f"{sentence}: history was changed", earlier.events - 1)
    else:
        notes.append(
            f"Nothing was taken over from {name}: the archive begins with the same {earlier.events} events, "
            "but in other bytes. Everything was verified."
        )
    return "the events are those that were verified before, in other bytes", VerifiedBefore()


def _fail(case: Case, earlier: Earlier, sentence: str, height: int | None = None) -> None:
    case.recorder.fail("1.4", sentence, height)
    case.recorder.notes.append(f"Nothing was taken over from {earlier.name}: this archive does not continue it.")
