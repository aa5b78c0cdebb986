"""V9, the result and the count (checks 9.1, 9.2, 9.5)."""

from __future__ import annotations

from typing import Any

from ballot.board.companion import CountSheetRecord, LotSeedRecord, WithdrawalRecord
from ballot.count import RULES, Rule, count_totals
from ballot.errors import CountNeedsLot, InvalidCount, InvalidEncoding, InvalidProof
from ballot.protocol.decryption import combine_factors, verify_result
from ballot.records.canonical import encode, encode_number
from ballot.records.event import EventType
from ballot.records.tally import Result
from ballot.verify.case import Case, ChainEvent
from ballot.verify.reading import WrongShape


def verify_outcome(case: Case) -> None:
    """Check the result against the shares, and the published count against the result."""
    events = case.events_of(EventType.RESULT)
    if not events:
        return
    if len(events) > 1:
        case.recorder.fail("9.1", f"there are {len(events)} results", events[1].height)
    event = events[0]
    totals = _read_result(case, event)
    if totals is None:
        case.recorder.skip("the result could not be read", "9.1", "9.2", "9.5")
        return
    case.recorder.passed("9.1", "one result, the last event, one number for each choice")
    _check_totals(case, event, totals)
    _check_counts(case, event, totals)
    case.recorder.checked["V9"] = f"{sum(map(len, totals))} totals"


def _read_result(case: Case, event: ChainEvent) -> list[list[int]] | None:
    """Return the result, of the right shape (9.1)."""
    raw = None if event.payload is None else case.content(event.payload)
    if raw is None or case.questions is None:
        return None
    try:
        record = case.reader.read(Result, raw, event.height)
    except WrongShape as error:
        check = "9.1" if isinstance(error.tree, dict) and "result" in error.tree else "1.3"
        case.recorder.fail(
            check, f"the payload of this event is no result of this kind of election: {error}", event.height
        )
        return None
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the result: {error}", event.height)
        return None
    if [len(row) for row in record.result] != [question.ciphertexts for question in case.questions]:
        case.recorder.fail("9.1", "the result does not have one number for each choice of each question", event.height)
        return None
    totals = [[_number(case, event, value) for value in row] for row in record.result]
    return None if any(total is None for row in totals for total in row) else totals  # type: ignore[return-value]


def _number(case: Case, event: ChainEvent, value: int | str) -> int | None:
    """Return a total; another spelling of a number is a matter of 0.5, no number at all of 9.1."""
    text = str(value)
    if len(text) > 40 or not text.removeprefix("-").isdecimal() or not text.isascii():
        case.recorder.fail("9.1", f"{text[:40]!r} in the result is not a number", event.height)
        return None
    number = int(text)
    if number >= 0 and encode_number(number) != value:
        if isinstance(value, str):
            case.recorder.fail("9.1", f"the total {number} in the result is written as text", event.height)
        case.reader.deviations.append((event.height, f"the total {number} in the result is written as {value!r}"))
    return number


def _check_totals(case: Case, event: ChainEvent, totals: list[list[int]]) -> None:
    """Check that each total is what the shares open (9.2)."""
    in_range = True
    for i, row in enumerate(totals, 1):
        for j, total in enumerate(row, 1):
            if total < 0 or (case.total_weight is not None and total > case.total_weight):
                in_range = False
                limit = "the total weight" if case.total_weight is None else case.total_weight
                sentence = f"the total {total} of question {i}, choice {j} is not between 0 and {limit}"
                case.recorder.fail("9.2", sentence, event.height)
    if case.tally is None or not case.shares_complete or case.context is None:
        case.recorder.skip("the tally or a trustee's share is missing or not valid", "9.2")
        return
    combined = combine_factors([case.shares[owner].factors for owner in sorted(case.shares)])
    if in_range:
        try:
            verify_result(case.group, case.tally, combined, totals)
        except InvalidProof as error:
            case.recorder.fail("9.2", str(error), event.height)
    case.recorder.passed("9.2", f"{sum(map(len, totals))} totals are what the shares open")


# -- the count


def _check_counts(case: Case, event: ChainEvent, totals: list[list[int]]) -> None:
    """Recount each contest by the charter's rule and compare with the published sheet (9.5)."""
    if case.foreign:
        return
    if case.charter is None:
        case.recorder.skip("the charter is not at hand, so the rule of the count is not known", "9.5")
        return
    assert case.questions is not None
    if len(case.charter.contests) != len(case.questions):
        case.recorder.fail(
            "9.5",
            f"the charter has {len(case.charter.contests)} contests, the election has {len(case.questions)} questions",
            event.height,
        )
        return
    if any(record.contest >= len(totals) for record in case.companion.of(CountSheetRecord)):
        case.recorder.fail("9.5", "a count was published of a contest that does not exist", event.height)
    for contest, row in enumerate(totals):
        _check_contest(case, event, contest, row)
    case.recorder.passed("9.5", f"{len(totals)} published counts are what the charter's rule gives")


def _beside(case: Case, kind: type[Any], type_: EventType, contest: int) -> list[Any]:
    """Return the companion's records of one contest that belong to the event that they should belong to."""
    events = case.events_of(type_)
    return [r for r in case.companion.of(kind, events[0].digest.hex()) if r.contest == contest] if events else []


def _check_contest(case: Case, event: ChainEvent, contest: int, row: list[int]) -> None:
    name = f"contest {contest + 1}"
    published = _beside(case, CountSheetRecord, EventType.RESULT, contest)
    if not published:
        case.recorder.skip(f"no count of {name} was published", "9.5")
        case.recorder.warn("9.5", f"no count of {name} was published", event.height)
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
        sheet = encode(_recount(case, contest, row))
    except (CountNeedsLot, InvalidCount) as error:
        case.recorder.fail("9.5", f"{name} cannot be counted as published: {error}", event.height)
        return
    for record in published:
        if bytes(record.sheet) != sheet:
            case.recorder.fail(
                "9.5", f"the published count of {name} is not what the charter's rule gives", event.height
            )


def _recount(case: Case, contest: int, row: list[int]) -> Any:
    assert case.questions is not None and case.charter is not None
    question, rule = case.questions[contest], case.charter.contests[contest]
    blank, totals = (row[0], row[1:]) if question.allows_blank else (0, row)
    withdrawals = _beside(case, WithdrawalRecord, EventType.END_BALLOTS, contest)
    withdrawn = frozenset(record.candidate for record in withdrawals)
    if withdrawn and not rule.withdrawals:
        raise InvalidCount("a candidate is marked as withdrawn, which the charter does not permit")
    seeds = {record.seed for record in _beside(case, LotSeedRecord, EventType.RESULT, contest)}
    if len(seeds) > 1:
        raise InvalidCount("two different seeds of the lot were published")
    return count_totals(
        Rule(rule.rule, rule.seats, rule.quotas),
        question.answers,
        totals,
        blank=blank,
        withdrawn=withdrawn,
        seed=next(iter(seeds), None),
    )
