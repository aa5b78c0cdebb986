"""The zero-knowledge proofs of protocol version 1 (specification 4.5, 4.12, 4.13, 4.16, 4.20).

Proving needs fresh randomness for each proof; verifying returns nothing and raises `InvalidProof`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, random_scalar
from ballot.crypto.hashing import challenge
from ballot.errors import InvalidProof


class Proof(NamedTuple):
    """A challenge and a response, both in [0, q)."""

    challenge: int
    response: int


class Opening(NamedTuple):
    """What the prover knows of a ciphertext: its randomness and its plaintext."""

    randomness: int
    message: int


class Claim(NamedTuple):
    """One branch of a disjunction: `ciphertext` encrypts `value`."""

    ciphertext: Ciphertext
    value: int


@cache
def _power(g: Any, exponent: int) -> Any:
    return g**exponent


def _without(group: Group, beta: Any, value: int) -> Any:
    """Return beta / g^value."""
    return beta if value == 0 else beta / _power(group.g, value)


# -- disjunctions: interval membership (4.12), blank votes (4.13) and list constraints (4.14) are all of this form


def prove_disjunction(
    group: Group, y: Any, prefix: str, claims: Sequence[Claim], openings: Sequence[Opening], true: int
) -> list[Proof]:
    """Prove that at least one claim holds, without showing which; `openings[j]` opens the ciphertext of `claims[j]`.

    A simulated branch computes A = g^response alpha^challenge and B = y^response (beta / g^value)^challenge. The prover
    knows alpha = g^r, beta = y^r g^m; with e = response + r challenge, A = g^e and B = y^e g^((m - value) challenge).
    """
    q = group.q
    nonce = random_scalar(group)
    proofs: list[Proof] = []
    commitments: list[Any] = []
    for index, (claim, opening) in enumerate(zip(claims, openings, strict=True)):
        if index == true:
            proofs.append(Proof(0, 0))
            commitments += [group.g**nonce, y**nonce]
            continue
        proof = Proof(random_scalar(group), random_scalar(group))
        exponent = (proof.response + opening.randomness * proof.challenge) % q
        commitments += [
            group.g**exponent,
            y**exponent * group.g ** ((opening.message - claim.value) * proof.challenge),
        ]
        proofs.append(proof)
    total = challenge(q, prefix, commitments)
    own = (total - sum(proof.challenge for proof in proofs)) % q
    proofs[true] = Proof(own, (nonce - openings[true].randomness * own) % q)
    return proofs


def verify_disjunction(group: Group, y: Any, prefix: str, claims: Sequence[Claim], proofs: Sequence[Proof]) -> None:
    """Verify a proof that at least one claim holds.

    Raises:
        InvalidProof: wrong number of branches, or the challenges do not add up to the hash.
    """
    if len(claims) != len(proofs):
        raise InvalidProof(f"the proof has {len(proofs)} parts instead of {len(claims)}")
    g = group.g
    commitments: list[Any] = []
    for (ciphertext, value), proof in zip(claims, proofs, strict=True):
        alpha, beta = ciphertext
        commitments.append(g**proof.response * alpha**proof.challenge)
        commitments.append(y**proof.response * _without(group, beta, value) ** proof.challenge)
    if challenge(group.q, prefix, commitments) != sum(proof.challenge for proof in proofs) % group.q:
        raise InvalidProof("the proof's challenges do not match its commitments")


def _interval_prefix(statement: str, ciphertext: Ciphertext) -> str:
    return f"prove|{statement}|{ciphertext}|"


def prove_interval(
    group: Group, y: Any, statement: str, ciphertext: Ciphertext, opening: Opening, values: range
) -> list[Proof]:
    """Prove that `ciphertext` encrypts one of `values` (specification 4.12, iprove)."""
    claims = [Claim(ciphertext, value) for value in values]
    prefix = _interval_prefix(statement, ciphertext)
    return prove_disjunction(group, y, prefix, claims, [opening] * len(claims), values.index(opening.message))


def verify_interval(
    group: Group, y: Any, statement: str, ciphertext: Ciphertext, values: range, proofs: Sequence[Proof]
) -> None:
    """Verify that `ciphertext` encrypts one of `values` (specification 4.12)."""
    claims = [Claim(ciphertext, value) for value in values]
    verify_disjunction(group, y, _interval_prefix(statement, ciphertext), claims, proofs)


def _blank_claims(blank: Ciphertext, total: Ciphertext) -> list[Claim]:
    return [Claim(blank, 0), Claim(total, 0)]


def _overall_claims(blank: Ciphertext, total: Ciphertext, values: range) -> list[Claim]:
    return [Claim(blank, 1), *(Claim(total, value) for value in values)]


def prove_blank(
    group: Group, y: Any, statement: str, blank: tuple[Ciphertext, Opening], total: tuple[Ciphertext, Opening]
) -> list[Proof]:
    """Prove m0 = 0 or m1 + ... + mn = 0 (specification 4.13, blank_proof)."""
    claims = _blank_claims(blank[0], total[0])
    true = 0 if blank[1].message == 0 else 1
    return prove_disjunction(group, y, f"bproof0|{statement}|", claims, [blank[1], total[1]], true)


def verify_blank(
    group: Group, y: Any, statement: str, blank: Ciphertext, total: Ciphertext, proofs: Sequence[Proof]
) -> None:
    """Verify m0 = 0 or m1 + ... + mn = 0 (specification 4.13.3)."""
    verify_disjunction(group, y, f"bproof0|{statement}|", _blank_claims(blank, total), proofs)


def prove_blank_or_interval(
    group: Group,
    y: Any,
    statement: str,
    blank: tuple[Ciphertext, Opening],
    total: tuple[Ciphertext, Opening],
    values: range,
) -> list[Proof]:
    """Prove m0 = 1 or m1 + ... + mn in `values` (specification 4.13, overall_proof)."""
    claims = _overall_claims(blank[0], total[0], values)
    openings = [blank[1], *[total[1]] * len(values)]
    true = 0 if blank[1].message == 1 else 1 + values.index(total[1].message)
    return prove_disjunction(group, y, f"bproof1|{statement}|", claims, openings, true)


def verify_blank_or_interval(
    group: Group, y: Any, statement: str, blank: Ciphertext, total: Ciphertext, values: range, proofs: Sequence[Proof]
) -> None:
    """Verify m0 = 1 or m1 + ... + mn in `values` (specification 4.13.3)."""
    verify_disjunction(group, y, f"bproof1|{statement}|", _overall_claims(blank, total, values), proofs)


def _list_claims(head: Ciphertext, candidates: Ciphertext) -> list[Claim]:
    return [Claim(head, 1), Claim(candidates, 0)]


def prove_list(
    group: Group, y: Any, statement: str, head: tuple[Ciphertext, Opening], candidates: tuple[Ciphertext, Opening]
) -> list[Proof]:
    """Prove that the list is chosen or none of its candidates is (specification 4.14)."""
    claims = _list_claims(head[0], candidates[0])
    true = 0 if head[1].message == 1 else 1
    return prove_disjunction(group, y, f"lproof|{statement}|", claims, [head[1], candidates[1]], true)


def verify_list(
    group: Group, y: Any, statement: str, head: Ciphertext, candidates: Ciphertext, proofs: Sequence[Proof]
) -> None:
    """Verify that the list is chosen or none of its candidates is (specification 4.14)."""
    verify_disjunction(group, y, f"lproof|{statement}|", _list_claims(head, candidates), proofs)


class NonzeroProof(NamedTuple):
    """A commitment A0, a challenge and two responses (specification 4.15)."""

    commitment: Any
    challenge: int
    response: tuple[int, int]


def prove_nonzero(group: Group, y: Any, statement: str, ciphertext: Ciphertext, opening: Opening) -> NonzeroProof:
    """Prove that a ciphertext does not encrypt 0 (specification 4.15)."""
    q, (alpha, beta), r = group.q, ciphertext, opening.randomness
    s = random_scalar(group) or 1
    w1, w2 = random_scalar(group), random_scalar(group)
    commitment = beta**s * y ** (-s * r)
    own = challenge(q, f"nonzero|{statement}|", [commitment, alpha**w1 * group.g**w2, beta**w1 * y**w2])
    return NonzeroProof(commitment, own, ((w1 - s * own) % q, (w2 + s * r * own) % q))


def verify_nonzero(group: Group, y: Any, statement: str, ciphertext: Ciphertext, proof: NonzeroProof) -> None:
    """Verify that a ciphertext does not encrypt 0 (specification 4.15).

    Raises:
        InvalidProof: the commitment is the identity, or the proof does not hold.
    """
    (alpha, beta), (commitment, own, (t1, t2)) = ciphertext, proof
    if commitment.is_identity:
        raise InvalidProof("the non-zero proof commits to the identity")
    a1, a2 = alpha**t1 * group.g**t2, beta**t1 * y**t2 * commitment**own
    if challenge(group.q, f"nonzero|{statement}|", [commitment, a1, a2]) != own:
        raise InvalidProof("the non-zero proof does not hold")


# -- the randomness of a ranked answer (4.11.2), knowledge of a secret key (4.5), signatures (4.16), decryption (4.20)


def _prove_discrete_logarithm(group: Group, prefix: str, secret: int, bases: Sequence[Any]) -> Proof:
    nonce = random_scalar(group)
    own = challenge(group.q, prefix, [base**nonce for base in bases])
    return Proof(own, (nonce - secret * own) % group.q)


def _verify_discrete_logarithm(
    group: Group, prefix: str, pairs: Sequence[tuple[Any, Any]], proof: Proof, what: str
) -> None:
    """Verify that each (base, power) of `pairs` has power = base^secret, for one secret."""
    commitments = [base**proof.response * power**proof.challenge for base, power in pairs]
    if challenge(group.q, prefix, commitments) != proof.challenge:
        raise InvalidProof(f"the {what} does not hold")


def prove_knowledge(group: Group, private_key: int, public_key: Any) -> Proof:
    """Prove knowledge of the private key of a verification key (specification 4.5, pok)."""
    return _prove_discrete_logarithm(group, f"pok|{group.name}|{public_key}|", private_key, [group.g])


def verify_knowledge(group: Group, public_key: Any, proof: Proof) -> None:
    """Verify knowledge of the private key of a verification key (specification 4.5)."""
    prefix = f"pok|{group.name}|{public_key}|"
    _verify_discrete_logarithm(group, prefix, [(group.g, public_key)], proof, "proof of knowledge of the private key")


def _randomness_prefix(y: Any, statement: str, ciphertext: Ciphertext) -> str:
    return f"raweg|{statement}|{y},{ciphertext}|"


def prove_randomness(group: Group, y: Any, statement: str, ciphertext: Ciphertext, randomness: int) -> Proof:
    """Prove knowledge of the randomness of a ranked answer (specification 4.11.2; S is S0)."""
    return _prove_discrete_logarithm(group, _randomness_prefix(y, statement, ciphertext), randomness, [group.g])


def verify_randomness(group: Group, y: Any, statement: str, ciphertext: Ciphertext, proof: Proof) -> None:
    """Verify knowledge of the randomness of a ranked answer (specification 4.11.2)."""
    prefix = _randomness_prefix(y, statement, ciphertext)
    pairs = [(group.g, ciphertext.alpha)]
    _verify_discrete_logarithm(group, prefix, pairs, proof, "proof of knowledge of the answer")


def sign(group: Group, secret: int, digest: str) -> Proof:
    """Sign the Base64 hash of a ballot with a secret credential (specification 4.16)."""
    return _prove_discrete_logarithm(group, f"sig|{digest}|", secret, [group.g])


def verify_signature(group: Group, credential: Any, digest: str, proof: Proof) -> None:
    """Verify a ballot's signature under its public credential (specification 4.16)."""
    _verify_discrete_logarithm(group, f"sig|{digest}|", [(group.g, credential)], proof, "signature of the ballot")


