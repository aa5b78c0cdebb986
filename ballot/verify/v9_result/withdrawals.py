"""Check 9.5, the withdrawals: only where the charter permits them, and only before the count was opened.

They are checked as soon as they are published, even while votes are still coming in: a trustee's tool that finds one
against the rules opens nothing.
"""

from __future__ import annotations

from typing import Final

from ballot.board.companion import WithdrawalRecord
from ballot.records.charter import Charter
from ballot.records.event import EventType
from ballot.records.questions import Question
from ballot.verify.case.case import Case
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.candidates import names_of
from ballot.verify.v2_v4_setup.setup import Setup

_IN_TIME: Final = (EventType.SETUP, EventType.BALLOT, EventType.END_BALLOTS, EventType.ENCRYPTED_TALLY)


def verify_withdrawals(case: Case, file: File, setup: Setup) -> None:
    """Check each withdrawal by itself (9.5); what it does to the count is checked with the count."""
    charter, questions = setup.charter, setup.questions
    if setup.foreign or charter is None or questions is None:
        return
    if len(charter.contests) != len(questions):
        return  # said with the count
    too_late = _opened_at(case, file)
    seen: set[tuple[int, int]] = set()
    for line, record in case.companion.records:
        if isinstance(record, WithdrawalRecord):
            fault = _fault(charter, questions, record) or _lateness(file, line, record, too_late)
            if (record.contest, record.candidate) in seen:
                fault = "it is the second one of this candidate"
            seen.add((record.contest, record.candidate))
            if fault:
                case.recorder.fail("9.5", f"the withdrawal in line {line} of the companion file does not hold: {fault}")


def _opened_at(case: Case, file: File) -> int | None:
    """Return the first line of the companion file that belongs to a shuffle, a share or the result."""
    late = (kind for kind in EventType if kind not in _IN_TIME)
    opening = {event.digest.hex() for kind in late for event in file.events.of(kind)}
    return next((line for line, record in case.companion.records if record.event in opening), None)


def _fault(charter: Charter, questions: tuple[Question, ...], record: WithdrawalRecord) -> str:
    if record.contest >= len(questions):
        return "there is no such contest"
    rule = charter.contests[record.contest]
    if record.candidate >= len(names_of(questions[record.contest], rule)):
        return "there is no such candidate"
    if not rule.withdrawals:
        return "the charter does not permit that candidates of this contest withdraw"
    if rule.reopen == record.candidate + 1:
        return "reopening nominations is no candidate who could withdraw"
    return ""


def _lateness(file: File, line: int, record: WithdrawalRecord, too_late: int | None) -> str:
    event = file.events.find(bytes.fromhex(record.event))
    late = event is not None and event.type not in (*_IN_TIME, None)
    if late or (too_late is not None and line > too_late):
        return "it came after the first shuffle or share, when the count had begun"
    return ""
