"""Quotas by group in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from ballot.count.quotas import parse_bound, split_quota

_AMOUNT = {">=": "At least", "<=": "At most", "==": "Exactly"}


def quota_sentence(text: str, seats: int) -> str:
    """Return a quota of a charter or of a form in plain words; members are not named.

    >>> quota_sentence("women>=half-up: 1,3,4", 5)
    'At least 3 of the 5 seats go to members of the group “women” (half of the seats, rounded up).'
    >>> quota_sentence("over 60<=1", 5)
    'At most 1 of the 5 seats goes to members of the group “over 60”.'

    Raises:
        InvalidCount: this is no quota.
    """
    group, operator, bound, _ = split_quota(text)
    number = parse_bound(bound, seats)
    verb = "goes" if number == 1 else "go"
    amount = f"{_AMOUNT[operator]} {number} of the {seats} seats {verb}"
    if seats == 1:
        amount = "The seat goes" if number == 1 and operator != "<=" else f"{_AMOUNT[operator]} {number} of 1 seat goes"
    return f"{amount} to members of the group “{group}”{_share(bound)}."


def _share(bound: str) -> str:
    """Return what share a bound is and how it was rounded; "" for a plain number."""
    share, dash, way = bound.rpartition("-")
    if not dash:
        return ""
    words = f"{share[:-1]} %" if share.endswith("%") else share
    return f" ({words} of the seats, rounded {way})"


def quota_sentences(texts: Sequence[str], seats: int) -> list[str]:
    """Return all quotas in plain words."""
    return [quota_sentence(text, seats) for text in texts]


def members_of(text: str, names: Sequence[str]) -> list[str]:
    """Return the names of those to whom a quota of the charter applies."""
    members = split_quota(text)[3] or ""
    return [names[int(number) - 1] for number in members.replace(" ", "").split(",") if number]
