"""C20: fresh nonces. C21: challenges are SHA-256 reduced modulo q, with vectors. C24: huge totals cost nothing."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from pathlib import Path

import pytest

from ballot.crypto import proofs
from ballot.crypto.elgamal import encrypt
from ballot.crypto.group import ED25519, group, random_scalar
from ballot.crypto.hashing import challenge
from ballot.crypto.proofs import Opening, Proof
from ballot.errors import InvalidProof
from ballot.protocol import decryption
from ballot.protocol.ballots import create_ballot
from ballot.protocol.decryption import DiscreteLogarithm
from tests.factory.elections import Maker

G = ED25519
SOURCE = Path(proofs.__file__).parents[1]


def commitment(proof: Proof, public: object) -> object:
    """A = g^response X^challenge: equal commitments of two proofs would give the secret away."""
    return G.g**proof.response * public**proof.challenge  # type: ignore[operator]


def test_two_proofs_of_one_statement_have_other_commitments() -> None:
    x = random_scalar(G)
    y, r = G.g**x, random_scalar(G)
    pair = encrypt(G, y, 1, r)
    for make in (
        lambda: proofs.prove_knowledge(G, x, y),
        lambda: proofs.sign(G, x, "the same ballot"),
        lambda: proofs.prove_decryptions(G, "phi", x, [pair.alpha])[0],
    ):
        assert len({commitment(make(), y) for _ in range(20)}) == 20
    branches = [proofs.prove_interval(G, y, "S", pair, Opening(r, 1), range(3)) for _ in range(20)]
    for index in range(3):
        assert len({made[index] for made in branches}) == 20


def test_the_same_vote_is_never_encrypted_twice_alike(small: Maker) -> None:
    ballots = [json.loads(create_ballot(small.context, small.tokens[0], [[1, 0]])) for _ in range(10)]
    alphas = {pair["alpha"] for ballot in ballots for pair in ballot["answers"][0]["choices"]}
    assert len(alphas) == 20


def test_reused_nonce_would_give_the_secret_away() -> None:
    """Why this row exists: two signatures with one nonce are two equations with one unknown."""
    x, nonce = random_scalar(G), random_scalar(G)
    one, two = (challenge(G.q, f"sig|{text}|", [G.g**nonce]) for text in ("a", "b"))
    response_one, response_two = (nonce - x * one) % G.q, (nonce - x * two) % G.q
    assert (response_two - response_one) * pow(one - two, -1, G.q) % G.q == x


def test_scalars_come_from_the_operating_system_and_are_below_q(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(secrets, "randbelow", lambda limit: asked.append(limit) or 7)
    assert random_scalar(G) == 7
    assert asked == [G.q]


def test_a_missing_generator_stops_the_ballot(small: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_generator(limit: int) -> int:
        raise NotImplementedError("no source of randomness")

    monkeypatch.setattr(secrets, "randbelow", no_generator)
    with pytest.raises(NotImplementedError):
        create_ballot(small.context, small.tokens[0], [[1, 0]])


def test_no_module_of_ours_uses_the_predictable_generator() -> None:
    for path in SOURCE.rglob("*.py"):
        made_up_choices = path.parent.name == "practice"
        text = path.read_text("utf-8")
        assert made_up_choices or not re.search(r"^\s*(import|from) random\b", text, re.MULTILINE), path


def test_challenges_are_sha256_reduced_modulo_q() -> None:
    """C21: the specification's reduction, kept for version 1; its bias is negligible only where q is close to 2^252."""
    text = "prove|S|a,b|c,d"
    number = int(hashlib.sha256(text.encode()).hexdigest(), 16)
    assert f"{number:064x}" == "dac22814dccbaf6be8703c3e5e0fdf60643e9fbc318e349c75777ff84d290611"
    for name in ("Ed25519", "BELENIOS-2048", "RFC-3526-2048"):
        assert challenge(group(name).q, "prove|S|a,b|", ["c", "d"]) == number % group(name).q
    assert group("RFC-3526-2048").q > 2**256, "no reduction happens there"


def test_bias_of_the_reduction_is_what_the_documents_say() -> None:
    """SHA-256 has 2^256 values: over Ed25519's q some residues are hit 16 times and others 15, over BELENIOS-2048's
    the lower 0.47 q residues twice and the others once, which is why new elections use Ed25519."""
    assert 2**256 // group("Ed25519").q == 15
    q = group("BELENIOS-2048").q
    assert 0.67 < q / 2**256 < 0.69
    assert 2**256 // q == 1


def test_c24_a_discrete_logarithm_is_bounded_in_time_and_memory() -> None:
    solve = DiscreteLogarithm(G, 10**6)
    assert [solve(G.g**m) for m in (0, 1, 999, 10**6)] == [0, 1, 999, 10**6]
    for bad in (10**6 + 1, G.q - 1, 2 * 10**6):
        with pytest.raises(InvalidProof):
            solve(G.g**bad)


def test_c24_a_huge_maximum_needs_no_huge_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decryption, "_MAX_TABLE", 1000)
    solve = DiscreteLogarithm(G, 2**48)
    assert len(solve._table) == 1000
    assert [solve(G.g**m) for m in (0, 999, 1000, 123_456)] == [0, 999, 1000, 123_456]


@pytest.mark.parametrize("weights", [(10**15 - 1, 10**15 - 1), (10**14, 10**15 - 1)])
def test_c24_huge_weights_are_refused_at_once(weights: tuple[int, int]) -> None:
    from tests.attacks.verdicts import verdict_of

    started = time.monotonic()
    maker = Maker(weights=weights, votes=()).build()
    assert verdict_of(maker) == ("invalid", frozenset({"4.3"}))
    assert time.monotonic() - started < 30