def prove_message(group: Group, secret: int, message: str) -> Proof:
    """Sign a text with a trustee's signing key (specification 4.6.1, sigmsg; the challenge is modulo q)."""
    return _prove_discrete_logarithm(group, f"sigmsg|{message}|", secret, [group.g])


def verify_message(group: Group, verification_key: Any, message: str, proof: Proof) -> None:
    """Verify the signature of a text (specification 4.6.1)."""
    pairs = [(group.g, verification_key)]
    _verify_discrete_logarithm(group, f"sigmsg|{message}|", pairs, proof, "signature")


def prove_decryption(group: Group, phi: str, private_key: int, public_key: Any, alpha: Any) -> Proof:
    """Prove that alpha^x is a decryption factor of the owner of g^x (specification 4.20)."""
    return _prove_discrete_logarithm(group, f"decrypt|{phi}|{public_key}|", private_key, [group.g, alpha])


def verify_decryption(group: Group, phi: str, public_key: Any, alpha: Any, factor: Any, proof: Proof) -> None:
    """Verify one decryption factor (specification 4.20)."""
    pairs = [(group.g, public_key), (alpha, factor)]
    _verify_discrete_logarithm(group, f"decrypt|{phi}|{public_key}|", pairs, proof, "proof of a decryption factor")
