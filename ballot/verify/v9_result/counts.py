"""Check 9.5: recount each contest by the charter's rule, and compare with the published sheet."""

from __future__ import annotations

from typing import Any

from ballot.board.companion import CountSheetRecord, LotSeedRecord, VacancyRecord, WithdrawalRecord
from ballot.count import RULES, Sheet
from ballot.errors import CountNeedsLot, InvalidCount
from ballot.protocol.decryption import Total
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.questions import RankedQuestion, parse_grades
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.v9_result.recount import ContestCount

Rows = list[list[Total]]


def check_counts(case: Case, event: ChainEvent, rows: Rows, invalid: dict[int, set[int]] | None) -> None:
    """Recount each contest by the charter's rule and compare with the published sheet (9.5)."""
    if case.foreign:
        return
    if case.charter is None:
        case.recorder.skip("the charter is not at hand, so the rule of the count is not known", "9.5")
        return
    assert case.questions is not None
    if len(case.charter.contests) != len(case.questions):
        case.recorder.skip("the charter has another number of contests than the election", "9.5")
        return
    kinds: tuple[tuple[type[Any], str], ...] = ((CountSheetRecord, "count"), (VacancyRecord, "recount for a vacancy"))
    for kind, what in kinds:
        if any(record.contest >= len(rows) for record in case.companion.of(kind)):
            case.recorder.fail("9.5", f"a {what} was published of a contest that does not exist", event.height)
    for contest, row in enumerate(rows):
        if invalid is None and isinstance(case.questions[contest], RankedQuestion):
            case.recorder.skip("it is not known which ranked papers are invalid", "9.5")
        else:
            _check_contest(case, event, contest, row, (invalid or {}).get(contest, set()))
    case.recorder.passed("9.5", f"{len(rows)} published counts are what the charter's rule gives")


def _beside(case: Case, kind: type[Any], type_: EventType, contest: int) -> list[Any]:
    """Return the companion's records of one contest that belong to the event that they should belong to."""
    events = case.events_of(type_)
    return [r for r in case.companion.of(kind, events[0].digest.hex()) if r.contest == contest] if events else []


def _check_contest(case: Case, event: ChainEvent, contest: int, row: list[Total], invalid: set[int]) -> None:
    name = f"contest {contest + 1}"
    published = _beside(case, CountSheetRecord, EventType.RESULT, contest)
    if not published and _beside(case, VacancyRecord, EventType.RESULT, contest):
        case.recorder.fail("9.5", f"a seat of {name} was filled anew, and no count of it was published", event.height)
        return
    if not published:
        case.recorder.skip(f"no count of {name} was published", "9.5")
        case.recorder.warn(
            "9.5", f"no count of {name} was published{_why_not(case, contest, row, invalid)}", event.height
        )
        return
    assert case.charter is not None
    if case.charter.contests[contest].rule not in RULES:
        rule = case.charter.contests[contest].rule[:40]
        case.recorder.skip(f"this version does not know the counting rule {rule!r}", "9.5")
        case.recorder.warn(
            "9.5", f"{name} is counted by the rule {rule!r}, which this version does not know", event.height
        )
        return
    try:
        count, sheet = _recount(case, contest, row, invalid)
    except (CountNeedsLot, InvalidCount) as error:
        case.recorder.fail("9.5", f"{name} cannot be counted as published: {error}", event.height)
        return
    expected = encode(sheet)
    for record in published:
        if bytes(record.sheet) != expected:
            case.recorder.fail(
                "9.5", f"the published count of {name} is not what the charter's rule gives", event.height
            )
    _check_vacancies(case, event, contest, count, sheet)


def _why_not(case: Case, contest: int, row: list[Total], invalid: set[int]) -> str:
    """Return the reason why there may be no count, if there is one: nobody may have ranked anybody."""
    try:
        _recount(case, contest, row, invalid)
    except CountNeedsLot:
        return ": the lot has to decide, and there is no seed"
    except InvalidCount as error:
        return f": {error}"
    return ""


def _recount(case: Case, contest: int, row: list[Total], invalid: set[int]) -> tuple[ContestCount, Sheet]:
    """Return the contest and its count by the charter's rule, with the withdrawals and the seed that were published."""
    assert case.questions is not None and case.charter is not None and case.election is not None
    withdrawn = frozenset(r.candidate for r in case.companion.of(WithdrawalRecord) if r.contest == contest)
    seeds = {record.seed for record in _beside(case, LotSeedRecord, EventType.RESULT, contest)}
    if len(seeds) > 1:
        raise InvalidCount("two different seeds of the lot were published")
    grades = parse_grades(bytes(case.election.questions[contest]))
    rule = case.charter.contests[contest]
    count = ContestCount(case.questions[contest], rule, row, grades, invalid, withdrawn)
    return count, count.count(next(iter(seeds), None))


def _check_vacancies(case: Case, event: ChainEvent, contest: int, count: ContestCount, sheet: Sheet) -> None:
    """Check the recounts that filled seats which fell vacant after the count, one after the other."""
    name = f"contest {contest + 1}"
    published = _beside(case, VacancyRecord, EventType.RESULT, contest)
    try:
        for number, recount in enumerate(count.recount_vacancies(sheet, published)):
            if bytes(published[number].sheet) != encode(recount):
                sentence = f"recount {number + 1} for a vacancy in {name} is not what the charter's rule gives"
                case.recorder.fail("9.5", sentence, event.height)
                return  # what follows rests on it
    except (CountNeedsLot, InvalidCount) as error:
        case.recorder.fail("9.5", f"a vacancy in {name} cannot be filled as published: {error}", event.height)
