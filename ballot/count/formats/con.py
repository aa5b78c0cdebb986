"""CON: quotas by group as a file of constraints, in and out.

    "Gender" "Women" 2 5 1 3 4

A line holds a category, a group, the least and the greatest number of its members to be elected, and the members as
candidate numbers from 1. `#` begins a comment outside quotes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from ballot.count.formats.case import quota_text
from ballot.count.quotas import Quota
from ballot.errors import InvalidCount


def parse_con(text: str, candidates: int) -> list[str]:
    """Return the quotas in a constraints file, as the texts that the charter holds.

    Raises:
        InvalidCount: a line has another form, or names a candidate who does not stand.
    """
    quotas = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            raise InvalidCount(f"Line {number}: a quotation mark is not closed.") from None
        if words:
            quotas += _line(number, words, candidates)
    return quotas


def _line(number: int, words: list[str], candidates: int) -> list[str]:
    if len(words) < 5 or not all(re.fullmatch(r"\d{1,6}", word) for word in words[2:]):
        raise InvalidCount(
            f'Line {number}: a constraint has the form "Category" "Group" minimum maximum and candidate numbers.'
        )
    minimum, maximum, *members = map(int, words[2:])
    for place, member in enumerate(members, 5):
        if not 1 <= member <= candidates:
            raise InvalidCount(f"Line {number}, word {place}: {member} is not a candidate; they are 1 to {candidates}.")
    label, chosen = f"{words[0]} {words[1]}", frozenset(member - 1 for member in members)
    return [quota_text(label, ">=", minimum, chosen), quota_text(label, "<=", maximum, chosen)]


def write_con(quotas: Iterable[Quota]) -> str:
    """Return quotas as a constraints file; each is a category of its own."""
    lines = []
    for quota in quotas:
        name = quota.group.replace('"', "'")
        members = " ".join(str(member + 1) for member in sorted(quota.members))
        lines.append(f'"{name}" "{name}" {quota.minimum} {quota.maximum} {members}\n')
    return "".join(lines)
