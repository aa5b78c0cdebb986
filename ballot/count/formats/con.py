"""CON: quotas by group as a file of constraints, in and out.

    "Gender" "Women" 2 5 1 3 4

A line has a category, a group, the least and the greatest number of its members to be elected, and the members as
candidate numbers from 1. `#` begins a comment outside quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ballot.count.formats.groups import quota_text
from ballot.count.formats.reading import fail, number_at
from ballot.count.quotas import Quota

_GAP = re.compile(r"\s*")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s\"'#]+)")


def parse_con(text: str, candidates: int) -> list[str]:
    """Return the quotas in a constraints file, as texts in the form of the charter.

    Raises:
        InvalidCount: a line is not of this form, or names an unknown candidate; with line and column.
    """
    quotas = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = _words(number, line)
        if words:
            quotas += _line(number, words, candidates)
    return quotas


def _words(number: int, line: str) -> list[tuple[int, str]]:
    """Return the words of a line, up to a comment, each with its column."""
    found, place = [], _after_gap(line, 0)
    while place < len(line) and line[place] != "#":
        match = _WORD.match(line, place)
        if match is None:
            fail(number, place + 1, "a quotation mark is not closed.")
        found.append((place + 1, match[1] or match[2] or match[3] or ""))
        place = _after_gap(line, match.end())
    return found


def _after_gap(line: str, place: int) -> int:
    match = _GAP.match(line, place)
    return match.end() if match else place


def _line(number: int, words: list[tuple[int, str]], candidates: int) -> list[str]:
    if len(words) < 5:
        fail(number, 1, 'a constraint has the form "Category" "Group" minimum maximum and candidate numbers.')
    minimum, maximum, *members = [(column, number_at(word, number, column)) for column, word in words[2:]]
    if minimum[1] > maximum[1]:
        fail(number, maximum[0], f"the maximum {maximum[1]} is below the minimum {minimum[1]}.")
    for column, member in members:
        if not 1 <= member <= candidates:
            fail(number, column, f"{member} is not a candidate; they are 1 to {candidates}.")
    label = f"{words[0][1]} {words[1][1]}"
    chosen = frozenset(member - 1 for _, member in members)
    return [quota_text(label, ">=", minimum[1], chosen), quota_text(label, "<=", maximum[1], chosen)]


def write_con(quotas: Iterable[Quota]) -> str:
    """Return quotas as a constraints file, with a separate category for each."""
    lines = []
    for quota in quotas:
        name = quota.group.replace('"', "'")
        members = " ".join(str(member + 1) for member in sorted(quota.members))
        lines.append(f'"{name}" "{name}" {quota.minimum} {quota.maximum} {members}\n')
    return "".join(lines)
