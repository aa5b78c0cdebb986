"""Reading typed records: strict, and lenient where a foreign archive's spelling is only a warning (0.5)."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

from ballot.errors import InvalidEncoding
from ballot.protocol.shape import Read
from ballot.records.canonical import decode_lenient, encode, refuse_ambiguous

_T = TypeVar("_T")
_Tree = Any  # a JSON value of any shape


class WrongShape(InvalidEncoding):
    """Unambiguous JSON, but not a record of this type. `tree` is the JSON value."""

    def __init__(self, message: str, tree: _Tree) -> None:
        super().__init__(message)
        self.tree = tree


class Reader:
    """Reads records and keeps what is not canonical about them, until it is known whether the archive is foreign."""

    def __init__(self) -> None:
        self.deviations: list[tuple[int | None, str]] = []

    def read(self, type_: type[_T], raw: bytes, height: int | None = None) -> _T:
        """Return the value of a record.

        Raises:
            WrongShape: JSON, but not of this type. InvalidEncoding: with check 0.5: not unambiguous JSON at all.
        """
        try:
            value, deviation = decode_lenient(type_, raw)
        except InvalidEncoding as error:
            raise WrongShape(str(error), parse_json(raw)) from None
        if deviation is not None:
            self.deviations.append((height, deviation))
        return value

    def check_spelling(self, raw: bytes, what: str, height: int | None) -> None:
        """Check the parts of a record that the protocol does not use, and that are therefore decoded nowhere else."""
        try:
            parse_json(raw)
            if encode(msgspec.json.decode(raw)) != raw:
                self.deviations.append((height, f"{what} is not in canonical form"))
        except (InvalidEncoding, msgspec.DecodeError, RecursionError) as error:
            self.deviations.append((height, f"{what}: {error}"))

    def at(self, height: int | None) -> Read:
        """Return `read` for the functions of the core that take a reader."""

        def read(type_: type[_T], raw: bytes) -> _T:
            return self.read(type_, raw, height)

        return read


def parse_json(raw: bytes) -> _Tree:
    """Return the JSON value of bytes.

    Raises:
        InvalidEncoding: with check 0.5: not UTF-8 JSON, a field twice in one object, or too deep.
    """
    try:
        refuse_ambiguous(raw)
        return json.loads(raw)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "0.5") from None
    except (ValueError, RecursionError) as error:
        raise InvalidEncoding(f"not unambiguous JSON: {error}", "0.5") from None
