"""M2, the strong decryption proof: one batched Chaum-Pedersen proof over all factors of one trustee.

The proofs of protocol version 1 hash neither the ciphertext nor the factor, so a trustee can choose them after the
challenge. Here the challenge binds the whole statement (docs/spec/strong-proof.md):

    seed   = SHA-512(labelled(SEED, phi, setup, tally, shuffle, owner, X, alphas, factors))
    rho_i  = SHA-512(labelled(_COEFFICIENT, seed, i)) mod q,  alpha* = prod alpha_i^rho_i,  F* = prod F_i^rho_i
    A = g^w,  B = alpha*^w,  c = SHA-512(labelled(_CHALLENGE, seed, alpha*, F*, A, B)) mod q,  response = w - x c mod q
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ballot.crypto.batches import vartime_double_power, vartime_power_product
from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.crypto.hashing import labelled, labelled_scalar
from ballot.crypto.proofs import Proof
from ballot.errors import InvalidProof

SEED = "ballot/strong-decryption/1/seed"
_COEFFICIENT = "ballot/strong-decryption/1/coefficient"
_CHALLENGE = "ballot/strong-decryption/1/challenge"


@dataclass(frozen=True, slots=True)
class StrongStatement:
    """What a strong proof is about. `setup_event`, `tally`, `shuffle`: 64 hex digits; `shuffle` is "" without one."""

    group: Group
    phi: str
    setup_event: str
    tally: str
    shuffle: str
    owner: int
    public_key: Point
    alphas: Sequence[Point]
    factors: Sequence[Point]

    def seed(self) -> bytes:
        """Return the hash of the whole statement."""
        parts = [self.group.name, self.phi, self.setup_event, self.tally, self.shuffle, self.owner, self.public_key]
        lists = [",".join(map(str, self.alphas)), ",".join(map(str, self.factors))]
        return hashlib.sha512(labelled(SEED, *(str(part).encode() for part in [*parts, *lists]))).digest()

    def batch(self, seed: bytes) -> tuple[Point, Point]:
        """Return alpha* and F*, the random combinations of all ciphertexts and of all factors."""
        q = self.group.q
        rho = [labelled_scalar(q, _COEFFICIENT, seed, str(index).encode()) for index in range(len(self.alphas))]
        alpha = vartime_power_product(self.group, self.alphas, rho)
        return alpha, vartime_power_product(self.group, self.factors, rho)


def _challenge(group: Group, seed: bytes, elements: Sequence[Point]) -> int:
    return labelled_scalar(group.q, _CHALLENGE, seed, *(str(element).encode() for element in elements))


def prove_strong(statement: StrongStatement, private_key: Scalar) -> Proof:
    """Prove that every factor is its ciphertext's alpha raised to the private key of X."""
    group, seed = statement.group, statement.seed()
    alpha, factor = statement.batch(seed)
    nonce = random_scalar(group)
    own = _challenge(group, seed, [alpha, factor, group.g**nonce, alpha**nonce])
    return Proof(own, (nonce - private_key * own) % group.q)


def verify_strong(statement: StrongStatement, proof: Proof) -> None:
    """Verify a strong decryption proof (check 8.5).

    Raises:
        InvalidProof: it is not valid for this statement.
    """
    group, seed = statement.group, statement.seed()
    alpha, factor = statement.batch(seed)
    own, response = proof
    a = vartime_double_power(group, group.g, response, statement.public_key, own)
    b = vartime_double_power(group, alpha, response, factor, own)
    if _challenge(group, seed, [alpha, factor, a, b]) != proof.challenge:
        raise InvalidProof("the strong decryption proof does not hold", "8.5")
