"""A roll as a registrar gets it: which columns, and the hash that binds a list of credentials to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from ballot.crypto.hashing import labelled

COLUMNS: Final = ("member_id", "name", "email", "address", "country", "language", "weight")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def defuse(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (W11)."""
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that guards a cell; one that belongs to a name ('t Hooft) stays."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def roll_hash(rows: Iterable[Sequence[str]]) -> str:
    """Return the hash of a roll, in whatever order: of each row the cells of COLUMNS, guarded or not.

    docs/spec/labels.md: `ballot/roll/1` and `ballot/roll-row/1`.
    """
    digests = sorted(_digest("ballot/roll-row/1", *(unguarded(cell).encode() for cell in row)) for row in rows)
    return _digest("ballot/roll/1", b"".join(digests)).hex()


def _digest(label: str, *parts: bytes) -> bytes:
    return hashlib.sha256(labelled(label, *parts)).digest()
