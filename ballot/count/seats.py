"""Fill the seats from a list of levels: candidates in order, those in one level being tied.

Shared by the block vote, approval, Schulze and majority judgment. Seats are filled from the top level down; if the last
level has more candidates than there are seats left, the public lot decides among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ballot.count.quotas import Quota
from ballot.count.sheet import GroupCheck, Rule, Sheet, Stage, Status, Tie, names_of
from ballot.count.ties import Lot, require_lot
from ballot.errors import InvalidCount
from ballot.language import N_

_MAX_SEATS = 10_000


def check_contest(
    rule: Rule,
    candidates: int,
    withdrawn: frozenset[int],
    *,
    sitting: frozenset[int] = frozenset(),
    quotas: bool = False,
    ranking: bool = False,
) -> None:
    """Check the parameters of a contest. `ranking`: without a seat to fill, the ranking is the result.

    Raises:
        InvalidCount: no seat, unknown candidates, or quotas by group although the rule does not support them.
    """
    if rule.seats < (0 if ranking else 1):
        raise InvalidCount(f"A contest fills at least one seat, not {rule.seats}.")
    if rule.seats > _MAX_SEATS:
        raise InvalidCount(f"A contest fills at most {_MAX_SEATS} seats, not {str(rule.seats)[:20]}.")
    if rule.quotas and not quotas:
        raise InvalidCount(f"The rule {rule.name!r} knows no quotas by group. Use block, approval or an STV rule.")
    if any(not 0 <= index < candidates for index in withdrawn | sitting):
        raise InvalidCount("A candidate is withdrawn or sitting who does not stand in this contest.")
    if withdrawn & sitting:
        raise InvalidCount("A sitting member cannot have withdrawn.")
    if rule.reopen is not None and not 0 <= rule.reopen < candidates:
        raise InvalidCount("“Reopen nominations” is not among the candidates of this contest.")


def fill_seats(
    levels: Sequence[Sequence[int]], names: Sequence[str], rule: Rule, seed: str | None
) -> tuple[list[list[int]], tuple[Tie, ...]]:
    """Return the elected in groups of level candidates, and the tie for the last seats if there was one.

    Candidates behind "reopen nominations" are not elected; candidates level with it are.

    Raises:
        CountNeedsLot: a tie for the last seats, and there is no seed yet.
    """
    groups: list[list[int]] = []
    places = rule.seats
    if not places:
        return [], ()
    for level in levels:
        group = [candidate for candidate in level if candidate != rule.reopen]
        if len(group) > places:
            drawn, tie = _draw(group, places, names, seed)
            return [*groups, drawn], (tie,)
        if group:
            groups.append(group)
        places -= len(group)
        if places == 0 or rule.reopen in level:
            break
    return groups, ()


def _draw(tied: list[int], places: int, names: Sequence[str], seed: str | None) -> tuple[list[int], Tie]:
    why = f"have equally many votes, and only {places} of these {len(tied)} can be elected."
    lot = require_lot(None if seed is None else Lot(seed), names, tied, why)
    return lot.break_tie(names, tied, places)


def statuses(
    names: Sequence[str], withdrawn: Iterable[int], elected: Iterable[int], stage: int = 1
) -> dict[str, Status]:
    """Return the status of each candidate."""
    gone, chosen = set(withdrawn), set(elected)

    def of(index: int) -> Status:
        if index in gone:
            return Status("withdrawn")
        return Status("elected", stage) if index in chosen else Status("not elected")

    return {name: of(index) for index, name in enumerate(names)}


def group_checks(quotas: Sequence[Quota], elected: Iterable[int]) -> tuple[GroupCheck, ...]:
    """Return for each quota by group whether it was met."""
    chosen = set(elected)
    return tuple(GroupCheck(q.group, q.minimum, q.maximum, len(q.members & chosen)) for q in quotas)


def uncontested_action(standing: Collection[int]) -> str:
    """Return what the one stage of a contest says in which there are no more candidates than seats."""
    if not standing:
        return N_("All candidates have withdrawn: nobody is elected")
    return N_("Uncontested: all candidates are elected")


def reopened_seats(rule: Rule, elected: int) -> int:
    """Return how many seats stay open because "reopen nominations" came before further candidates."""
    return rule.seats - elected if rule.reopen is not None else 0


def ranked_sheet(
    rule: Rule,
    names: Sequence[str],
    levels: Sequence[Sequence[int]],
    withdrawn: frozenset[int],
    seed: str | None,
    valid: int,
    blank: int,
) -> Sheet:
    """Return the sheet of a rule that puts all candidates in order.

    Raises:
        CountNeedsLot: a tie for the last seats, and there is no seed yet.
    """
    groups, ties = fill_seats(levels, names, rule, seed)
    elected = [index for group in groups for index in group]
    return Sheet(
        rule=rule.name,
        seats=rule.seats,
        quota=None,
        final_quota=None,
        blank=str(blank),
        stages=(),
        elected=names_of(names, elected),
        elected_groups=tuple(names_of(names, group) for group in groups),
        excluded_order=(),
        status=statuses(names, withdrawn, elected, 0),
        ties=ties,
        valid=str(valid),
        ranking=tuple(names_of(names, level) for level in levels),
        winners=names_of(names, levels[0]) if levels else (),
        reopened=reopened_seats(rule, len(elected)),
    )


def votes_stage(action: str, names: Sequence[str], totals: Sequence[int], standing: Iterable[int]) -> Stage:
    """Return the one stage of a rule that only adds up votes."""
    return Stage(
        action=action,
        kind="first",
        candidates=names_of(names, list(standing)),
        totals={name: str(total) for name, total in zip(names, totals, strict=True)},
        non_transferable="0",
        rounding_loss="0",
    )
