"""Ed25519 on libsodium, through PyNaCl: the backend that is always there.

libsodium computes in constant time, and its functions refuse the identity and the scalar zero; the group law in
`_edwards` gives both a meaning before it comes here.
"""

from __future__ import annotations

from typing import Final

from nacl import bindings as sodium

from ballot.crypto import _edwards
from ballot.crypto._edwards import IDENTITY, Q

__all__ = ["ED25519", "Q", "Point"]


class Point(_edwards.Point):
    """A member of the subgroup, computed by libsodium."""

    __slots__ = ()

    _add = staticmethod(sodium.crypto_core_ed25519_add)
    _subtract = staticmethod(sodium.crypto_core_ed25519_sub)
    _multiply = staticmethod(sodium.crypto_scalarmult_ed25519_noclamp)
    _multiply_base = staticmethod(sodium.crypto_scalarmult_ed25519_base_noclamp)
    _is_member = staticmethod(sodium.crypto_core_ed25519_is_valid_point)

    @classmethod
    def of(cls, value: bytes) -> Point:
        """Return the point with this compressed form; results of the generator's operations are plain points."""
        return Point(value)


class Generator(Point):
    """The base point, whose powers have a faster routine."""

    __slots__ = ()

    def __pow__(self, exponent: int) -> Point:
        scalar = exponent % Q
        return Point(self._multiply_base(scalar.to_bytes(32, "little")) if scalar else IDENTITY)


ED25519: Final = _edwards.Ed25519(Point, Generator)
