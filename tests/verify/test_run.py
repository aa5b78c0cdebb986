"""Running the plan: what is said if a file cannot be read, a phase cannot run, or something is left unchecked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from ballot.verify import run, verify_archive
from ballot.verify.case.case import Case, Options
from ballot.verify.plan import PLAN
from ballot.verify.run import _Found, _run_phase
from ballot.verify.unchecked import refuse_unchecked, unchecked
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v5_ballots.ballots import BALLOTS_SKIPPED


def case_with(**options: Any) -> Case:
    """A verification that has not begun."""
    return Case(Path("x.bel"), io.BytesIO(), Options(**options))


@pytest.mark.parametrize("named", [True, False])
def test_a_file_that_cannot_be_read_is_named(named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that breaks while a file is read names no file; then it is the archive."""
    archive, other = tmp_path / "x.bel", str(tmp_path / "other")

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error", *([other] if named else []))

    monkeypatch.setattr(run, "_verify", broken)
    report = verify_archive(archive)
    assert (report.verdict, report.exit_code) == ("error", 2)
    assert report.reason == f"{other if named else archive} cannot be read: Input/output error."


def test_a_phase_that_cannot_run_names_its_checks() -> None:
    missing = [phase for phase in PLAN if phase.missing is not None]
    assert {phase.function.__name__ for phase in missing} == {"verify_roll_changes", "verify_ballots"}
    case = case_with()
    for phase in PLAN:
        if phase in missing or phase.function.__name__ == "election_context":
            _run_phase(phase, case, _Found())
    said = dict(case.recorder.not_checked())
    assert set(said) == {"4.5", *BALLOTS_SKIPPED}
    assert said["4.5"] == "The list of public credentials could not be read."
    assert said["5.1"] == "The election, its public key or the credentials could not be read."


@pytest.mark.parametrize(
    ("check", "key", "foreign", "part"),
    [
        ("1.5", None, False, ""),
        ("1.5", None, True, ""),
        ("1.5", "0" * 64, True, "the server's signatures"),
        ("8.5", None, True, ""),
        ("8.5", "0" * 64, True, ""),
        ("8.5", None, False, "strong proofs and signatures of the shares"),
        ("9.5", None, True, "the rule of the count, and the count"),
    ],
)
def test_what_a_good_verdict_does_not_promise(check: str, key: str | None, foreign: bool, part: str) -> None:
    case, setup = case_with(strict=True, server_key=key), Setup(foreign=foreign)
    case.recorder.skip("nobody looked", check)
    assert unchecked(case, setup) == ((part,) if part else ())
    refuse_unchecked(case, setup)
    assert case.recorder.has_failed(check) == bool(part)


@pytest.mark.parametrize(("strict", "fault"), [(False, False), (True, True)])
def test_only_a_strict_verification_without_another_fault_fails_what_is_unchecked(strict: bool, fault: bool) -> None:
    case = case_with(strict=strict)
    case.recorder.skip("nobody looked", "9.5")
    if fault:
        case.recorder.fail("2.5", "something else")
    refuse_unchecked(case, Setup())
    assert not case.recorder.has_failed("9.5")
