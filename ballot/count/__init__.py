"""From plain results to seats, with a complete and reproducible record. Imports nothing of ours but errors."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from ballot.count import block
from ballot.count.sheet import Rule, Sheet
from ballot.errors import InvalidCount

__all__ = ["RULES", "Rule", "Sheet", "count_totals", "describe_rule"]

RULES = {"block": block}


def _module(rule: Rule) -> ModuleType:
    try:
        return RULES[rule.name]
    except KeyError:
        raise InvalidCount(
            f"The counting rule {rule.name[:40]!r} is unknown. Known rules: {', '.join(sorted(RULES))}."
        ) from None


def count_totals(
    rule: Rule,
    candidates: Sequence[str],
    totals: Sequence[int],
    *,
    blank: int = 0,
    withdrawn: frozenset[int] = frozenset(),
    seed: str | None = None,
) -> Sheet:
    """Count a contest whose result is one total for each candidate (a homomorphic question).

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    sheet: Sheet = _module(rule).count(rule, candidates, totals, blank=blank, withdrawn=withdrawn, seed=seed)
    return sheet


def describe_rule(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words, for booth and result page; minimum and maximum are the question's."""
    text: str = _module(rule).describe(rule, minimum, maximum)
    return text
