"""C4: each challenge of the protocol binds its whole statement: change one part, and the proof no longer holds.

The six hashes that homomorphic elections use; each is also recomputed here from the specification's text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from ballot.crypto import proofs
from ballot.crypto.elgamal import Ciphertext, encrypt
from ballot.crypto.group import ED25519, random_scalar
from ballot.crypto.proofs import Opening, Proof
from ballot.errors import InvalidProof
from ballot.protocol.strong import StrongStatement, prove_strong, verify_strong

G = ED25519
X = random_scalar(G)
Y = G.g**X
R = random_scalar(G)
ONE = encrypt(G, Y, 1, R)
ZERO_R = random_scalar(G)
ZERO = encrypt(G, Y, 0, ZERO_R)
OTHER = G.g ** random_scalar(G)


def h(text: str) -> int:
    """SHA-256 of a text, modulo q."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % G.q


def holds(check: Callable[[], None]) -> bool:
    """True if the proof holds."""
    try:
        check()
    except InvalidProof:
        return False
    return True


def test_pok_binds_group_and_key() -> None:
    proof = proofs.prove_knowledge(G, X, Y)
    a = G.g**proof.response * Y**proof.challenge
    assert proof.challenge == h(f"pok|Ed25519|{Y}|{a}")
    assert holds(lambda: proofs.verify_knowledge(G, Y, proof))
    assert not holds(lambda: proofs.verify_knowledge(G, OTHER, proof))


def test_sig_binds_the_ballots_hash_and_the_credential() -> None:
    proof = proofs.sign(G, X, "hash")
    a = G.g**proof.response * Y**proof.challenge
    assert proof.challenge == h(f"sig|hash|{a}")
    assert holds(lambda: proofs.verify_signature(G, Y, "hash", proof))
    assert not holds(lambda: proofs.verify_signature(G, Y, "hasi", proof))
    assert not holds(lambda: proofs.verify_signature(G, OTHER, "hash", proof))


def test_decrypt_binds_phi_and_the_key() -> None:
    [proof] = proofs.prove_decryptions(G, "phi", X, [ONE.alpha])
    factor = ONE.alpha**X
    a, b = G.g**proof.response * Y**proof.challenge, ONE.alpha**proof.response * factor**proof.challenge
    assert proof.challenge == h(f"decrypt|phi|{Y}|{a},{b}")

    def verify(phi: str, key: Any, alpha: Any, claimed: Any) -> bool:
        return holds(lambda: proofs.verify_decryptions(G, phi, key, [alpha], [claimed], [proof]))

    assert verify("phi", Y, ONE.alpha, factor)
    assert not verify("phj", Y, ONE.alpha, factor)
    assert not verify("phi", OTHER, ONE.alpha, factor)
    assert not verify("phi", Y, OTHER, factor)
    assert not verify("phi", Y, ONE.alpha, OTHER)


def interval(statement: str = "S", y: Any = Y, pair: Ciphertext = ONE, values: range = range(3)) -> Any:
    """A check of one interval proof, with parts of its statement changed."""
    return lambda made: proofs.verify_interval(G, y, statement, pair, values, made)


def test_iprove_binds_statement_ciphertext_and_bounds() -> None:
    made = proofs.prove_interval(G, Y, "S", ONE, Opening(R, 1), range(3))
    terms = []
    for value, proof in enumerate(made):
        beta = ONE.beta / G.g**value
        terms += [G.g**proof.response * ONE.alpha**proof.challenge, Y**proof.response * beta**proof.challenge]
    assert sum(proof.challenge for proof in made) % G.q == h(f"prove|S|{ONE}|" + ",".join(map(str, terms)))
    assert holds(lambda: interval()(made))
    changed = [
        interval("T"),
        interval(y=OTHER),
        interval(pair=Ciphertext(OTHER, ONE.beta)),
        interval(pair=Ciphertext(ONE.alpha, OTHER)),
        interval(values=range(1, 4)),
        interval(values=range(2)),
    ]
    for check in changed:
        assert not holds(lambda check=check: check(made))
    assert not holds(lambda: interval()(made[::-1]))


@pytest.mark.parametrize("prefix", ["bproof0", "bproof1"])
def test_blank_proofs_bind_statement_and_both_ciphertexts(prefix: str) -> None:
    blank, total = (ZERO, Opening(ZERO_R, 0)), (ONE, Opening(R, 1))
    values = range(1, 3)
    if prefix == "bproof0":
        made = proofs.prove_blank(G, Y, "S", blank, total)
        claims = [(ZERO, 0), (ONE, 0)]

        def check(statement: str = "S", zero: Ciphertext = ZERO, one: Ciphertext = ONE) -> None:
            proofs.verify_blank(G, Y, statement, zero, one, made)
    else:
        made = proofs.prove_blank_or_interval(G, Y, "S", blank, total, values)
        claims = [(ZERO, 1), *((ONE, value) for value in values)]

        def check(statement: str = "S", zero: Ciphertext = ZERO, one: Ciphertext = ONE) -> None:
            proofs.verify_blank_or_interval(G, Y, statement, zero, one, values, made)

    terms = []
    for (pair, value), proof in zip(claims, made, strict=True):
        terms.append(G.g**proof.response * pair.alpha**proof.challenge)
        terms.append(Y**proof.response * (pair.beta / G.g**value) ** proof.challenge)
    assert sum(proof.challenge for proof in made) % G.q == h(f"{prefix}|S|" + ",".join(map(str, terms)))
    assert holds(check)
    assert not holds(lambda: check(statement="T"))
    assert not holds(lambda: check(zero=ONE))
    assert not holds(lambda: check(one=ZERO))


STATEMENT: dict[str, Any] = {
    "group": G,
    "phi": "p" * 43,
    "setup_event": "1" * 64,
    "tally": "2" * 64,
    "shuffle": "",
    "owner": 1,
    "public_key": Y,
    "alphas": [ONE.alpha, ZERO.alpha],
    "factors": [ONE.alpha**X, ZERO.alpha**X],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phi", "q" * 43),
        ("setup_event", "3" * 64),
        ("tally", "1" * 64),
        ("shuffle", "2" * 64),
        ("owner", 2),
        ("public_key", OTHER),
        ("alphas", [ONE.alpha, OTHER]),
        ("factors", [OTHER, ZERO.alpha**X]),
        ("alphas", [ZERO.alpha, ONE.alpha]),
    ],
)
def test_strong_proof_binds_everything(name: str, value: Any) -> None:
    proof = prove_strong(StrongStatement(**STATEMENT), X)
    verify_strong(StrongStatement(**STATEMENT), proof)
    with pytest.raises(InvalidProof):
        verify_strong(StrongStatement(**{**STATEMENT, name: value}), proof)
    with pytest.raises(InvalidProof):
        verify_strong(StrongStatement(**STATEMENT), Proof(proof.challenge, (proof.response + 1) % G.q))
