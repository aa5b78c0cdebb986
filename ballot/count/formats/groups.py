"""Membership of groups, and quotas by group, as written in files and on the command line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ballot.count.formats.json_values import Value, located, names_in, parse_object
from ballot.count.formats.reading import fail, name_trouble, shown
from ballot.count.quotas import parse_bound, split_quota
from ballot.errors import InvalidCount

Groups = dict[str, frozenset[int]]


def candidate_called(text: str, names: Sequence[str], what: str) -> int:
    """Return the candidate with this name, or with this number from 1.

    Raises:
        InvalidCount: there is none.
    """
    if text in names:
        return names.index(text)
    if text.isascii() and text.isdecimal() and 1 <= int(text[:10]) <= len(names):
        return int(text) - 1
    raise InvalidCount(f"{shown(text)} ({what}) does not stand in this contest. Candidates: {', '.join(names)[:500]}.")


def members_of(listed: Value, names: Sequence[str], what: str) -> frozenset[int]:
    """Return candidates given by name, or by number from 1 if no name matches."""
    found = set()
    for item in listed.items():
        try:
            found.add(candidate_called(str(item.value), names, what))
        except InvalidCount as error:
            item.wrong(str(error))
    return frozenset(found)


def groups_in_json(text: str, names: Sequence[str]) -> Groups:
    """Return the groups in a JSON file: an object of group names and lists of candidates.

    Raises:
        InvalidCount: another form, or a candidate who does not stand; with line and column.
    """
    with located(text):
        return groups_in(parse_object(text), names)


def groups_in(tree: Value, names: Sequence[str]) -> Groups:
    """Return the groups in an object of group names and lists of candidates."""
    found = {}
    for group, listed in tree.members().items():
        if name_trouble(group):
            listed.wrong("the name of this group is empty or cannot be printed.")
        found[group] = members_of(listed, names, group)
    return found


def groups_in_csv(text: str, names: Sequence[str]) -> Groups:
    """Return the groups in a CSV file with a candidate and a group on each line, optionally after a line of headings.

    Raises:
        InvalidCount: another form, or a candidate who does not stand; with line and column.
    """
    found: dict[str, set[int]] = {}
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        for number, row in enumerate(rows, 1):
            if len(row) != 2:
                fail(
                    rows.line_num, 1, "a file of groups has a candidate and a group on each line, such as “Ada,women”."
                )
            if name_trouble(row[1]):
                fail(rows.line_num, len(row[0]) + 2, "the name of this group is empty or cannot be printed.")
            if number > 1 or row[0] in names:
                try:
                    member = candidate_called(row[0], names, row[1].strip())
                except InvalidCount as error:
                    fail(rows.line_num, 1, str(error))
                found.setdefault(row[1].strip(), set()).add(member)
    except csv.Error as error:
        fail(rows.line_num, 1, f"this is not CSV ({error}).")
    return {group: frozenset(members) for group, members in found.items()}


def complete_quota(text: str, groups: Mapping[str, frozenset[int]]) -> str:
    """Return a quota with its members: those of its group if the text names none.

    Raises:
        InvalidCount: there is no such group.
    """
    group, operator, bound, listed = split_quota(text)
    parse_bound(bound, 1)
    if listed is not None:
        return text
    if group not in groups:
        known = f"Known groups: {', '.join(groups)}." if groups else "Say who belongs to it, in a file of groups."
        raise InvalidCount(f"It is not known who belongs to the group {shown(group)}. {known}")
    return quota_text(group, operator, bound, groups[group])


def quota_text(group: str, operator: str, bound: str | int, members: frozenset[int]) -> str:
    """Return the text of a quota as it is written in the charter."""
    listed = ",".join(str(member + 1) for member in sorted(members))
    return f"{re.sub('[<>=:]', ' ', group).strip() or 'group'}{operator}{bound}: {listed}"


def category_quotas(categories: Value, names: Sequence[str]) -> list[str]:
    """Return the quotas of categories whose groups have a minimum, a maximum or both."""
    quotas = []
    for category in categories.items():
        for group in category.require("groups").items():
            label = f"{category.require('name').text()} {group.require('name').text()}"
            quotas += _bounds_of(group, label, members_of(group.require("members"), names, label))
    return quotas


def _bounds_of(group: Value, label: str, members: frozenset[int]) -> list[str]:
    """Return the quotas for an object with `min` and `max`."""
    low, high = group.get("min"), group.get("max")
    quotas = [] if low is None else [quota_text(label, ">=", low.number(), members)]
    return quotas + ([] if high is None else [quota_text(label, "<=", high.number(), members)])


class Table(NamedTuple):
    """A state of a count, for finding who is guarded and who is doomed: candidates as indices."""

    names: tuple[str, ...]
    seats: int
    quotas: tuple[str, ...]
    elected: tuple[int, ...]
    continuing: tuple[int, ...]


def table_of_states(tree: Value) -> Table:
    """Return the table in an object with `seats`, `categories` and `candidates` with their `groups` and `state`."""
    candidates = tree.require("candidates").items()
    names = names_in([candidate.require("name") for candidate in candidates])
    states = [candidate.require("state").text() for candidate in candidates]
    quotas: list[str] = []
    for category in tree.require("categories").items():
        title = category.require("name").text()
        homes = [_home(candidate, title) for candidate in candidates]
        for group in category.require("groups").items():
            name = group.require("name").text()
            quotas += _bounds_of(group, f"{title} {name}", frozenset(i for i, home in enumerate(homes) if home == name))
    return Table(
        names=names,
        seats=tree.require("seats").number(least=1),
        quotas=tuple(quotas),
        elected=tuple(i for i, state in enumerate(states) if state == "elected"),
        continuing=tuple(i for i, state in enumerate(states) if state == "continuing"),
    )


def _home(candidate: Value, category: str) -> str | None:
    home = candidate.require("groups").get(category)
    return None if home is None else home.text()
