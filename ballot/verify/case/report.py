"""Findings and the report: one verdict, every failure with its number, nothing passed that did not run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from ballot import __version__
from ballot.count.sheet import Person
from ballot.crypto.group import backend
from ballot.verify.case.checks import CHECKS, PHASES, order_of, phase_of

_Json = dict[str, Any]  # any JSON value
VALID: Final = "valid"
VALID_SO_FAR: Final = "valid so far"
VALID_IN_PART: Final = "valid in part"
INVALID: Final = "invalid"
ERROR: Final = "error"
_MAX_MESSAGE: Final = 1000
_EXIT_CODES: Final = {VALID: 0, INVALID: 1, ERROR: 2, VALID_SO_FAR: 3, VALID_IN_PART: 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of the report: a check that passed, a warning (`ok` and `warning`), or a failure."""

    id: str
    ok: bool
    warning: bool
    height: int | None
    message: str

    def as_json(self) -> _Json:
        """Return the entry of the JSON report."""
        entry: _Json = {"id": self.id, "ok": self.ok, "height": self.height, "message": self.message}
        return {**entry, "warning": True} if self.warning else entry


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Ballots that one check did not verify again. `source`: the earlier verification that did, and who says so."""

    id: str
    ballots: int
    source: str
    message: str

    def as_json(self) -> _Json:
        """Return the entry of the JSON report."""
        return {"id": self.id, "ballots": self.ballots, "from": self.source, "message": self.message}


@dataclass(frozen=True, slots=True)
class PhaseReport:
    """One row: what was checked in a phase, and how long it took. `state`: passed, warnings, failed, not checked…"""

    id: str
    title: str
    state: str
    checked: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Checksum:
    """One value that a person compares by eye, and where the other half of the comparison is found.

    `value`: as belenios-tool prints it. `shown`: as `shown_by`, the election's page or a trustee's tool, shows it; both
    are empty if nothing of ours shows it.
    """

    name: str
    value: str
    compare_with: str = ""
    shown: str = ""
    shown_by: str = ""

    def as_json(self) -> _Json:
        """Return the entry of the JSON report."""
        shown = {"shown": self.shown, "shown_by": self.shown_by}
        return {"name": self.name, "value": self.value, **shown, "compare_with": self.compare_with}


@dataclass(frozen=True, slots=True)
class ContestReport:
    """One contest: who could be chosen, and who was. `elected`: None if that is not known (yet).

    `votes`: in words, pairs of a name and a number; of preferences, how many papers put each one first. `outcome`: the
    same in one line, "" before there is a result. `people`: of each list, its candidates in the order of the result,
    with what the sheet says of each (ballot.count.sheet.Person).
    """

    title: str
    rule: str
    seats: int | None
    candidates: tuple[str, ...]
    elected: tuple[str, ...] | None = None
    votes: tuple[tuple[str, str], ...] = ()
    outcome: str = ""
    people: tuple[tuple[str, tuple[Person, ...]], ...] = ()

    def as_json(self) -> _Json:
        """Return the entry of the JSON report."""
        return {
            "title": self.title,
            "rule": self.rule,
            "seats": self.seats,
            "candidates": list(self.candidates),
            "elected": None if self.elected is None else list(self.elected),
            "votes": dict(self.votes),
            "outcome": self.outcome,
            "people": {name: msgspec.to_builtins(row) for name, row in self.people},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the verifier says about one archive."""

    verdict: str
    reason: str  # the verdict in one sentence
    findings: tuple[Finding, ...]
    not_checked: tuple[tuple[str, str], ...]  # check number, why
    phases: tuple[PhaseReport, ...]
    unchecked: tuple[str, ...] = ()  # what a good verdict does not cover, in words
    taken_over: tuple[TakenOver, ...] = ()
    receipt: tuple[str, ...] = ()  # whose it is, where its ballot is, and whether that counts
    notes: tuple[str, ...] = ()  # what was taken over or remembered for the next time, or why nothing was
    contests: tuple[ContestReport, ...] = ()
    trustees: tuple[str, ...] = ()
    checksums: tuple[Checksum, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    reminders: tuple[str, ...] = ()
    seconds: float = 0.0
    program: str = field(default=f"ballot {__version__}")
    backend: str = field(default_factory=backend)

    @property
    def exit_code(self) -> int:
        """0 valid, 1 invalid, 2 error, 3 valid so far or in part."""
        return _EXIT_CODES[self.verdict]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Only what failed."""
        return tuple(finding for finding in self.findings if not finding.ok)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Only warnings."""
        return tuple(finding for finding in self.findings if finding.warning)

    @property
    def failed(self) -> frozenset[str]:
        """The numbers of the checks that failed."""
        return frozenset(finding.id for finding in self.failures)

    def as_json(self) -> _Json:
        """Return the report as plain values, verdict first."""
        return {
            "verdict": self.verdict,
            "reason": self.reason,
            "unchecked": list(self.unchecked),
            "program": self.program,
            "backend": self.backend,
            "seconds": round(self.seconds, 3),
            "checks": [finding.as_json() for finding in self.findings],
            "not_checked": [{"id": check, "reason": why} for check, why in self.not_checked],
            "taken_over": [taken.as_json() for taken in self.taken_over],
            "receipt": list(self.receipt),
            "notes": list(self.notes),
            "phases": [
                {"id": p.id, "title": p.title, "state": p.state, "checked": p.checked, "seconds": round(p.seconds, 3)}
                for p in self.phases
            ],
            "contests": [contest.as_json() for contest in self.contests],
            "trustees": list(self.trustees),
            "checksums": [checksum.as_json() for checksum in self.checksums],
            "numbers": dict(self.numbers),
            "compare_yourself": list(self.reminders),
        }


class Recorder:
    """Collects findings while the phases run. A check counts as passed only if it ran, and nothing of it failed."""

    MAX_FINDINGS_PER_CHECK = 1000

    def __init__(self) -> None:
        self._problems: dict[str, list[Finding]] = {}
        self._numbers: Counter[tuple[str, bool]] = (
            Counter()
        )  # of warnings and of failures: a flood of either hides none
        self._passed: dict[str, str] = {}
        self._skipped: dict[str, str] = {}
        self._taken_over: dict[str, TakenOver] = {}
        self.empty: dict[str, str] = {}  # what to say of a phase that had nothing to check
        self.checked: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.receipt: list[str] = []  # about the receipt that the archive is compared with
        self.notes: list[str] = []  # about what was taken over

    def fail(self, check: str, message: str, height: int | None = None) -> None:
        """Record a failure: a sentence that a returning officer understands."""
        self._add(Finding(check, False, False, height, _sentence(message)))

    def warn(self, check: str, message: str, height: int | None = None) -> None:
        """Record a warning: it does not change the outcome, or one participant alone could cause it."""
        self._add(Finding(check, True, True, height, _sentence(message)))

    def _add(self, finding: Finding) -> None:
        assert finding.id in CHECKS, finding.id
        found = self._problems.setdefault(finding.id, [])
        if finding in found[-3:]:
            return
        self._numbers[finding.id, finding.ok] += 1
        if self._numbers[finding.id, finding.ok] <= self.MAX_FINDINGS_PER_CHECK:
            found.append(finding)

    def passed(self, check: str, message: str) -> None:
        """Say that a check ran to its end. If it failed somewhere, the report has the failures instead."""
        assert check in CHECKS, check
        self._passed[check] = _sentence(message)

    def skip(self, why: str, *checks: str) -> None:
        """Say that checks could not be run, or not completely: they are never reported as passed."""
        for check in checks:
            assert check in CHECKS, check
            self._skipped.setdefault(check, _sentence(why))

    def take_over(self, taken: TakenOver) -> None:
        """Say that ballots were not verified by a check, since they were before."""
        assert taken.id in CHECKS, taken.id
        self._taken_over[taken.id] = taken

    def taken_over(self) -> tuple[TakenOver, ...]:
        """What was taken over from an earlier verification, in the order of the numbers."""
        return tuple(self._taken_over[check] for check in CHECKS if check in self._taken_over)

    def was_skipped(self, *checks: str) -> bool:
        """True if one of these checks could not be run, or not completely."""
        return any(check in self._skipped for check in checks)

    def holds(self, check: str) -> bool:
        """True if a check ran to its end, now or before, and was skipped nowhere; it may have failed."""
        return (check in self._passed or check in self._taken_over) and check not in self._skipped

    def has_failed(self, *checks: str) -> bool:
        """True if one of these checks failed."""
        return any(not finding.ok for check in checks for finding in self._problems.get(check, ()))

    @property
    def any_failure(self) -> bool:
        """True if anything failed."""
        return self.has_failed(*self._problems)

    def findings(self) -> tuple[Finding, ...]:
        """All findings, failures first, each part in the order of the numbers."""
        result: list[Finding] = []
        for check in CHECKS:
            problems = self._problems.get(check, [])
            result += problems
            for ok in (False, True):
                dropped = self._numbers[check, ok] - self.MAX_FINDINGS_PER_CHECK
                if dropped > 0:
                    result.append(Finding(check, ok, ok, None, f"The same in {dropped} more places."))
            if check in self._passed and check not in self._skipped and not self.has_failed(check):
                result.append(Finding(check, True, False, None, self._passed[check]))
        return tuple(sorted(result, key=lambda finding: (finding.ok, not finding.warning)))

    def not_checked(self) -> tuple[tuple[str, str], ...]:
        """Checks that did not run, with the reason."""
        pairs = [(check, why) for check, why in self._skipped.items() if not self.has_failed(check)]
        return tuple(sorted(pairs, key=lambda pair: order_of(pair[0])))

    def phases(self) -> tuple[PhaseReport, ...]:
        """One row for each phase."""
        return tuple(self._phase(phase, title) for phase, title in PHASES.items())

    def _phase(self, phase: str, title: str) -> PhaseReport:
        own = [check for check in CHECKS if phase_of(check) == phase]
        problems = [finding for check in own for finding in self._problems.get(check, ())]
        if any(not finding.ok for finding in problems):
            state = "failed"
        elif any(check in self._skipped for check in own):
            state = "not checked" if not any(check in self._passed for check in own) else "partly checked"
        elif not any(check in self._passed for check in own):
            state = self.empty.get(phase, "does not apply")
        else:
            state = "passed, with warnings" if problems else "passed"
            state += ", part taken over" if any(check in self._taken_over for check in own) else ""
        return PhaseReport(phase, title, state, self.checked.get(phase, ""), self.seconds.get(phase, 0.0))


def in_groups(value: str, size: int = 4) -> str:
    """Return a checksum in groups of four characters."""
    return " ".join(value[start : start + size] for start in range(0, len(value), size))


def some(number: int, noun: str) -> str:
    """Return "1 trustee" or "3 trustees"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _sentence(message: str) -> str:
    """Return the text with a capital at the start and a full stop at the end."""
    text = message.strip()
    if len(text) > _MAX_MESSAGE:  # names in it come from the archive and can be of any length
        text = f"{text[: _MAX_MESSAGE - 1]}…"
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
