"""The zero-knowledge proofs of protocol version 1 (specification 4.5, 4.12, 4.13, 4.16, 4.20).

Proving needs fresh randomness for each proof; verifying returns nothing and raises `InvalidProof`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ballot.crypto import batches
from ballot.crypto.batches import vartime_double_power
from ballot.crypto.disjunctions import (
    Claim,
    Disjunction,
    Opening,
    Proof,
    Witness,
    prove_disjunction,
    prove_disjunctions,
    verify_disjunctions,
)
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.crypto.hashing import challenge
from ballot.errors import InvalidProof

__all__ = ["Claim", "Disjunction", "Opening", "Proof", "Witness", "prove_disjunction"]

# -- what the disjunctions of the specification are about; several of them are proved or verified in one call


def interval(statement: str, ciphertext: Ciphertext, values: range) -> Disjunction:
    """`ciphertext` encrypts one of `values` (specification 4.12, iprove)."""
    return Disjunction(f"prove|{statement}|{ciphertext}|", [Claim(ciphertext, value) for value in values])


def interval_witness(opening: Opening, values: range) -> Witness:
    """What the prover of an interval knows."""
    return Witness([opening] * len(values), values.index(opening.message))


def blank(statement: str, m0: Ciphertext, total: Ciphertext) -> Disjunction:
    """m0 = 0 or m1 + ... + mn = 0 (specification 4.13, blank_proof)."""
    return Disjunction(f"bproof0|{statement}|", [Claim(m0, 0), Claim(total, 0)])


def blank_witness(m0: Opening, total: Opening) -> Witness:
    """What the prover of `blank` knows."""
    return Witness([m0, total], 0 if m0.message == 0 else 1)


def blank_or_interval(statement: str, m0: Ciphertext, total: Ciphertext, values: range) -> Disjunction:
    """m0 = 1 or m1 + ... + mn in `values` (specification 4.13, overall_proof)."""
    return Disjunction(f"bproof1|{statement}|", [Claim(m0, 1), *(Claim(total, value) for value in values)])


def blank_or_interval_witness(m0: Opening, total: Opening, values: range) -> Witness:
    """What the prover of `blank_or_interval` knows."""
    true = 0 if m0.message == 1 else 1 + values.index(total.message)
    return Witness([m0, *[total] * len(values)], true)


def one_list(statement: str, head: Ciphertext, candidates: Ciphertext) -> Disjunction:
    """The list is chosen, or none of its candidates is (specification 4.14)."""
    return Disjunction(f"lproof|{statement}|", [Claim(head, 1), Claim(candidates, 0)])


def one_list_witness(head: Opening, candidates: Opening) -> Witness:
    """What the prover of `one_list` knows."""
    return Witness([head, candidates], 0 if head.message == 1 else 1)


# -- one at a time


def prove_interval(
    group: Group, y: Point, statement: str, ciphertext: Ciphertext, opening: Opening, values: range
) -> list[Proof]:
    """Prove `interval`."""
    what, witness = interval(statement, ciphertext, values), interval_witness(opening, values)
    return prove_disjunctions(group, y, [(what, witness)])[0]


def verify_interval(
    group: Group, y: Point, statement: str, ciphertext: Ciphertext, values: range, proofs: Sequence[Proof]
) -> None:
    """Verify `interval`."""
    verify_disjunctions(group, y, [(interval(statement, ciphertext, values), proofs)])


def prove_blank(
    group: Group, y: Point, statement: str, m0: tuple[Ciphertext, Opening], total: tuple[Ciphertext, Opening]
) -> list[Proof]:
    """Prove `blank`."""
    what = blank(statement, m0[0], total[0])
    return prove_disjunctions(group, y, [(what, blank_witness(m0[1], total[1]))])[0]


def verify_blank(
    group: Group, y: Point, statement: str, m0: Ciphertext, total: Ciphertext, proofs: Sequence[Proof]
) -> None:
    """Verify `blank`."""
    verify_disjunctions(group, y, [(blank(statement, m0, total), proofs)])


def prove_blank_or_interval(
    group: Group, y: Point, statement: str, m0: tuple[Ciphertext, Opening], total: tuple[Ciphertext, Opening],
    values: range,
) -> list[Proof]:  # fmt: skip
    """Prove `blank_or_interval`."""
    what = blank_or_interval(statement, m0[0], total[0], values)
    return prove_disjunctions(group, y, [(what, blank_or_interval_witness(m0[1], total[1], values))])[0]


def verify_blank_or_interval(
    group: Group, y: Point, statement: str, m0: Ciphertext, total: Ciphertext, values: range, proofs: Sequence[Proof]
) -> None:
    """Verify `blank_or_interval`."""
    verify_disjunctions(group, y, [(blank_or_interval(statement, m0, total, values), proofs)])


# -- not zero (4.15)


class NonzeroProof(NamedTuple):
    """A commitment A0, a challenge and two responses (specification 4.15)."""

    commitment: Point
    challenge: Scalar
    response: tuple[Scalar, Scalar]


def prove_nonzero(group: Group, y: Point, statement: str, ciphertext: Ciphertext, opening: Opening) -> NonzeroProof:
    """Prove that a ciphertext does not encrypt 0 (specification 4.15)."""
    q, (alpha, beta), r = group.q, ciphertext, opening.randomness
    s = random_scalar(group) or 1
    w1, w2 = random_scalar(group), random_scalar(group)
    commitment = beta**s * y ** (-s * r)
    own = challenge(q, f"nonzero|{statement}|", [commitment, alpha**w1 * group.g**w2, beta**w1 * y**w2])
    return NonzeroProof(commitment, own, ((w1 - s * own) % q, (w2 + s * r * own) % q))


def verify_nonzero(group: Group, y: Point, statement: str, ciphertext: Ciphertext, proof: NonzeroProof) -> None:
    """Verify that a ciphertext does not encrypt 0 (specification 4.15).

    Raises:
        InvalidProof: the commitment is the identity, or the proof is not valid.
    """
    (alpha, beta), (commitment, own, (t1, t2)) = ciphertext, proof
    if commitment.is_identity:
        raise InvalidProof("the non-zero proof commits to the identity")
    a1, a2 = alpha**t1 * group.g**t2, beta**t1 * y**t2 * commitment**own
    if challenge(group.q, f"nonzero|{statement}|", [commitment, a1, a2]) != own:
        raise InvalidProof("the non-zero proof does not hold")


# -- the randomness of a ranked answer (4.11.2), knowledge of a secret key (4.5), signatures (4.16), decryption (4.20);
# the rehearsal is ours


def _prove_discrete_logarithm(group: Group, prefix: str, secret: Scalar, bases: Sequence[Point]) -> Proof:
    nonce = random_scalar(group)
    own = challenge(group.q, prefix, [base**nonce for base in bases])
    return Proof(own, (nonce - secret * own) % group.q)


def _verify_discrete_logarithm(
    group: Group, prefix: str, pairs: Sequence[tuple[Point, Point]], proof: Proof, what: str
) -> None:
    """Verify that each (base, power) of `pairs` has power = base^secret, for one secret."""
    response, own = proof.response, proof.challenge
    commitments = [vartime_double_power(group, base, response, power, own) for base, power in pairs]
    if challenge(group.q, prefix, commitments) != own:
        raise InvalidProof(f"the {what} does not hold")


def prove_knowledge(group: Group, private_key: Scalar, public_key: Point) -> Proof:
    """Prove knowledge of the private key of a verification key (specification 4.5, pok)."""
    return _prove_discrete_logarithm(group, f"pok|{group.name}|{public_key}|", private_key, [group.g])


def verify_knowledge(group: Group, public_key: Point, proof: Proof) -> None:
    """Verify knowledge of the private key of a verification key (specification 4.5)."""
    prefix = f"pok|{group.name}|{public_key}|"
    _verify_discrete_logarithm(group, prefix, [(group.g, public_key)], proof, "proof of knowledge of the private key")


def _rehearsal_prefix(election: str, public_key: Point, question: str) -> str:
    return f"ballot/rehearsal/1|{election}|{public_key}|{question}|"


def prove_rehearsal(group: Group, private_key: Scalar, election: str, question: str) -> Proof:
    """Prove to the server of an election, which chose `question`, that a private key can be used (docs/spec/labels.md).

    A proof reveals nothing, whatever was asked: unlike the decryption of a test, which could be a vote in disguise.
    """
    prefix = _rehearsal_prefix(election, group.g**private_key, question)
    return _prove_discrete_logarithm(group, prefix, private_key, [group.g])


def verify_rehearsal(group: Group, public_key: Point, election: str, question: str, proof: Proof) -> None:
    """Verify a trustee's answer in the rehearsal by the verification key."""
    prefix = _rehearsal_prefix(election, public_key, question)
    _verify_discrete_logarithm(group, prefix, [(group.g, public_key)], proof, "proof of the rehearsal")


