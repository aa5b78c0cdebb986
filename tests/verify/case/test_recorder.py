"""What the report makes of findings: what passed, what failed, what did not run, and the states of the phases."""

from __future__ import annotations

import pytest

from ballot.verify import Finding
from ballot.verify.case.report import Recorder, TakenOver


def test_what_did_not_run_is_never_reported_as_passed() -> None:
    recorder = Recorder()
    recorder.skip("something is missing", "6.2")
    recorder.passed("6.2", "fine")
    recorder.passed("6.4", "fine")
    recorder.fail("6.5", "bad")
    recorder.passed("6.5", "fine")
    assert [(one.id, one.ok) for one in recorder.findings()] == [("6.5", False), ("6.4", True)]
    assert recorder.not_checked() == (("6.2", "Something is missing."),)


def test_a_flood_of_failures_is_cut() -> None:
    recorder = Recorder()
    for height in range(recorder.MAX_FINDINGS_PER_CHECK + 7):
        recorder.fail("5.7", "bad", height)
    findings = recorder.findings()
    assert len(findings) == recorder.MAX_FINDINGS_PER_CHECK + 1
    assert findings[-1].message == "The same in 7 more places."
    assert not findings[-1].ok


def test_a_flood_of_warnings_hides_no_failure() -> None:
    recorder = Recorder()
    for height in range(recorder.MAX_FINDINGS_PER_CHECK + 7):
        recorder.warn("1.5", "odd", height)
    recorder.fail("1.5", "bad")
    assert recorder.any_failure
    findings = recorder.findings()
    assert findings[0] == Finding("1.5", False, False, None, "Bad.")
    assert findings[-1] == Finding("1.5", True, True, None, "The same in 7 more places.")


def test_long_names_are_cut() -> None:
    recorder = Recorder()
    recorder.fail("5.7", "x" * 10**6)
    assert len(recorder.findings()[0].message) <= 1001


def test_failures_stand_first_and_in_order() -> None:
    recorder = Recorder()
    recorder.warn("0.5", "odd")
    recorder.fail("5.10", "twice")
    recorder.fail("5.2", "unknown")
    recorder.passed("0.1", "fine")
    assert [finding.id for finding in recorder.findings()] == ["5.2", "5.10", "0.5", "0.1"]
    assert recorder.findings()[0] == Finding("5.2", False, False, None, "Unknown.")


@pytest.mark.parametrize("number", [0, 7])
def test_only_more_than_the_limit_is_a_flood(number: int) -> None:
    recorder = Recorder()
    for height in range(recorder.MAX_FINDINGS_PER_CHECK + number):
        recorder.fail("5.7", "bad", height)
    assert [one.height for one in recorder.findings()] == [
        *range(recorder.MAX_FINDINGS_PER_CHECK),
        *([None] if number else []),
    ]


def test_a_finding_that_comes_again_at_once_is_said_once() -> None:
    recorder = Recorder()
    for height in (1, 2, 3, 1, 4, 1, 1, 5, 5):
        recorder.warn("5.7", "odd", height)
    assert [one.height for one in recorder.findings()] == [1, 2, 3, 4, 1, 5]


def test_a_sentence_of_the_greatest_length_is_whole() -> None:
    recorder = Recorder()
    recorder.fail("5.7", "x" * 999 + "!", 1)
    recorder.fail("5.7", "x" * 1000 + "!", 2)
    recorder.fail("5.7", "is it? ", 3)
    found = [one.message for one in recorder.findings()]
    assert found == ["X" + "x" * 998 + "!", "X" + "x" * 998 + "….", "Is it?"]


def taken(check: str) -> TakenOver:
    return TakenOver(check, 3, "the state file", "3 ballots taken over")


def test_what_holds_has_run_now_or_before_and_everywhere() -> None:
    recorder = Recorder()
    recorder.passed("5.1", "fine")
    recorder.take_over(taken("5.2"))
    for check in ("5.3", "5.4", "5.5"):
        recorder.skip("something is missing", check)
    recorder.passed("5.4", "fine")
    recorder.take_over(taken("5.5"))
    recorder.fail("5.6", "bad")
    assert [check for check in ("5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7") if recorder.holds(check)] == [
        "5.1",
        "5.2",
    ]
    assert recorder.was_skipped("5.1", "5.3") and not recorder.was_skipped("5.1", "5.2")
    assert recorder.has_failed("5.1", "5.6") and not recorder.has_failed("5.1", "5.2")


def test_the_first_reason_why_a_check_did_not_run_is_kept() -> None:
    recorder = Recorder()
    recorder.skip("this is missing", "6.1", "5.10")
    recorder.skip("that is missing", "6.1", "5.2")
    recorder.fail("5.10", "bad")
    assert recorder.not_checked() == (("5.2", "That is missing."), ("6.1", "This is missing."))


@pytest.mark.parametrize("check", ["", "6", "10.1", "6.99"])
def test_a_check_without_a_number_cannot_be_reported(check: str) -> None:
    recorder = Recorder()
    for report in (recorder.fail, recorder.warn, recorder.passed):
        with pytest.raises(AssertionError):
            report(check, "bad")
    with pytest.raises(AssertionError):
        recorder.skip("something is missing", check)
    with pytest.raises(AssertionError):
        recorder.take_over(taken(check))


STATES: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing": ((), "does not apply"),
    "an empty phase": (("empty",), "there was nothing"),
    "passed": (("passed 6.1",), "passed"),
    "passed, and nothing empty": (("passed 6.1", "empty"), "passed"),
    "with a warning": (("passed 6.1", "warn 6.2"), "passed, with warnings"),
    "only a warning": (("warn 6.2",), "does not apply"),
    "taken over": (("passed 6.1", "taken 6.2"), "passed, part taken over"),
    "taken over, with a warning": (
        ("passed 6.1", "taken 6.2", "warn 6.1"),
        "passed, with warnings, part taken over",
    ),
    "skipped": (("skip 6.1",), "not checked"),
    "skipped in part": (("skip 6.1", "passed 6.2"), "partly checked"),
    "skipped, with a warning": (("skip 6.1", "warn 6.1"), "not checked"),
    "failed": (("fail 6.1",), "failed"),
    "failed in part": (("fail 6.1", "passed 6.2", "skip 6.3", "warn 6.1", "taken 6.4"), "failed"),
}


@pytest.mark.parametrize("what", STATES)
def test_the_state_of_a_phase(what: str) -> None:
    done, state = STATES[what]
    recorder = Recorder()
    for one in done:
        kind, _, check = one.partition(" ")
        if kind == "skip":
            recorder.skip("something is missing", check)
        elif kind == "taken":
            recorder.take_over(taken(check))
        elif kind == "empty":
            recorder.empty["V6"] = "there was nothing"
        else:
            {"passed": recorder.passed, "warn": recorder.warn, "fail": recorder.fail}[kind](check, "said")
    rows = {phase.id: phase.state for phase in recorder.phases()}
    assert rows.pop("V6") == state
    assert set(rows.values()) == {"does not apply"}
