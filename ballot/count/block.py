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

import msgspec

from ballot.count.feasibility import Feasibility
from ballot.count.quotas import Quota, parse_quotas
from ballot.count.seats import check_contest, fill_seats, group_checks, reopened_seats, statuses, votes_stage
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
    action = N_("Uncontested: all candidates are elected") if uncontested else N_("Votes")
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


def _best_feasible(
    levels: list[list[int]], feasibility: Feasibility, names: Sequence[str], seed: str | None
) -> _Outcome:
    """Return the lexicographically best feasible set, level by level, and the ties within levels."""
    feasibility.require([index for level in levels for index in level])
    numbers = _best_numbers(levels, feasibility)
    exact = [Quota("level", frozenset(level), n, n) for level, n in zip(levels, numbers, strict=True)]
    best = Feasibility([*feasibility.quotas, *exact], feasibility.seats)
    lot = None if seed is None else Lot(seed)
    chosen: list[int] = []
    groups: list[list[int]] = []
    ties: list[Tie] = []
    for place, (level, number) in enumerate(zip(levels, numbers, strict=True)):
        rest = [index for later in levels[place + 1 :] for index in later]
        group, tie = _choose(level, number, rest, chosen, best, names, lot)
        chosen += group
        groups += [group] if group else []
        ties += [tie] if tie else []
    return groups, tuple(ties)


def _best_numbers(levels: list[list[int]], feasibility: Feasibility) -> list[int]:
    """Return how many of each level are in the best sets: as many as possible of the first, then of the second, …"""
    numbers: list[int] = []
    exact: list[Quota] = []
    everybody = [index for level in levels for index in level]
    for level in levels:
        members = frozenset(level)
        for number in range(min(len(level), feasibility.seats - sum(numbers)), -1, -1):
            trial = [*feasibility.quotas, *exact, Quota("level", members, number, number)]
            if Feasibility(trial, feasibility.seats).completes((), everybody):
                break
        numbers.append(number)
        exact.append(Quota("level", members, number, number))
    return numbers


def _choose(
    level: list[int],
    number: int,
    rest: list[int],
    chosen: list[int],
    best: Feasibility,
    names: Sequence[str],
    lot: Lot | None,
) -> tuple[list[int], Tie | None]:
    """Return the candidates of one level who are elected; if the best sets differ in them, the lot decides."""
    group: list[int] = []
    left = list(level)
    drawn_from: list[int] = []
    draws: list[Draw] = []
    while len(group) < number:
        guarded = best.guarded([*chosen, *group], [*left, *rest]).intersection(left)
        doomed = best.doomed([*chosen, *group], [*left, *rest])
        taken = sorted(guarded)
        if not taken:
            able = [index for index in left if index not in doomed]
            drawn_from = drawn_from or able
            why = f"have equally many votes, and only {number - len(group)} of these {len(able)} can be elected."
            candidate, draw = require_lot(lot, names, able, why).draw(names, able)
            taken = [candidate]
            draws.append(draw)
        group += taken
        left = [index for index in left if index not in taken]
    if not draws:
        return group, None
    assert lot is not None
    return group, msgspec.structs.replace(lot.tie(names, drawn_from, number, draws), purpose="seat")
