"""Rows of a roll that seem to be one person: the same member number, e-mail address, or name and postal address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ballot.election.roll.rows import RollRow
from ballot.errors import NotPermitted
from ballot.language import N_, _, ngettext
from ballot.report import names_in_words

FIELDS = ("number", "email", "address")
_SAME = {
    ("address",): N_("Rows %(rows)s have the same name and postal address."),
    ("email",): N_("Rows %(rows)s have the same e-mail address."),
    ("number",): N_("Rows %(rows)s have the same member number."),
    ("address", "email"): N_("Rows %(rows)s have the same name and postal address and the same e-mail address."),
    ("address", "number"): N_("Rows %(rows)s have the same name and postal address and the same member number."),
    ("email", "number"): N_("Rows %(rows)s have the same e-mail address and the same member number."),
    ("address", "email", "number"): N_(
        "Rows %(rows)s have the same name and postal address, the same e-mail address and the same member number."
    ),
}


class RollDuplicate(msgspec.Struct, frozen=True, kw_only=True):
    """Good rows that seem to be one person, in their order; `fields`: what is the same (of FIELDS)."""

    rows: tuple[RollRow, ...]
    fields: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is the same, in words."""
        numbers = [str(row.row) for row in self.rows]
        more = len(numbers) - 10
        shown = [*numbers[:10], ngettext("%(num)s more", "%(num)s more", more)] if more > 1 else numbers
        return _(_SAME[tuple(sorted(self.fields))], rows=names_in_words(shown))


def _keys(row: RollRow) -> Iterator[tuple[str, str]]:
    if row.number:
        yield "number", row.number.casefold()
    if row.email:
        yield "email", row.email.casefold()
    if row.address:
        yield "address", " ".join(f"{row.name} {row.address}".casefold().split())


class DuplicateFinder:
    """Examines one row after the other, and remembers earlier ones."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], RollRow] = {}
        self._group: dict[int, list[RollRow]] = {}  # by row, the same list for all rows of a group
        self._fields: dict[int, set[str]] = {}  # by the first row of a group

    def add(self, row: RollRow) -> None:
        """Examine a row."""
        for key in _keys(row):
            earlier = self._seen.setdefault(key, row)
            if earlier is not row:
                self._join(earlier, row, key[0])

    def _join(self, first: RollRow, second: RollRow, field: str) -> None:
        one, other = (self._group.setdefault(row.row, [row]) for row in (first, second))
        fields = self._fields.pop(one[0].row, set()) | self._fields.pop(other[0].row, set()) | {field}
        if one is not other:
            one, other = (one, other) if len(one) >= len(other) else (other, one)  # so that a row is seldom moved
            one.extend(other)
            for row in other:
                self._group[row.row] = one
        self._fields[one[0].row] = fields

    def found(self) -> list[RollDuplicate]:
        """Return the groups of rows that seem to be one person, by their first row."""
        groups = {id(group): group for group in self._group.values()}
        made = [
            RollDuplicate(
                rows=tuple(sorted(group, key=lambda row: row.row)),
                fields=tuple(field for field in FIELDS if field in self._fields[group[0].row]),
            )
            for group in groups.values()
        ]
        return sorted(made, key=lambda duplicate: duplicate.rows[0].row)


def decide(duplicate: RollDuplicate, keep: Sequence[int], *, merge: bool = False) -> tuple[RollRow, ...]:
    """Return the members made from a group: those whose row is in `keep`, or one merged from all.

    Raises: NotPermitted if nobody is kept, two are kept under one member number, or weights differ in a merger.
    """
    if merge:
        return (merged(duplicate),)
    kept = tuple(row for row in duplicate.rows if row.row in keep)
    if not kept or len(kept) != len({*keep}):
        raise NotPermitted(_("%(sentence)s Choose which of them to keep.", sentence=duplicate.sentence))
    numbers = [row.number.casefold() for row in kept if row.number]
    if len({*numbers}) < len(numbers):
        raise NotPermitted(
            _(
                "%(sentence)s A member number belongs to one person: keep one of them, or give one of them "
                "another number in the file.",
                sentence=duplicate.sentence,
            )
        )
    return kept


def merged(duplicate: RollDuplicate) -> RollRow:
    """Return the first of the rows, with missing values filled in from the later ones.

    Raises: NotPermitted if their weights differ: no vote may get another weight by accident.
    """
    if len({row.weight for row in duplicate.rows}) > 1:
        raise NotPermitted(
            _(
                "%(sentence)s They differ in weight, so they cannot be merged: keep one of them.",
                sentence=duplicate.sentence,
            )
        )
    first = duplicate.rows[0]
    lacking = [name for name in ("email", "address", "country", "number", "language") if not getattr(first, name)]
    filled = {name: next(filter(None, (getattr(row, name) for row in duplicate.rows)), None) for name in lacking}
    return msgspec.structs.replace(first, **{name: value for name, value in filled.items() if value})
