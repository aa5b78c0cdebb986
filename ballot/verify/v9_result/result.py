"""V9, the result and the count (checks 9.1 to 9.5)."""

from __future__ import annotations

from collections.abc import Sequence

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Point
from ballot.errors import InvalidEncoding
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import Total, uncanonical_papers
from ballot.protocol.ranked import decode_paper
from ballot.protocol.shape import flatten
from ballot.protocol.trustees import Trustees
from ballot.records.canonical import encode_number
from ballot.records.event import EventType
from ballot.records.questions import Question, RankedQuestion
from ballot.records.tally import Result
from ballot.records.types import NumberValue
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v6_v8_tally.published import Entries, PartialDecryptions, Shuffled, Tally
from ballot.verify.v9_result.counts import Rows, check_counts
from ballot.verify.v9_result.opening import open_without_result
from ballot.verify.v9_result.outcomes import Outcomes


def verify_result(
    case: Case,
    file: File,
    setup: Setup,
    keys: TrusteeKeys | None,
    context: ElectionContext | None,
    tally: Tally | None,
    shuffled: Shuffled | None,
    found: PartialDecryptions | None,
) -> Outcomes | None:
    """Check the result against the shares, and the published count against the result; return who was elected."""
    events, recorder = file.events_of(EventType.RESULT), case.recorder
    if not events:
        recorder.empty["V9"] = "not yet"
        if keys is not None and context is not None and shuffled is not None and shuffled.entries is not None:
            weight = None if tally is None else tally.total_weight
            if found is not None and found.complete and weight is not None:
                open_without_result(case, keys, context, shuffled.entries, found, weight)
        return None
    if len(events) > 1:
        recorder.fail("9.1", f"there are {len(events)} results", events[1].height)
    event = events[0]
    checks = _opening_checks(setup)
    opened = None if shuffled is None else shuffled.entries
    rows = None
    if setup.questions is not None:
        rows = _ResultReader(case, event, setup.questions, opened).read(file.content(event.payload))
    if rows is None or setup.questions is None:
        recorder.skip("the result could not be read", "9.1", *checks, "9.5")
        return None
    recorder.passed("9.1", "one result, the last event, of the form that the questions ask for")
    _check_range(case, event, rows, None if tally is None else tally.total_weight)
    trustees = None if keys is None else keys.trustees
    invalid = None
    if opened is None or found is None or not found.complete or context is None or trustees is None:
        recorder.skip("the tally or a trustee's share is missing or not valid", *checks)
    else:
        invalid = _Opening(case, event, context, opened, _combine(trustees, found)).check(rows, checks)
    outcomes = check_counts(case, file, setup, event, rows, invalid)
    recorder.checked["V9"] = _summary(setup.questions, rows)
    return outcomes


def _summary(questions: Sequence[Question], rows: Rows) -> str:
    papers = sum(len(row) for q, row in zip(questions, rows, strict=True) if isinstance(q, RankedQuestion))
    totals = sum(map(len, rows)) - papers
    return ", ".join(some(number, noun) for number, noun in ((totals, "total"), (papers, "ranked paper")) if number)


def _opening_checks(setup: Setup) -> list[str]:
    """Return which of 9.2 to 9.4 apply."""
    kinds = {isinstance(question, RankedQuestion) for question in setup.questions or ()}
    return (["9.2"] if False in kinds or not kinds else []) + (["9.3", "9.4"] if True in kinds else [])


def _combine(trustees: Trustees, found: PartialDecryptions) -> list[list[Point]]:
    return trustees.combine({owner: shares.factors for owner, shares in found.shares.items()})


# -- form (9.1)


