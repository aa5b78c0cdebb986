"""Count one contest by the charter's rule: the only place that turns a decrypted result into what a rule counts.

The verifier recounts with it (check 9.5), and the server counts with it, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from msgspec import UNSET, UnsetType

from ballot.board.companion import VacancyRecord
from ballot.count import (
    GRADED,
    LISTS,
    Conditions,
    Contest,
    ListCandidate,
    Rule,
    Sheet,
    count_contest,
    fill_vacancy,
    grades_from_rows,
    papers_from_rows,
)
from ballot.count.contest import totals_of_papers
from ballot.errors import CountNeedsLot, InvalidCount
from ballot.protocol.decryption import Total
from ballot.records.charter import ContestRule
from ballot.records.questions import HomomorphicQuestion, ListsQuestion, Question, RankedQuestion
from ballot.verify.v2_v4_setup.candidates import blank_list_fault, has_blank_list, names_of

# Of an election whose charter is not at hand, or that has none: totals can be read, and nothing be counted.
NO_RULE: Final = ContestRule(seats=1, rule="", quotas=(), ties="public-lot", withdrawals=False, slates=())


@dataclass(frozen=True, slots=True)
class ContestCount:
    """A contest ready to be counted.

    `row`: totals, flat, or papers; `invalid`: rows of papers that are not (M1); `withdrawn`: candidates (from 0) who
    withdrew before the count was opened.
    """

    question: Question
    rule: ContestRule
    row: Sequence[Total]
    grades: tuple[str, ...] = ()
    invalid: Collection[int] = ()
    withdrawn: frozenset[int] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Who is counted: the candidates, or the lists of a lists question, without the blank one."""
        return names_of(self.question, self.rule)

    @property
    def blank(self) -> int | None:
        """The number of blank votes, where the question counts them."""
        if isinstance(self.question, HomomorphicQuestion) and self.question.allows_blank:
            return _number(self.row[0])
        if isinstance(self.question, ListsQuestion) and has_blank_list(self.question, self.rule):
            return self._votes_of_lists(self.question)[-1]
        return None

    @property
    def totals(self) -> tuple[int, ...]:
        """One total for each of `names`; () where preferences or grades are counted."""
        if isinstance(self.question, HomomorphicQuestion):
            return tuple(map(_number, self.row[1:] if self.question.allows_blank else self.row))
        if isinstance(self.question, ListsQuestion):
            return self._votes_of_lists(self.question)[: len(self.names)]
        if self.rule.rule in ("block", "approval"):
            return totals_of_papers(self.counting_rule, papers_from_rows(self.names, self.papers), self.withdrawn)[0]
        return ()

    @property
    def people(self) -> tuple[tuple[ListCandidate, ...], ...]:
        """The candidates of each of `names`, in the order of their list, with the ballots on which they are ticked."""
        if not isinstance(self.question, ListsQuestion):
            return ()
        votes = iter(self.row)
        rows = tuple(
            tuple(ListCandidate(name, _number(total)) for name, total in zip(names, votes, strict=False))
            for names in self.question.answers
        )
        return tuple(row[1:] for row in rows[: len(self.names)])

    def _votes_of_lists(self, question: ListsQuestion) -> tuple[int, ...]:
        """Return the total of each list of the record, the blank one included."""
        starts = accumulate((len(names) for names in question.answers[:-1]), initial=0)
        return tuple(_number(self.row[start]) for start in starts)

    @property
    def papers(self) -> list[list[int]]:
        """The valid papers of a ranked question."""
        return [row for index, row in enumerate(self.row) if isinstance(row, list) and index not in self.invalid]

    @property
    def uncontested(self) -> bool:
        """Whether all candidates are elected without a count: there are no more of them than seats."""
        standing = len(self.names) - len(self.withdrawn)
        return self.rule.rule not in LISTS and self.rule.reopen is UNSET and standing <= self.rule.seats

    @property
    def counting_rule(self) -> Rule:
        """The charter's rule with its parameters."""
        reopen = None if isinstance(self.rule.reopen, UnsetType) else self.rule.reopen - 1
        list_type = "" if isinstance(self.rule.list_type, UnsetType) else self.rule.list_type
        lift = 0 if isinstance(self.rule.lift, UnsetType) else self.rule.lift
        return Rule(self.rule.rule, self.rule.seats, self.rule.quotas, reopen, list_type, lift)

    def contest(self, rule: str) -> Contest:
        """Return the contest in the form that a rule counts.

        Raises:
            InvalidCount: two candidates have one name, a paper has another form than the question asks for, or the
                blank list of the charter cannot be one.
        """
        fault = blank_list_fault(self.question, self.rule)
        if fault:
            raise InvalidCount(f"The charter cannot be followed: {fault}.")
        contest = Contest(self.names, title=self.question.question, seats=self.rule.seats, withdrawn=self.withdrawn)
        if not isinstance(self.question, RankedQuestion):
            return contest._replace(totals=self.totals, blank=self.blank or 0, people=self.people)
        if rule in GRADED:
            return contest._replace(grades=grades_from_rows(self.names, self.papers, len(self.grades)))
        return contest._replace(papers=papers_from_rows(self.names, self.papers))

    def count(self, seed: str | None = None) -> Sheet:
        """Count by the charter's rule.

        Raises:
            InvalidCount: rule and question do not fit. CountNeedsLot: a tie waits for the seed.
        """
        return self.count_by(self.counting_rule, seed)

    def count_by(self, rule: Rule, seed: str | None = None) -> Sheet:
        """Count by another rule: not the count, but what it would have been.

        Raises:
            InvalidCount: rule and question do not fit. CountNeedsLot: a tie waits for the seed.
        """
        return count_contest(rule, self.contest(rule.name), Conditions(seed=seed))

    def recount_vacancies(self, sheet: Sheet, records: Iterable[VacancyRecord]) -> Iterator[Sheet]:
        """Yield the recount that fills each vacancy, in the order of the companion file.

        `sheet` is the count as it was declared. A seed is used only where the recount comes to a tie.

        Raises:
            InvalidCount: nobody departed, nobody can follow, or there is a seed although no tie needed one.
            CountNeedsLot: a tie waits for the seed.
        """
        vacancies = Vacancies(self, sheet)
        for record in records:
            yield vacancies.fill(record.candidate, record.seed or None)


