"""A contest in JSON: candidates, and totals, ranked papers or grades.

    {"candidates": ["Ada", "Ben"], "seats": 1, "ballots": [[12, [1, 2]], [9, [0, 1]]]}
    {"candidates": ["Ada", "Ben"], "number_of_grades": 6, "ballots": [[12, [1, 4]], [9, [6, 2]]]}
    {"seats": 1, "votes": {"Ada": 12, "Ben": 9}}

A ballot is a number of papers and one small integer for each candidate: a rank (0: not ranked), or a grade
with `number_of_grades`. Optional everywhere: `title`, `rule`, `seats`, `withdrawn` (names), `groups` (name of a group
to names of its members), `quotas` (texts such as "women>=half-up"), and `categories`, each with `groups` of `name`,
`members`, `min` and `max`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ballot.count.contest import Contest
from ballot.count.papers import check_names, grades_from_rows, papers_from_rows
from ballot.count.quotas import parse_bound, split_quota
from ballot.errors import InvalidCount


def parse_json(text: str) -> Contest:
    """Return the contest in a JSON file.

    Raises:
        InvalidCount: not JSON (with line and column), or not of this form.
    """
    tree = parse_object(text)
    contest = _with_votes(tree) if "votes" in tree else _with_ballots(tree)
    return _with_options(contest, tree)


def parse_object(text: str) -> dict[str, Any]:
    """Return the object in a JSON file; of a counting case, its `input` with the `rule`.

    Raises:
        InvalidCount: not JSON (with line and column), or no object.
    """
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidCount(f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}).") from None
    except RecursionError:
        raise InvalidCount("The JSON is nested too deeply.") from None
    if not isinstance(tree, dict):
        raise InvalidCount("A contest in JSON is an object with candidates and ballots, or with votes.")
    inner = tree.get("input")
    return {"rule": tree.get("rule"), **inner} if isinstance(inner, dict) else tree


def _with_votes(tree: dict[str, Any]) -> Contest:
    votes = tree["votes"]
    if not isinstance(votes, dict) or not all(_is_number(value) for value in votes.values()):
        raise InvalidCount("“votes” is an object of candidates and whole numbers.")
    return Contest(check_names(tuple(votes)), totals=tuple(votes.values()), blank=_number(tree, "blank", 0))


def _with_ballots(tree: dict[str, Any]) -> Contest:
    names = _texts(tree, "candidates")
    check_names(names)
    ballots = tree.get("ballots")
    if not isinstance(ballots, list) or not all(map(_is_ballot, ballots)):
        raise InvalidCount(
            "“ballots” is a list of pairs: a number of papers, and a list with one whole number for each candidate."
        )
    counts, rows = [count for count, _ in ballots], [row for _, row in ballots]
    if "number_of_grades" in tree:
        return Contest(names, grades=grades_from_rows(names, rows, _number(tree, "number_of_grades", 0), counts))
    return Contest(names, papers=papers_from_rows(names, rows, counts))


def _with_options(contest: Contest, tree: dict[str, Any]) -> Contest:
    names = contest.names
    groups = {group: members_of(listed, names, group) for group, listed in _object(tree, "groups").items()}
    quotas = [complete_quota(text, groups) for text in _texts(tree, "quotas")]
    return contest._replace(
        title=str(tree.get("title", "")),
        rule=tree["rule"] if isinstance(tree.get("rule"), str) else None,
        seats=_number(tree, "seats", 0) or None,
        groups=groups,
        quotas=(*quotas, *category_quotas(tree.get("categories", []), names)),
        withdrawn=members_of(tree.get("withdrawn", []), names, "withdrawn"),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_ballot(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and _is_number(value[0])
        and isinstance(value[1], list)
        and all(map(_is_number, value[1]))
    )


def _number(tree: dict[str, Any], key: str, default: int) -> int:
    value = tree.get(key, default)
    if not _is_number(value) or value < 0:
        raise InvalidCount(f"“{key}” is a whole number, not {str(value)[:40]!r}.")
    return int(value)


def _texts(tree: dict[str, Any], key: str) -> tuple[str, ...]:
    value = tree.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidCount(f"“{key}” is a list of texts.")
    return tuple(value)


def _object(tree: dict[str, Any], key: str) -> dict[str, Any]:
    value = tree.get(key, {})
    if not isinstance(value, dict):
        raise InvalidCount(f"“{key}” is an object.")
    return value


# -- groups


def members_of(listed: Any, names: Sequence[str], what: str) -> frozenset[int]:
    """Return candidates given by name, or by number from 1 where no name fits.

    Raises:
        InvalidCount: a candidate does not stand.
    """
    if not isinstance(listed, list):
        raise InvalidCount(f"{what!r} is a list of candidates.")
    return frozenset(candidate_called(str(item), names, what) for item in listed)


def candidate_called(text: str, names: Sequence[str], what: str) -> int:
    """Return the candidate of this name, or of this number from 1.

    Raises:
        InvalidCount: there is none.
    """
    if text in names:
        return names.index(text)
    if text.isascii() and text.isdecimal() and 1 <= int(text[:10]) <= len(names):
        return int(text) - 1
    raise InvalidCount(f"{text[:80]!r} ({what}) does not stand in this contest. Candidates: {', '.join(names)[:500]}.")


def complete_quota(text: str, groups: Mapping[str, frozenset[int]]) -> str:
    """Return a quota with its members, taking those of its group where the text names none.

    Raises:
        InvalidCount: there is no such group.
    """
    group, operator, bound, listed = split_quota(text)
    parse_bound(bound, 1)
    if listed is not None:
        return text
    if group not in groups:
        known = f"Known groups: {', '.join(groups)}." if groups else "Say who belongs to it, in a file of groups."
        raise InvalidCount(f"It is not known who belongs to the group {group[:40]!r}. {known}")
    return quota_text(group, operator, bound, groups[group])


def quota_text(group: str, operator: str, bound: str | int, members: frozenset[int]) -> str:
    """Return the text of a quota as it stands in the charter."""
    listed = ",".join(str(member + 1) for member in sorted(members))
    return f"{re.sub('[<>=:]', ' ', group).strip() or 'group'}{operator}{bound}: {listed}"


def category_quotas(categories: Any, names: Sequence[str]) -> list[str]:
    """Return the quotas of categories whose groups have a minimum and a maximum.

    Raises:
        InvalidCount: another form, or a member who does not stand.
    """
    quotas = []
    try:
        for category in categories:
            for group in category["groups"]:
                label = f"{category['name']} {group['name']}"
                members = members_of(group["members"], names, label)
                quotas += [quota_text(label, ">=", int(group["min"]), members)] if "min" in group else []
                quotas += [quota_text(label, "<=", int(group["max"]), members)] if "max" in group else []
    except (KeyError, TypeError, ValueError):
        raise InvalidCount(
            "“categories” is a list of objects with name and groups, each with name, members, min and max."
        ) from None
    return quotas


def feasibility_table(tree: dict[str, Any]) -> tuple[tuple[str, ...], list[str], list[int], list[int]]:
    """Return names, quotas, elected and continuing candidates of a table of categories, groups and states.

    Raises:
        InvalidCount: another form.
    """
    try:
        candidates = tree["candidates"]
        names = check_names([str(candidate["name"]) for candidate in candidates])
        state = [candidate["state"] for candidate in candidates]
        categories = [
            {**category, "groups": [_with_members(category, group, candidates) for group in category["groups"]]}
            for category in tree["categories"]
        ]
    except (KeyError, TypeError):
        raise InvalidCount(
            "A table of states has categories with groups, and candidates with groups and state."
        ) from None
    return (
        names,
        category_quotas(categories, names),
        [i for i, value in enumerate(state) if value == "elected"],
        [i for i, value in enumerate(state) if value == "continuing"],
    )


def _with_members(category: Any, group: Any, candidates: Any) -> dict[str, Any]:
    members = [c["name"] for c in candidates if c["groups"].get(category["name"]) == group["name"]]
    return {**group, "members": members}
