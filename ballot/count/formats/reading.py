"""What all readers of files share: errors with their position, and limits on the contents."""

from __future__ import annotations

import unicodedata
from typing import Final, NoReturn

from ballot.errors import InvalidCount

MAX_CANDIDATES: Final = 1000
MAX_NUMBER: Final = 10**9  # of papers on one line, of votes, of seats
MAX_NAME: Final = 1000


def fail(line: int, column: int, what: str) -> NoReturn:
    """Refuse a file, and say at which position (line and column, both from 1)."""
    raise InvalidCount(f"Line {line}, column {column}: {what}")


def number_at(text: str, line: int, column: int) -> int:
    """Return a whole number, not below zero.

    Raises:
        InvalidCount: it is not a whole number, or too large.
    """
    if not (text.isascii() and text.isdecimal()):
        fail(line, column, f"{shown(text)} is not a whole number.")
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(MAX_NUMBER)) or int(digits) > MAX_NUMBER:
        fail(line, column, f"{shown(text)} is more than {MAX_NUMBER}, the greatest number that a file may hold.")
    return int(digits)


def check_number_of_candidates(number: int, line: int, column: int) -> None:
    """Refuse more candidates than a contest in a file may have."""
    if number > MAX_CANDIDATES:
        fail(line, column, f"there are more than {MAX_CANDIDATES} candidates.")


def check_name(name: str, earlier: dict[str, tuple[int, int]], line: int, column: int) -> None:
    """Check a candidate's name, and record its position among the earlier names.

    Raises:
        InvalidCount: it is empty, too long, unprintable, or already used.
    """
    what = name_trouble(name)
    if what:
        fail(line, column, what)
    if name in earlier:
        fail(line, column, f"two candidates are called {shown(name)}; the first is in line {earlier[name][0]}.")
    earlier[name] = line, column


def name_trouble(name: str) -> str:
    """Return why a name is not fit for a sheet, or ""."""
    if not name.strip():
        return "a candidate has no name."
    if len(name) > MAX_NAME:
        return f"a name has more than {MAX_NAME} characters."
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return f"the name {shown(name)} holds a control character."
    return ""


def shown(text: str) -> str:
    """Return a text in a form that can be quoted in a sentence: short, and without control characters."""
    return repr(text if len(text) <= 40 else text[:40] + "…")
