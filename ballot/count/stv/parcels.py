"""Whole papers that move from candidate to candidate, each at a value (the Gregory methods, and the alternative vote).

Identical papers always move together, so each group of them has one location and one value. A paper always moves to its
next continuing candidate; it skips those who are elected or excluded at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ballot.count.sheet import Transfer
from ballot.count.stv.poll import Poll

AWAY: Final = -1  # the location of papers without a further usable preference


class Parcels:
    """The location of a count's papers: for each candidate, the groups of papers that they have."""

    def __init__(self, poll: Poll) -> None:
        self.poll = poll
        self.preferences = list(poll.strict)
        self.counts = list(poll.strict.values())
        self.values = [poll.scale] * len(self.counts)
        self.position = [0] * len(self.counts)
        self.held: list[list[int]] = [[] for _ in poll.names]
        for group, preferences in enumerate(self.preferences):
            self.held[preferences[0]].append(group)
            poll.totals[preferences[0]] += self.counts[group] * poll.scale

    def next_on(self, group: int, continuing: frozenset[int]) -> int:
        """Move on to the next continuing candidate on these papers and return them, or AWAY."""
        preferences = self.preferences[group]
        for place in range(self.position[group] + 1, len(preferences)):
            if preferences[place] in continuing:
                self.position[group] = place
                return preferences[place]
        self.position[group] = len(preferences)
        return AWAY

    def move(
        self, source: int, groups: Iterable[int], revalue: Callable[[int], int] | None = None
    ) -> dict[tuple[int, int], int]:
        """Move groups of papers on; return the number of papers by candidate (or AWAY) and new value.

        The totals of the receiving candidates are increased; the caller must adjust the total of the source.
        """
        continuing = frozenset(self.poll.continuing)
        new_values: dict[int, int] = {}
        moved: dict[tuple[int, int], int] = {}
        for group in groups:
            value = self.values[group]
            if revalue is not None:
                if value not in new_values:
                    new_values[value] = revalue(value)
                value = self.values[group] = new_values[value]
            target = self.next_on(group, continuing)
            if target >= 0:
                self.held[target].append(group)
            key = (target, value)
            moved[key] = moved.get(key, 0) + self.counts[group]
        for (target, value), papers in moved.items():
            if target >= 0:
                self.poll.totals[target] += papers * value
        return moved

    def transfer_all(self, source: int, keeps: int, revalue: Callable[[int], int] | None = None) -> list[Transfer]:
        """Move all papers of a candidate, who keeps `keeps` votes; account for exhausted votes and for losses."""
        groups, self.held[source] = self.held[source], []
        given = self.poll.totals[source] - keeps
        self.poll.totals[source] = keeps
        moved = self.move(source, groups, revalue)
        self.poll.loss += given - sum(papers * value for (_, value), papers in moved.items())
        self.poll.exhausted += sum(papers * value for (target, value), papers in moved.items() if target == AWAY)
        return self.transfers(source, moved)

    def transfers(self, source: int, moved: dict[tuple[int, int], int]) -> list[Transfer]:
        """Return the record of a movement, by receiving candidate and falling value, with exhausted papers last."""
        poll = self.poll
        ordered = sorted(moved.items(), key=lambda item: (item[0][0] == AWAY, item[0][0], -item[0][1]))
        return [
            Transfer(
                source=poll.names[source],
                target="" if target == AWAY else poll.names[target],
                value=poll.show(value),
                papers=papers,
                votes=poll.show(papers * value),
            )
            for (target, value), papers in ordered
        ]
