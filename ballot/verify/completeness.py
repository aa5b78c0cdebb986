"""The safety net: no archive passes because a check silently did not run."""

from __future__ import annotations

from typing import Final

from ballot.records.event import EventType
from ballot.records.questions import RankedQuestion
from ballot.verify.case.case import Case
from ballot.verify.case.checks import proof_checks
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup

_ALWAYS: Final = (
    "0.1", "0.2", "0.3", "0.4", "0.5", "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.7", "4.1", "4.2", "4.3",
    "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.10", "5.11",
)  # fmt: skip
_WITH: Final = {
    EventType.ENCRYPTED_TALLY: ("6.1", "6.2", "6.3", "6.4"),
    EventType.PARTIAL_DECRYPTION: ("8.1", "8.2", "8.3"),
    EventType.RESULT: ("6.2", "8.3", "8.4", "9.1"),
}
_RANKED: Final = {
    EventType.END_SHUFFLES: ("7.1", "7.3", "7.4", "7.5", "7.6"),
    EventType.RESULT: ("7.5", "9.3", "9.4"),
}


def require_everything(case: Case, file: File, setup: Setup) -> None:
    """Fail every check that must pass and is not known to, if no other failure explains it."""
    if case.recorder.any_failure:
        return
    for check in _required_checks(file, setup):
        if not case.recorder.holds(check):
            case.recorder.fail(check, "this could not be checked, and nothing that failed explains it")


def _required_checks(file: File, setup: Setup) -> list[str]:
    """Return what must have run for an archive to pass.

    This leaves out whatever needs the companion file or the charter: if one of them is missing, the report says so in
    another way.
    """
    questions = setup.questions or ()
    needed = [*_ALWAYS, *proof_checks(questions)]
    for table, applies in ((_WITH, True), (_RANKED, setup.has_ranked)):
        for kind, checks in table.items():
            needed += checks if applies and file.events.count(kind) else ()
    totals = any(not isinstance(question, RankedQuestion) for question in questions)
    return [*needed, "9.2"] if totals and file.events.count(EventType.RESULT) else needed
