"""The electoral roll: read a CSV file strictly, show every problem by row, and take what the officer decides."""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from ballot.store.models import Election


class RollRow(msgspec.Struct, frozen=True, kw_only=True):
    """One good row. `row` is its line in the file as people count: the header is row 1."""

    row: int
    name: str
    email: str
    number: str | None = None
    language: str | None = None
    weight: int = 1


class RollProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One rejected row: which field is wrong, and a sentence that says what to do."""

    row: int
    field: str
    sentence: str


class RollDuplicate(msgspec.Struct, frozen=True, kw_only=True):
    """Two good rows that seem to be one person: `row` repeats `first_row` in `field` (email, number, or all)."""

    row: int
    first_row: int
    field: str
    sentence: str


class RollPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a roll file holds: rows read = good rows + rejected rows; duplicates are among the good ones."""

    rows: tuple[RollRow, ...]
    problems: tuple[RollProblem, ...]
    duplicates: tuple[RollDuplicate, ...]
    warnings: tuple[str, ...] = ()


class RollAccepted(msgspec.Struct, frozen=True, kw_only=True):
    """The sum that must add up: rows = accepted + rejected + merged."""

    rows: int
    accepted: int
    rejected: int
    merged: int


def read_roll(csv_bytes: bytes) -> RollPreview:
    """Read a roll from CSV (comma, semicolon or tab; UTF-8) and return every row's verdict.

    Columns, with tolerant names: member_id (optional), name, email, language (optional), weight (optional).
    Raises: NotPermitted if the file as a whole cannot be read (too large, not UTF-8, no header with a name and an
    email).
    """
    raise NotImplementedError


def accept_roll(
    session: Session, election: Election, preview: RollPreview, keep: set[int] | None = None, replace: bool = True
) -> RollAccepted:
    """Take the good rows into the roll. Of duplicates only the first is taken, and those whose row number is in `keep`.

    `replace` (default) replaces the whole roll; otherwise the rows are added to it.
    """
    raise NotImplementedError


def members_count(session: Session, election: Election) -> int:
    """Return the number of members on the roll."""
    raise NotImplementedError
