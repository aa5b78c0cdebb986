"""Check 9.5: recount each contest by the charter's rule, and compare with the published sheet."""

from __future__ import annotations

from typing import TypeVar

from ballot.board.companion import CountSheetRecord, LotSeedRecord, VacancyRecord, WithdrawalRecord
from ballot.count import RULES, Sheet
from ballot.errors import CountNeedsLot, InvalidCount
from ballot.protocol.decryption import Total
from ballot.records.canonical import encode
from ballot.records.charter import Charter
from ballot.records.election import Election
from ballot.records.event import EventType
from ballot.records.questions import Question, RankedQuestion, parse_grades
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v9_result.outcomes import Outcome, Outcomes
from ballot.verify.v9_result.recount import NO_RULE, ContestCount

Rows = list[list[Total]]
_Invalid = dict[int, set[int]]  # contest -> rows of ranked papers that do not count
_OfContest = TypeVar("_OfContest", CountSheetRecord, LotSeedRecord, VacancyRecord)


def check_counts(
    case: Case, file: File, setup: Setup, event: ChainEvent, rows: Rows, invalid: _Invalid | None
) -> Outcomes:
    """Recount each contest by the charter's rule, compare with the published sheet, and return the outcomes.

    `invalid`: None if it is not known which ranked papers are invalid.
    """
    charter, questions, recorder = setup.charter, setup.questions, case.recorder
    assert questions is not None and setup.election is not None
    uncounted = tuple(Outcome(ContestCount(q, NO_RULE, row)) for q, row in zip(questions, rows, strict=True))
    if setup.foreign:
        return Outcomes(uncounted)
    if charter is None:
        recorder.skip("the charter is not at hand, so the rule of the count is not known", "9.5")
        return Outcomes(uncounted)
    if len(charter.contests) != len(questions):
        recorder.skip("the charter has another number of contests than the election", "9.5")
        return Outcomes(uncounted)
    found = list(uncounted)
    for contests, what in (
        ([record.contest for record in case.companion.of(CountSheetRecord)], "count"),
        ([record.contest for record in case.companion.of(VacancyRecord)], "recount for a vacancy"),
    ):
        if any(contest >= len(rows) for contest in contests):
            recorder.fail("9.5", f"a {what} was published of a contest that does not exist", event.height)
    for number, row in enumerate(rows):
        if invalid is None and isinstance(questions[number], RankedQuestion):
            recorder.skip("it is not known which ranked papers are invalid", "9.5")
        else:
            contest = _Contest(case, file, charter, setup.election, questions[number], number)
            found[number] = contest.check(event, row, (invalid or {}).get(number, set())) or found[number]
    recorder.passed("9.5", f"{len(rows)} published counts are what the charter's rule gives")
    return Outcomes(tuple(found))


class _Contest:
    """One contest, counted and published."""

    def __init__(
        self, case: Case, file: File, charter: Charter, election: Election, question: Question, number: int
    ) -> None:
        self.case, self.file, self.question, self.number = case, file, question, number
        self.rule = charter.contests[number]
        self.raw = bytes(election.questions[number])
        self.name = f"contest {number + 1}"

    def check(self, event: ChainEvent, row: list[Total], invalid: set[int]) -> Outcome | None:
        """Recount, and compare; return what was counted, or None if nothing could be."""
        recorder, name = self.case.recorder, self.name
        published = self._published(CountSheetRecord)
        if not published and self._published(VacancyRecord):
            recorder.fail("9.5", f"a seat of {name} was filled anew, and no count of it was published", event.height)
            return None
        if self.rule.rule not in RULES:
            rule = self.rule.rule[:40]
            recorder.skip(f"this version does not know the counting rule {rule!r}", "9.5")
            recorder.warn(
                "9.5", f"{name} is counted by the rule {rule!r}, which this version does not know", event.height
            )
            return None
        try:
            count, sheet = self._recount(row, invalid)
        except (CountNeedsLot, InvalidCount) as error:
            self._report_impossible(event, error, published=bool(published))
            return None
        if not published:
            recorder.skip(f"no count of {name} was published", "9.5")
            recorder.warn("9.5", f"no count of {name} was published", event.height)
            return Outcome(count, sheet)
        expected = encode(sheet)
        for record in published:
            if bytes(record.sheet) != expected:
                recorder.fail(
                    "9.5", f"the published count of {name} is not what the charter's rule gives", event.height
                )
        return Outcome(count, sheet, self._check_vacancies(event, count, sheet))

    def _published(self, kind: type[_OfContest]) -> list[_OfContest]:
        """Return the companion's records of this contest that belong to the result."""
        result = next(self.file.events.of(EventType.RESULT), None)
        records = [] if result is None else self.case.companion.of(kind, result.digest.hex())
        return [record for record in records if record.contest == self.number]

    def _report_impossible(self, event: ChainEvent, error: CountNeedsLot | InvalidCount, *, published: bool) -> None:
        """Report that there is no count: a failure if one was published, or if seeds of the lot contradict each other.

        If the lot has still to decide, the count is missing. If nobody was ranked, there can be none.
        """
        recorder, name = self.case.recorder, self.name
        if published or len(self._seeds()) > 1:
            recorder.fail("9.5", f"{name} cannot be counted as published: {error}", event.height)
        elif isinstance(error, CountNeedsLot):
            recorder.skip(f"no count of {name} was published", "9.5")
            why = "the lot has to decide, and there is no seed"
            recorder.warn("9.5", f"no count of {name} was published: {why}", event.height)
        else:
            recorder.warn("9.5", f"no count of {name} was published: {error}", event.height)

    def _seeds(self) -> set[str]:
        return {record.seed for record in self._published(LotSeedRecord)}

    def _recount(self, row: list[Total], invalid: set[int]) -> tuple[ContestCount, Sheet]:
        """Return the contest and its count by the charter's rule, with the published withdrawals and seed."""
        withdrawals = self.case.companion.of(WithdrawalRecord)
        withdrawn = frozenset(record.candidate for record in withdrawals if record.contest == self.number)
        seeds = self._seeds()
        if len(seeds) > 1:
            raise InvalidCount("two different seeds of the lot were published")
        count = ContestCount(self.question, self.rule, row, parse_grades(self.raw), invalid, withdrawn)
        return count, count.count(next(iter(seeds), None))

    def _check_vacancies(self, event: ChainEvent, count: ContestCount, sheet: Sheet) -> tuple[Sheet, ...]:
        """Check the recounts that filled seats which fell vacant after the count, one after the other; return them."""
        recorder, published = self.case.recorder, self._published(VacancyRecord)
        recounts: list[Sheet] = []
        try:
            for number, recount in enumerate(count.recount_vacancies(sheet, published)):
                if bytes(published[number].sheet) != encode(recount):
                    sentence = f"recount {number + 1} for a vacancy in {self.name} is not what the charter's rule gives"
                    recorder.fail("9.5", sentence, event.height)
                    break  # what follows rests on it
                recounts.append(recount)
        except (CountNeedsLot, InvalidCount) as error:
            recorder.fail("9.5", f"a vacancy in {self.name} cannot be filled as published: {error}", event.height)
        return tuple(recounts)
