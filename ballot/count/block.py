"""`block`: each voter has several votes, the candidates with the most votes are elected (plurality at large).

With one seat this is first past the post. A candidate's total is the sum of the votes given to them. The seats go to
the highest totals; who is tied for the last seats is decided by the public lot. With no more candidates than seats the
contest is uncontested, and all are declared elected.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ballot.count.sheet import Rule, Sheet, Stage, Tie
from ballot.count.ties import Lot
from ballot.errors import CountNeedsLot, InvalidCount


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    votes = f"up to {maximum}" if minimum == 0 else str(maximum) if minimum == maximum else f"{minimum} to {maximum}"
    noun = "vote" if maximum == 1 else "votes"
    seats = "The candidate" if rule.seats == 1 else f"The {rule.seats} candidates"
    verb = "is" if rule.seats == 1 else "are"
    return (
        f"You have {votes} {noun}, at most one for each candidate. {seats} with the most votes {verb} elected. "
        "A tie for the last seat is broken by a public lot."
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
    """Return the sheet of a block vote.

    Raises:
        InvalidCount: names or totals do not fit. CountNeedsLot: a tie for the last seats, and there is no seed yet.
    """
    _check(rule, candidates, totals, withdrawn)
    standing = [index for index in range(len(candidates)) if index not in withdrawn]
    groups = _fill_seats(standing, totals, rule.seats)
    elected, ties = _settle_last_group(groups, candidates, rule.seats, seed)
    uncontested = len(standing) <= rule.seats
    stage = Stage(
        action="Uncontested: all candidates are elected" if uncontested else "Votes",
        kind="first",
        candidates=tuple(candidates[index] for index in standing),
        totals={name: str(total) for name, total in zip(candidates, totals, strict=True)},
        non_transferable="0",
        rounding_loss="0",
    )
    return Sheet(
        rule="block",
        seats=rule.seats,
        quota=None,
        final_quota=None,
        blank=str(blank),
        stages=(stage,),
        elected=tuple(candidates[index] for group in elected for index in group),
        elected_groups=tuple(tuple(candidates[index] for index in group) for group in elected),
        excluded_order=(),
        status=_status(candidates, withdrawn, {index for group in elected for index in group}),
        ties=ties,
    )


def _check(rule: Rule, candidates: Sequence[str], totals: Sequence[int], withdrawn: frozenset[int]) -> None:
    if rule.quotas:
        raise InvalidCount("Quotas by group are not supported for this rule yet.")
    if rule.seats < 1:
        raise InvalidCount(f"A contest fills at least one seat, not {rule.seats}.")
    if len(candidates) != len(totals) or any(total < 0 for total in totals):
        raise InvalidCount(f"{len(candidates)} candidates need {len(candidates)} totals, none below zero.")
    if len(set(candidates)) != len(candidates):
        raise InvalidCount("Two candidates have the same name, so that a sheet could not tell them apart.")
    if any(not 0 <= index < len(candidates) for index in withdrawn):
        raise InvalidCount("A candidate is withdrawn who does not stand in this contest.")


def _fill_seats(standing: list[int], totals: Sequence[int], seats: int) -> list[list[int]]:
    """Return groups of equal totals, highest first, until the seats are filled; the last group may be too large."""
    ordered = sorted(standing, key=lambda index: -totals[index])
    groups: list[list[int]] = []
    filled = 0
    for _, group in groupby(ordered, key=lambda index: totals[index]):
        if filled >= seats:
            break
        groups.append(list(group))
        filled += len(groups[-1])
    return groups


def _settle_last_group(
    groups: list[list[int]], names: Sequence[str], seats: int, seed: str | None
) -> tuple[list[list[int]], tuple[Tie, ...]]:
    places = seats - sum(map(len, groups[:-1]))
    if not groups or len(groups[-1]) <= places:
        return groups, ()
    tied = groups[-1]
    if seed is None:
        listed = ", ".join(names[index] for index in tied)
        raise CountNeedsLot(
            f"{listed} have equally many votes, and only {places} of these {len(tied)} can be elected. "
            "The public lot decides: draw the seed in public and enter it.",
            tuple(tied),
        )
    drawn, tie = Lot(seed).break_tie(names, tied, places)
    return [*groups[:-1], drawn], (tie,)


def _status(names: Sequence[str], withdrawn: frozenset[int], elected: set[int]) -> dict[str, str]:
    def of(index: int) -> str:
        return "withdrawn" if index in withdrawn else "elected" if index in elected else "not elected"

    return {name: of(index) for index, name in enumerate(names)}
