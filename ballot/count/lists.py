"""`dhondt` and `sainte-lague`: seats for lists in proportion to their votes, by highest averages.

Each seat goes to the list with the highest quotient votes / divisor. D'Hondt's divisors are 1, 2, 3, …;
Sainte-Laguë's are 1, 3, 5, … (not modified). No threshold. Quotients are compared exactly, by multiplying crosswise.
If several lists have the same quotient for the last seat, the one with more votes gets it; between equal votes the
public lot decides. Where the people on the lists are known, a list gets no more seats than it has candidates
(ballot.count.list_people says who gets them).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import groupby
from typing import NamedTuple

import msgspec

from ballot.count.list_people import Lists, check_people, describe_people, seat_people
from ballot.count.seats import check_contest, statuses, votes_stage
from ballot.count.sheet import Person, Rule, Sheet, Tie, names_of
from ballot.count.ties import Lot, require_lot
from ballot.errors import InvalidCount
from ballot.language import N_, _, ngettext

_STEP = {"dhondt": 1, "sainte-lague": 2}
_NAMED = {"dhondt": N_("D’Hondt (divisors 1, 2, 3, …)"), "sainte-lague": N_("Sainte-Laguë (divisors 1, 3, 5, …)")}


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    shared = ngettext(
        "The %(num)s seat goes to a list in proportion to their votes, by the method of %(method)s. If the last seat "
        "lies between lists with the same quotient, the one with more votes gets it, and between equal votes a public "
        "lot decides.",
        "The %(num)s seats are shared among the lists in proportion to their votes, by the method of %(method)s. If "
        "the last seat lies between lists with the same quotient, the one with more votes gets it, and between equal "
        "votes a public lot decides.",
        rule.seats,
        method=_(_NAMED[rule.name]),
    )
    return " ".join(filter(None, [shared, describe_people(rule)]))


def count(
    rule: Rule,
    candidates: Sequence[str],
    totals: Sequence[int],
    *,
    blank: int = 0,
    withdrawn: frozenset[int] = frozenset(),
    seed: str | None = None,
    people: Lists = (),
) -> Sheet:
    """Return the sheet with the seats of each list; `elected` names the lists with at least one, most seats first.

    `people`: the candidates of each list, in its order; they count if the rule says who of them gets the seats.

    Raises:
        InvalidCount: names or totals do not fit, or nobody voted. CountNeedsLot: a tie only the lot may break.
    """
    check_contest(rule, len(candidates), withdrawn)
    if rule.reopen is not None:
        raise InvalidCount("Nominations cannot be reopened by a list.")
    check_people(rule, len(candidates), people)
    standing = [index for index in range(len(candidates)) if index not in withdrawn]
    if not any(totals[index] for index in standing):
        raise InvalidCount("No list has a vote, so that the seats cannot be shared in proportion.")
    room = [len(row) for row in people] if rule.list_type else [rule.seats] * len(candidates)
    seats, last, ties = _allocate(rule, candidates, _Standing(standing, totals, room), seed)
    persons, order_ties = _people(rule, candidates, standing, totals, people, seats)
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
        ties=ties + order_ties,
        allocation={candidates[index]: seats[index] for index in standing},
        last_quotient=(last.numerator, last.denominator),
        people=persons,
        empty=rule.seats - sum(seats),
    )


def _people(
    rule: Rule, names: Sequence[str], standing: Sequence[int], totals: Sequence[int], people: Lists, seats: list[int]
) -> tuple[dict[str, tuple[Person, ...]], tuple[Tie, ...]]:
    """Return the candidates of each list in the order of the result, and where the order of a list broke a tie."""
    persons: dict[str, tuple[Person, ...]] = {}
    ties: tuple[Tie, ...] = ()
    for index in standing if rule.list_type else ():
        persons[names[index]], more = seat_people(rule, totals[index], people[index], seats[index])
        ties += more
    return persons, ties


def _in_order(lists: Sequence[int], seats: Sequence[int], totals: Sequence[int]) -> list[list[int]]:
    """Return the lists by seats, then by votes; lists that are equal in both are in one group."""

    def key(index: int) -> tuple[int, int]:
        return -seats[index], -totals[index]

    return [list(group) for _, group in groupby(sorted(lists, key=key), key=key)]


class _Standing(NamedTuple):
    """The lists that take part, and of every list its votes and how many seats it can fill."""

    lists: Sequence[int]
    totals: Sequence[int]
    room: Sequence[int]


def _allocate(
    rule: Rule, names: Sequence[str], standing: _Standing, seed: str | None
) -> tuple[list[int], Fraction, tuple[Tie, ...]]:
    """Return the seats of each list, the last quotient that won one, and the tie for the last seats.

    A list that has nobody left takes part no longer; a list without votes gets no seat, even if some stay empty.
    """
    totals, seats = standing.totals, [0] * len(standing.totals)
    ties: tuple[Tie, ...] = ()
    left, best = rule.seats, Fraction(0)
    # the highest quotient first
    waiting = [(Fraction(-totals[index]), index) for index in standing.lists if totals[index] and standing.room[index]]
    heapify(waiting)
    while left and waiting:
        best, level = waiting[0][0], []
        while waiting and waiting[0][0] == best:
            level.append(heappop(waiting)[1])
        if len(level) > left:
            level, ties = _last_seats(sorted(level), left, names, totals, seed)
        for index in level:
            seats[index] += 1
            if seats[index] < standing.room[index]:
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
