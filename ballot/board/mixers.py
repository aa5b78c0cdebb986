"""Who must shuffle: the charter's mixers, except for those whom two officers have excused (check 7.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from msgspec import UNSET

from ballot.records.charter import Policy


class RequiredMixers(NamedTuple):
    """Whose shuffles must be there. `faults`: of each excusal that does not hold, its place (from 0) and the reason."""

    owners: tuple[int, ...]
    faults: tuple[tuple[int, str], ...]


def fewest_mixers(policy: Policy) -> int:
    """Return how many mixers must shuffle at least, even if others are excused."""
    return len(policy.mixers) if policy.minimum_mixers is UNSET else policy.minimum_mixers


def required_mixers(policy: Policy, excused: Iterable[int], mixed: Collection[int]) -> RequiredMixers:
    """Return whose shuffles must be there. `excused`: owners, in the order of the excusals; `mixed`: who has shuffled.

    An excusal that does not hold excuses nobody.
    """
    required, mixers, shuffled, floor = (
        dict.fromkeys(policy.mixers),
        set(policy.mixers),
        set(mixed),
        fewest_mixers(policy),
    )
    faults = []
    for place, owner in enumerate(excused):
        if owner not in mixers:
            faults.append((place, "the charter does not ask this trustee to shuffle"))
        elif owner in shuffled:
            faults.append((place, "this trustee has shuffled"))
        elif owner not in required:
            faults.append((place, "this trustee was excused before"))
        elif len(required) <= floor:
            faults.append((place, f"the charter demands {floor} mixers at least, and no more than that were left"))
        else:
            del required[owner]
    return RequiredMixers(tuple(required), tuple(faults))
