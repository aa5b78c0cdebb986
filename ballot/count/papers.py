"""Ranked papers: identical ones are grouped, and every rule sees them in the same form.

A ranking is a tuple of tiers from the first preference down. A tier is a tuple of candidates (indices): one in most
cases, several for equal preferences, none for a preference that was skipped. Candidates in no tier are not ranked.

A row of small integers (the plaintext of a ranked question, docs/spec/papers.md) has a rank for each candidate: 1 for
the first preference, 0 for not ranked, the same number for equal preferences. For majority judgment it has grades.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ballot.errors import InvalidCount

Ranking = tuple[tuple[int, ...], ...]
Strict = tuple[int, ...]
MAX_RANK = 255  # one byte of a paper's encoding (docs/spec/papers.md)


class Papers(NamedTuple):
    """Candidates and grouped papers. `withdrawn`: candidates that the file itself marks as withdrawn."""

    names: tuple[str, ...]
    rankings: Mapping[Ranking, int]
    withdrawn: frozenset[int] = frozenset()
    title: str = ""
    seats: int | None = None

    @property
    def number(self) -> int:
        """The number of papers."""
        return sum(self.rankings.values())


class Grades(NamedTuple):
    """Candidates and grouped papers of grades: 1 is the best, 0 means that the voter gave none.

    A paper counts only if it gives every candidate a grade from 1 to the last, as with Belenios; one without any grade
    is blank.
    """

    names: tuple[str, ...]
    rows: Mapping[tuple[int, ...], int]
    number_of_grades: int
    title: str = ""

    @property
    def valid(self) -> dict[tuple[int, ...], int]:
        """The papers that count."""
        return {row: n for row, n in self.rows.items() if all(1 <= grade <= self.number_of_grades for grade in row)}

    @property
    def blank(self) -> int:
        """The number of papers without any grade."""
        return sum(count for row, count in self.rows.items() if not any(row))


def ranking_of_row(row: Sequence[int]) -> Ranking:
    """Return the ranking for a row of ranks; ranks that no candidate has are skipped preferences."""
    last = max(row, default=0)
    tiers: list[list[int]] = [[] for _ in range(last)]
    for candidate, rank in enumerate(row):
        if rank > 0:
            tiers[rank - 1].append(candidate)
    return tuple(map(tuple, tiers))


def papers_from_rows(
    names: Sequence[str], rows: Iterable[Sequence[int]], counts: Iterable[int] | None = None
) -> Papers:
    """Return the papers of a ranked question; `counts` gives the weight of each row, by default 1.

    Raises:
        InvalidCount: the length of a row is not the number of candidates, or a number is out of range.
    """
    grouped: Counter[tuple[int, ...]] = Counter()
    for row, count in _counted(names, rows, counts):
        grouped[row] += count
    rankings: Counter[Ranking] = Counter()
    for row, count in grouped.items():
        rankings[ranking_of_row(row)] += count
    return Papers(check_names(names), rankings)


def grades_from_rows(
    names: Sequence[str], rows: Iterable[Sequence[int]], number_of_grades: int, counts: Iterable[int] | None = None
) -> Grades:
    """Return papers of grades.

    Raises:
        InvalidCount: the length of a row is not the number of candidates, or a number is out of range.
    """
    if not 1 <= number_of_grades <= MAX_RANK:
        raise InvalidCount(f"Papers have 1 to {MAX_RANK} grades, not {number_of_grades}.")
    grouped: Counter[tuple[int, ...]] = Counter()
    for row, count in _counted(names, rows, counts):
        grouped[row] += count
    return Grades(check_names(names), grouped, number_of_grades)


def _counted(
    names: Sequence[str], rows: Iterable[Sequence[int]], counts: Iterable[int] | None
) -> Iterable[tuple[tuple[int, ...], int]]:
    pairs = ((row, 1) for row in rows) if counts is None else zip(rows, counts, strict=True)
    for number, (row, count) in enumerate(pairs, 1):
        if len(row) != len(names):
            raise InvalidCount(f"Paper {number} has {len(row)} numbers; there are {len(names)} candidates.")
        if count < 0 or any(not 0 <= value <= MAX_RANK for value in row):
            raise InvalidCount(f"Paper {number} has a number that is not from 0 to {MAX_RANK}.")
        yield tuple(row), count


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names.

    Raises:
        InvalidCount: two candidates have the same name.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InvalidCount(f"Two candidates are called {name!r}, so that a sheet could not tell them apart.")
        seen.add(name)
    return tuple(names)


def strict_preferences(ranking: Ranking, withdrawn: frozenset[int] = frozenset()) -> Strict:
    """Return the preferences that a rule for single preferences can use.

    Preferences count only in consecutive order: the paper ends at the first preference that is skipped or given to two
    standing candidates. A withdrawn candidate is skipped as if never on the paper, and leaves no gap.
    """
    usable: list[int] = []
    for tier in ranking:
        standing = [candidate for candidate in tier if candidate not in withdrawn]
        if not tier or len(standing) > 1:
            break
        usable += standing
    return tuple(usable)


def group_strict(papers: Papers, withdrawn: frozenset[int]) -> tuple[dict[Strict, int], int]:
    """Return the usable preferences with the number of papers for each, and the number of invalid papers."""
    grouped: dict[Strict, int] = {}
    invalid = 0
    for ranking, count in papers.rankings.items():
        usable = strict_preferences(ranking, withdrawn)
        if usable:
            grouped[usable] = grouped.get(usable, 0) + count
        else:
            invalid += count
    return grouped, invalid
