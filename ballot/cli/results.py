"""A counted election as text, with a bar for each candidate."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ballot.count import seated
from ballot.report import bars, counted, names_in_words, rule_name, text_bars
from ballot.report.bars import Line, base_in_words

if TYPE_CHECKING:
    from ballot.count import Sheet
    from ballot.election.result.counting import ContestResult, ElectionResult
    from ballot.election.result.what_if import WhatIf


def result_table(result: ElectionResult) -> str:
    """Return the result of every contest, best first, with the numbers next to the bars."""
    return "\n\n".join(_contest(contest, result) for contest in result.contests)


def _contest(contest: ContestResult, result: ElectionResult) -> str:
    waiting = contest.tied if contest.needs_lot else ()
    lines = [Line(c.name, c.slate, 0, c.votes, elected=c.elected, tied=c.name in waiting) for c in contest.candidates]
    head = f"{contest.title}: {counted(contest.seats, 'seat')}, {counted(result.ballots, 'ballot')}"
    head = f"{head}. {base_in_words(result.total_weight)}"
    chart = text_bars(bars(lines, result.total_weight))
    if contest.kind == "ranked" and contest.blank is None:
        return "\n".join(
            [head, "First preferences:", *chart, *_of_the_sheet(contest.sheet), *_slates(contest), contest.sentence]
        )
    blank = [] if contest.blank is None else [f"Blank: {contest.blank:,}"]
    return "\n".join(
        [head, *chart, *blank, *_people(contest.sheet), *_quotas(contest.sheet), *_slates(contest), contest.sentence]
    )


def _slates(contest: ContestResult) -> list[str]:
    """Return how many of the places each slate has, where slates stand for more than one."""
    slates = {candidate.name: candidate.slate for candidate in contest.candidates}
    seats = Counter(candidate.slate for candidate in contest.candidates if candidate.elected)
    if contest.kind == "lists" or contest.seats == 1 or not seats or not _named(slates):
        return []
    return ["Places: " + ", ".join(f"{slate} {seats[slate]} of {contest.seats}" for slate in _named(slates))]


def _people(sheet: Sheet | None) -> list[str]:
    """Return who is elected on each list, with their votes where these count."""
    if sheet is None:
        return []
    elected = [(name, person) for name in sheet.elected for person in seated(sheet, name)]
    return [f"  {person.name} ({name}){f': {int(person.votes):,}' if person.votes else ''}" for name, person in elected]


def what_if_lines(contest: ContestResult, other: WhatIf) -> str:
    """Return who would have been elected by another rule, next to who was; for slates, the seats by both."""
    head = f"{contest.title}, what if: the same papers counted by another rule ({rule_name(other.rule)})"
    note = "This is not the result: people vote differently under another rule."
    if other.sheet is None:
        return "\n".join([head, other.sentence, note])
    slates = {candidate.name: candidate.slate for candidate in contest.candidates}
    official = [candidate.name for candidate in contest.candidates if candidate.elected]
    before, after = (Counter(slates[name] for name in names) for names in (official, other.sheet.elected))
    of = f"of {other.seats}"
    seats = [
        f"  {slate}: {before[slate]} {of} by the rule, {after[slate]} {of} by this one" for slate in _named(slates)
    ]
    return "\n".join([head, f"Elected: {names_in_words(other.sheet.elected)}.", *seats, note])


def _named(slates: dict[str, str]) -> list[str]:
    return [slate for slate in dict.fromkeys(slates.values()) if slate]


def _quotas(sheet: Sheet | None) -> list[str]:
    """Return for each quota by group whether it was met."""
    if sheet is None:
        return []
    return [
        f"Quota for “{check.group}”: {check.minimum} to {check.maximum} of {sheet.seats}; elected: {check.elected}"
        for check in sheet.groups
    ]


def _of_the_sheet(sheet: Sheet | None) -> list[str]:
    """Return what a ranked count adds to the bars: quota, stages, papers not counted, who was elected when."""
    if sheet is None:
        return []
    lines = [] if sheet.quota is None else [f"Quota: {sheet.quota}; {counted(len(sheet.stages), 'stage')}"]
    lines.append(f"Blank papers: {sheet.blank}; invalid: {sheet.invalid or '0'}")
    lines += _quotas(sheet)
    elected = [name for name in sheet.elected if name in sheet.status and sheet.status[name].stage]
    if elected:
        lines.append("In the order of their election:")
        width = max(map(len, elected))
        lines += [
            f"{place:>4}. {name:<{width}}  stage {sheet.status[name].stage}" for place, name in enumerate(elected, 1)
        ]
    return lines
