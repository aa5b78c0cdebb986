"""A sheet as plain text, stage by stage, suitable for reading aloud."""

from __future__ import annotations

import textwrap
import unicodedata
from decimal import Decimal
from typing import Final

from ballot.count.formats.words import (
    change,
    figure,
    group_sentences,
    numbers_line,
    person_reason,
    reason,
    status_words,
    tie_sentences,
)
from ballot.count.sheet import Sheet, Stage, seated
from ballot.errors import CountNeedsLot

WIDTH: Final = 100


def sheet_text(sheet: Sheet, title: str, rule_text: str) -> str:
    """Return the whole sheet as text."""
    head = title or "Count"
    rule = textwrap.wrap(f"Rule {sheet.rule}. {rule_text}", WIDTH)
    lines = [head, "=" * len(head), "", *rule, numbers_line(sheet), "", "Elected:"]
    for number, name in enumerate(sheet.elected, 1):
        lines += _wrapped(f"{number}. {name}: {reason(sheet, name)}", "  ", "     ")
        for person in seated(sheet, name):
            lines += _wrapped(f"{person.name}, {person_reason(person)}", "     ", "       ")
    lines += [] if sheet.elected else ["  nobody"]
    if sheet.reopened:
        lines.append(f"  Nominations are reopened for {sheet.reopened} of {sheet.seats} seats.")
    lines += [f"  Empty seats: {sheet.empty}."] if sheet.empty else []
    lines += group_sentences(sheet)
    ties = tie_sentences(sheet)
    lines += ["", "Ties:", *(part for line in ties for part in _wrapped(line.strip(), "  ", "    "))] if ties else []
    for index in range(len(sheet.stages)):
        lines += ["", *_stage(sheet, index)]
    if sheet.last_quotient:
        votes, divisor = sheet.last_quotient
        lines += ["", f"The last seat went to a quotient of {votes}{f'/{divisor}' if divisor != 1 else ''}."]
    lines += _people(sheet)
    lines += _ranking(sheet)
    return _harmless("\n".join(lines) + "\n")


def _harmless(text: str) -> str:
    """Return a text without control characters; names in an archive may contain anything."""
    return "".join("\ufffd" if unicodedata.category(c) == "Cc" and c != "\n" else c for c in text)


def _wrapped(line: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, initial_indent=first, subsequent_indent=others)


def _stage(sheet: Sheet, index: int) -> list[str]:
    stage = sheet.stages[index]
    quota = f"  Quota {stage.quota}." if stage.quota and stage.quota != sheet.quota else ""
    lines = [f"Stage {index + 1}. {stage.action}.{quota}"]
    width = max([len("Non-transferable"), *map(len, stage.totals)])
    digits = max(map(len, [*stage.totals.values(), stage.non_transferable]))
    for name, total in stage.totals.items():
        moved = change(sheet, index, name)
        lines.append(
            f"  {name:<{width}}  {total:>{digits}}  {moved:>{digits + 1}}  {_now(sheet, index, name)}".rstrip()
        )
    if stage.exhausted:
        lines.append(f"  {'Non-transferable':<{width}}  {stage.non_transferable:>{digits}}")
    if stage.rounding_loss.strip("0."):
        lines.append(f"  {'  of it rounding':<{width}}  {stage.rounding_loss:>{digits}}")
    lines += [part for line in _movements(stage) for part in _wrapped(line, "  ", "    ")]
    lines += _wrapped(f"Elected: {', '.join(stage.elected)}.", "  ", "    ") if stage.elected else []
    return lines


