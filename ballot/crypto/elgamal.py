"""ElGamal encryption with the vote in the exponent (specification 4.11.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ballot.crypto.group import Group


class Ciphertext(NamedTuple):
    """(alpha, beta) = (g^r, y^r g^m)."""

    alpha: Any
    beta: Any

    def __str__(self) -> str:
        return f"{self.alpha},{self.beta}"

    def combine(self, other: Ciphertext) -> Ciphertext:
        """Return the ciphertext of the sum of both plaintexts."""
        return Ciphertext(self.alpha * other.alpha, self.beta * other.beta)

    def scale(self, weight: int) -> Ciphertext:
        """Return the ciphertext of the plaintext times a public weight."""
        return self if weight == 1 else Ciphertext(self.alpha**weight, self.beta**weight)


def encrypt(group: Group, y: Any, message: int, randomness: int) -> Ciphertext:
    """Return (g^r, y^r g^m)."""
    beta = y**randomness
    return Ciphertext(group.g**randomness, beta if message == 0 else beta * group.g**message)


def combine_all(group: Group, ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """Return the product of all ciphertexts; of none, the encryption of 0 with randomness 0."""
    total = Ciphertext(group.identity, group.identity)
    for ciphertext in ciphertexts:
        total = total.combine(ciphertext)
    return total
