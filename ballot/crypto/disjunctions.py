"""Proofs that at least one of several ciphertexts encrypts its claimed value, without showing which.

Interval membership (specification 4.12), blank votes (4.13) and list constraints (4.14) are all of this form. A whole
ballot's proofs are made or verified in one call: one call of the Rust kernel, where that is the group's backend.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ballot.crypto.batches import times_g_power
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.crypto.hashing import challenge
from ballot.errors import InvalidProof


class Proof(NamedTuple):
    """A challenge and a response, both in [0, q)."""

    challenge: Scalar
    response: Scalar


class Opening(NamedTuple):
    """What the prover knows of a ciphertext: its randomness and its plaintext."""

    randomness: Scalar
    message: int


class Claim(NamedTuple):
    """One branch of a disjunction: `ciphertext` encrypts `value`."""

    ciphertext: Ciphertext
    value: int


class Disjunction(NamedTuple):
    """What is proved: at least one of the claims is true. `prefix` is what the hash begins with."""

    prefix: str
    claims: Sequence[Claim]


class Witness(NamedTuple):
    """What the prover knows: `openings[j]` opens the ciphertext of claim j, and claim number `true` is true."""

    openings: Sequence[Opening]
    true: int


class Branch(NamedTuple):
    """A branch before the hash is known; delta is the plaintext minus the claimed value.

    A simulated branch computes A = g^response alpha^challenge and B = y^response (beta / g^value)^challenge. The prover
    knows alpha = g^r, beta = y^r g^m; with e = response + r challenge, A = g^e and B = y^e g^(delta challenge). In the
    true branch challenge and delta are 0 and response is the nonce, so that it is computed like the others.
    """

    randomness: Scalar
    challenge: Scalar
    response: Scalar
    delta: Scalar


# -- proving


def prove_disjunctions(group: Group, y: Point, todo: Sequence[tuple[Disjunction, Witness]]) -> list[list[Proof]]:
    """Prove each disjunction; return the branches' challenges and responses."""
    branches = [_branches(group, disjunction, witness) for disjunction, witness in todo]
    if group.kernel is None:
        return [
            _finish(group, y, disjunction.prefix, own, witness.true)
            for (disjunction, witness), own in zip(todo, branches, strict=True)
        ]
    prefixes, truths = [d.prefix for d, _ in todo], [w.true for _, w in todo]
    made = iter(group.kernel.prove_disjunctions(y, prefixes, truths, branches))
    return [[Proof(*next(made)) for _ in own] for own in branches]


def prove_disjunction(
    group: Group, y: Point, prefix: str, claims: Sequence[Claim], openings: Sequence[Opening], true: int
) -> list[Proof]:
    """Prove one disjunction."""
    return prove_disjunctions(group, y, [(Disjunction(prefix, claims), Witness(openings, true))])[0]


def _branches(group: Group, disjunction: Disjunction, witness: Witness) -> list[Branch]:
    """Choose the random numbers of a proof."""
    result = []
    for index, (claim, opening) in enumerate(zip(disjunction.claims, witness.openings, strict=True)):
        if index == witness.true:
            result.append(Branch(opening.randomness, 0, random_scalar(group), 0))
        else:
            delta = opening.message - claim.value
            result.append(Branch(opening.randomness, random_scalar(group), random_scalar(group), delta))
    return result


def _finish(group: Group, y: Point, prefix: str, branches: Sequence[Branch], true: int) -> list[Proof]:
    """Compute the commitments, hash them, and give the true branch what is left of the hash."""
    q, g = group.q, group.g
    commitments: list[Point] = []
    for branch in branches:
        exponent = (branch.response + branch.randomness * branch.challenge) % q
        commitments += [g**exponent, times_g_power(group, y**exponent, branch.delta * branch.challenge)]
    own = (challenge(q, prefix, commitments) - sum(branch.challenge for branch in branches)) % q
    proofs = [Proof(branch.challenge, branch.response) for branch in branches]
    nonce, randomness = branches[true].response, branches[true].randomness
    proofs[true] = Proof(own, (nonce - randomness * own) % q)
    return proofs


# -- verifying


def verify_disjunctions(group: Group, y: Point, todo: Sequence[tuple[Disjunction, Sequence[Proof]]]) -> None:
    """Verify a proof of each disjunction.

    Raises:
        InvalidProof: wrong number of branches, or the challenges of one do not add up to its hash.
    """
    for (_, claims), proofs in todo:
        if len(claims) != len(proofs):
            raise InvalidProof(f"the proof has {len(proofs)} parts instead of {len(claims)}")
    if group.kernel is None:
        holds = all(_holds(group, y, disjunction, proofs) for disjunction, proofs in todo)
    else:
        holds = group.kernel.vartime_verify_disjunctions(y, todo) is None
    if not holds:
        raise InvalidProof("the proof's challenges do not match its commitments")


def _holds(group: Group, y: Point, disjunction: Disjunction, proofs: Sequence[Proof]) -> bool:
    g = group.g
    commitments: list[Point] = []
    for (ciphertext, value), proof in zip(disjunction.claims, proofs, strict=True):
        alpha, beta = ciphertext
        commitments.append(g**proof.response * alpha**proof.challenge)
        commitments.append(y**proof.response * _without(group, beta, value) ** proof.challenge)
    return challenge(group.q, disjunction.prefix, commitments) == sum(proof.challenge for proof in proofs) % group.q


@cache
def _power(g: Point, exponent: int) -> Point:
    return g**exponent


def _without(group: Group, beta: Point, value: int) -> Point:
    """Return beta / g^value."""
    return beta if value == 0 else beta / _power(group.g, value)
