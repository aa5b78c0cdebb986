"""The flow of votes from stage to stage: who keeps how many, and who passes how many on to whom.

Exact numbers only; how to draw them is decided elsewhere (ballot.report.sankey). Nothing gets lost: at each stage all
votes that leave a candidate arrive somewhere, and votes that nobody can use any more become non-transferable.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from ballot.count.sheet import Sheet, Stage

LOST = ""  # the name of non-transferable votes

Votes = dict[str, Fraction]


class Step(NamedTuple):
    """The movement of votes from the previous stage to this one.

    `before` and `after`: the votes of everybody who has any. `stays`: what each keeps. `moves`: by source and target.
    `recorded`: whether the sheet records the papers that moved. If not (Meek's rules redistribute all papers at each
    stage), losses are divided among gains in proportion.
    """

    stage: int
    before: Votes
    after: Votes
    stays: Votes
    moves: dict[tuple[str, str], Fraction]
    recorded: bool


def flow(sheet: Sheet) -> tuple[Step, ...]:
    """Return the steps of a count by stages, one fewer than there are stages."""
    states = [amounts(stage) for stage in sheet.stages]
    return tuple(
        _step(number, states[number - 1], states[number], sheet.stages[number]) for number in range(1, len(states))
    )


def amounts(stage: Stage) -> Votes:
    """Return the votes of everybody who has any at a stage, and the non-transferable votes."""
    votes = {name: Fraction(total) for name, total in (*stage.totals.items(), (LOST, stage.non_transferable))}
    return {name: number for name, number in votes.items() if number}


def _step(number: int, before: Votes, after: Votes, stage: Stage) -> Step:
    moves = _recorded(before, after, stage) if stage.transfers else _shared(before, after)
    arrived = _sums(moves, 1)
    stays = {name: votes - arrived.get(name, Fraction(0)) for name, votes in after.items()}
    kept = {name: votes for name, votes in stays.items() if votes}
    return Step(number, before, after, kept, moves, bool(stage.transfers))


def _recorded(before: Votes, after: Votes, stage: Stage) -> dict[tuple[str, str], Fraction]:
    """Return the moves that the sheet records, and losses by rounding as moves to LOST."""
    moves: dict[tuple[str, str], Fraction] = {}
    for transfer in stage.transfers:
        key = (transfer.source, transfer.target)
        moves[key] = moves.get(key, Fraction(0)) + Fraction(transfer.votes)
    left, arrived = _sums(moves, 0), _sums(moves, 1)
    for name, votes in before.items():
        if name != LOST:
            lost = votes - left.get(name, 0) - after.get(name, 0) + arrived.get(name, 0)
            moves[name, LOST] = moves.get((name, LOST), Fraction(0)) + lost
    return {key: votes for key, votes in moves.items() if votes}


def _shared(before: Votes, after: Votes) -> dict[tuple[str, str], Fraction]:
    names = dict.fromkeys((*before, *after))
    change = {name: after.get(name, Fraction(0)) - before.get(name, Fraction(0)) for name in names}
    losses = {name: -votes for name, votes in change.items() if votes < 0}
    gains = {name: votes for name, votes in change.items() if votes > 0}
    whole = sum(gains.values())
    return {(a, b): loss * gain / whole for a, loss in losses.items() for b, gain in gains.items()}


def _sums(moves: Mapping[tuple[str, str], Fraction], side: int) -> Votes:
    """Return the sum of votes that leave (0) or reach (1) each candidate."""
    sums: Votes = {}
    for key, votes in moves.items():
        sums[key[side]] = sums.get(key[side], Fraction(0)) + votes
    return sums
