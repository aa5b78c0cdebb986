"""C10: the identity is refused as a key and as a credential. C11: it is legal in ciphertexts, tallies and factors.

An election without a single ballot depends on C11, in each group and with each kind of homomorphic question.
"""

from __future__ import annotations

import json

import pytest

from ballot.crypto.group import ED25519, group
from ballot.crypto.proofs import Proof, verify_knowledge
from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.ballots import verify_ballot
from ballot.protocol.setup import make_setup, verify_trustee_key
from ballot.records.trustees import TrusteePublicKey
from ballot.records.types import proof_record
from tests.attacks.verdicts import verdict_of
from tests.factory.elections import Maker, question
from tests.factory.forging import IDENTITY, forge_ballot


def test_identity_as_a_trustees_key_is_refused_although_its_proof_holds() -> None:
    from ballot.crypto.proofs import prove_knowledge

    proof = prove_knowledge(ED25519, 0, ED25519.identity)
    verify_knowledge(ED25519, ED25519.identity, proof)
    with pytest.raises(InvalidEncoding) as caught:
        verify_trustee_key(TrusteePublicKey(proof_record(proof), IDENTITY))
    assert caught.value.check == "3.1"
    assert isinstance(proof, Proof)


def test_keys_that_cancel_out_make_no_election() -> None:
    evil = Maker(trustees=2)
    from tests.attacks.corpus.election import cancelling_keys

    evil.tamper["trustees"] = cancelling_keys
    evil.build()
    keys = [
        TrusteePublicKey(proof_record(_pok(secret)), str(ED25519.g ** secret.exponent())) for secret in evil.secrets
    ]
    with pytest.raises(InvalidEncoding):
        make_setup(_plan(evil), keys, [])


def _pok(secret: object) -> Proof:
    from ballot.crypto.proofs import prove_knowledge

    x = secret.exponent()  # type: ignore[attr-defined]
    return prove_knowledge(ED25519, x, ED25519.g**x)


def _plan(maker: Maker) -> object:
    from ballot.protocol.setup import ElectionPlan

    return ElectionPlan(maker.uuid, maker.name, maker.description, maker.questions, maker.charter)


def test_ciphertexts_may_be_the_identity() -> None:
    """Randomness zero is foolish, not invalid: (1, 1) is an encryption of 0 with a proof."""
    maker = Maker(votes=()).build()
    ballot = forge_ballot(maker, 0, [[0, 0]], [[0, 0]])
    assert IDENTITY in json.loads(ballot)["answers"][0]["choices"][0].values()
    assert verify_ballot(maker.context, ballot).credential == maker.public[0]


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048", "RFC-3526-2048"])
def test_an_election_without_ballots_is_valid(name: str, tmp_path: object) -> None:
    questions = (question(2, 0, 1), question(2, 1, 2, blank=True))
    maker = Maker(questions=questions, votes=(), trustees=2, group=group(name), with_charter=name == "Ed25519").build()
    assert json.loads(maker.result_raw)["result"] == [[0, 0], [0, 0, 0]]
    tally = json.loads(maker.tally_raw)
    assert {value for row in tally for pair in row for value in pair.values()} == {str(maker.group.identity)}
    assert verdict_of(maker) == ("valid", frozenset())


def test_identity_credential_could_be_used_by_anybody() -> None:
    """Why 4.2 refuses it: a signature under the identity needs no secret."""
    from ballot.crypto.proofs import sign, verify_signature

    verify_signature(ED25519, ED25519.identity, "any ballot", sign(ED25519, 0, "any ballot"))
    maker = Maker(votes=()).build()
    with pytest.raises(BallotError):
        verify_ballot(maker.context, Maker().build().ballots[0])
