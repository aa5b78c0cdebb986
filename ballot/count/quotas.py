"""Quotas by group: bounds on how many members of a set of candidates are elected.

A quota is text, as written in the charter: ``GROUP>=BOUND: MEMBERS`` with `>=`, `<=` or `==`. BOUND is a whole number
or a share of the seats that says how it is rounded: ``half-up``, ``half-down``, ``1/3-up``, ``2/5-down``, ``40%-up``.
MEMBERS are candidate numbers from 1, in the order of the ballot paper, separated by commas:
``women>=half-up: 1,3,4``. Several quotas may overlap: each bounds the number of elected members of one set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ballot.errors import InvalidCount

MOST_WAYS = 8  # in which groups may cross: with more, nobody can say in reasonable time who can still be elected
_OPERATOR = re.compile(r">=|<=|==")
_SHARE = re.compile(r"(?:(?P<half>half)|(?P<a>[0-9]{1,6})/(?P<b>[0-9]{1,6})|(?P<percent>[0-9]{1,3})%)-(?P<way>up|down)")
_NUMBER = re.compile(r"[0-9]{1,6}")


class Quota(NamedTuple):
    """At least `minimum` and at most `maximum` of the members are elected."""

    group: str
    members: frozenset[int]
    minimum: int
    maximum: int


def parse_bound(text: str, seats: int) -> int:
    """Return the number of seats that a bound means.

    Raises:
        InvalidCount: neither a whole number nor a share with its rounding.
    """
    if _NUMBER.fullmatch(text):
        return int(text)
    match = _SHARE.fullmatch(text)
    if match is None or match["b"] is not None and int(match["b"]) == 0:
        raise InvalidCount(
            f"The bound {text[:40]!r} of a quota is neither a number nor a share such as half-up, 1/3-down or 40%-up."
        )
    share = "1/2" if match["half"] else f"{match['percent']}/100" if match["percent"] else f"{match['a']}/{match['b']}"
    a, b = map(int, share.split("/"))
    return -(-seats * a // b) if match["way"] == "up" else seats * a // b


def split_quota(text: str) -> tuple[str, str, str, str | None]:
    """Return group, operator, bound and members (None: the text names none) of a quota.

    Raises:
        InvalidCount: the text has another form.
    """
    head, colon, members = text.partition(":")
    operator = _OPERATOR.search(head)
    group = head[: operator.start()].strip() if operator else ""
    bound = head[operator.end() :].strip() if operator else ""
    if operator is None or not group or not bound or re.search("[<>=]", group + bound):
        raise InvalidCount(
            f"The quota {text[:80]!r} does not have the form GROUP>=BOUND: MEMBERS, such as women>=half-up: 1,3,4."
        )
    return group, operator[0], bound, members.strip() if colon else None


def parse_quotas(texts: Iterable[str], seats: int, candidates: int) -> tuple[Quota, ...]:
    """Return the quotas of a rule.

    Raises:
        InvalidCount: a quota has another form, a member does not stand, or the groups cross in too many ways.
    """
    quotas = tuple(_parse(text, seats, candidates) for text in texts)
    ways = _ways({quota.members for quota in quotas})
    if ways > MOST_WAYS:
        raise InvalidCount(
            f"The quotas by group cross in too many ways: {ways}, and at most {MOST_WAYS} are allowed. Groups "
            "without a common member, such as the branches, are one way. Use fewer groups."
        )
    return quotas


def _ways(groups: Iterable[frozenset[int]]) -> int:
    """Return into how many families of groups without a common member these can be sorted, largest group first."""
    families: list[set[int]] = []
    for members in sorted(groups, key=lambda group: (-len(group), sorted(group))):
        home = next((family for family in families if not family & members), None)
        if home is None:
            families.append(set(members))
        else:
            home |= members
    return len(families)


def _parse(text: str, seats: int, candidates: int) -> Quota:
    group, operator, bound, listed = split_quota(text)
    if listed is None:
        raise InvalidCount(f"The quota {text[:80]!r} does not say which candidates belong to {group!r}.")
    numbers = [number.strip() for number in listed.split(",")] if listed.strip() else []
    if not all(_NUMBER.fullmatch(number) and 1 <= int(number) <= candidates for number in numbers):
        raise InvalidCount(
            f"The members of {group[:40]!r} are not candidate numbers from 1 to {candidates} with commas between them."
        )
    members = frozenset(int(number) - 1 for number in numbers)
    number = parse_bound(bound, seats)
    return Quota(group, members, 0 if operator == "<=" else number, seats if operator == ">=" else number)
