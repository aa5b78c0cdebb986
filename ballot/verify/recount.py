"""Count one contest by the charter's rule: the one place that turns a decrypted result into what a rule counts.

The verifier recounts with it (check 9.5), and the server counts with it, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ballot.count import Conditions, Rule, Sheet, count_rows, count_totals
from ballot.errors import InvalidCount
from ballot.protocol.decryption import Total
from ballot.records.charter import ContestRule
from ballot.records.questions import HomomorphicQuestion, ListsQuestion, Question


@dataclass(frozen=True, slots=True)
class ContestCount:
    """A contest ready to be counted. `row`: totals, flat, or papers; `invalid`: rows of papers that are not (M1)."""

    question: Question
    rule: ContestRule
    row: Sequence[Total]
    grades: tuple[str, ...] = ()
    invalid: Collection[int] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Who is counted: the candidates, or the lists of a lists question."""
        if isinstance(self.question, ListsQuestion):
            return tuple(names[0] for names in self.question.answers)
        return self.question.answers

    @property
    def blank(self) -> int | None:
        """The number of blank votes, where the question counts them."""
        if isinstance(self.question, HomomorphicQuestion) and self.question.allows_blank:
            return _number(self.row[0])
        return None

    @property
    def totals(self) -> tuple[int, ...]:
        """One total for each of `names`; () for papers."""
        if isinstance(self.question, HomomorphicQuestion):
            return tuple(map(_number, self.row[1:] if self.question.allows_blank else self.row))
        if isinstance(self.question, ListsQuestion):
            heads, start = [], 0
            for names in self.question.answers:
                heads.append(_number(self.row[start]))
                start += len(names)
            return tuple(heads)
        return ()

    @property
    def papers(self) -> list[list[int]]:
        """The valid papers of a ranked question."""
        return [row for index, row in enumerate(self.row) if isinstance(row, list) and index not in self.invalid]

    def count(self, withdrawn: frozenset[int] = frozenset(), seed: str | None = None) -> Sheet:
        """Count by the charter's rule.

        Raises:
            InvalidCount: rule and question do not fit. CountNeedsLot: a tie waits for the seed.
        """
        rule = Rule(self.rule.rule, self.rule.seats, self.rule.quotas)
        if isinstance(self.question, HomomorphicQuestion | ListsQuestion):
            return count_totals(rule, self.names, self.totals, blank=self.blank or 0, withdrawn=withdrawn, seed=seed)
        conditions = Conditions(withdrawn=withdrawn, seed=seed)
        return count_rows(rule, self.names, self.papers, conditions=conditions, number_of_grades=len(self.grades))


def _number(value: Total) -> int:
    if isinstance(value, list):
        raise InvalidCount("A total is needed, not a paper.")
    return value
