"""V9, the result and the count (checks 9.1 to 9.5)."""

from __future__ import annotations

from typing import Any

from ballot.errors import InvalidEncoding
from ballot.protocol.decryption import Total, uncanonical_papers
from ballot.protocol.ranked import decode_paper
from ballot.protocol.shape import flatten
from ballot.records.canonical import encode_number
from ballot.records.event import EventType
from ballot.records.questions import Question, RankedQuestion
from ballot.records.tally import Result
from ballot.records.types import NumberValue
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v9_result.counts import Rows, check_counts
from ballot.verify.v9_result.withdrawals import verify_withdrawals


def verify_outcome(case: Case) -> None:
    """Check the result against the shares, and the published count against the result."""
    verify_withdrawals(case)
    events = case.events_of(EventType.RESULT)
    if not events:
        return
    if len(events) > 1:
        case.recorder.fail("9.1", f"there are {len(events)} results", events[1].height)
    event = events[0]
    rows = _read_result(case, event)
    if rows is None:
        case.recorder.skip("the result could not be read", "9.1", *_opening_checks(case), "9.5")
        return
    case.recorder.passed("9.1", "one result, the last event, of the form that the questions ask for")
    _check_range(case, event, rows)
    invalid = _check_opening(case, event, rows)
    check_counts(case, event, rows, invalid)
    assert case.questions is not None
    papers = sum(len(row) for q, row in zip(case.questions, rows, strict=True) if isinstance(q, RankedQuestion))
    totals = sum(map(len, rows)) - papers
    case.recorder.checked["V9"] = ", ".join(
        some(number, noun) for number, noun in ((totals, "total"), (papers, "ranked paper")) if number
    )


def _opening_checks(case: Case) -> list[str]:
    """Return which of 9.2 to 9.4 apply."""
    kinds = {isinstance(question, RankedQuestion) for question in case.questions or ()}
    return (["9.2"] if False in kinds or not kinds else []) + (["9.3", "9.4"] if True in kinds else [])


# -- form (9.1)


def _read_result(case: Case, event: ChainEvent) -> Rows | None:
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
    if len(record.result) != len(case.questions):
        sentence = (
            f"the result has {len(record.result)} parts; the election has {some(len(case.questions), 'question')}"
        )
        case.recorder.fail("9.1", sentence, event.height)
        return None
    rows = [_read_row(case, event, index, bytes(part)) for index, part in enumerate(record.result)]
    return None if any(row is None for row in rows) else rows  # type: ignore[return-value]


def _read_row(case: Case, event: ChainEvent, index: int, raw: bytes) -> list[Total] | None:
    """Return the totals of one question, flat, or its papers."""
    assert case.questions is not None
    question = case.questions[index]
    leaf: Any = tuple[int, ...] if isinstance(question, RankedQuestion) else NumberValue
    try:
        entries = flatten(question, raw, leaf, case.reader.at(event.height))
    except InvalidEncoding as error:
        check = "0.5" if error.check == "0.5" else "9.1"
        case.recorder.fail(check, f"the result of question {index + 1} is malformed: {error}", event.height)
        return None
    if isinstance(question, RankedQuestion):
        return _read_papers(case, event, index, question, entries)
    if len(entries) != question.ciphertexts:
        sentence = f"the result does not have one number for each choice of question {index + 1}"
        case.recorder.fail("9.1", sentence, event.height)
        return None
    totals = [_number(case, event, value) for value in entries]
    return None if None in totals else totals  # type: ignore[return-value]


def _read_papers(
    case: Case, event: ChainEvent, index: int, question: Question, entries: list[tuple[int, ...]]
) -> list[Total] | None:
    wanted = None if case.opened is None else len(case.opened[index])
    if wanted is not None and len(entries) != wanted:
        sentence = f"the result of question {index + 1} has {some(len(entries), 'paper')}; {wanted} were tallied"
        case.recorder.fail("9.1", sentence, event.height)
        return None
    size = len(question.answers)
    for place, paper in enumerate(entries, 1):
        if len(paper) != size:
            sentence = f"paper {place} of question {index + 1} has {len(paper)} numbers for {size} candidates"
            case.recorder.fail("9.1", sentence, event.height)
            return None
    return [list(paper) for paper in entries]


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


# -- what the shares open (9.2 to 9.4)


def _check_range(case: Case, event: ChainEvent, rows: Rows) -> None:
    for i, row in enumerate(rows, 1):
        for j, total in enumerate(row, 1):
            if isinstance(total, list):
                continue
            if total < 0 or (case.total_weight is not None and total > case.total_weight):
                limit = "the total weight" if case.total_weight is None else case.total_weight
                sentence = f"the total {total} of question {i}, choice {j} is not between 0 and {limit}"
                case.recorder.fail("9.2", sentence, event.height)


def _check_opening(case: Case, event: ChainEvent, rows: Rows) -> dict[int, set[int]] | None:
    """Check that each number is what the shares open (9.2, 9.3); return the rows of papers that are invalid (9.4)."""
    checks = _opening_checks(case)
    if case.opened is None or not case.shares_complete or case.context is None or case.trustees is None:
        case.recorder.skip("the tally or a trustee's share is missing or not valid", *checks)
        return None
    combined = case.trustees.combine({owner: shares.factors for owner, shares in case.shares.items()})
    in_range = not case.recorder.has_failed("9.2")
    for index, question in enumerate(case.context.questions):
        if isinstance(question, RankedQuestion):
            _compare_papers(case, event, index, rows[index], combined[index])
        elif in_range:
            _compare_totals(case, event, index, rows[index], combined[index])
    if "9.2" in checks:
        case.recorder.passed("9.2", "every total is what the shares open")
    if "9.3" not in checks:
        return {}
    case.recorder.passed("9.3", "every ranked paper is what the shares open, in the order of the last shuffle")
    return _warn_of_marks(case, event, combined)


def _compare_totals(case: Case, event: ChainEvent, index: int, row: list[Total], factors: list[Any]) -> None:
    assert case.opened is not None
    for place, (ciphertext, factor, total) in enumerate(zip(case.opened[index], factors, row, strict=True), 1):
        assert isinstance(total, int)
        if case.group.g**total * factor != ciphertext.beta:
            sentence = f"question {index + 1}, choice {place}: the total {total} is not what the shares open"
            case.recorder.fail("9.2", sentence, event.height)


def _compare_papers(case: Case, event: ChainEvent, index: int, row: list[Total], factors: list[Any]) -> None:
    assert case.opened is not None and case.questions is not None
    size = len(case.questions[index].answers)
    for place, (ciphertext, factor, paper) in enumerate(zip(case.opened[index], factors, row, strict=True), 1):
        if decode_paper(case.group, ciphertext.beta / factor, size) != paper:
            sentence = f"question {index + 1}: paper {place} of the result is not what the shares open"
            case.recorder.fail("9.3", sentence, event.height)


def _warn_of_marks(case: Case, event: ChainEvent, combined: list[list[Any]]) -> dict[int, set[int]]:
    """Name papers that no honest voter encodes (M1): a warning, since any voter alone can cause it (9.4)."""
    assert case.context is not None and case.opened is not None
    invalid: dict[int, set[int]] = {}
    for question, row in uncanonical_papers(case.context, case.opened, combined):
        invalid.setdefault(question, set()).add(row)
        case.recorder.warn(
            "9.4",
            f"question {question + 1}: paper {row + 1} carries data outside the answer, which no honest program "
            "writes; it counts as an invalid paper",
            event.height,
        )
    case.recorder.passed("9.4", "every ranked paper has its one form")
    return invalid
