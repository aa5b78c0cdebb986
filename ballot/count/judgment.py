"""`majority-judgment`: each voter gives every candidate a grade; the best middle grade wins.

Source: M. Balinski and R. Laraki, "Majority Judgment" (2010), with the convention of Belenios for even numbers of
papers.

Grade 1 is the best. A candidate's grades are put in order from the best; the middle grade is at position (n + 1) div 2.
With an even number this is the *better* of the two middle ones (Balinski and Laraki take the worse; the order of
candidates can differ). The better middle grade ranks higher. If they are equal, one middle grade is removed from each
candidate and the rest compared by the same convention, until they differ; candidates with the same grades throughout
are level. A paper that leaves a candidate without a grade, or gives a grade that does not exist, is invalid, as in
Belenios; a paper without any grade is blank.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, groupby

import msgspec

from ballot.count.papers import Grades
from ballot.count.seats import check_contest, ranked_sheet
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.poll import Conditions
from ballot.language import _


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    return _(
        "You give every candidate a grade. The candidate with the best middle grade is elected: at least half of the "
        "voters found them so good or better. Between candidates with the same middle grade, the next grades around "
        "the middle decide. A paper counts only if every candidate has a grade; the booth sees to that. A tie is "
        "broken by a public lot."
    )


def count(rule: Rule, grades: Grades, conditions: Conditions) -> Sheet:
    """Return the sheet with each candidate's grades and the whole ranking.

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie for the last seat, and there is no seed yet.
    """
    check_contest(rule, len(grades.names), conditions.withdrawn, ranking=True)
    histogram = _histograms(grades)
    standing = [c for c in range(len(grades.names)) if c not in conditions.withdrawn]
    values = dict(zip(standing, _majority_values([histogram[c] for c in standing]), strict=True))
    ordered = sorted(standing, key=lambda c: values[c])
    levels = [list(level) for _, level in groupby(ordered, key=lambda c: values[c])]
    valid, blank = sum(grades.valid.values()), grades.blank
    sheet = ranked_sheet(rule, grades.names, levels, conditions.withdrawn, conditions.seed, valid, blank)
    return msgspec.structs.replace(
        sheet,
        invalid=str(sum(grades.rows.values()) - valid - blank),
        histogram={name: tuple(row) for name, row in zip(grades.names, histogram, strict=True)},
        median_grade={grades.names[c]: values[c][0] for c in standing if values[c]},
    )


def _histograms(grades: Grades) -> list[list[int]]:
    """Return for each candidate the number of papers by grade, from the best."""
    last = grades.number_of_grades
    table = [[0] * last for _ in grades.names]
    for row, count in grades.valid.items():
        for candidate, grade in enumerate(row):
            table[candidate][grade - 1] += count
    return table


def _majority_values(histograms_: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return for each candidate the grades to compare, from the middle outwards; all have equally many grades.

    Removing the middle grade repeatedly visits the positions on its two sides alternately. Two candidates can differ
    for the first time only where the grade of one of them changes, so only those steps are considered.
    """
    cumulated = [list(accumulate(histogram)) for histogram in histograms_]
    number = cumulated[0][-1] if cumulated else 0
    if not number:
        return [() for _ in cumulated]
    changes = {edge for row in cumulated for end in row for edge in (end, end + 1) if 1 <= edge <= number}
    steps = sorted({0, min(1, number - 1), *(_step_of(position, number) for position in changes)})
    positions = [_position_at(step, number) for step in steps]
    return [tuple(bisect_left(row, position) + 1 for position in positions) for row in cumulated]


def _position_at(step: int, number: int) -> int:
    """Return the position (from 1, the best) of the grade that is removed in a step (from 0)."""
    middle, away = (number + 1) // 2, (step + 1) // 2
    return middle + away if step % 2 == (number + 1) % 2 else middle - away


def _step_of(position: int, number: int) -> int:
    middle = (number + 1) // 2
    if position == middle:
        return 0
    away, parity = abs(position - middle), (number + 1) % 2
    later = (position > middle) == bool(parity)
    return 2 * away - 1 if later else 2 * away
