"""`dhondt` and `sainte-lague`: seats for lists in proportion to their votes, by highest averages.

Each seat goes to the list with the highest quotient votes / divisor. D'Hondt's divisors are 1, 2, 3, …;
Sainte-Laguë's are 1, 3, 5, … (not modified). No threshold. Quotients are compared exactly, by multiplying crosswise.
If several lists have the same quotient for the last seat, the one with more votes gets it; between equal votes the
public lot decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import groupby

import msgspec

from ballot.count.seats import check_contest, statuses, votes_stage
from ballot.count.sheet import Rule, Sheet, Tie, names_of
from ballot.count.ties import Lot, require_lot
from ballot.errors import InvalidCount
from ballot.language import N_, _, ngettext

_STEP = {"dhondt": 1, "sainte-lague": 2}
_NAMED = {"dhondt": N_("D’Hondt (divisors 1, 2, 3, …)"), "sainte-lague": N_("Sainte-Laguë (divisors 1, 3, 5, …)")}


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    return ngettext(
        "The %(num)s seat goes to a list in proportion to their votes, by the method of %(method)s. If the last seat "
        "lies between lists with the same quotient, the one with more votes gets it, and between equal votes a public "
        "lot decides.",
        "The %(num)s seats are shared among the lists in proportion to their votes, by the method of %(method)s. If "
        "the last seat lies between lists with the same quotient, the one with more votes gets it, and between equal "
        "votes a public lot decides.",
        rule.seats,
        method=_(_NAMED[rule.name]),
    )


def count(
    rule: Rule,
    candidates: Sequence[str],
    totals: Sequence[int],
    *,
    blank: int = 0,
    withdrawn: frozenset[int] = frozenset(),
    seed: str | None = None,
) -> Sheet:
    """Return the sheet with the seats of each list; `elected` names the lists with at least one, most seats first.

    Raises:
        InvalidCount: names or totals do not fit, or nobody voted. CountNeedsLot: a tie only the lot may break.
    """
    check_contest(rule, len(candidates), withdrawn)
    if rule.reopen is not None:
        raise InvalidCount("Nominations cannot be reopened by a list.")
    standing = [index for index in range(len(candidates)) if index not in withdrawn]
    if not any(totals[index] for index in standing):
        raise InvalidCount("No list has a vote, so that the seats cannot be shared in proportion.")
    seats, last, ties = _allocate(rule, candidates, standing, totals, seed)
    groups = _in_order([index for index in standing if seats[index]], seats, totals)
    winners = [index for group in groups for index in group]
    return Sheet(
        rule=rule.name,
        seats=rule.seats,
        quota=None,
        final_quota=None,
        blank=str(blank),
        stages=(votes_stage("Votes", candidates, totals, standing),),
        elected=names_of(candidates, winners),
        elected_groups=tuple(names_of(candidates, group) for group in groups),
        excluded_order=(),
        status=statuses(candidates, withdrawn, winners),
        ties=ties,
        allocation={candidates[index]: seats[index] for index in standing},
        last_quotient=(last.numerator, last.denominator),
    )


def _in_order(lists: Sequence[int], seats: Sequence[int], totals: Sequence[int]) -> list[list[int]]:
    """Return the lists by seats, then by votes; lists that are equal in both are in one group."""

    def key(index: int) -> tuple[int, int]:
        return -seats[index], -totals[index]

    return [list(group) for _, group in groupby(sorted(lists, key=key), key=key)]


def _allocate(
    rule: Rule, names: Sequence[str], standing: Sequence[int], totals: Sequence[int], seed: str | None
) -> tuple[list[int], Fraction, tuple[Tie, ...]]:
    seats = [0] * len(totals)
    ties: tuple[Tie, ...] = ()
    left, best = rule.seats, Fraction(0)
    waiting = [(Fraction(-totals[index]), index) for index in standing]  # the highest quotient first
    heapify(waiting)
    while left:
        best, level = waiting[0][0], []
        while waiting and waiting[0][0] == best:
            level.append(heappop(waiting)[1])
        if len(level) > left:
            level, ties = _last_seats(sorted(level), left, names, totals, seed)
        for index in level:
            seats[index] += 1
            heappush(waiting, (Fraction(-totals[index], 1 + _STEP[rule.name] * seats[index]), index))
        left -= len(level)
    return seats, -best, ties


def _last_seats(
    level: list[int], places: int, names: Sequence[str], totals: Sequence[int], seed: str | None
) -> tuple[list[int], tuple[Tie, ...]]:
    """Return which of the lists with the same quotient get the last seats: those with more votes, then by lot."""
    ordered = sorted(level, key=lambda index: -totals[index])
    edge = totals[ordered[places - 1]]
    sure = [index for index in ordered if totals[index] > edge]
    tied = [index for index in ordered if totals[index] == edge]
    open_places = places - len(sure)
    if len(tied) == open_places:
        return ordered[:places], (Tie(names_of(names, sorted(level)), places, "votes", purpose="seat"),)
    why = f"have equal quotients and equally many votes, and {open_places} of these {len(tied)} can get a last seat."
    lot = require_lot(None if seed is None else Lot(seed), names, tied, why)
    drawn, tie = lot.break_tie(names, tied, open_places)
    return sure + drawn, (msgspec.structs.replace(tie, purpose="seat"),)
