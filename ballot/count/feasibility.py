"""Which sets of candidates can be completed so that all seats are filled and all quotas by group are met.

A *completion* is a set of open candidates that, with those chosen already, fills all seats and meets every quota.
Candidates who belong to the same groups are interchangeable, so the search for completions works with cells (Otten,
"STV with multiple constraints", Voting matters 13, paper 3): a cell is a combination of groups. Checking each quota
alone would be wrong (Hill, Voting matters 9). An open candidate who is in every completion is *guarded*: they may not
be excluded. One who is in none is *doomed*: they are excluded at the next opportunity, before anything else is done.

A single completion shows for many candidates at once that they are not doomed, or not guarded. Only for the others is
there another search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ballot.count.quotas import Quota
from ballot.errors import InvalidCount

MOST_STEPS = 30_000  # of all searches for one state of a count; a few categories of groups need some hundreds
_MOST_CELLS = 400
_Cell = tuple[bool, ...]
_Bounds = tuple[int, ...]


class _Certain(NamedTuple):
    """The open candidates whose outcome the quotas decide."""

    guarded: frozenset[int]
    doomed: frozenset[int]


class Feasibility:
    """Answers questions about one set of quotas. `quotas` with the same members are treated as one with both bounds."""

    def __init__(self, quotas: Sequence[Quota], seats: int) -> None:
        self.quotas = tuple(quotas)
        self.seats = seats
        bounds: dict[frozenset[int], tuple[int, int]] = {}
        for quota in quotas:
            low, high = bounds.get(quota.members, (0, seats))
            bounds[quota.members] = max(low, quota.minimum), min(high, quota.maximum)
        self._members = list(bounds)
        self._bounds = list(bounds.values())
        self._known: dict[object, _Certain | None] = {}
        self._steps = 0

    def completes(self, chosen: Collection[int], free: Collection[int]) -> bool:
        """Return whether some of the free candidates complete the chosen ones."""
        self._steps = 0
        return self._search(chosen, Counter(map(self._cell, free))) is not None

    def guarded(self, chosen: Collection[int], free: Collection[int]) -> frozenset[int]:
        """Return the free candidates without whom there is no completion."""
        return self._certain(chosen, free).guarded

    def doomed(self, chosen: Collection[int], free: Collection[int]) -> frozenset[int]:
        """Return the free candidates with whom there is no completion."""
        return self._certain(chosen, free).doomed

    def require(self, free: Collection[int]) -> None:
        """Check that the quotas can be met at all.

        Raises:
            InvalidCount: they cannot; if a single quota is the reason, the message says which.
        """
        if self.completes((), free):
            return
        for quota in self.quotas:
            standing = len(quota.members.intersection(free))
            if not Feasibility([quota], self.seats).completes((), free):
                raise InvalidCount(
                    f"The quota for “{quota.group}” cannot be met: {quota.minimum} to {quota.maximum} of {self.seats} "
                    f"seats are for its members, of whom {standing} stand, beside {len(free) - standing} others."
                )
        raise InvalidCount("Each quota could be met alone, but no set of candidates meets all of them together.")

    def _cell(self, candidate: int) -> _Cell:
        return tuple(candidate in members for members in self._members)

    def _certain(self, chosen: Collection[int], free: Collection[int]) -> _Certain:
        key = frozenset(chosen), frozenset(free)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._find_certain(chosen, free)
        return found

    def _find_certain(self, chosen: Collection[int], free: Collection[int]) -> _Certain:
        self._steps = 0
        cells = Counter(map(self._cell, free))
        possible: set[_Cell] = set()  # some completion contains a candidate of the cell
        optional: set[_Cell] = set()  # some completion leaves one of the cell out
        for cell in [None, *cells]:
            for missing in (possible, optional):
                if cell is None or cell not in missing:
                    taken = self._search(chosen, cells, more=cell if missing is possible else None, without=cell)
                    for other, number in cells.items() if taken is not None else ():
                        taken_here = (taken or {}).get(other, 0) + (missing is possible and other == cell)
                        possible.update([other] if taken_here else [])
                        optional.update([other] if taken_here < number else [])
        return _Certain(
            frozenset(c for c in free if self._cell(c) not in optional),
            frozenset(c for c in free if self._cell(c) not in possible),
        )

    def _search(
        self,
        chosen: Collection[int],
        cells: Mapping[_Cell, int],
        more: _Cell | None = None,
        without: _Cell | None = None,
    ) -> dict[_Cell, int] | None:
        """Return how many candidates of each cell complete the chosen ones, if any do.

        `without`: a cell with one candidate fewer. `more`: a cell with one more candidate chosen.
        """
        taken = [len(members.intersection(chosen)) for members in self._members]
        if more is not None:
            taken = [number + inside for number, inside in zip(taken, more, strict=True)]
        places = self.seats - len(chosen) - (more is not None)
        lows = (places, *(low - number for (low, _), number in zip(self._bounds, taken, strict=True)))
        highs = (places, *(high - number for (_, high), number in zip(self._bounds, taken, strict=True)))
        left = {cell: number - (cell == without) for cell, number in cells.items() if number > (cell == without)}
        search = _Search([(True, *cell) for cell in left], list(left.values()), len(lows), self._steps)
        found = search.run(lows, highs)
        self._steps = search.steps
        return None if found is None else dict(zip(left, found, strict=True))


class _Search:
    """Finds how many to choose from each cell so that the sum over every set of cells is within its bounds.

    Set 0 contains all cells. A branch that cannot be completed is abandoned immediately, and remembered.
    """

    def __init__(self, cells: Sequence[_Cell], numbers: Sequence[int], count: int, steps: int) -> None:
        if len(cells) > _MOST_CELLS:
            raise InvalidCount(f"The groups of the quotas cross in more than {_MOST_CELLS} ways. Use fewer groups.")
        order = sorted(range(len(cells)), key=lambda i: (-sum(cells[i]), cells[i]))
        self._order, self._numbers = order, [numbers[i] for i in order]
        self._sets = [[k for k, inside in enumerate(cells[i]) if inside] for i in order]
        self._rest = [[0] * count for _ in range(len(order) + 1)]  # candidates of each set, from this cell onwards
        for place in range(len(order) - 1, -1, -1):
            self._rest[place] = list(self._rest[place + 1])
            for k in self._sets[place]:
                self._rest[place][k] += self._numbers[place]
        self._families = _disjoint_families([{i for i in order if cells[i][k]} for k in range(count)])
        self._failed: set[object] = set()
        self.steps = steps

    def run(self, lows: _Bounds, highs: _Bounds) -> list[int] | None:
        """Return the number chosen from each cell, or None if there is no solution."""
        taken = [0] * len(self._order)
        if not self._fits(0, list(lows), list(highs), taken):
            return None
        return [number for _, number in sorted(zip(self._order, taken, strict=True))]

    def _fits(self, place: int, lows: list[int], highs: list[int], taken: list[int]) -> bool:
        rest = self._rest[place]
        if not self._possible(rest, lows, highs):
            return False
        if place == len(taken):
            return True
        key = place, tuple(max(0, low) for low in lows), tuple(map(min, highs, rest))
        if key in self._failed:
            return False
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise InvalidCount(
                "The quotas by group cross in too many ways to say who can be elected. Use fewer groups."
            )
        for number in self._choices(place, lows, highs):
            fewer, less = lows.copy(), highs.copy()
            for k in self._sets[place]:
                fewer[k] -= number
                less[k] -= number
            taken[place] = number
            if self._fits(place + 1, fewer, less, taken):
                return True
        self._failed.add(key)
        return False

    def _choices(self, place: int, lows: list[int], highs: list[int]) -> list[int]:
        """Return the numbers that can be chosen from a cell, those nearest to its share of all places first."""
        after = self._rest[place + 1]
        least = max(0, *(lows[k] - after[k] for k in self._sets[place]))
        most = min(self._numbers[place], *(highs[k] for k in self._sets[place]))
        share = self._numbers[place] * lows[0] // self._rest[place][0]
        return sorted(range(least, most + 1), key=lambda number: abs(number - share))

    def _possible(self, rest: list[int], lows: list[int], highs: list[int]) -> bool:
        for low, high, number in zip(lows, highs, rest, strict=True):
            if low > number or high < 0 or low > high:
                return False
        for family in self._families:
            least = sum(max(0, lows[k]) for k in family)
            outside = rest[0] - sum(rest[k] for k in family)
            if least > highs[0] or outside + sum(min(highs[k], rest[k]) for k in family) < lows[0]:
                return False
        return True


def _disjoint_families(sets: Sequence[set[int]]) -> list[list[int]]:
    """Group the numbers of all sets but the first (which contains all cells) so that sets in a group are disjoint."""
    families: list[tuple[list[int], set[int]]] = []
    for k, members in enumerate(sets[1:], 1):
        home = next((family for family in families if not family[1] & members), None)
        if home is None:
            families.append(([k], set(members)))
        else:
            home[0].append(k)
            home[1].update(members)
    return [family for family, _ in families]
