"""Whole numbers within bounds whose sums are within bounds, or the certainty that there are none.

The sums are solved by the simplex method for bounds (Dutertre and de Moura, "A fast linear-arithmetic solver for
DPLL(T)", CAV 2006, section 3; Bland's rule, so that it ends), in exact arithmetic. If a number of the solution is not
whole, there are two cases: it is at most the whole number below, or at least the one above. All numbers are bounded, so
this ends; with the few sums that quotas by group make, after a few cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

_Number = int | Fraction


class Sums:
    """Sets of numbers, and the bounds of their sums. What one search has solved helps the next.

    Numbers 0 to `count` - 1 are asked for; the sum of the set at `place` is variable `count` + `place`. Each basic
    variable has a row over the others.
    """

    def __init__(self, count: int, sets: Sequence[Iterable[int]], bounds: Sequence[tuple[int, int]]) -> None:
        self._count = count
        self._low: list[int] = [0] * count + [low for low, _ in bounds]
        self._high: list[int] = [0] * count + [high for _, high in bounds]
        self._value: list[_Number] = [0] * len(self._low)
        self._rows: dict[int, dict[int, _Number]] = {
            count + place: dict.fromkeys(members, 1) for place, members in enumerate(sets)
        }

    def find(self, low: Sequence[int], high: Sequence[int]) -> list[int] | None:
        """Return numbers within these bounds whose sums are within theirs; None if there are none."""
        bounds = [*zip(low, high, strict=True), *zip(self._low[self._count :], self._high[self._count :], strict=True)]
        if any(least > most for least, most in bounds):
            return None
        for variable in range(self._count):
            self._bound(variable, low[variable], high[variable])
        return [int(value) for value in self._value[: self._count]] if self._is_possible() else None

    def _is_possible(self) -> bool:
        """Find whole numbers within all bounds, case by case."""
        if not self._is_feasible():
            return False
        split = next((i for i in range(self._count) if self._value[i].denominator > 1), None)
        if split is None:
            return True
        low, high, below = self._low[split], self._high[split], self._value[split].__floor__()
        for case in ((low, below), (below + 1, high)):
            self._bound(split, *case)
            if self._is_possible():
                return True
        self._bound(split, low, high)
        return False

    def _bound(self, variable: int, low: int, high: int) -> None:
        self._low[variable], self._high[variable] = low, high
        if variable not in self._rows:
            self._move(variable, min(max(self._value[variable], low), high))

    def _is_feasible(self) -> bool:
        """Bring all variables into their bounds; return whether that is possible."""
        while True:
            basic = next((i for i in sorted(self._rows) if not self._low[i] <= self._value[i] <= self._high[i]), None)
            if basic is None:
                return True
            up = self._value[basic] < self._low[basic]
            row = sorted(self._rows[basic].items())
            entering = next((j for j, part in row if self._can_move(j, (part > 0) == up)), None)
            if entering is None:
                return False
            goal = self._low[basic] if up else self._high[basic]
            self._move(entering, self._value[entering] + _ratio(goal - self._value[basic], self._rows[basic][entering]))
            self._pivot(basic, entering)

    def _can_move(self, variable: int, up: bool) -> bool:
        value = self._value[variable]
        return value < self._high[variable] if up else value > self._low[variable]

    def _move(self, variable: int, value: _Number) -> None:
        """Give a variable that is not basic another value."""
        change = value - self._value[variable]
        self._value[variable] = value
        for basic, row in self._rows.items() if change else ():
            if variable in row:
                self._value[basic] += row[variable] * change

    def _pivot(self, leaving: int, entering: int) -> None:
        """Exchange a basic variable for one that is not: solve its row for the latter, and put that into the others."""
        row = self._rows.pop(leaving)
        part = row.pop(entering)
        solved = {j: _ratio(-other, part) for j, other in row.items()}
        solved[leaving] = _ratio(1, part)
        for other in self._rows.values():
            factor = other.pop(entering, 0)
            for j, number in solved.items() if factor else ():
                total = other.get(j, 0) + factor * number
                if total:
                    other[j] = total
                else:
                    other.pop(j, None)
        self._rows[entering] = solved


def _ratio(a: _Number, b: _Number) -> _Number:
    """Return a / b, as a whole number where it is one: those are quicker."""
    if b in (1, -1):
        return a * b
    result = Fraction(a) / b
    return result.numerator if result.denominator == 1 else result