def _movements(stage: Stage) -> list[str]:
    """Return what moved at which value; for Meek's rules, the share of a paper that each elected candidate keeps."""
    by_value: dict[str, list[str]] = {}
    for transfer in stage.transfers:
        where = f"to {transfer.target}" if transfer.target else "without a further preference"
        by_value.setdefault(transfer.value, []).append(f"{figure(str(transfer.papers))} {where}")
    ordered = sorted(by_value, key=Decimal, reverse=True)
    lines = [f"Papers at {value}: {', '.join(by_value[value])}." for value in ordered]
    kept = {name: value for name, value in stage.keep.items() if 0 < Decimal(value) < 1}
    return lines + (
        [f"Kept of each paper: {', '.join(f'{value} by {name}' for name, value in kept.items())}."] if kept else []
    )


def _now(sheet: Sheet, index: int, name: str) -> str:
    """Return a candidate's status as known at this stage."""
    status = sheet.status[name]
    last = index == len(sheet.stages) - 1
    return status_words(sheet, name) if last or 0 < status.stage <= index + 1 or status.status == "withdrawn" else ""


def _people(sheet: Sheet) -> list[str]:
    """Return the candidates of each list in the order in which they get its seats, with their votes."""
    lines = []
    for listed, people in sheet.people.items():
        lines += ["", f"People on {listed}, in the order of the result:"]
        width = max(map(len, (person.name for person in people)))
        for person in people:
            elected = "elected" if person.elected else ""
            lines.append(f"  {person.name:<{width}}  {person.votes:>8}  {elected}".rstrip())
    return lines


def _ranking(sheet: Sheet) -> list[str]:
    if not sheet.ranking:
        return []
    lines = ["", "Ranking:", *(f"  {place}. {', '.join(level)}" for place, level in enumerate(sheet.ranking, 1))]
    names = list(sheet.status)
    if sheet.histogram:
        lines += ["", "Grades from the best, and the middle one:"]
        middle = [[f"middle {sheet.median_grade.get(name, '-')}"] for name in names]
        lines += _table(
            names, [[*map(str, row), *end] for row, end in zip(sheet.histogram.values(), middle, strict=True)]
        )
    if sheet.pairwise:
        lines += ["", "Papers that rank the candidate of the line above the one of the column (same order):"]
        lines += _table(names, [list(map(str, row)) for row in sheet.pairwise])
        lines += ["", "Weakest link of the strongest path (winning-losing votes):"]
        lines += _table(names, [[f"{won}-{lost}" if won else "-" for won, lost in row] for row in sheet.beatpaths])
    return lines


def _table(names: list[str], rows: list[list[str]]) -> list[str]:
    """Return a line for each name, with the cells aligned in columns."""
    width = max(map(len, names))
    digits = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = ["  ".join(cell.rjust(n) for cell, n in zip(row, digits, strict=True)) for row in rows]
    return [f"  {name:<{width}}  {line}" for name, line in zip(names, cells, strict=True)]


def compare_text(outcomes: dict[str, Sheet | CountNeedsLot], names: tuple[str, ...], official: str) -> str:
    """Return several counts of the same papers side by side; all but the official one are marked as what-ifs.

    A count that waits for the lot has "lot" at those whom it is between, and a sentence below.
    """
    heads = [rule if rule == official else f"{rule} (what-if)" for rule in outcomes]
    width = max([9, *map(len, names)])
    lines = [f"{'Candidate':<{width}}  " + "  ".join(heads)]
    for index, name in enumerate(names):
        cells = (_cell(outcome, index, name) for outcome in outcomes.values())
        row = "  ".join(cell.ljust(len(head)) for cell, head in zip(cells, heads, strict=True))
        lines.append(f"{name:<{width}}  {row.rstrip()}")
    lines += [str(outcome) for outcome in outcomes.values() if isinstance(outcome, CountNeedsLot)]
    return _harmless("\n".join(lines) + "\n")


def _cell(outcome: Sheet | CountNeedsLot, index: int, name: str) -> str:
    if isinstance(outcome, CountNeedsLot):
        return "lot" if index in outcome.tied else "?"
    if outcome.allocation:
        return str(outcome.allocation.get(name, 0))
    return "elected" if name in outcome.elected else "-"
