"""Quotas by group: which candidates can still be elected, and which must be.

A quota is text, as it stands in the charter: ``GROUP>=BOUND: MEMBERS`` with `>=`, `<=` or `==`. BOUND is a whole number
or a share of the seats that says how it is rounded: ``half-up``, ``half-down``, ``1/3-up``, ``2/5-down``, ``40%-up``.
MEMBERS are candidate numbers from 1, in the order of the ballot paper, separated by commas:
``women>=half-up: 1,3,4``. Several quotas may cross: each is a bound on the number of elected members of one set.

A *completion* is a set of open candidates that, with those chosen already, fills all seats and meets every quota.
Candidates who belong to the same groups are interchangeable, so completions are counted by cells (Otten, "STV with
multiple constraints", Voting matters 13, paper 3): a cell is a combination of groups. Looking at each quota alone is
wrong (Hill, Voting matters 9). An open candidate who is in every completion is *guarded*: they may not be excluded.
One who is in none is *doomed*: they are excluded at the next opportunity, before anything else is done.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from ballot.errors import InvalidCount

_QUOTA = re.compile(r"(?P<group>[^<>=:]+?)\s*(?P<op>>=|<=|==)\s*(?P<bound>[^:]+?)\s*(?::\s*(?P<members>[\d,\s]*))?")
_SHARE = re.compile(r"(?:(?P<half>half)|(?P<a>\d+)/(?P<b>\d+)|(?P<percent>\d+)%)-(?P<way>up|down)")
_State = tuple[int, ...]


class Quota(NamedTuple):
    """At least `minimum` and at most `maximum` of the members are elected."""

    group: str
    members: frozenset[int]
    minimum: int
    maximum: int


def parse_bound(text: str, seats: int) -> int:
    """Return the number of seats that a bound stands for.

    Raises:
        InvalidCount: neither a whole number nor a share with its rounding.
    """
    if text.isascii() and text.isdecimal():
        return int(text)
    match = _SHARE.fullmatch(text)
    if match is None or match["b"] is not None and int(match["b"]) == 0:
        raise InvalidCount(
            f"The bound {text[:40]!r} of a quota is neither a number nor a share such as half-up, 1/3-down or 40%-up."
        )
    share = "1/2" if match["half"] else f"{match['percent']}/100" if match["percent"] else f"{match['a']}/{match['b']}"
    a, b = map(int, share.split("/"))
    return -(-seats * a // b) if match["way"] == "up" else seats * a // b


def split_quota(text: str) -> tuple[str, str, str, str | None]:
    """Return group, operator, bound and members (None: the text names none) of a quota.

    Raises:
        InvalidCount: the text has another form.
    """
    match = _QUOTA.fullmatch(text.strip())
    if match is None:
        raise InvalidCount(
            f"The quota {text[:80]!r} does not have the form GROUP>=BOUND: MEMBERS, such as women>=half-up: 1,3,4."
        )
    return match["group"], match["op"], match["bound"], match["members"]


def parse_quotas(texts: Iterable[str], seats: int, candidates: int) -> tuple[Quota, ...]:
    """Return the quotas of a rule.

    Raises:
        InvalidCount: a quota has another form, or a member does not stand.
    """
    return tuple(_parse(text, seats, candidates) for text in texts)


def _parse(text: str, seats: int, candidates: int) -> Quota:
    group, operator, bound, listed = split_quota(text)
    if listed is None:
        raise InvalidCount(f"The quota {text[:80]!r} does not say which candidates belong to {group!r}.")
    members = frozenset(int(number) - 1 for number in listed.replace(" ", "").split(",") if number)
    if any(not 0 <= member < candidates for member in members):
        raise InvalidCount(f"The quota for {group!r} names a candidate number that is not from 1 to {candidates}.")
    number = parse_bound(bound, seats)
    return Quota(group, members, 0 if operator == "<=" else number, seats if operator == ">=" else number)


class Feasibility:
    """Answers which sets of candidates can be completed to one that meets all quotas."""

    def __init__(self, quotas: Sequence[Quota], seats: int) -> None:
        self.quotas = tuple(quotas)
        self.seats = seats
        self._known: dict[object, bool] = {}

    def completes(self, chosen: Collection[int], free: Collection[int]) -> bool:
        """Return whether some of the free candidates complete the chosen ones."""
        start = tuple(len(quota.members.intersection(chosen)) for quota in self.quotas)
        cells = Counter(self._cell(candidate) for candidate in free)
        return self._fills(start, self.seats - len(chosen), tuple(sorted(cells.items(), reverse=True)))

    def _cell(self, candidate: int) -> tuple[bool, ...]:
        return tuple(candidate in quota.members for quota in self.quotas)

    def _fills(self, start: _State, places: int, cells: tuple[tuple[tuple[bool, ...], int], ...]) -> bool:
        key = (start, places, cells)
        if key not in self._known:
            self._known[key] = self._search(start, places, cells)
        return self._known[key]

    def _search(self, start: _State, places: int, cells: tuple[tuple[tuple[bool, ...], int], ...]) -> bool:
        """Go through the cells and keep all sums by quota that are still possible."""
        if places < 0 or not self._below_maxima(start):
            return False
        last = [max((i for i, (cell, _) in enumerate(cells) if cell[q]), default=-1) for q in range(len(self.quotas))]
        if any(i < 0 and start[q] < self.quotas[q].minimum for q, i in enumerate(last)):
            return False
        states = {(places, *start)}
        for index, (cell, number) in enumerate(cells):
            ended = [q for q, i in enumerate(last) if i == index]
            states = {state for state in self._extended(states, cell, number) if self._above_minima(state, ended)}
        return any(state[0] == 0 for state in states)

    def _extended(self, states: set[_State], cell: tuple[bool, ...], number: int) -> Iterable[_State]:
        step = (-1, *map(int, cell))
        for state in states:
            for taken in range(min(number, state[0]) + 1):
                new = tuple(a + taken * b for a, b in zip(state, step, strict=True))
                if not self._below_maxima(new[1:]):
                    break
                yield new

    def _below_maxima(self, sums: _State) -> bool:
        return all(value <= quota.maximum for value, quota in zip(sums, self.quotas, strict=True))

    def _above_minima(self, state: _State, ended: Iterable[int]) -> bool:
        return all(state[q + 1] >= self.quotas[q].minimum for q in ended)

    def guarded(self, chosen: Collection[int], free: Collection[int]) -> frozenset[int]:
        """Return the free candidates without whom there is no completion."""
        return frozenset(c for c in free if not self.completes(chosen, [other for other in free if other != c]))

    def doomed(self, chosen: Collection[int], free: Collection[int]) -> frozenset[int]:
        """Return the free candidates with whom there is no completion."""
        return frozenset(c for c in free if not self.completes([*chosen, c], [other for other in free if other != c]))

    def require(self, free: Collection[int]) -> None:
        """Check that the quotas can be met at all.

        Raises:
            InvalidCount: they cannot; the sentence says which one alone is the reason, if one is.
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
