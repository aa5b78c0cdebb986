"""How many spare tokens an election has: for the server, and for a registrar without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

MOST: Final = 10_000
_USUAL_LEAST, _USUAL_SHARE = 10, 50  # the least number, and how many members share one


def usual_number(members: int) -> int:
    """Return how many spare tokens an election usually has: two for every hundred members, ten at least.

    >>> usual_number(3), usual_number(3200)
    (10, 64)
    """
    return min(MOST, max(_USUAL_LEAST, -(-members // _USUAL_SHARE)))


def numbers_by_weight(weights: Iterable[int], number: int) -> dict[int, int]:
    """Return how many spares of each weight there are: in the roll's proportions, at least one of each weight.

    >>> numbers_by_weight([1, 1, 1, 1, 5], 2)
    {1: 2, 5: 1}
    """
    counts = Counter(weights)
    members = sum(counts.values())
    return {weight: -(-number * count // members) for weight, count in sorted(counts.items())} if number else {}
