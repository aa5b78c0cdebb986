"""The rehearsal's proof: the vector that the browser's tests read too, and what it does not prove (T13, T21)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ballot.crypto.group import ED25519
from ballot.crypto.proofs import Proof, prove_rehearsal, verify_rehearsal
from ballot.errors import InvalidProof, NotPermitted
from ballot.protocol.rehearsal import Rehearsal, answer_rehearsal, exponent_of
from ballot.protocol.setup import ThresholdSecret, new_trustee
from ballot.protocol.threshold import new_seed
from ballot.records.types import ProofRecord

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/rehearsal.json").read_text("utf-8"))
KEY = ED25519.parse(VECTOR["public_key"])
PROOF = ProofRecord(**VECTOR["proof"]).parse(ED25519)


def test_the_vector_follows_the_specification() -> None:
    x, nonce, q = int(VECTOR["private_key"]), int(VECTOR["nonce"]), ED25519.q
    text = "|".join(["ballot/rehearsal/1", VECTOR["election"], str(KEY), VECTOR["challenge"], str(ED25519.g**nonce)])
    own = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % q
    assert ED25519.g**x == KEY and text == VECTOR["hashed"]
    assert Proof(own, (nonce - x * own) % q) == PROOF
    verify_rehearsal(ED25519, KEY, VECTOR["election"], VECTOR["challenge"], PROOF)


@pytest.mark.parametrize("change", ["election", "challenge", "public_key", "number", "response"])
def test_T21_the_proof_is_for_one_election_one_key_and_one_challenge(change: str) -> None:
    election, challenge, key, proof = VECTOR["election"], VECTOR["challenge"], KEY, PROOF
    if change == "election":
        election += "1"
    elif change == "challenge":
        challenge = "00" * 32
    elif change == "public_key":
        key = KEY * ED25519.g
    elif change == "number":
        proof = Proof(PROOF.challenge ^ 1, PROOF.response)
    else:
        proof = Proof(PROOF.challenge, PROOF.response ^ 1)
    with pytest.raises(InvalidProof, match="rehearsal"):
        verify_rehearsal(ED25519, key, election, challenge, proof)


def test_T21_every_answer_is_a_new_proof() -> None:
    secret, _ = new_trustee()
    key = ED25519.g ** exponent_of(secret, None)
    answers = [answer_rehearsal(secret, "abc", Rehearsal("ab" * 32, None)).proof for _ in range(2)]
    assert answers[0] != answers[1]
    for answer in answers:
        verify_rehearsal(ED25519, key, "abc", "ab" * 32, answer.parse(ED25519))


def test_T13_a_proof_of_the_rehearsal_is_no_other_proof_of_the_key() -> None:
    from ballot.crypto.proofs import verify_knowledge

    secret, _ = new_trustee()
    x = secret.exponent()
    with pytest.raises(InvalidProof):
        verify_knowledge(ED25519, ED25519.g**x, prove_rehearsal(ED25519, x, "abc", "ab" * 32))


def test_a_threshold_key_opens_nothing_before_its_generation_is_finished() -> None:
    with pytest.raises(NotPermitted, match="not finished"):
        exponent_of(ThresholdSecret(1, new_seed()), None)
