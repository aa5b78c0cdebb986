"""`block` and `approval`: the candidates with the most votes are elected.

With `block` each voter has as many votes as there are seats (with one seat this is first past the post), with
`approval` any number. A candidate's total is the sum of the votes given to them. The seats go to the highest totals;
the public lot breaks a tie for the last seats. With no more candidates than seats the contest is uncontested, and all
are declared elected.

With quotas by group, the elected are the best of all sets that meet every quota: the one whose totals, sorted from
high to low, are lexicographically greatest. So the candidate with the most votes is elected if any allowed set contains
them, and so on down; this is not always the set with the largest sum. If several sets are equally good, they differ in
candidates with equal totals: the lot decides between those, level by level, among those who can still be in a best set.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from ballot.count.feasibility import Feasibility
from ballot.count.quotas import Quota, parse_quotas
from ballot.count.seats import (
    check_contest,
    fill_seats,
    group_checks,
    reopened_seats,
    statuses,
    uncontested_action,
    votes_stage,
)
from ballot.count.sheet import Draw, Rule, Sheet, Tie, names_of
from ballot.count.ties import Lot, require_lot
from ballot.errors import InvalidCount
from ballot.language import N_, _, ngettext

_Outcome = tuple[list[list[int]], tuple[Tie, ...]]


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    return f"{_votes(minimum, maximum)} {_outcome(rule)}"


def _votes(minimum: int, maximum: int) -> str:
    if minimum == 0:
        return ngettext(
            "You have up to %(num)s vote, at most one for each candidate.",
            "You have up to %(num)s votes, at most one for each candidate.",
            maximum,
        )
    if minimum == maximum:
        return ngettext(
            "You have %(num)s vote, at most one for each candidate.",
            "You have %(num)s votes, at most one for each candidate.",
            maximum,
        )
    return ngettext(
        "You have %(least)s to %(num)s vote, at most one for each candidate.",
        "You have %(least)s to %(num)s votes, at most one for each candidate.",
        maximum,
        least=minimum,
    )


def describe_ranked(rule: Rule) -> str:
    """Return the rule in plain words, for contests where voters rank the candidates."""
    if rule.name == "approval":
        votes = _("Each candidate whom you rank has one vote of yours, whatever the rank.")
    elif rule.seats == 1:
        votes = _("Your first preference is your vote; the others do not count.")
    else:
        votes = ngettext(
            "Your first %(num)s preference is one vote; those after it do not count.",
            "Your first %(num)s preferences are one vote each, all alike; those after them do not count.",
            rule.seats,
        )
    return " ".join([_("You number the candidates in the order of your preference."), votes, _outcome(rule)])


def _outcome(rule: Rule) -> str:
    sentences = [
        _("The candidate with the most votes is elected.")
        if rule.seats == 1
        else ngettext(
            "The %(num)s candidate with the most votes is elected.",
            "The %(num)s candidates with the most votes are elected.",
            rule.seats,
        )
    ]
    if rule.quotas:
        sentences.append(_("Quotas by group apply: of all results that meet them, the best by votes counts."))
    return " ".join([*sentences, _("A tie for the last seat is broken by a public lot.")])


def count(
    rule: Rule,
    candidates: Sequence[str],
    totals: Sequence[int],
    *,
    blank: int = 0,
    withdrawn: frozenset[int] = frozenset(),
    seed: str | None = None,
    sitting: frozenset[int] = frozenset(),
) -> Sheet:
    """Return the sheet. `sitting`: members who keep their seats in a recount for a vacancy.

    Raises:
        InvalidCount: names or totals do not fit, or the quotas by group cannot be met.
        CountNeedsLot: there is a tie for the last seats, and no seed yet.
    """
    check_contest(rule, len(candidates), withdrawn, sitting=sitting, quotas=True)
    standing = [index for index in range(len(candidates)) if index not in withdrawn]
    quotas = _quotas(rule, len(candidates), sitting)
    levels = _levels(standing, totals)
    fewer = Feasibility(quotas, min(rule.seats, len(standing)))
    groups, ties = (
        _best_feasible(levels, fewer, candidates, seed) if quotas else fill_seats(levels, candidates, rule, seed)
    )
    elected = [index for group in groups for index in group]
    uncontested = len(standing) <= rule.seats and rule.reopen is None
    action = uncontested_action(standing) if uncontested else N_("Votes")
    return Sheet(
        rule=rule.name,
        seats=rule.seats,
        quota=None,
        final_quota=None,
        blank=str(blank),
        stages=(votes_stage(action, candidates, totals, standing),),
        elected=names_of(candidates, elected),
        elected_groups=tuple(names_of(candidates, group) for group in groups),
        excluded_order=(),
        status=statuses(candidates, withdrawn, elected),
        ties=ties,
        groups=group_checks(quotas, elected),
        reopened=reopened_seats(rule, len(elected)),
    )


def _quotas(rule: Rule, candidates: int, sitting: frozenset[int]) -> tuple[Quota, ...]:
    quotas = parse_quotas(rule.quotas, rule.seats, candidates)
    if sitting:
        quotas = (*quotas, Quota("sitting members", sitting, len(sitting), len(sitting)))
    if quotas and rule.reopen is not None:
        raise InvalidCount("Quotas by group cannot be combined with reopening nominations.")
    return quotas


def _levels(standing: Sequence[int], totals: Sequence[int]) -> list[list[int]]:
    """Return the candidates in groups of equal totals, highest first."""
    ordered = sorted(standing, key=lambda index: -totals[index])
    return [list(group) for _, group in groupby(ordered, key=lambda index: totals[index])]


# -- quotas by group
#
# From the highest total down, as many as possible of each level are in the best sets. A level of which all or none are
# in them is settled at once; so is one whose members belong to the same groups, since the quotas cannot tell them
# apart. Only the other levels stay open while lower ones are looked at: who of them is in decides what is left below.


class _Level(NamedTuple):
    """Candidates with equal totals, and how many of them are in the best sets. `open`: the quotas tell them apart."""

    members: list[int]
    number: int
    open: bool

    @property
    def exact(self) -> Quota:
        return Quota("level", frozenset(self.members), self.number, self.number)

    @property
    def settled(self) -> list[int]:
        """For the quotas, any of a settled level are as good as others."""
        return [] if self.open else self.members[: self.number]


def _best_feasible(
    totals: list[list[int]], feasibility: Feasibility, names: Sequence[str], seed: str | None
) -> _Outcome:
    """Return the lexicographically best feasible set, level by level, and the ties within levels."""
    feasibility.require([index for level in totals for index in level])
    levels = _best_levels(totals, feasibility)
    best = Feasibility([*feasibility.quotas, *(one.exact for one in levels if one.open)], feasibility.seats)
    choice = _Choice(best, levels, names, None if seed is None else Lot(seed))
    groups: list[list[int]] = []
    ties: list[Tie] = []
    for place, level in enumerate(levels):
        group, tie = choice.of(level, levels[place + 1 :])
        groups += [group] if group else []
        ties += [tie] if tie else []
    return groups, tuple(ties)


def _best_levels(totals: list[list[int]], feasibility: Feasibility) -> list[_Level]:
    """Return how many of each level are in the best sets: as many as possible of the first, then of the second, …"""
    levels: list[_Level] = []
    above = feasibility  # with the numbers of the open levels
    for place, members in enumerate(totals):
        below = [index for level in totals[place + 1 :] for index in level]
        number = _most(members, below, levels, above)
        apart = len(set(map(feasibility.cell, members))) > 1
        levels.append(_Level(members, number, open=apart and 0 < number < len(members)))
        if levels[-1].open:
            above = Feasibility([*above.quotas, levels[-1].exact], feasibility.seats)
    return levels


def _most(members: list[int], below: list[int], levels: list[_Level], above: Feasibility) -> int:
    """Return how many of a level can be in a set that is best above it."""
    settled = [index for level in levels for index in level.settled]
    free = [*(index for level in levels if level.open for index in level.members), *below]
    left = above.seats - sum(level.number for level in levels)
    if len(members) <= left and above.completes([*settled, *members], free):
        return len(members)
    for number in range(min(len(members) - 1, left), 0, -1):
        trial = Feasibility([*above.quotas, _Level(members, number, open=True).exact], above.seats)
        if trial.completes(settled, [*free, *members]):
            return number
    return 0


class _Choice:
    """Chooses in each level who is elected; if the best sets differ in its members, the lot decides."""

    def __init__(self, best: Feasibility, levels: list[_Level], names: Sequence[str], lot: Lot | None) -> None:
        self._best, self._names, self._lot = best, names, lot
        self._chosen = [index for level in levels for index in level.settled]  # and, of open levels, the elected so far

    def of(self, level: _Level, below: list[_Level]) -> tuple[list[int], Tie | None]:
        """Return the elected of one level. `below`: the levels that come next."""
        if level.number in (0, len(level.members)):
            return level.members[: level.number], None
        group: list[int] = []
        left = list(level.members)
        drawn_from: list[int] = []
        draws: list[Draw] = []
        while len(group) < level.number:
            taken, able = self._certain(level, group, left, below)
            if not taken:
                drawn_from = drawn_from or able
                candidate, draw = self._draw(able, level.number - len(group))
                taken = [candidate]
                draws.append(draw)
            group += taken
            left = [index for index in left if index not in taken]
        self._chosen += group if level.open else []
        if not draws:
            return group, None
        assert self._lot is not None
        tie = self._lot.tie(self._names, drawn_from, level.number, draws)
        return group, msgspec.structs.replace(tie, purpose="seat")

    def _certain(
        self, level: _Level, group: list[int], left: list[int], below: list[_Level]
    ) -> tuple[list[int], list[int]]:
        """Return who of a level must be elected next, and who of it can be."""
        if not level.open:
            return [], left
        free = [*left, *(index for other in below if other.open for index in other.members)]
        doomed = self._best.doomed([*self._chosen, *group], free)
        guarded = self._best.guarded([*self._chosen, *group], free)
        return sorted(guarded.intersection(left)), [index for index in left if index not in doomed]

    def _draw(self, able: list[int], places: int) -> tuple[int, Draw]:
        why = f"have equally many votes, and only {places} of these {len(able)} can be elected."
        return require_lot(self._lot, self._names, able, why).draw(self._names, able)
