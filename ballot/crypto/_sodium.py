"""Ed25519's prime-order subgroup on libsodium, through PyNaCl (specification 5.2.1).

libsodium computes in constant time, and its functions refuse the identity and the scalar zero; the group law gives
both a meaning, so they are handled here by branches. Those branches show a secret scalar only if it is zero, which
happens with probability 2^-252.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from typing import Final

from nacl import bindings as sodium

from ballot.crypto._embedding import Embedding
from ballot.errors import InvalidEncoding

Q: Final = 2**252 + 27742317777372353535851937790883648493
_TEXT: Final = re.compile(r"[0-9a-f]{64}")
_IDENTITY: Final = b"\x01" + bytes(31)

_add = sodium.crypto_core_ed25519_add
_sub = sodium.crypto_core_ed25519_sub
_multiply = sodium.crypto_scalarmult_ed25519_noclamp
_multiply_base = sodium.crypto_scalarmult_ed25519_base_noclamp
_is_in_subgroup = sodium.crypto_core_ed25519_is_valid_point


class Point:
    """An element of the prime-order subgroup, in the multiplicative notation of the specification.

    Made only by `Ed25519.parse` (which checks canonical form and membership) and by the group law.
    """

    __slots__ = ("value",)

    def __init__(self, value: bytes) -> None:
        self.value = value  # 32 bytes, the usual little-endian compressed form

    def __mul__(self, other: Point) -> Point:
        if self.value == _IDENTITY:
            return other
        if other.value == _IDENTITY:
            return self
        return Point(_add(self.value, other.value))

    def __truediv__(self, other: Point) -> Point:
        if other.value == _IDENTITY:
            return self
        return Point(_sub(self.value, other.value))

    def __pow__(self, exponent: int) -> Point:
        scalar = exponent % Q
        if scalar == 0 or self.value == _IDENTITY:
            return Point(_IDENTITY)
        return Point(_multiply(scalar.to_bytes(32, "little"), self.value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __str__(self) -> str:
        return self.value[::-1].hex()

    def __repr__(self) -> str:
        return f"Point({self})"

    @property
    def is_identity(self) -> bool:
        """True for the neutral element."""
        return self.value == _IDENTITY

    @property
    def sort_key(self) -> bytes:
        """What public credentials and ranked ciphertexts are sorted by: the 32 little-endian bytes."""
        return self.value


class Generator(Point):
    """The base point, whose powers have a faster routine."""

    __slots__ = ()

    def __pow__(self, exponent: int) -> Point:
        scalar = exponent % Q
        if scalar == 0:
            return Point(_IDENTITY)
        return Point(_multiply_base(scalar.to_bytes(32, "little")))


def _find(start: int, accept: Callable[[bytes], bytes | None]) -> bytes:
    """Return what `accept` makes of the first number from `start` on whose compressed form it accepts."""
    number = start
    while True:
        found = accept(number.to_bytes(32, "little"))
        if found is not None:
            return found
        number += 1


def _times_eight(value: bytes) -> bytes | None:
    """Return 8 times a point of the whole curve, an element of the subgroup (None: the bytes are no point)."""
    try:
        for _ in range(3):
            value = _add(value, value)
    except (ValueError, RuntimeError):  # what PyNaCl raises for bytes that are not a point
        return None
    return value


class Ed25519:
    """The group `Ed25519` of the specification."""

    name: Final = "Ed25519"
    q: Final = Q
    identity: Final = Point(_IDENTITY)
    g: Final = Generator(_multiply_base((1).to_bytes(32, "little")))
    embedding: Final = Embedding(padding=14, bits_per_int=8, capacity=30)

    def parse(self, text: str) -> Point:
        """Return the point that `text` (64 lower-case hex digits of the compressed number) stands for.

        Raises:
            InvalidEncoding: not 64 hex digits, not canonical, not on the curve, or not in the prime-order subgroup.
        """
        if not _TEXT.fullmatch(text):
            raise InvalidEncoding(f"{text[:80]!r} is not a group element: 64 lower-case hexadecimal digits are needed")
        value = bytes.fromhex(text)[::-1]
        if value != _IDENTITY and not _is_in_subgroup(value):
            raise InvalidEncoding(f"{text} is not in canonical form or not an element of the prime-order group Ed25519")
        return Point(value)

    def generator(self, index: int) -> Point:
        """Return the independent generator number `index`, from -1 (specification table 9)."""
        return _independent_generator(index)

    def embed(self, number: int) -> Point:
        """Return the element whose text is the smallest number >= `number` that is one (specification 5.2.1)."""
        return Point(_find(number, lambda value: value if _is_in_subgroup(value) else None))

    def extract(self, point: Point) -> int:
        """Return the number behind an element's text."""
        return int.from_bytes(point.value, "little")


@cache
def _independent_generator(index: int) -> Point:
    start = int(hashlib.sha256(f"ggen|{index}".encode()).hexdigest(), 16) >> 2
    value = _find(start, _times_eight)
    if value in (_IDENTITY, Ed25519.g.value):
        raise InvalidEncoding(f"generator {index} is not independent")  # probability 2^-251
    return Point(value)