def _randomness_prefix(y: Point, statement: str, ciphertext: Ciphertext) -> str:
    return f"raweg|{statement}|{y},{ciphertext}|"


def prove_randomness(group: Group, y: Point, statement: str, ciphertext: Ciphertext, randomness: Scalar) -> Proof:
    """Prove knowledge of the randomness of a ranked answer (specification 4.11.2; S is S0)."""
    return _prove_discrete_logarithm(group, _randomness_prefix(y, statement, ciphertext), randomness, [group.g])


def verify_randomness(group: Group, y: Point, statement: str, ciphertext: Ciphertext, proof: Proof) -> None:
    """Verify knowledge of the randomness of a ranked answer (specification 4.11.2)."""
    prefix = _randomness_prefix(y, statement, ciphertext)
    pairs = [(group.g, ciphertext.alpha)]
    _verify_discrete_logarithm(group, prefix, pairs, proof, "proof of knowledge of the answer")


def sign(group: Group, secret: Scalar, digest: str) -> Proof:
    """Sign the Base64 hash of a ballot with a secret credential (specification 4.16)."""
    return _prove_discrete_logarithm(group, f"sig|{digest}|", secret, [group.g])


def verify_signature(group: Group, credential: Point, digest: str, proof: Proof) -> None:
    """Verify a ballot's signature under its public credential (specification 4.16)."""
    _verify_discrete_logarithm(group, f"sig|{digest}|", [(group.g, credential)], proof, "signature of the ballot")


