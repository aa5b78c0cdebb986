"""The exact bytes of every record: compact JSON, fields in the specification's order, strict on the way in (4.1).

A record is canonical when encoding the decoded value gives the same bytes. That one comparison refuses unknown,
missing, reordered and repeated fields, white space, `1.0`, `1e2`, needless escapes and a byte-order mark; what JSON
itself forbids and what has the wrong type is refused by the typed decoder before.
"""

from __future__ import annotations

import json
import threading
from typing import Any, Final, TypeVar

import msgspec

from ballot.errors import InvalidEncoding

T = TypeVar("T")
MAX_DEPTH: Final = 64
MAX_TREE_BYTES: Final = 2**25  # a larger text is read in its one spelling only: as a tree it could take gigabytes
_DEL: Final = b"\x7f"
_encoder: Final = msgspec.json.Encoder()
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
# msgspec is not thread-safe while it makes a decoder: two threads that look at one struct for the first time crash it.
_making: Final = threading.Lock()


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all records: immutable, fields in order, optional fields left out when they are UNSET."""


def encode(value: Any) -> bytes:
    """Return the canonical bytes of a record."""
    raw = _encoder.encode(value)
    return raw.replace(_DEL, b"\\u007f") if _DEL in raw else raw


def _decode(type_: type[T], raw: bytes) -> T:
    decoder = _decoders.get(type_)
    if decoder is None:
        with _making:
            decoder = _decoders.setdefault(type_, msgspec.json.Decoder(type_))
    try:
        value: T = decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidEncoding(f"not a {_name(type_)} record: {error}") from None
    return value


def _name(type_: Any) -> str:
    return str(getattr(type_, "__name__", "known"))  # a union of kinds has no name


def decode(type_: type[T], raw: bytes) -> T:
    """Return the value of a record whose bytes are canonical.

    Raises:
        InvalidEncoding: not JSON, of another type, or not the canonical bytes of the value.
    """
    value = _decode(type_, raw)
    again = encode(value)
    if again != raw:
        at = next((i for i, (a, b) in enumerate(zip(again, raw, strict=False)) if a != b), min(len(again), len(raw)))
        found, wanted = raw[at : at + 24], again[at : at + 24]
        raise InvalidEncoding(
            f"the {_name(type_)} record is not in canonical form: at byte {at} it has {found!r} instead of {wanted!r}"
        )
    return value


def decode_lenient(type_: type[T], raw: bytes) -> tuple[T, str | None]:
    """Return the value of a foreign archive's record, and what is not canonical about it, if anything.

    A repeated field is no harmless spelling: two readers could see two different records.

    Raises:
        InvalidEncoding: not JSON, a repeated field, too deep, or of another type.
    """
    try:
        return decode(type_, raw), None
    except InvalidEncoding as error:
        tree = refuse_ambiguous(raw)
        try:
            return _decode(type_, raw), str(error)
        except InvalidEncoding:
            # A field that is null instead of left out says the same.
            return _decode(type_, encode(_without_nulls(tree))), str(error)


def refuse_ambiguous(raw: bytes) -> Any:
    """Return the tree of a JSON text.

    Raises:
        InvalidEncoding: not UTF-8 JSON, a repeated field, nested too deep, or too large.
    """
    if len(raw) > MAX_TREE_BYTES:
        raise InvalidEncoding(f"a record of {len(raw)} bytes is read in its one spelling only, and this is another")
    try:
        tree = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidEncoding(f"not unambiguous JSON: {error}") from None
    _limit_depth(tree, MAX_DEPTH)
    return tree


def _without_nulls(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without_nulls(value) for key, value in tree.items() if value is not None}
    return [_without_nulls(entry) for entry in tree] if isinstance(tree, list) else tree


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a field stands twice in one object")
    return result


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _limit_depth(tree: Any, left: int) -> None:
    if left == 0:
        raise InvalidEncoding(f"the record is nested more than {MAX_DEPTH} levels deep")
    children = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for child in children:
        _limit_depth(child, left - 1)


_SMALL_INTEGER_MAX: Final = 2**30 - 1


def encode_number(value: int) -> int | str:
    """Return a count, weight or total as protocol version 1 writes it: above 2^30 - 1 as a string."""
    return value if value <= _SMALL_INTEGER_MAX else str(value)


def parse_number(value: int | str, what: str, maximum: int) -> int:
    """Return the number written by `encode_number`.

    Raises:
        InvalidEncoding: negative, above `maximum`, or in the other of the two spellings.
    """
    if isinstance(value, str):
        digits = value.isascii() and value.isdigit() and len(value) <= len(str(maximum)) and value[0] != "0"
        number = int(value) if digits else -1
    else:
        number = value
    if not 0 <= number <= maximum:
        raise InvalidEncoding(f"{what} is {str(value)[:40]!r}: it must be a whole number from 0 to {maximum}")
    if encode_number(number) != value:
        raise InvalidEncoding(f"{what} {value!r} is not in canonical form (a string if and only if above 2^30 - 1)")
    return number
