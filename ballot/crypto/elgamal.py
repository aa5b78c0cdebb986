"""ElGamal encryption with the vote in the exponent (specification 4.11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ballot.crypto import batches
from ballot.crypto.group import Group, Point, Scalar


class Ciphertext(NamedTuple):
    """(alpha, beta) = (g^r, y^r g^m)."""

    alpha: Point
    beta: Point

    def __str__(self) -> str:
        return f"{self.alpha},{self.beta}"

    def combine(self, other: Ciphertext) -> Ciphertext:
        """Return the ciphertext of the sum of both plaintexts."""
        return Ciphertext(self.alpha * other.alpha, self.beta * other.beta)

    def scale(self, weight: int) -> Ciphertext:
        """Return the ciphertext of the plaintext times a public weight."""
        return self if weight == 1 else Ciphertext(self.alpha**weight, self.beta**weight)


def encrypt(group: Group, y: Point, message: int, randomness: Scalar) -> Ciphertext:
    """Return (g^r, y^r g^m)."""
    return Ciphertext(group.g**randomness, batches.times_g_power(group, y**randomness, message))


def encrypt_all(group: Group, y: Point, openings: Sequence[tuple[Scalar, int]]) -> list[Ciphertext]:
    """Encrypt several (randomness, message) pairs."""
    randomness, messages = [r for r, _ in openings], [m for _, m in openings]
    alphas = batches.commitments(group, randomness)
    return list(map(Ciphertext, alphas, batches.commitments(group, messages, y, randomness)))


def combine_all(group: Group, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    """Return the product of all ciphertexts; of none, the encryption of 0 with randomness 0."""
    return Ciphertext(*batches.add_rows(group, ciphertexts, 2))
