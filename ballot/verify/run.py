"""The entry point of the verifier: it runs the plan and writes the report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from types import UnionType
from typing import TypeVar, get_args

from ballot.crypto.processors import limited_to, processors
from ballot.errors import BallotError
from ballot.records.event import EventType
from ballot.verify.case.case import Case, Options, Progress
from ballot.verify.case.checks import order_of
from ballot.verify.case.companion import Companion, read_companion
from ballot.verify.case.report import ERROR, INVALID, VALID, VALID_IN_PART, VALID_SO_FAR, Report, some
from ballot.verify.plan import PLAN, Need, Phase
from ballot.verify.unchecked import unchecked
from ballot.verify.v0_v1_file.container import is_archive
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v5_ballots.ballot_list import Ballots
from ballot.verify.v5_ballots.times import is_called_off
from ballot.verify.v9_result.comparisons import Checksums, Figures, Reminders
from ballot.verify.v9_result.contests import Contests

_Value = TypeVar("_Value")


def verify_archive(
    path: str | Path,
    companion: str | Path | None = None,
    strict: bool = False,
    against: str | Path | None = None,
    progress: Progress | None = None,
    jobs: int | None = None,
    *,
    only_new: bool = False,
    state: str | Path | None = None,
    server_key: str | None = None,
    credentials_fingerprint: str | None = None,
    voters: int | None = None,
) -> Report:
    """Verify an archive; nothing that a file can contain makes this raise.

    `companion`: by default the file UUID.companion.jsonl next to the archive, if there is one. `against`: an older
    archive or a checkpoint. `progress(what, done, total)` is called now and then. `jobs`: processes for the ballots,
    by default one for each processor. `state`: a file that says what the caller has verified before, which is not
    verified again, and to which what is verified now is added. `only_new`: the caller has verified `against` before.
    """
    started = time.monotonic()
    options = Options(
        strict=strict,
        against=None if against is None else Path(against),
        only_new=only_new,
        state=None if state is None else Path(state),
        server_key=server_key,
        announced_credentials=credentials_fingerprint,
        announced_voters=voters,
        jobs=processors() if jobs is None else jobs,
        progress=progress,
    )
    try:
        return _verify(Path(path), None if companion is None else Path(companion), options, started)
    except OSError as error:
        return _no_report(f"{error.filename or path} cannot be read: {error.strerror}.", started)
    except BallotError as error:
        return _no_report(str(error), started)


def _verify(path: Path, companion: Path | None, options: Options, started: float) -> Report:
    if path.exists() and not path.is_file():
        return _no_report(f"{path} is not a file.", started)
    with path.open("rb") as stream:
        if not is_archive(stream):
            return _no_report(f"{path} is not an archive of an election.", started)
        case = Case(path, stream, options, _read_companion(path, companion))
        found = _Found()
        with limited_to(options.jobs):
            for phase in PLAN:
                _run_phase(phase, case, found)
        return _report(case, found, started)


def _read_companion(path: Path, named: Path | None) -> Companion:
    companion = path.with_name(f"{path.stem}.companion.jsonl") if named is None else named
    if named is None and not companion.is_file():
        return Companion()
    with companion.open("rb") as stream:
        return read_companion(stream)


# -- the plan


class _Found:
    """What the phases have returned, by type."""

    def __init__(self) -> None:
        self._values: dict[type, object] = {}

    def add(self, value: object) -> None:
        """Keep what a phase returned; None stands for nothing."""
        if value is not None:
            self._values[type(value)] = value

    def get(self, type_: type[_Value]) -> _Value | None:
        """Return the value of this type, if there is one."""
        value = self._values.get(type_)
        return value if isinstance(value, type_) else None

    def one(self, type_: type[_Value]) -> _Value:
        """Return the value of this type, which some phase always finds."""
        value = self.get(type_)
        assert value is not None, type_
        return value

    def all(self, needs: Sequence[Need]) -> list[object] | None:
        """Return one value for each need, or None if one that a phase cannot do without is missing."""
        values: list[object] = []
        for need in needs:
            if isinstance(need, UnionType):  # `X | None`
                values.append(self._values.get(get_args(need)[0]))
            elif need in self._values:
                values.append(self._values[need])
            else:
                return None
        return values


def _run_phase(phase: Phase, case: Case, found: _Found) -> None:
    """Run one phase, or say that it could not run."""
    started = time.monotonic()
    values = found.all(phase.needs)
    if values is not None:
        found.add(phase.function(case, *values))
    elif phase.missing is not None:
        case.recorder.skip(phase.missing.why, *phase.missing.checks)
    seconds = case.recorder.seconds
    seconds[phase.number] = seconds.get(phase.number, 0.0) + time.monotonic() - started


# -- the verdict


def _spelling(case: Case) -> str:
    """Return what the first line says of records that another program has spelt in its own way (0.5)."""
    number = len(case.reader.deviations)
    return f" In {some(number, 'place')} it is spelt otherwise than by the protocol: see 0.5 below." if number else ""


def _verdict(case: Case, found: _Found, missing: tuple[str, ...]) -> tuple[str, str]:
    recorder = case.recorder
    if recorder.any_failure:
        failed = sorted({finding.id for finding in recorder.findings() if not finding.ok}, key=order_of)
        return INVALID, f"This archive does not pass: see {', '.join(failed)} below."
    ballots = found.get(Ballots)
    over = _spelling(case)
    if ballots is not None and ballots.taken_over:
        over += f" {_taken_over(ballots)}"
    if found.one(File).events.count(EventType.RESULT):
        verdict, end = VALID, ", and the result is what the ballots give"
    else:
        none = "the election was called off, and has no result" if is_called_off(case) else "there is no result yet"
        verdict, end = VALID_SO_FAR, f"; {none}"
    if missing:
        return VALID_IN_PART, f"What was checked is right{end}. See “Not checked” for what was not, and why.{over}"
    return verdict, f"Everything in this archive is right{end}.{over}"


def _taken_over(ballots: Ballots) -> str:
    if ballots.taken_over == len(ballots.cast):
        return f"All ballots ({ballots.taken_over}) were taken over, and none was verified now."
    return f"{ballots.taken_over} of {some(len(ballots.cast), 'ballot')} were not verified anew but taken over."


def _report(case: Case, found: _Found, started: float) -> Report:
    missing = () if case.recorder.any_failure else unchecked(case, found.one(Setup))
    verdict, reason = _verdict(case, found, missing)
    return Report(
        verdict=verdict,
        reason=reason,
        findings=case.recorder.findings(),
        not_checked=case.recorder.not_checked(),
        taken_over=case.recorder.taken_over(),
        receipt=tuple(case.recorder.receipt),
        notes=tuple(case.recorder.notes),
        phases=case.recorder.phases(),
        unchecked=missing,
        contests=found.one(Contests).values,
        trustees=found.one(Contests).trustees,
        checksums=found.one(Checksums).values,
        numbers=found.one(Figures).values,
        reminders=found.one(Reminders).sentences,
        seconds=time.monotonic() - started,
    )


def _no_report(reason: str, started: float) -> Report:
    return Report(ERROR, reason, (), (), (), seconds=time.monotonic() - started)
