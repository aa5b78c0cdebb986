"""A counted election as text, with a bar for each candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ballot.report import bars, counted, text_bars
from ballot.report.bars import Line

if TYPE_CHECKING:
    from ballot.election.counting import ContestResult, ElectionResult


def result_table(result: ElectionResult) -> str:
    """Return the result of every contest, best first; the numbers stand beside the bars."""
    return "\n\n".join(_contest(contest, result.ballots) for contest in result.contests)


def _contest(contest: ContestResult, ballots: int) -> str:
    lines = [
        Line(c.name, c.slate, 0, c.votes, elected=c.elected, tied=c.name in contest.tied) for c in contest.candidates
    ]
    head = f"{contest.title}: {counted(contest.seats, 'seat')}, {counted(ballots, 'ballot')}"
    blank = [] if contest.blank is None else [f"Blank: {contest.blank:,}"]
    return "\n".join([head, *text_bars(bars(lines, ballots)), *blank, contest.sentence])
