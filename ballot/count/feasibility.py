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

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ballot.count.integer_points import Sums
from ballot.count.quotas import Quota
from ballot.errors import InvalidCount

_Cell = tuple[bool, ...]


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
        self._places: dict[_Cell, int] = {}
        self._sums = Sums(0, [()], [(seats, seats)])

    def completes(self, chosen: Collection[int], free: Collection[int]) -> bool:
        """Return whether some of the free candidates complete the chosen ones."""
        self._learn([*chosen, *free])
        return self._sums.find(self._numbers(chosen), self._numbers([*chosen, *free])) is not None

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

    def cell(self, candidate: int) -> _Cell:
        """Return to which of the quotas' sets a candidate belongs: candidates of one cell are interchangeable."""
        return tuple(candidate in members for members in self._members)

    def _certain(self, chosen: Collection[int], free: Collection[int]) -> _Certain:
        key = frozenset(chosen), frozenset(free)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._find_certain(chosen, free)
        return found

    def _find_certain(self, chosen: Collection[int], free: Collection[int]) -> _Certain:
        self._learn([*chosen, *free])
        least, most = self._numbers(chosen), self._numbers([*chosen, *free])
        possible: set[int] = set()  # cells of which some completion contains a free candidate
        optional: set[int] = set()  # cells of which some completion leaves a free candidate out

        def look(place: int, at_least: int, at_most: int) -> bool:
            low, high = [*least], [*most]
            low[place], high[place] = at_least, at_most
            found = self._sums.find(low, high)
            possible.update(i for i, number in enumerate(found or ()) if number > least[i])
            optional.update(i for i, number in enumerate(found or ()) if number < most[i])
            return found is not None

        if least and look(0, least[0], most[0]):
            for place, (low, high) in enumerate(zip(least, most, strict=True)):
                if low < high and place not in possible:
                    look(place, low + 1, high)
                if low < high and place not in optional:
                    look(place, low, high - 1)
        return _Certain(
            frozenset(c for c in free if self._places[self.cell(c)] not in optional),
            frozenset(c for c in free if self._places[self.cell(c)] not in possible),
        )

    def _learn(self, candidates: Collection[int]) -> None:
        """Give each cell of these candidates a place."""
        known = len(self._places)
        for candidate in candidates:
            self._places.setdefault(self.cell(candidate), len(self._places))
        if len(self._places) > known:
            sets = [[i for cell, i in self._places.items() if cell[k]] for k in range(len(self._members))]
            everybody = range(len(self._places))
            self._sums = Sums(len(self._places), [everybody, *sets], [(self.seats, self.seats), *self._bounds])

    def _numbers(self, candidates: Collection[int]) -> list[int]:
        """Return how many of these candidates are in each cell."""
        numbers = [0] * len(self._places)
        for candidate in candidates:
            numbers[self._places[self.cell(candidate)]] += 1
        return numbers
