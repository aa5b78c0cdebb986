"""Quotas by group: bounds on how many members of a set of candidates are elected.

A quota is text, as it stands in the charter: ``GROUP>=BOUND: MEMBERS`` with `>=`, `<=` or `==`. BOUND is a whole number
or a share of the seats that says how it is rounded: ``half-up``, ``half-down``, ``1/3-up``, ``2/5-down``, ``40%-up``.
MEMBERS are candidate numbers from 1, in the order of the ballot paper, separated by commas:
``women>=half-up: 1,3,4``. Several quotas may cross: each is a bound on the number of elected members of one set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ballot.errors import InvalidCount

_QUOTA = re.compile(r"(?P<group>[^<>=:]+?)\s*(?P<op>>=|<=|==)\s*(?P<bound>[^:]+?)\s*(?::\s*(?P<members>[\d,\s]*))?")
_SHARE = re.compile(r"(?:(?P<half>half)|(?P<a>\d+)/(?P<b>\d+)|(?P<percent>\d+)%)-(?P<way>up|down)")


class Quota(NamedTuple):
    """At least `minimum` and at most `maximum` of the members are elected."""

    group: str
    members: frozenset[int]
    minimum: int
    maximum: int


def parse_bound(text: str, seats: int) -> int:
    """Return the number of seats that a bound stands for.

    Raises:
        InvalidCount: neither a whole number nor a share with its rounding.
    """
    if text.isascii() and text.isdecimal():
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
    match = _QUOTA.fullmatch(text.strip())
    if match is None:
        raise InvalidCount(
            f"The quota {text[:80]!r} does not have the form GROUP>=BOUND: MEMBERS, such as women>=half-up: 1,3,4."
        )
    return match["group"], match["op"], match["bound"], match["members"]


def parse_quotas(texts: Iterable[str], seats: int, candidates: int) -> tuple[Quota, ...]:
    """Return the quotas of a rule.

    Raises:
        InvalidCount: a quota has another form, or a member does not stand.
    """
    return tuple(_parse(text, seats, candidates) for text in texts)


def _parse(text: str, seats: int, candidates: int) -> Quota:
    group, operator, bound, listed = split_quota(text)
    if listed is None:
        raise InvalidCount(f"The quota {text[:80]!r} does not say which candidates belong to {group!r}.")
    members = frozenset(int(number) - 1 for number in listed.replace(" ", "").split(",") if number)
    if any(not 0 <= member < candidates for member in members):
        raise InvalidCount(f"The quota for {group!r} names a candidate number that is not from 1 to {candidates}.")
    number = parse_bound(bound, seats)
    return Quota(group, members, 0 if operator == "<=" else number, seats if operator == ">=" else number)
