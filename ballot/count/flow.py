"""The flow of votes from stage to stage, as shapes for a Sankey diagram: numbers only, whoever draws it.

Each stage is a column; each candidate with votes is a bar in it, and what is non-transferable is one more. Ribbons join
what stays where it is and what moves. Coordinates are whole units of the drawing's own; 500 units are all valid papers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ballot.count.sheet import Sheet, Stage

FULL, BAR, STEP, GAP = 500, 14, 150, 8
LOST = ""  # the name of what is non-transferable


class Node(NamedTuple):
    """One candidate's votes at one stage (both from 0)."""

    stage: int
    name: str
    votes: str
    x: int
    y: int
    height: int
    candidate: int


class Link(NamedTuple):
    """A ribbon: votes that stay with or move to `target` at `stage`. `path` is the data of an SVG path."""

    stage: int
    source: str
    target: str
    votes: str
    path: str
    candidate: int


class Flow(NamedTuple):
    """The whole diagram. `candidate` -1 stands for non-transferable."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def flow(sheet: Sheet) -> Flow:
    """Return the diagram of a count by stages."""
    names = [*sheet.status, LOST]
    columns = [_amounts(stage) for stage in sheet.stages]
    whole = max((sum(column.values()) for column in columns), default=Decimal(0)) or Decimal(1)
    unit = Decimal(FULL) / whole
    nodes = [_column(index, column, names, unit) for index, column in enumerate(columns)]
    links: list[Link] = []
    for index in range(1, len(columns)):
        moves = _moves(columns[index - 1], columns[index], sheet.stages[index])
        links += _ribbons(index, moves, nodes[index - 1], nodes[index], names, unit)
    height = max((node.y + node.height for column in nodes for node in column.values()), default=0)
    width = max(0, len(columns) - 1) * STEP + BAR
    return Flow(width, height, tuple(node for column in nodes for node in column.values()), tuple(links))


def _amounts(stage: Stage) -> dict[str, Decimal]:
    amounts = {name: Decimal(total) for name, total in stage.totals.items()}
    return {**amounts, LOST: Decimal(stage.non_transferable)}


def _column(index: int, amounts: dict[str, Decimal], names: list[str], unit: Decimal) -> dict[str, Node]:
    nodes, y = {}, 0
    for number, name in enumerate(names):
        votes = amounts.get(name, Decimal(0))
        if votes > 0:
            height = max(1, int(votes * unit))
            candidate = -1 if name == LOST else number
            nodes[name] = Node(index, name, str(votes), index * STEP, y, height, candidate)
            y += height + GAP
    return nodes


def _moves(before: dict[str, Decimal], after: dict[str, Decimal], stage: Stage) -> dict[tuple[str, str], Decimal]:
    """Return what stays and what moves. Where the sheet records no transfers, losses are shared out among gains."""
    moves = {(name, name): min(votes, after[name]) for name, votes in before.items() if min(votes, after[name]) > 0}
    losses = {name: votes - after[name] for name, votes in before.items() if votes > after[name]}
    gains = {name: after[name] - votes for name, votes in before.items() if after[name] > votes}
    for transfer in stage.transfers:
        key = (transfer.source, transfer.target)
        moves[key] = moves.get(key, Decimal(0)) + Decimal(transfer.votes)
    total = sum(gains.values())
    if not stage.transfers and total:
        moves.update({(a, b): loss * gain / total for a, loss in losses.items() for b, gain in gains.items()})
    return {key: votes for key, votes in moves.items() if votes > 0}


def _ribbons(
    index: int,
    moves: dict[tuple[str, str], Decimal],
    left: dict[str, Node],
    right: dict[str, Node],
    names: list[str],
    unit: Decimal,
) -> list[Link]:
    used_left: dict[str, Decimal] = {}
    used_right: dict[str, Decimal] = {}
    order = {name: place for place, name in enumerate(names)}
    links = []
    for (source, target), votes in sorted(moves.items(), key=lambda item: (order[item[0][0]], order[item[0][1]])):
        if source not in left or target not in right:
            continue
        start = left[source].y + int(used_left.get(source, Decimal(0)) * unit)
        end = right[target].y + int(used_right.get(target, Decimal(0)) * unit)
        used_left[source] = used_left.get(source, Decimal(0)) + votes
        used_right[target] = used_right.get(target, Decimal(0)) + votes
        path = _path(left[source].x + BAR, start, right[target].x, end, max(1, int(votes * unit)))
        links.append(Link(index, source, target, str(votes), path, left[source].candidate))
    return links


def _path(x0: int, y0: int, x1: int, y1: int, height: int) -> str:
    middle = (x0 + x1) // 2
    return (
        f"M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}"
        f"V{y1 + height}C{middle} {y1 + height} {middle} {y0 + height} {x0} {y0 + height}Z"
    )
