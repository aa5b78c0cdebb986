"""The groups of the protocol, and the one place that picks the backend of Ed25519.

A `Point` is always an element of its group's prime-order subgroup: it comes from `Group.parse`, which checks, or from
the group law. Notation is multiplicative, as in the specification: `A = g ** response * X ** challenge`.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeAlias

from ballot.crypto._embedding import Embedding
from ballot.crypto._finite import BELENIOS_2048, RFC_3526_2048
from ballot.errors import InvalidEncoding, Unsupported

if TYPE_CHECKING:
    from ballot.crypto._edwards import Ed25519
    from ballot.crypto._kernel import Kernel

_MAX_SCALAR_DIGITS: Final = 617
_SCALAR: Final = re.compile(r"0|[1-9][0-9]*")


Scalar: TypeAlias = int  # an exponent, modulo the order of the group


class Point(Protocol):
    """An element of a group. `str(point)` is the specification's text form.

    Operations are between elements of one group; elements of different groups never meet in one election.
    """

    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...
    def __pow__(self, exponent: Scalar, /) -> Self: ...
    def __hash__(self) -> int: ...
    @property
    def is_identity(self) -> bool: ...
    @property
    def sort_key(self) -> bytes: ...
    @property
    def number(self) -> int: ...


class Group(Protocol):
    """A cyclic group of prime order `q` with generator `g`."""

    @property
    def name(self) -> str: ...
    @property
    def q(self) -> int: ...
    @property
    def g(self) -> Point: ...
    @property
    def identity(self) -> Point: ...
    @property
    def embedding(self) -> Embedding: ...
    @property
    def kernel(self) -> Kernel | None: ...
    def parse(self, text: str) -> Point: ...
    def parse_all(self, texts: Iterable[str]) -> Sequence[Point]: ...
    def generator(self, index: int) -> Point: ...
    def generators(self, count: int) -> Sequence[Point]: ...
    def embed(self, number: int) -> Point: ...


def _pick_backend(wanted: str) -> tuple[str, Ed25519]:
    """Return the backend of Ed25519 and its group: the Rust kernel where it is built, otherwise libsodium.

    `dalek` is the kernel as processors without AVX-512 IFMA have it: it reads the variable itself.

    Raises:
        Unsupported: the backend that was asked for by name does not exist or is not built.
    """
    if wanted not in ("", "native", "dalek", "sodium"):
        raise Unsupported(f"BALLOT_GROUP_BACKEND is {wanted[:40]!r}. It can be native, dalek, sodium, or unset.")
    if wanted != "sodium":
        try:
            from ballot.crypto._kernel import ED25519 as native
        except ImportError as error:
            if wanted:
                raise Unsupported(
                    f"BALLOT_GROUP_BACKEND asks for the Rust kernel, which is not built ({error}). Install a Rust "
                    "toolchain and install ballot again, or unset the variable to compute with libsodium."
                ) from None
        else:
            return "native", native
    from ballot.crypto._sodium import ED25519 as sodium

    return "sodium", sodium


# The one switch of this package in the environment: all backends give identical bytes and identical refusals.
_BACKEND, ED25519 = _pick_backend(os.environ.get("BALLOT_GROUP_BACKEND", ""))
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
    """Return the name of the backend that computes Ed25519: native (the Rust kernel) or sodium."""
    return _BACKEND


def random_scalar(group: Group) -> Scalar:
    """Return a uniform random number in [0, q) from the operating system's generator."""
    return secrets.randbelow(group.q)


def parse_scalar(group: Group, text: str) -> Scalar:
    """Return the number modulo q that `text` stands for.

    Raises:
        InvalidEncoding: not a canonical decimal number (no sign, no leading zero, ASCII digits only), or not below q.
    """
    if len(text) > _MAX_SCALAR_DIGITS or not _SCALAR.fullmatch(text):
        raise InvalidEncoding(f"{text[:40]!r} is not a canonical decimal number")
    value = int(text)
    if value >= group.q:
        raise InvalidEncoding(f"{text[:40]} is not below the order of the group {group.name}")
    return value
