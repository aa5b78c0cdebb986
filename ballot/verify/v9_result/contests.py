"""V10: the contests with their candidates, the trustees by name, and who was elected with how many votes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ballot.count import Sheet, seated
from ballot.records.charter import ContestRule
from ballot.records.questions import ListsQuestion, Question
from ballot.verify.case.case import Case
from ballot.verify.case.report import ContestReport, some
from ballot.verify.v2_v4_setup.candidates import names_of
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v9_result.outcomes import Outcome, Outcomes
from ballot.verify.v9_result.recount import NO_RULE


@dataclass(frozen=True, slots=True)
class Contests:
    """The contests with what was found of each, and the trustees, in their order."""

    values: tuple[ContestReport, ...]
    trustees: tuple[str, ...]


def list_contests(case: Case, setup: Setup, keys: TrusteeKeys | None, outcomes: Outcomes | None) -> Contests:
    """Return the contests, and the trustees by name. Of an archive that fails nobody is called elected."""
    questions, charter = setup.questions or (), setup.charter
    rules: tuple[ContestRule | None, ...] = () if charter is None else charter.contests
    if len(rules) != len(questions):
        rules = (None,) * len(questions)
    listed = [_contest(question, rule) for question, rule in zip(questions, rules, strict=True)]
    if outcomes is not None and not case.recorder.any_failure:
        listed = [_with_outcome(one, outcome) for one, outcome in zip(listed, outcomes.values, strict=True)]
    trustees = () if keys is None else tuple(keys.who(number) for number in range(1, len(keys.keys) + 1))
    return Contests(tuple(listed), trustees)


def _contest(question: Question, rule: ContestRule | None) -> ContestReport:
    names: tuple[str, ...] = names_of(question, rule or NO_RULE)
    if isinstance(question, ListsQuestion):
        names = tuple(map(_list_with_candidates, question.answers[: len(names)]))
    if rule is None:
        return ContestReport(question.question, "", None, names)
    return ContestReport(question.question, rule.rule, rule.seats, names)


def _list_with_candidates(row: tuple[str, ...]) -> str:
    return f"{row[0]} ({', '.join(row[1:])})" if row[1:] else row[0]


def _with_outcome(contest: ContestReport, outcome: Outcome) -> ContestReport:
    sheet = outcome.sheet
    votes = tuple(_votes(outcome))
    elected = None
    if sheet is not None:
        elected = (outcome.recounts[-1] if outcome.recounts else sheet).elected
    said = ". ".join([*_sentences(outcome, votes), ""]).rstrip()
    people = () if sheet is None else tuple(sheet.people.items())
    return replace(contest, elected=elected, votes=votes, outcome=said, people=people)


def _votes(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield the votes of each candidate or list; of preferences, how many papers put each one first."""
    count, sheet = outcome.count, outcome.sheet
    if count.totals:
        yield from zip(count.names, map(str, count.totals), strict=True)
    elif sheet is not None and sheet.stages and not (sheet.pairwise or sheet.histogram):
        yield from ((name, _plain(total)) for name, total in sheet.stages[0].totals.items())


def _sentences(outcome: Outcome, votes: tuple[tuple[str, str], ...]) -> Iterator[str]:
    count, sheet = outcome.count, outcome.sheet
    if sheet is None:
        yield "Not counted here"
    else:
        yield f"Elected: {', '.join(_elected(sheet)) or 'nobody'}"
        if sheet.reopened:
            yield f"Nominations are reopened for {some(sheet.reopened, 'seat')}"
    for recount in outcome.recounts:
        yield f"After a recount for a vacancy: {', '.join(recount.elected)}"
    if votes:
        what = "Votes" if count.totals else "First preferences"
        blank = () if count.blank is None else (f"blank: {count.blank}",)
        yield f"{what}: {', '.join([*(f'{name}: {number}' for name, number in votes), *blank])}"
    elif isinstance(next(iter(count.row), None), list):
        yield some(len(count.row), "paper")


def _elected(sheet: Sheet) -> Iterator[str]:
    """Yield each of those elected, with the votes that elected them, or the seats of a list."""
    for name in sheet.elected:
        if name in sheet.allocation:
            people = ", ".join(_seated(sheet, name))
            yield f"{name} ({some(sheet.allocation[name], 'seat')}{': ' if people else ''}{people})"
            continue
        stage = sheet.status[name].stage if name in sheet.status else 0
        totals = sheet.stages[stage - 1].totals if 1 <= stage <= len(sheet.stages) else {}
        if name not in totals or sheet.pairwise or sheet.histogram:
            yield name
        else:
            votes = _plain(totals[name])
            yield f"{name} ({votes} {'vote' if votes == '1' else 'votes'})"


def _seated(sheet: Sheet, name: str) -> Iterator[str]:
    """Yield the people who are elected on a list, with their votes where these count."""
    for person in seated(sheet, name):
        yield f"{person.name} with {some(int(person.votes), 'vote')}" if person.votes else person.name


def _plain(number: str) -> str:
    """Return a number of votes without the zeros behind its decimal point."""
    return number.rstrip("0").rstrip(".") if "." in number else number
