"""A counted election as text, with a bar for each candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ballot.report import bars, counted, text_bars
from ballot.report.bars import Line

if TYPE_CHECKING:
    from ballot.count import Sheet
    from ballot.election.counting import ContestResult, ElectionResult


def result_table(result: ElectionResult) -> str:
    """Return the result of every contest, best first; the numbers stand beside the bars."""
    return "\n\n".join(_contest(contest, result.ballots) for contest in result.contests)


def _contest(contest: ContestResult, ballots: int) -> str:
    waiting = contest.tied if contest.needs_lot else ()
    lines = [Line(c.name, c.slate, 0, c.votes, elected=c.elected, tied=c.name in waiting) for c in contest.candidates]
    head = f"{contest.title}: {counted(contest.seats, 'seat')}, {counted(ballots, 'ballot')}"
    chart = text_bars(bars(lines, ballots))
    if contest.kind == "ranked":
        return "\n".join([head, "First preferences:", *chart, *_of_the_sheet(contest.sheet), contest.sentence])
    blank = [] if contest.blank is None else [f"Blank: {contest.blank:,}"]
    return "\n".join([head, *chart, *blank, contest.sentence])


def _of_the_sheet(sheet: Sheet | None) -> list[str]:
    """Return what a ranked count adds to the bars: quota, stages, papers that took no part, who was elected when."""
    if sheet is None:
        return []
    lines = [] if sheet.quota is None else [f"Quota: {sheet.quota}; {counted(len(sheet.stages), 'stage')}"]
    lines.append(f"Blank papers: {sheet.blank}; invalid: {sheet.invalid or '0'}")
    elected = [name for name in sheet.elected if name in sheet.status and sheet.status[name].stage]
    if elected:
        lines.append("In the order of their election:")
        width = max(map(len, elected))
        lines += [
            f"{place:>4}. {name:<{width}}  stage {sheet.status[name].stage}" for place, name in enumerate(elected, 1)
        ]
    return lines
