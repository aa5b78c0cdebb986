"""A count's sheet as tables that people read: stage by stage, grades, pairs; and each seat with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ballot.count import TOTALS, Sheet
from ballot.report.rules import rule_name
from ballot.report.words import names_in_words

_PURPOSE = {"seat": "who gets the last seat", "surplus": "whose surplus goes first", "exclude": "who is excluded"}
_METHOD = {
    "lot": "The public lot decided",
    "backwards": "The votes of earlier stages, the latest first, decided",
    "forwards": "The votes of earlier stages, the first first, decided",
    "votes": "The number of votes decided",
    "none": "None of them was elected at this point, and the count went on",
}


@dataclass(frozen=True)
class Row:
    """One candidate's line; `marked` are the columns at which something was decided about them."""

    name: str
    cells: tuple[str, ...]
    marked: frozenset[int]
    outcome: str


@dataclass(frozen=True)
class Table:
    """A table with one line for each candidate, and lines below that are about the whole count."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    below: tuple[Row, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Seat:
    """One who is elected, in order, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class SheetView:
    """All that a page shows of a sheet besides the bars."""

    rule: str
    facts: tuple[tuple[str, str], ...]
    seats: tuple[Seat, ...]
    ties: tuple[str, ...]
    tables: tuple[Table, ...]


def view_sheet(sheet: Sheet, grades: Sequence[str] = ()) -> SheetView:
    """Return a sheet in words and tables. `grades`: the names of the grades, the best first."""
    found = (_stage_table(sheet), _grade_table(sheet, grades), _pair_table(sheet), _allocation_table(sheet))
    return SheetView(
        rule=rule_name(sheet.rule),
        facts=tuple(_facts(sheet)),
        seats=tuple(Seat(name, _reason(sheet, name, grades)) for name in sheet.elected or sheet.winners),
        ties=tuple(_ties(sheet)),
        tables=tuple(table for table in found if table is not None),
    )


def shorter(number: str) -> str:
    """Write a decimal without zeros at its end.

    >>> shorter("12.50000"), shorter("14.000"), shorter("140")
    ('12.5', '14', '140')
    """
    return number.rstrip("0").rstrip(".") if "." in number else number


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    facts = [("Valid papers", sheet.valid)] if sheet.valid else []
    if sheet.quota:
        facts.append(("Quota", shorter(sheet.quota)))
    if sheet.final_quota and sheet.final_quota != sheet.quota:
        facts.append(("Quota at the end", shorter(sheet.final_quota)))
    if sheet.stages and sheet.rule not in TOTALS:
        facts.append(("Not transferable at the end", shorter(sheet.stages[-1].non_transferable)))
    facts += [("Blank papers", sheet.blank)] if sheet.valid else []
    facts += [("Invalid papers", sheet.invalid)] if sheet.invalid else []
    facts += [("Seats that stay open", str(sheet.reopened))] if sheet.reopened else []
    return facts


def _reason(sheet: Sheet, name: str, grades: Sequence[str]) -> str:
    """Say why somebody is elected."""
    if sheet.allocation:
        return f"{sheet.allocation.get(name, 0)} of {sheet.seats} seats"
    median = sheet.median_grade.get(name)
    if median is not None:
        return f"middle grade: {_grade(grades, median)}"
    if sheet.pairwise:
        return _pair_reason(sheet, name)
    stage = sheet.status[name].stage if name in sheet.status else 0
    if not 1 <= stage <= len(sheet.stages):
        return "most votes"
    found = sheet.stages[stage - 1]
    votes, quota = found.totals.get(name, "0"), found.quota or sheet.quota
    below = ", below the quota: no more candidates than seats were left" if quota and _less(votes, quota) else ""
    return f"at stage {stage} ({_action(found.action)}), with {shorter(votes)} votes{below}"


def _less(votes: str, quota: str) -> bool:
    return Fraction(votes) < Fraction(quota)


def _action(action: str) -> str:
    return action[:1].lower() + action[1:]


def _grade(grades: Sequence[str], number: int) -> str:
    return grades[number - 1] if number <= len(grades) else str(number)


def _pair_reason(sheet: Sheet, name: str) -> str:
    names = list(sheet.status)
    index = names.index(name)
    beaten = sum(sheet.pairwise[index][other] > sheet.pairwise[other][index] for other in range(len(names)))
    return f"preferred to {beaten} of the {len(names) - 1} others"


