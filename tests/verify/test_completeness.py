"""No archive passes because a check silently did not run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ballot.verify import run, verify_archive
from ballot.verify.case.report import Recorder
from ballot.verify.plan import PLAN, Phase
from tests.factory.container import cut
from tests.factory.elections import Maker
from tests.verify.conftest import Verify

PHASES = {
    "verify_trustees": "3.7",
    "verify_credentials": "4.2",
    "verify_ballots": "5.7",
    "verify_tally": "6.2",
    "verify_shuffles": "7.5",
    "verify_decryptions": "8.3",
    "verify_result": "9.3",
}


def without(step: Phase, name: str) -> Phase:
    """The step of the plan, but doing nothing if its function has this name."""
    return step._replace(function=lambda *_: None) if step.function.__name__ == name else step


@pytest.mark.parametrize("phase", PHASES)
def test_a_phase_that_does_nothing(
    phase: str, everything: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, companion = everything.write(tmp_path)
    assert phase in {step.function.__name__ for step in PLAN}
    monkeypatch.setattr(run, "PLAN", [without(step, phase) for step in PLAN])
    report = verify_archive(archive, companion, jobs=1, state=tmp_path / "state")
    assert report.verdict == "invalid"
    assert PHASES[phase] in report.failed
    assert not (tmp_path / "state").exists()


CHECKS = (
    "0.1 0.2 0.3 0.4 0.5 1.1 1.2 1.3 2.1 2.2 2.3 2.4 3.7 4.1 4.2 4.3 5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8 5.9 5.10 5.11 "
    "6.1 6.2 6.3 6.4 7.1 7.3 7.4 7.5 7.6 8.1 8.2 8.3 8.4 9.1 9.2 9.3 9.4"
).split()


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_that_does_not_run(
    check: str, everything: Maker, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: Callable[[Recorder, str, str], None] = Recorder.passed

    def silent(self: Recorder, number: str, message: str) -> None:
        if number != check:
            passed(self, number, message)

    monkeypatch.setattr(Recorder, "passed", silent)
    report = verify(everything)
    assert (report.verdict, report.failed) == ("invalid", {check})
    assert "could not be checked" in report.failures[0].message


def test_what_does_not_apply_is_not_demanded(small: Maker, verify: Verify) -> None:
    for events in range(1, len(small.event_hashes) + 1):
        report = verify(small, archive=cut(small.archive, events))
        assert report.verdict in ("valid", "valid so far"), (events, report.failures)