class Vacancies:
    """Who has left since a count, and who has a seat now."""

    def __init__(self, count: ContestCount, sheet: Sheet) -> None:
        self._count, self._contest = count, count.contest(count.rule.rule)
        self.departed: tuple[int, ...] = ()
        self.members = self._indices(sheet)

    def _indices(self, sheet: Sheet) -> tuple[int, ...]:
        return tuple(map(self._count.names.index, sheet.elected))

    def recount(self, departed: int, seed: str | None) -> Sheet:
        """Return the recount that fills the seat of a member, and change nothing.

        Raises:
            InvalidCount: not a member, nobody can follow, or a seed although no tie needed one. CountNeedsLot: a tie.
        """
        gone = frozenset(self.departed)
        rule, members = self._count.counting_rule, frozenset(self.members)

        def fill(seed: str | None) -> Sheet:
            return fill_vacancy(rule, self._contest, Conditions(withdrawn=gone, seed=seed), members, departed)

        try:
            sheet = fill(None)
        except CountNeedsLot:
            if seed is None:
                raise
            return fill(seed)
        if seed is not None:
            raise InvalidCount("This recount needs no lot, so that no seed may be entered.")
        return sheet

    def fill(self, departed: int, seed: str | None) -> Sheet:
        """Return the recount that fills the seat of a member, and go on from it.

        Raises:
            InvalidCount: not a member, nobody can follow, or a seed although no tie needed one. CountNeedsLot: a tie.
        """
        sheet = self.recount(departed, seed)
        self.accept(departed, sheet)
        return sheet

    def accept(self, departed: int, sheet: Sheet) -> None:
        """Go on from a recount that filled the seat of a member."""
        self.departed, self.members = (*self.departed, departed), self._indices(sheet)


def _number(value: Total) -> int:
    if isinstance(value, list):
        raise InvalidCount("A total is needed, not a paper.")
    return value
