"""The groups of the protocol, and the one place that picks the backend of Ed25519.

A `Point` is always an element of its group's prime-order subgroup: it comes from `Group.parse`, which checks, or from
the group law. Notation is multiplicative, as in the specification: `A = g ** response * X ** challenge`.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, Final, Protocol

from ballot.crypto._embedding import Embedding
from ballot.crypto._finite import BELENIOS_2048, RFC_3526_2048
from ballot.crypto._sodium import Ed25519
from ballot.errors import InvalidEncoding, Unsupported

MAX_SCALAR_DIGITS: Final = 617
_SCALAR: Final = re.compile(r"0|[1-9][0-9]*")


class Point(Protocol):
    """An element of a group. `str(point)` is the specification's text form."""

    def __mul__(self, other: Any) -> Any: ...
    def __truediv__(self, other: Any) -> Any: ...
    def __pow__(self, exponent: int) -> Any: ...
    @property
    def is_identity(self) -> bool: ...
    @property
    def sort_key(self) -> Any: ...


class Group(Protocol):
    """A cyclic group of prime order `q` with generator `g`."""

    @property
    def name(self) -> str: ...
    @property
    def q(self) -> int: ...
    @property
    def g(self) -> Any: ...
    @property
    def identity(self) -> Any: ...
    @property
    def embedding(self) -> Embedding: ...
    def parse(self, text: str) -> Any: ...
    def generator(self, index: int) -> Any: ...
    def embed(self, number: int) -> Any: ...
    def extract(self, element: Any) -> int: ...


ED25519: Final = Ed25519()
_GROUPS: Final[dict[str, Group]] = {"Ed25519": ED25519, "BELENIOS-2048": BELENIOS_2048, "RFC-3526-2048": RFC_3526_2048}


def group(name: str) -> Group:
    """Return the group of that name; its constants are compiled in.

    Raises:
        Unsupported: the name is not one of the specification's three.
    """
    try:
        return _GROUPS[name]
    except KeyError:
        known = ", ".join(_GROUPS)
        raise Unsupported(f"The group {name[:80]!r} is unknown. Known groups: {known}.") from None


def backend() -> str:
    """Return the name of the library that computes Ed25519."""
    return "sodium"


def random_scalar(group: Group) -> int:
    """Return a uniform random number in [0, q) from the operating system's generator."""
    return secrets.randbelow(group.q)


def parse_scalar(group: Group, text: str) -> int:
    """Return the number modulo q that `text` stands for.

    Raises:
        InvalidEncoding: not a canonical decimal number (no sign, no leading zero, ASCII digits only), or not below q.
    """
    if len(text) > MAX_SCALAR_DIGITS or not _SCALAR.fullmatch(text):
        raise InvalidEncoding(f"{text[:40]!r} is not a canonical decimal number")
    value = int(text)
    if value >= group.q:
        raise InvalidEncoding(f"{text[:40]} is not below the order of the group {group.name}")
    return value