def prove_message(group: Group, secret: Scalar, message: str) -> Proof:
    """Sign a text with a trustee's signing key (specification 4.6.1, sigmsg; the challenge is modulo q)."""
    return _prove_discrete_logarithm(group, f"sigmsg|{message}|", secret, [group.g])


def verify_message(group: Group, verification_key: Point, message: str, proof: Proof) -> None:
    """Verify the signature of a text (specification 4.6.1)."""
    pairs = [(group.g, verification_key)]
    _verify_discrete_logarithm(group, f"sigmsg|{message}|", pairs, proof, "signature")


def prove_decryptions(group: Group, phi: str, private_key: Scalar, alphas: Sequence[Point]) -> list[Proof]:
    """Prove of each alpha that alpha^x is a decryption factor of the owner of g^x (specification 4.20)."""
    prefix, nonces = _decryption_prefix(phi, group.g**private_key), [random_scalar(group) for _ in alphas]
    commitments = zip(batches.commitments(group, nonces), batches.powers(group, alphas, nonces), strict=True)
    challenges = [challenge(group.q, prefix, pair) for pair in commitments]
    return [Proof(own, (nonce - private_key * own) % group.q) for own, nonce in zip(challenges, nonces, strict=True)]


def verify_decryptions(
    group: Group,
    phi: str,
    public_key: Point,
    alphas: Sequence[Point],
    factors: Sequence[Point],
    proofs: Sequence[Proof],
) -> None:
    """Verify decryption factors (specification 4.20).

    Raises:
        InvalidProof: names the first invalid one, counted from 1.
    """
    if not alphas:
        return
    responses, challenges = [proof.response for proof in proofs], [proof.challenge for proof in proofs]
    commitments = zip(
        batches.vartime_double_powers(group, [group.g], responses, [public_key], challenges),
        batches.vartime_double_powers(group, alphas, responses, factors, challenges),
        strict=True,
    )
    prefix = _decryption_prefix(phi, public_key)
    for place, (pair, own) in enumerate(zip(commitments, challenges, strict=True), 1):
        if challenge(group.q, prefix, pair) != own:
            raise InvalidProof(f"choice {place}: the proof of a decryption factor does not hold")


def _decryption_prefix(phi: str, public_key: Point) -> str:
    return f"decrypt|{phi}|{public_key}|"
