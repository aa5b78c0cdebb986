"""A ballot paper as text: what `ballot vote` shows, and what a member enters for each kind of contest.

choice   --choose 1:3            --choose "1: Ana Souza"        one candidate each time
ranked   --choose "2: Ann > Bob > 7"                            the first preference first; = for equal ranks
graded   --choose "2: Ann = Good, Bob = Poor"                   the best grade is 1
lists    --choose "3: Harbour / Li Wei, Yusuf Demir"            a list, and candidates on it; without /, all of them
closed   --choose "3: Harbour"                                  a list; nobody on it can be chosen
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import UNSET

from ballot.errors import InvalidEncoding, NotPermitted
from ballot.protocol.ballots import ElectionContext
from ballot.records.charter import ContestRule
from ballot.records.questions import HomomorphicQuestion, ListsQuestion, Question, RankedQuestion, parse_grades
from ballot.verify import names_of

_CONTEST = re.compile(r"\s*([0-9]+)\s*:(.*)", re.DOTALL)
Choice = list[int] | list[list[int]]


@dataclass(frozen=True, slots=True)
class Paper:
    """The contests of an election, and for graded ones the names of the grades. `rules`: those of the charter."""

    questions: Sequence[Question]
    grades: Sequence[tuple[str, ...]]
    rules: Sequence[ContestRule]

    def lists(self, index: int) -> tuple[tuple[str, ...], ...]:
        """Return the lists of a list contest, without the blank vote."""
        question = self.questions[index]
        assert isinstance(question, ListsQuestion)
        return question.answers[: len(names_of(question, self.rules[index]))]

    def is_closed(self, index: int) -> bool:
        """Whether members choose a list, and nobody on it."""
        return self.rules[index].list_type == "closed"

    def allows_blank(self, index: int) -> bool:
        """Whether an explicit blank vote is allowed; a ranked paper may always be left blank."""
        question = self.questions[index]
        if isinstance(question, ListsQuestion):
            return self.rules[index].blank_list is not UNSET
        return isinstance(question, RankedQuestion) or question.allows_blank


def paper_of(context: ElectionContext, rules: Sequence[ContestRule]) -> Paper:
    """Return the ballot paper of an election."""
    grades = [parse_grades(bytes(question)) for question in context.election.questions]
    return Paper(context.questions, grades, rules)


# -- showing it


def show_paper(paper: Paper) -> list[str]:
    """Return the lines of a ballot paper, with the numbers to choose by."""
    lines = []
    for number, (question, grades) in enumerate(zip(paper.questions, paper.grades, strict=True), start=1):
        closed = paper.is_closed(number - 1)
        lines.append(f"{number}. {question.question}  ({'choose one list' if closed else _how(question, grades)})")
        if isinstance(question, ListsQuestion):
            lines += _lists_lines(number, paper.lists(number - 1), closed=closed)
        else:
            lines += [f"   {number}:{place}  {name}" for place, name in enumerate(question.answers, start=1)]
    return lines


def _how(question: Question, grades: tuple[str, ...]) -> str:
    if isinstance(question, HomomorphicQuestion):
        return f"choose {question.min} to {question.max}"
    if isinstance(question, ListsQuestion):
        return "choose one list, and candidates on it"
    return f"grade with {', '.join(grades)}" if grades else "put the candidates in your order"


def _lists_lines(number: int, lists: Sequence[Sequence[str]], *, closed: bool) -> list[str]:
    lines = []
    for place, (name, *candidates) in enumerate(lists, start=1):
        lines.append(f"   {number}:{place}  {name}")
        heads = (f"{index}." if closed else f"{number}:{place}/{index}" for index in range(1, len(candidates) + 1))
        lines += [f"      {head}  {who}" for head, who in zip(heads, candidates, strict=True)]
    return lines


# -- reading it


def read_choices(paper: Paper, choose: Sequence[str], blank: Sequence[int]) -> list[Choice]:
    """Return the choices of each contest in the form that `create_ballot` expects.

    Raises:
        InvalidEncoding: something that is not on the ballot paper. NotPermitted: blank where it is not allowed.
    """
    texts: list[list[str]] = [[] for _ in paper.questions]
    for text in choose:
        contest, rest = _split(text)
        if not 1 <= contest <= len(texts):
            raise _not_there(text)
        texts[contest - 1].append(rest)
    for contest in blank:
        if not 1 <= contest <= len(texts) or not paper.allows_blank(contest - 1):
            raise NotPermitted(f"Contest {contest} has no blank vote.")
    return [_read(paper, index, chosen, index + 1 in blank) for index, chosen in enumerate(texts)]


def _split(text: str) -> tuple[int, str]:
    match = _CONTEST.fullmatch(text)
    contest, rest = (int(match[1]), match[2].strip()) if match else (1, text.strip())
    if not rest:
        raise InvalidEncoding(f"{text!r} is not a choice. Write CANDIDATE or CONTEST:CANDIDATE, by number or by name.")
    return contest, rest


def _not_there(text: str) -> InvalidEncoding:
    return InvalidEncoding(f"There is no candidate {text} on this ballot paper. See: ballot vote --show")


def _read(paper: Paper, index: int, texts: list[str], blank: bool) -> Choice:
    question = paper.questions[index]
    if isinstance(question, HomomorphicQuestion):
        return _read_votes(question, texts, blank)
    if isinstance(question, ListsQuestion):
        if paper.is_closed(index) and any("/" in text for text in texts):
            raise InvalidEncoding(f"“{question.question}”: the lists are closed. Choose a list, and nobody on it.")
        return _read_lists(question, texts, paper.lists(index), blank)
    if blank and texts:
        raise InvalidEncoding(f"“{question.question}”: a blank vote ranks nobody.")
    if paper.grades[index]:
        return _read_grades(question, texts, paper.grades[index])
    return _read_ranking(question, texts, equal=paper.rules[index].rule == "schulze")


def _place(text: str, names: Sequence[str]) -> int:
    """Return the index of a name, or of a number from 1, on the ballot paper."""
    cleaned = text.strip()
    if cleaned in names:
        return names.index(cleaned)
    if cleaned.isascii() and cleaned.isdecimal() and 1 <= int(cleaned) <= len(names):
        return int(cleaned) - 1
    raise _not_there(cleaned or text)


def _read_votes(question: HomomorphicQuestion, texts: list[str], blank: bool) -> list[int]:
    votes = [0] * len(question.answers)
    for text in texts:
        votes[_place(text, question.answers)] = 1
    return [int(blank), *votes] if question.allows_blank else votes


def _read_ranking(question: RankedQuestion, texts: list[str], *, equal: bool) -> list[int]:
    if len(texts) > 1:
        raise InvalidEncoding(f'“{question.question}”: write the whole order in one, such as "1: Ann > Bob".')
    ranks = [0] * len(question.answers)
    for rank, level in enumerate(texts[0].split(">") if texts else (), start=1):
        same = [level] if level.strip() in question.answers else level.split("=")
        if len(same) > 1 and not equal:
            raise InvalidEncoding(f"“{question.question}”: the rule of this contest allows no equal ranks.")
        for name in same:
            _set_once(ranks, _place(name, question.answers), rank, question)
    return ranks


def _set_once(numbers: list[int], place: int, value: int, question: RankedQuestion) -> None:
    if numbers[place]:
        raise InvalidEncoding(f"“{question.question}”: {question.answers[place]} stands twice in your choice.")
    numbers[place] = value


def _read_grades(question: RankedQuestion, texts: list[str], grades: tuple[str, ...]) -> list[int]:
    marks = [0] * len(question.answers)
    for entry in (entry for text in texts for entry in text.split(",")):
        name, equals, grade = entry.rpartition("=")
        if not equals:
            raise InvalidEncoding(f'“{question.question}”: write one grade each, such as "Ann = {grades[0]}".')
        if grade.strip() not in grades:
            raise InvalidEncoding(f"{grade.strip()!r} is not a grade. The grades are {', '.join(grades)}.")
        _set_once(marks, _place(name, question.answers), 1 + grades.index(grade.strip()), question)
    if any(marks) and not all(marks):
        raise InvalidEncoding(f"“{question.question}”: give every candidate a grade, or nobody for a blank vote.")
    return marks


def _read_lists(
    question: ListsQuestion, texts: list[str], lists: Sequence[Sequence[str]], blank: bool
) -> list[list[int]]:
    if blank and texts:
        raise InvalidEncoding(f"“{question.question}”: a blank vote chooses no list.")
    rows = [[0] * len(names) for names in question.answers]
    if blank:
        rows[-1] = [1, 1]
    for text in texts:
        name, slash, listed = text.partition("/")
        place = _place(name, [names[0] for names in lists])
        candidates = lists[place][1:]
        rows[place][0] = 1
        for index in [_place(entry, candidates) for entry in listed.split(",")] if slash else range(len(candidates)):
            rows[place][1 + index] = 1
    return rows