def _ties(sheet: Sheet) -> list[str]:
    sentences = []
    for tie in sheet.ties:
        what = f" when it was decided {_PURPOSE[tie.purpose]}" if tie.purpose in _PURPOSE else ""
        when = f" before stage {tie.before_stage}" if tie.before_stage else ""
        decided = (
            f"{_METHOD.get(tie.method, 'Not decided yet')}{': ' + names_in_words(tie.chosen) if tie.chosen else ''}"
        )
        seed = f" The seed of the lot was “{tie.seed}”." if tie.seed else ""
        sentences.append(f"{names_in_words(tie.candidates)} were level{when}{what}. {decided}.{seed}")
    return sentences


def _order(sheet: Sheet) -> list[str]:
    """Return the elected in order, then the others, those who stayed longest first."""
    excluded = [name for group in reversed(sheet.excluded_order) for name in group]
    others = [name for name in sheet.status if name not in sheet.elected and name not in excluded]
    return [*sheet.elected, *others, *excluded]


def _outcome(sheet: Sheet, name: str) -> str:
    status = sheet.status[name]
    return f"{status.status.capitalize()}{f' at stage {status.stage}' if status.stage else ''}"


def _stage_table(sheet: Sheet) -> Table | None:
    if not sheet.stages or sheet.rule in TOTALS:
        return None
    rows = []
    for name in _order(sheet):
        status = sheet.status[name]
        cells = tuple(shorter(stage.totals[name]) if name in stage.totals else "" for stage in sheet.stages)
        marked = frozenset({status.stage - 1} if status.stage else ())
        rows.append(Row(name, cells, marked, _outcome(sheet, name)))
    below = [Row("Not transferable", tuple(shorter(s.non_transferable) for s in sheet.stages), frozenset(), "")]
    if len({stage.quota for stage in sheet.stages}) > 1:
        below.append(Row("Quota", tuple(shorter(s.quota) if s.quota else "" for s in sheet.stages), frozenset(), ""))
    return Table(
        title="Stage by stage",
        columns=tuple(f"{number}. {stage.action}" for number, stage in enumerate(sheet.stages, start=1)),
        rows=tuple(rows),
        below=tuple(below),
        note="The number of votes of each candidate after each stage. The stage at which somebody was elected or "
        "excluded is set in bold.",
    )


def _grade_table(sheet: Sheet, grades: Sequence[str]) -> Table | None:
    if not sheet.histogram:
        return None
    rows = []
    for name in (name for level in sheet.ranking for name in level):
        counts = sheet.histogram[name]
        median = sheet.median_grade.get(name, 0)
        outcome = f"Middle grade: {_grade(grades, median)}" if median else ""
        rows.append(Row(name, tuple(map(str, counts)), frozenset({median - 1} if median else ()), outcome))
    number = max(map(len, sheet.histogram.values()))
    return Table(
        title="Grades",
        columns=tuple(_grade(grades, grade) for grade in range(1, number + 1)),
        rows=tuple(rows),
        note="How many papers gave each grade; candidates in the order of the result. The middle grade is set in bold.",
    )


def _pair_table(sheet: Sheet) -> Table | None:
    if not sheet.pairwise:
        return None
    names = list(sheet.status)
    ordered = [name for level in sheet.ranking for name in level] or names
    rows = []
    for name in ordered:
        own = names.index(name)
        others = [names.index(other) for other in ordered]
        cells = tuple("–" if other == own else str(sheet.pairwise[own][other]) for other in others)
        marked = frozenset(at for at, o in enumerate(others) if sheet.pairwise[own][o] > sheet.pairwise[o][own])
        rows.append(Row(name, cells, marked, _outcome(sheet, name)))
    return Table(
        title="Pair by pair",
        columns=tuple(f"over {name}" for name in ordered),
        rows=tuple(rows),
        note="How many papers put the candidate of the line above the one of the column. Where the line wins, the "
        "number is set in bold.",
    )


def _allocation_table(sheet: Sheet) -> Table | None:
    if not sheet.allocation:
        return None
    votes = sheet.stages[0].totals if sheet.stages else {}
    ordered = sorted(sheet.allocation.items(), key=lambda item: -item[1])
    rows = tuple(Row(name, (shorter(votes.get(name, "")), str(seats)), frozenset({1}), "") for name, seats in ordered)
    return Table(title="Seats of each list", columns=("Votes", "Seats"), rows=rows)


__all__ = ["Row", "Seat", "SheetView", "Table", "shorter", "view_sheet"]
