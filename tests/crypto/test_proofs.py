"""Each proof verifies for true statements and for nothing else."""

from __future__ import annotations

import pytest

from ballot.crypto import proofs
from ballot.crypto.elgamal import Ciphertext, combine_all, encrypt
from ballot.crypto.group import ED25519, group, random_scalar
from ballot.crypto.proofs import Opening, Proof
from ballot.errors import InvalidProof

GROUPS = [ED25519, group("BELENIOS-2048")]


@pytest.fixture(params=GROUPS, ids=lambda own: own.name)
def key(request):
    own = request.param
    secret = random_scalar(own)
    return own, secret, own.g**secret


def make(own, y, message: int) -> tuple[Ciphertext, Opening]:
    opening = Opening(random_scalar(own), message)
    return encrypt(own, y, message, opening.randomness), opening


@pytest.mark.parametrize("message", [0, 1, 2, 3])
def test_interval(key, message: int) -> None:
    own, _, y = key
    ciphertext, opening = make(own, y, message)
    made = proofs.prove_interval(own, y, "S", ciphertext, opening, range(4))
    proofs.verify_interval(own, y, "S", ciphertext, range(4), made)
    for wrong in ("T", "S|"):
        with pytest.raises(InvalidProof):
            proofs.verify_interval(own, y, wrong, ciphertext, range(4), made)
    with pytest.raises(InvalidProof):
        proofs.verify_interval(own, y, "S", ciphertext, range(1, 5), made)
    with pytest.raises(InvalidProof, match="parts"):
        proofs.verify_interval(own, y, "S", ciphertext, range(3), made)
    other, _ = make(own, y, message)
    with pytest.raises(InvalidProof):
        proofs.verify_interval(own, y, "S", other, range(4), made)


def test_a_value_outside_the_interval_has_no_proof(key) -> None:
    """C15: the prover is made to lie about which branch is true."""
    own, _, y = key
    for message in (2, own.q - 1):
        ciphertext, opening = make(own, y, message)
        lie = Opening(opening.randomness, 1)
        made = proofs.prove_interval(own, y, "S", ciphertext, lie, range(2))
        with pytest.raises(InvalidProof):
            proofs.verify_interval(own, y, "S", ciphertext, range(2), made)


@pytest.mark.parametrize(("blank", "votes"), [(1, [0, 0, 0]), (0, [1, 0, 1]), (0, [0, 0, 0])])
def test_blank(key, blank: int, votes: list[int]) -> None:
    own, _, y = key
    first = make(own, y, blank)
    rest = [make(own, y, vote) for vote in votes]
    total = combine_all(own, [c for c, _ in rest]), Opening(sum(o.randomness for _, o in rest), sum(votes))
    made = proofs.prove_blank(own, y, "S", first, total)
    proofs.verify_blank(own, y, "S", first[0], total[0], made)
    values = range(sum(votes), 4) if not blank else range(1, 3)
    overall = proofs.prove_blank_or_interval(own, y, "S", first, total, values)
    proofs.verify_blank_or_interval(own, y, "S", first[0], total[0], values, overall)
    with pytest.raises(InvalidProof):
        proofs.verify_blank(own, y, "T", first[0], total[0], made)
    with pytest.raises(InvalidProof):
        proofs.verify_blank_or_interval(own, y, "S", first[0], total[0], range(3, 3 + len(values)), overall)


def test_knowledge_signature_and_decryption(key) -> None:
    own, secret, y = key
    pok = proofs.prove_knowledge(own, secret, y)
    proofs.verify_knowledge(own, y, pok)
    signature = proofs.sign(own, secret, "digest")
    proofs.verify_signature(own, y, "digest", signature)
    alpha = own.g ** random_scalar(own)
    alphas = [alpha, own.g, alpha * own.g]
    factors = [each**secret for each in alphas]
    made = proofs.prove_decryptions(own, "phi", secret, alphas)
    proofs.verify_decryptions(own, "phi", y, alphas, factors, made)
    proofs.verify_decryptions(own, "phi", y, [], [], [])
    for place in range(3):
        proofs.verify_decryptions(own, "phi", y, alphas[place:][:1], factors[place:][:1], made[place:][:1])
        wrong = [factor * own.g if number == place else factor for number, factor in enumerate(factors)]
        with pytest.raises(InvalidProof, match=f"choice {place + 1}: "):
            proofs.verify_decryptions(own, "phi", y, alphas, wrong, made)
    refused = [
        lambda: proofs.verify_knowledge(own, y * own.g, pok),
        lambda: proofs.verify_signature(own, y, "digesT", signature),
        lambda: proofs.verify_decryptions(own, "phi2", y, alphas, factors, made),
        lambda: proofs.verify_decryptions(own, "phi", y, alphas, factors, made[::-1]),
        lambda: proofs.verify_knowledge(own, y, Proof(pok.challenge, (pok.response + 1) % own.q)),
        lambda: proofs.verify_knowledge(own, y, Proof((pok.challenge + 1) % own.q, pok.response)),
    ]
    for call in refused:
        with pytest.raises(InvalidProof):
            call()


def test_identity_ciphertexts_do_not_crash(key) -> None:
    """C11: the identity is legal in a ciphertext; beta / g can be the identity too."""
    own, _, y = key
    for message in (0, 1):
        opening = Opening(0, message)
        ciphertext = encrypt(own, y, message, 0)
        made = proofs.prove_interval(own, y, "S", ciphertext, opening, range(2))
        proofs.verify_interval(own, y, "S", ciphertext, range(2), made)
