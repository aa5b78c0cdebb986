"""Ed25519's prime-order subgroup (specification 5.2.1), whichever library computes it.

A backend is a subclass of `Point` with the five operations, and the group made of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ballot.crypto._embedding import Embedding
from ballot.errors import InvalidEncoding

if TYPE_CHECKING:
    from ballot.crypto._kernel import Kernel

Q: Final = 2**252 + 27742317777372353535851937790883648493
IDENTITY: Final = b"\x01" + bytes(31)
is_element_text: Final = re.compile(r"[0-9a-f]{64}").fullmatch


class Point:
    """An element of the prime-order subgroup, in the multiplicative notation of the specification.

    Made only by `Ed25519.parse` (which checks canonical form and membership), by the group law, and by a backend's
    kernel from such points.
    """

    __slots__ = ("value",)

    def __init__(self, value: bytes) -> None:
        self.value = value  # 32 bytes, the usual little-endian compressed form

    # -- what a backend computes; none of the arguments is the identity or the scalar zero

    @staticmethod
    def _add(left: bytes, right: bytes, /) -> bytes:
        raise NotImplementedError

    @staticmethod
    def _subtract(left: bytes, right: bytes, /) -> bytes:
        raise NotImplementedError

    @staticmethod
    def _multiply(scalar: bytes, point: bytes, /) -> bytes:
        raise NotImplementedError

    @staticmethod
    def _multiply_base(scalar: bytes, /) -> bytes:
        raise NotImplementedError

    @staticmethod
    def _is_member(value: bytes, /) -> bool:
        raise NotImplementedError

    # -- the group law; the branches show a secret scalar only if it is zero. Keys and random numbers are zero with
    # probability 2^-252; votes, which often are, come here plus one (`batches.times_g_power`)

    def __mul__(self, other: Point) -> Point:
        if self.value == IDENTITY:
            return other
        if other.value == IDENTITY:
            return self
        return self.of(self._add(self.value, other.value))

    def __truediv__(self, other: Point) -> Point:
        if other.value == IDENTITY:
            return self
        return self.of(self._subtract(self.value, other.value))

    def __pow__(self, exponent: int) -> Point:
        scalar = exponent % Q
        if scalar == 0 or self.value == IDENTITY:
            return self.of(IDENTITY)
        return self.of(self._multiply(scalar.to_bytes(32, "little"), self.value))

    @classmethod
    def of(cls, value: bytes) -> Point:
        """Return the point of this backend that has this compressed form, known to be a member."""
        return cls(value)

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
        return self.value == IDENTITY

    @property
    def sort_key(self) -> bytes:
        """What public credentials and ranked ciphertexts are sorted by: the 32 little-endian bytes."""
        return self.value

    @property
    def number(self) -> int:
        """The number behind the element's text."""
        return int.from_bytes(self.value, "little")


class Ed25519:
    """The group `Ed25519` of the specification, on one backend's points."""

    name: Final = "Ed25519"
    q: Final = Q
    embedding: Final = Embedding(padding=14, bits_per_int=8, capacity=30)
    kernel: Kernel | None = None  # batches of operations, where the backend has them

    def __init__(self, point: type[Point], generator: type[Point]) -> None:
        self._point = point
        self.identity = point(IDENTITY)
        self.g = generator(point._multiply_base((1).to_bytes(32, "little")))
        self._generator = lru_cache(maxsize=None)(self._find_generator)

    def parse(self, text: str) -> Point:
        """Return the point that `text` (64 lower-case hex digits of the compressed number) stands for.

        Raises:
            InvalidEncoding: not 64 hex digits, not canonical, not on the curve, or not in the prime-order subgroup.
        """
        if not is_element_text(text):
            raise InvalidEncoding(f"{text[:80]!r} is not a group element: 64 lower-case hexadecimal digits are needed")
        value = bytes.fromhex(text)[::-1]
        if value != IDENTITY and not self._point._is_member(value):
            raise InvalidEncoding(f"{text} is not in canonical form or not an element of the prime-order group Ed25519")
        return self._point(value)

    def parse_all(self, texts: Iterable[str]) -> list[Point]:
        """Return the points of several texts; raises for the first that `parse` refuses."""
        return [self.parse(text) for text in texts]

    def generator(self, index: int) -> Point:
        """Return the independent generator number `index`, from -1 (specification table 9)."""
        return self._generator(index)

    def generators(self, count: int) -> list[Point]:
        """Return the independent generators number 0 to `count - 1`."""
        return [self._generator(index) for index in range(count)]

    def _find_generator(self, index: int) -> Point:
        start = int(hashlib.sha256(f"ggen|{index}".encode()).hexdigest(), 16) >> 2
        value = _find(start, self._times_eight)
        if value in (IDENTITY, self.g.value):
            raise InvalidEncoding(f"generator {index} is not independent")  # probability 2^-251
        return self._point(value)

    def _times_eight(self, value: bytes) -> bytes | None:
        """Return 8 times a point of the whole curve, an element of the subgroup (None: the bytes are no point)."""
        try:
            for _ in range(3):
                value = self._point._add(value, value)
        except (ValueError, RuntimeError):  # what the backends raise for bytes that are not a point
            return None
        return value

    def embed(self, number: int) -> Point:
        """Return the element whose text is the smallest number >= `number` that is one (specification 5.2.1).

        The identity, whose number is 1, is an element like any other: it stands for a paper of zeros.
        """
        return self._point(_find(number, self._accept_member))

    def _accept_member(self, value: bytes) -> bytes | None:
        return value if value == IDENTITY or self._point._is_member(value) else None


def _find(start: int, accept: Callable[[bytes], bytes | None]) -> bytes:
    """Return the result of `accept` for the first number, from `start` on, that it accepts in compressed form."""
    number = start
    while True:
        found = accept(number.to_bytes(32, "little"))
        if found is not None:
            return found
        number += 1
