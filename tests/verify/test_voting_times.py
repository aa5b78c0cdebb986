"""Check 5.15: which changes of the voting's times are faults, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from ballot.board.companion import TimesRecord
from tests.attacks.corpus.times import CLOSED, END, FIRST, LATER, LEFT_STOPPED, NOON, ONE, SECOND, STOPPED, times
from tests.factory.elections import Maker
from tests.verify.conftest import Verify

BACK, PASSED, CALLED_OFF = "which is not later", "had passed", "was called off at"
OPEN: dict[str, Any] = {"until": "Ballot"}  # the second ballot is the last event

CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "closed early": (CLOSED, []),
    "stopped and resumed": (STOPPED, []),
    "closed while it was stopped": (LEFT_STOPPED, []),
    "two changes at one moment": (times(("extended", FIRST, NOON, END), ("extended", SECOND, NOON, LATER)), []),
    "resumed with the same end": (times(("stopped", SECOND, NOON, END), ("resumed", SECOND, ONE, END)), []),
    "resumed with an earlier end": (times(("stopped", SECOND, NOON, LATER), ("resumed", SECOND, ONE, END)), [BACK]),
    "extended by nothing": (times(("extended", FIRST, NOON, END), ("extended", SECOND, ONE, END)), [BACK]),
    "extended until now": (times(("extended", FIRST, END, END)), [PASSED]),
    "stopped behind its end": ({**OPEN, **times(("stopped", SECOND, LATER, END))}, []),
    "called off behind its end": ({**OPEN, **times(("called-off", SECOND, LATER, END))}, []),
    "called off when it was closed": (
        {**OPEN, **times(("closed", SECOND, NOON, END), ("called-off", SECOND, ONE, END))},
        [],
    ),
    "extended when it was called off": (
        {**OPEN, **times(("called-off", SECOND, NOON, END), ("extended", SECOND, ONE, LATER))},
        [CALLED_OFF],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_only_what_is_wrong_with_the_times_is_a_fault(name: str, verify: Verify) -> None:
    arguments, expected = CASES[name]
    report = verify(Maker(**arguments).build())
    said = [failure.message for failure in report.failures]
    assert report.failed <= {"5.15"}, said
    assert len(said) == len(expected), said
    assert all(part in sentence for part, sentence in zip(expected, said, strict=True)), said


@pytest.mark.parametrize("change", ["stopped", "closed", "called-off"])
def test_change_at_an_event_that_is_not_there_is_one_failure(change: Any, verify: Verify) -> None:
    def add(maker: Maker, records: list[Any]) -> list[Any]:
        return [*records, TimesRecord("0" * 64, change, at=NOON, closes_at=END)]

    assert verify(Maker(tamper={"companion": add}).build()).failed == {"1.5"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (times(("stopped", SECOND, NOON, END), ("resumed", SECOND, ONE, END)), "stopped 1 time, end moved 0 times"),
        (times(("extended", FIRST, NOON, END)), "stopped 0 times, end moved 1 time"),
        (times(("extended", FIRST, NOON, END), ("extended", SECOND, ONE, LATER)), "stopped 0 times, end moved 2 times"),
    ],
    ids=["resumed with the same end", "moved once", "moved twice"],
)
def test_changes_are_counted(arguments: dict[str, Any], said: str, verify: Verify) -> None:
    findings = verify(Maker(**arguments).build()).findings
    assert [said in one.message.lower() for one in findings if one.id == "5.15"] == [True]


@pytest.mark.parametrize(
    ("arguments", "part", "stopped"),
    [
        (times(("closed", SECOND, NOON, END)), "before its announced end", False),
        (times(("stopped", SECOND, NOON, END), ("closed", SECOND, LATER, END)), "after its end", True),
        (times(("stopped", SECOND, NOON, END), ("closed", SECOND, END, END)), "after its end", True),
        (times(("extended", SECOND, NOON, END), ("closed", SECOND, LATER, END)), "after its end", False),
    ],
    ids=["before", "after", "at", "without a stop"],
)
def test_warning_of_an_early_closing_says_how_it_came(
    arguments: dict[str, Any], part: str, stopped: bool, verify: Verify
) -> None:
    (warning,) = [one for one in verify(Maker(**arguments).build()).warnings if one.id == "5.15"]
    assert part in warning.message
    assert ("stopped at" in warning.message) is stopped
