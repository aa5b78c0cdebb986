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

from typing import Any

from ballot.count.contest import Contest
from ballot.count.formats.groups import Groups, category_quotas, complete_quota, groups_in, members_of
from ballot.count.formats.json_values import Value, located, names_in, parse_object
from ballot.count.formats.reading import MAX_NUMBER, shown
from ballot.count.papers import MAX_RANK, grades_from_rows, papers_from_rows
from ballot.errors import InvalidCount


def parse_json(text: str) -> Contest:
    """Return the contest in a JSON file.

    Raises:
        InvalidCount: not JSON, or not of this form; with line and column.
    """
    tree = parse_object(text)
    with located(text):
        inner = contest_object(tree)
        contest = _with_votes(inner) if inner.get("votes") else _with_ballots(inner)
        contest = _with_options(contest, inner)
        return contest if contest.rule else contest._replace(rule=_rule(tree))


def contest_object(tree: Value) -> Value:
    """Return the object with the contest; in a counting case that is its `input`."""
    inner = tree.get("input")
    return inner if inner is not None and isinstance(inner.value, dict) else tree


def _rule(tree: Value) -> str | None:
    rule = tree.get("rule")
    return None if rule is None or rule.value is None else rule.text()


def _with_votes(tree: Value) -> Contest:
    members = tree.require("votes").members()
    names = names_in([Value(name, value.path) for name, value in members.items()])
    blank = tree.get("blank")
    return Contest(
        names,
        totals=tuple(value.number() for value in members.values()),
        blank=0 if blank is None else blank.number(),
    )


def _with_ballots(tree: Value) -> Contest:
    names = names_in(tree.require("candidates").items())
    if not names:
        tree.require("candidates").wrong("there is no candidate.")
    counts, rows = _ballots(tree.require("ballots"), len(names))
    grades = tree.get("number_of_grades")
    if grades is not None:
        return Contest(names, grades=grades_from_rows(names, rows, grades.number(1, MAX_RANK), counts))
    return Contest(names, papers=papers_from_rows(names, rows, counts))


def _ballots(listed: Value, size: int) -> tuple[list[int], list[list[int]]]:
    counts, rows = [], []
    for place, ballot in enumerate(item.value for item in listed.items()):
        if not isinstance(ballot, list) or len(ballot) != 2 or not isinstance(ballot[1], list):
            listed.wrong("a ballot is a pair: a number of papers, and a list with a number for each candidate.", place)
        number, row = ballot
        if not _is_number(number, MAX_NUMBER):
            listed.wrong(f"{shown(str(number))} is not a number of papers, from 0 to {MAX_NUMBER}.", place, 0)
        if len(row) != size:
            listed.wrong(f"this paper has {len(row)} numbers; there are {size} candidates.", place, 1)
        for position, value in enumerate(row):
            if not _is_number(value, MAX_RANK):
                listed.wrong(f"{shown(str(value))} is not a rank or grade, from 0 to {MAX_RANK}.", place, 1, position)
        counts.append(number)
        rows.append(row)
    return counts, rows


def _is_number(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _with_options(contest: Contest, tree: Value) -> Contest:
    members = tree.members()
    names, empty = contest.names, Value({})
    groups = groups_in(members.get("groups", empty), names)
    quotas = [_quota(item, groups) for item in members.get("quotas", Value([])).items()]
    seats = members.get("seats")
    number = None if seats is None or seats.value is None else seats.number(least=1)
    return contest._replace(
        title=members.get("title", Value("")).text(),
        rule=_rule(tree),
        seats=number,
        groups=groups,
        quotas=(*quotas, *category_quotas(members.get("categories", Value([])), names)),
        withdrawn=members_of(members.get("withdrawn", Value([])), names, "withdrawn"),
    )


def _quota(item: Value, groups: Groups) -> str:
    try:
        return complete_quota(item.text(), groups)
    except InvalidCount as error:
        item.wrong(str(error))
