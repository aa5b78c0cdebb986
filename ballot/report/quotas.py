"""Quotas by group in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from ballot.count.quotas import parse_bound, split_quota
from ballot.language import N_, _, decimal, isolated

# Bounds of one and of several seats out of several, and of one seat out of one.
_AMOUNT = {
    ">=": (
        N_("At least %(number)s of the %(seats)s seats goes to members of the group “%(group)s”%(share)s."),
        N_("At least %(number)s of the %(seats)s seats go to members of the group “%(group)s”%(share)s."),
        N_("At least %(number)s of 1 seat goes to members of the group “%(group)s”%(share)s."),
    ),
    "<=": (
        N_("At most %(number)s of the %(seats)s seats goes to members of the group “%(group)s”%(share)s."),
        N_("At most %(number)s of the %(seats)s seats go to members of the group “%(group)s”%(share)s."),
        N_("At most %(number)s of 1 seat goes to members of the group “%(group)s”%(share)s."),
    ),
    "==": (
        N_("Exactly %(number)s of the %(seats)s seats goes to members of the group “%(group)s”%(share)s."),
        N_("Exactly %(number)s of the %(seats)s seats go to members of the group “%(group)s”%(share)s."),
        N_("Exactly %(number)s of 1 seat goes to members of the group “%(group)s”%(share)s."),
    ),
}
_ONLY = N_("The seat goes to members of the group “%(group)s”%(share)s.")
_SHARES = {
    "up": N_(" (%(part)s of the seats, rounded up)"),
    "down": N_(" (%(part)s of the seats, rounded down)"),
}
_PARTS = {"half": N_("half")}


def quota_sentence(text: str, seats: int) -> str:
    """Return a quota from a charter or a form in plain words; members are not named.

    >>> quota_sentence("women>=half-up: 1,3,4", 5)
    'At least 3 of the 5 seats go to members of the group “women” (half of the seats, rounded up).'
    >>> quota_sentence("over 60<=1", 5)
    'At most 1 of the 5 seats goes to members of the group “over 60”.'

    Raises:
        InvalidCount: this is not a quota.
    """
    group, operator, bound, _members = split_quota(text)
    number = parse_bound(bound, seats)
    one, several, of_one = _AMOUNT[operator]
    sentence = one if number == 1 else several
    if seats == 1:
        sentence = _ONLY if number == 1 and operator != "<=" else of_one
    return _(sentence, number=number, seats=seats, group=isolated(group), share=_share(bound))


def _share(bound: str) -> str:
    """Return the share that a bound is, and how it was rounded; "" for a plain number."""
    share, dash, way = bound.rpartition("-")
    if not dash:
        return ""
    part = _("%(number)s %%", number=decimal(share[:-1])) if share.endswith("%") else _(_PARTS.get(share, share))
    return _(_SHARES[way], part=part)


def quota_sentences(texts: Sequence[str], seats: int) -> list[str]:
    """Return all quotas in plain words."""
    return [quota_sentence(text, seats) for text in texts]


def members_of(text: str, names: Sequence[str]) -> list[str]:
    """Return the names of the members of a quota in the charter."""
    members = split_quota(text)[3] or ""
    return [names[int(number) - 1] for number in members.replace(" ", "").split(",") if number]
