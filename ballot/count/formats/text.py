"""A sheet as plain text, stage by stage, so that it can be read out."""

from __future__ import annotations

import textwrap
from typing import Final

from ballot.count.formats.words import change, group_sentences, numbers_line, reason, status_words, tie_sentences
from ballot.count.sheet import Sheet

WIDTH: Final = 100


def sheet_text(sheet: Sheet, title: str, rule_text: str) -> str:
    """Return the whole sheet as text."""
    head = title or "Count"
    rule = textwrap.wrap(f"Rule {sheet.rule}. {rule_text}", WIDTH)
    lines = [head, "=" * len(head), "", *rule, numbers_line(sheet), "", "Elected:"]
    for number, name in enumerate(sheet.elected, 1):
        lines += _wrapped(f"{number}. {name}: {reason(sheet, name)}", "  ", "     ")
    lines += [] if sheet.elected else ["  nobody"]
    if sheet.reopened:
        lines.append(f"  Nominations are reopened for {sheet.reopened} of {sheet.seats} seats.")
    lines += group_sentences(sheet)
    ties = tie_sentences(sheet)
    lines += ["", "Ties:", *(part for line in ties for part in _wrapped(line.strip(), "  ", "    "))] if ties else []
    for index in range(len(sheet.stages)):
        lines += ["", *_stage(sheet, index)]
    lines += _ranking(sheet)
    return "\n".join(lines) + "\n"


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
    lines.append(f"  {'Non-transferable':<{width}}  {stage.non_transferable:>{digits}}")
    if stage.rounding_loss.strip("0."):
        lines.append(f"  {'  of it rounding':<{width}}  {stage.rounding_loss:>{digits}}")
    lines += [f"  Elected: {', '.join(stage.elected)}."] if stage.elected else []
    return lines


def _now(sheet: Sheet, index: int, name: str) -> str:
    """Return a candidate's status as far as it is known at this stage."""
    status = sheet.status[name]
    last = index == len(sheet.stages) - 1
    return status_words(sheet, name) if last or 0 < status.stage <= index + 1 or status.status == "withdrawn" else ""


def _ranking(sheet: Sheet) -> list[str]:
    if not sheet.ranking:
        return []
    lines = ["", "Ranking:", *(f"  {place}. {', '.join(level)}" for place, level in enumerate(sheet.ranking, 1))]
    names = list(sheet.status)
    width = max(map(len, names))
    if sheet.histogram:
        lines += ["", "Grades from the best, and the middle one:"]
        lines += [
            f"  {name:<{width}}  {' '.join(map(str, row))}  middle {sheet.median_grade.get(name, '-')}"
            for name, row in sheet.histogram.items()
        ]
    if sheet.pairwise:
        lines += ["", "Papers that rank the candidate of the line above the one of the column (same order):"]
        lines += [
            f"  {name:<{width}}  {' '.join(map(str, row))}" for name, row in zip(names, sheet.pairwise, strict=True)
        ]
        lines += ["", "Weakest link of the strongest path (winning-losing votes):"]
        lines += [
            f"  {name:<{width}}  {' '.join(f'{a}-{b}' for a, b in row)}"
            for name, row in zip(names, sheet.beatpaths, strict=True)
        ]
    return lines


def compare_text(sheets: dict[str, Sheet], names: tuple[str, ...], official: str) -> str:
    """Return several counts of the same papers side by side; all but the official one are marked as what-if."""
    heads = [rule if rule == official else f"{rule} (what-if)" for rule in sheets]
    width = max([9, *map(len, names)])
    lines = [f"{'Candidate':<{width}}  " + "  ".join(heads)]
    for name in names:
        cells = [_cell(sheet, name).ljust(len(head)) for sheet, head in zip(sheets.values(), heads, strict=True)]
        lines.append(f"{name:<{width}}  " + "  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def _cell(sheet: Sheet, name: str) -> str:
    if sheet.allocation:
        return str(sheet.allocation.get(name, 0))
    return "elected" if name in sheet.elected else "-"
