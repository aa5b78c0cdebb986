"""Check 9.5, the withdrawals: only where the charter permits them, and only before the count was opened.

They are checked as soon as they are there, also while the votes still come in: a trustee's tool that finds one against
the rules opens nothing.
"""

from __future__ import annotations

from typing import Final

from ballot.board.companion import WithdrawalRecord
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.v9_result.recount import names_of

IN_TIME: Final = (EventType.SETUP, EventType.BALLOT, EventType.END_BALLOTS, EventType.ENCRYPTED_TALLY)


def verify_withdrawals(case: Case) -> None:
    """Check each withdrawal by itself (9.5); what it does to the count is checked with the count."""
    if case.foreign or case.charter is None or case.questions is None:
        return
    if len(case.charter.contests) != len(case.questions):
        return  # said with the count
    too_late = _opened_at(case)
    seen: set[tuple[int, int]] = set()
    for line, record in case.companion.records:
        if isinstance(record, WithdrawalRecord):
            fault = _fault(case, line, record, too_late)
            if (record.contest, record.candidate) in seen:
                fault = "it is the second one of this candidate"
            seen.add((record.contest, record.candidate))
            if fault:
                case.recorder.fail("9.5", f"the withdrawal in line {line} of the companion file does not hold: {fault}")


def _opened_at(case: Case) -> int | None:
    """Return the first line of the companion file that belongs to a shuffle, a share or the result."""
    late = (kind for kind in EventType if kind not in IN_TIME)
    opening = {event.digest.hex() for kind in late for event in case.events.of(kind)}
    return next((line for line, record in case.companion.records if record.event in opening), None)


def _fault(case: Case, line: int, record: WithdrawalRecord, too_late: int | None) -> str:
    assert case.charter is not None and case.questions is not None
    if record.contest >= len(case.questions):
        return "there is no such contest"
    rule = case.charter.contests[record.contest]
    if record.candidate >= len(names_of(case.questions[record.contest], rule)):
        return "there is no such candidate"
    if not rule.withdrawals:
        return "the charter does not permit that candidates of this contest withdraw"
    if rule.reopen == record.candidate + 1:
        return "reopening nominations is no candidate who could withdraw"
    event = case.events.find(bytes.fromhex(record.event))
    late = event is not None and event.type not in (*IN_TIME, None)
    if late or (too_late is not None and line > too_late):
        return "it came after the first shuffle or share, when the count had begun"
    return ""