class _ResultReader:
    """Reads the result, and checks that it has the right shape."""

    def __init__(self, case: Case, event: ChainEvent, questions: Sequence[Question], opened: Entries | None) -> None:
        self.case, self.event, self.questions, self.opened = case, event, questions, opened

    def _fail(self, check: str, sentence: str) -> None:
        self.case.recorder.fail(check, sentence, self.event.height)

    def read(self, raw: bytes | None) -> Rows | None:
        """Return the totals of each question, flat, or its papers."""
        if raw is None:
            return None
        try:
            record = self.case.reader.read(Result, raw, self.event.height)
        except WrongShape as error:
            check = "9.1" if isinstance(error.tree, dict) and "result" in error.tree else "1.3"
            self._fail(check, f"the payload of this event is no result of this kind of election: {error}")
            return None
        except InvalidEncoding as error:
            self._fail("0.5", f"the result: {error}")
            return None
        if len(record.result) != len(self.questions):
            asked = some(len(self.questions), "question")
            self._fail("9.1", f"the result has {len(record.result)} parts; the election has {asked}")
            return None
        rows = [self._read_row(index, bytes(part)) for index, part in enumerate(record.result)]
        complete = [row for row in rows if row is not None]
        return complete if len(complete) == len(rows) else None

    def _read_row(self, index: int, raw: bytes) -> list[Total] | None:
        question = self.questions[index]
        read = self.case.reader.at(self.event.height)
        try:
            if isinstance(question, RankedQuestion):
                return self._check_papers(index, flatten(question, raw, tuple[int, ...], read))
            entries = flatten(question, raw, NumberValue, read)
        except InvalidEncoding as error:
            check = "0.5" if error.check == "0.5" else "9.1"
            self._fail(check, f"the result of question {index + 1} is malformed: {error}")
            return None
        if len(entries) != question.ciphertexts:
            self._fail("9.1", f"the result does not have one number for each choice of question {index + 1}")
            return None
        totals = [self._number(value) for value in entries]
        known: list[Total] = [total for total in totals if total is not None]
        return known if len(known) == len(totals) else None

    def _check_papers(self, index: int, papers: list[tuple[int, ...]]) -> list[Total] | None:
        wanted = None if self.opened is None else len(self.opened[index])
        if wanted is not None and len(papers) != wanted:
            found = some(len(papers), "paper")
            self._fail("9.1", f"the result of question {index + 1} has {found}; {wanted} were tallied")
            return None
        size = len(self.questions[index].answers)
        for place, paper in enumerate(papers, 1):
            if len(paper) != size:
                numbers = f"{len(paper)} numbers for {size} candidates"
                self._fail("9.1", f"paper {place} of question {index + 1} has {numbers}")
                return None
        return [list(paper) for paper in papers]

    def _number(self, value: int | str) -> int | None:
        """Return a total. Another spelling of a number is a matter of 0.5; text that is no number, one of 9.1."""
        text = str(value)
        if len(text) > 40 or not text.removeprefix("-").isdecimal() or not text.isascii():
            self._fail("9.1", f"{text[:40]!r} in the result is not a number")
            return None
        number = int(text)
        if number >= 0 and encode_number(number) != value:
            if isinstance(value, str):
                self._fail("9.1", f"the total {number} in the result is written as text")
            deviation = f"the total {number} in the result is written as {value!r}"
            self.case.reader.deviations.append((self.event.height, deviation))
        return number


# -- what the shares open (9.2 to 9.4)


def _check_range(case: Case, event: ChainEvent, rows: Rows, total_weight: int | None) -> None:
    for i, row in enumerate(rows, 1):
        for j, total in enumerate(row, 1):
            if isinstance(total, list):
                continue
            if total < 0 or (total_weight is not None and total > total_weight):
                limit = "the total weight" if total_weight is None else total_weight
                sentence = f"the total {total} of question {i}, choice {j} is not between 0 and {limit}"
                case.recorder.fail("9.2", sentence, event.height)


class _Opening:
    """Compares the result with what the shares open. `combined`: the factor of each ciphertext, of all trustees."""

    def __init__(
        self, case: Case, event: ChainEvent, context: ElectionContext, opened: Entries, combined: list[list[Point]]
    ) -> None:
        self.case, self.event, self.context = case, event, context
        self.opened, self.combined = opened, combined

    def check(self, rows: Rows, checks: Sequence[str]) -> dict[int, set[int]]:
        """Check that each number is what the shares open; return the rows of papers that are invalid (9.4)."""
        recorder = self.case.recorder
        in_range = not recorder.has_failed("9.2")
        for index, question in enumerate(self.context.questions):
            if isinstance(question, RankedQuestion):
                self._compare_papers(index, rows[index])
            elif in_range:
                self._compare_totals(index, rows[index])
        if "9.2" in checks:
            recorder.passed("9.2", "every total is what the shares open")
        if "9.3" not in checks:
            return {}
        recorder.passed("9.3", "every ranked paper is what the shares open, in the order of the last shuffle")
        return self._warn_of_marks()

    def _compare_totals(self, index: int, row: list[Total]) -> None:
        g = self.context.group.g
        for place, (ciphertext, factor, total) in enumerate(self._triples(index, row), 1):
            assert isinstance(total, int)
            if g**total * factor != ciphertext.beta:
                sentence = f"question {index + 1}, choice {place}: the total {total} is not what the shares open"
                self.case.recorder.fail("9.2", sentence, self.event.height)

    def _compare_papers(self, index: int, row: list[Total]) -> None:
        size = len(self.context.questions[index].answers)
        for place, (ciphertext, factor, paper) in enumerate(self._triples(index, row), 1):
            if decode_paper(self.context.group, ciphertext.beta / factor, size) != paper:
                sentence = f"question {index + 1}: paper {place} of the result is not what the shares open"
                self.case.recorder.fail("9.3", sentence, self.event.height)

    def _triples(self, index: int, row: list[Total]) -> list[tuple[Ciphertext, Point, Total]]:
        return list(zip(self.opened[index], self.combined[index], row, strict=True))

    def _warn_of_marks(self) -> dict[int, set[int]]:
        """Name papers that no honest voter encodes (M1): a warning, since any voter alone can cause it (9.4)."""
        invalid: dict[int, set[int]] = {}
        for question, row in uncanonical_papers(self.context, self.opened, self.combined):
            invalid.setdefault(question, set()).add(row)
            self.case.recorder.warn(
                "9.4",
                f"question {question + 1}: paper {row + 1} carries data outside the answer, which no honest program "
                "writes; it counts as an invalid paper",
                self.event.height,
            )
        self.case.recorder.passed("9.4", "every ranked paper has its one form")
        return invalid
