"""ElGamal encryption with the vote in the exponent (specification 4.11.1)."""

from __future__ import annotations

from collections.abc import Sequence
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


def encrypt_all(group: Group, y: Any, openings: Sequence[tuple[int, int]]) -> list[Ciphertext]:
    """Encrypt several (randomness, message) pairs."""
    if group.kernel is None:
        return [encrypt(group, y, message, randomness) for randomness, message in openings]
    randomness, messages = [r for r, _ in openings], [m for _, m in openings]
    alphas, betas = group.kernel.commit(randomness), group.kernel.commit(messages, y, randomness)
    return list(map(Ciphertext, alphas, betas))


def combine_all(group: Group, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    """Return the product of all ciphertexts; of none, the encryption of 0 with randomness 0."""
    if group.kernel is not None and ciphertexts:
        return Ciphertext(*group.kernel.add_rows(ciphertexts, 2))
    total = Ciphertext(group.identity, group.identity)
    for ciphertext in ciphertexts:
        total = total.combine(ciphertext)
    return total
