"""P5, B14: when a credential voted is told to nobody but whoever holds its token; the credentials are public."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from ballot.crypto import proofs
from ballot.crypto.credentials import new_token, public_credential, secret_exponent
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_base64
from ballot.election.voting.casting import TokenStatus, ask_casting_code, token_status
from ballot.errors import BallotRefused, InvalidProof
from ballot.protocol.ownership import prove_ownership, verify_ownership
from ballot.records.types import proof_record
from tests.election.amendments.test_replacing import replace
from tests.election.amendments.test_roll_changes import ready, remove
from tests.election.scenario import Scenario, opened


def somebody_elses(election: Scenario, member: int) -> bytes:
    """Return what anybody can make for a public credential: a ballot with a signature of another token."""
    ballot = json.loads(election.ballot(member))
    token, election.tokens[member] = election.tokens[member], new_token()
    try:
        ballot["signature"]["proof"] = json.loads(election.ballot(member))["signature"]["proof"]
    finally:
        election.tokens[member] = token
    return json.dumps(ballot, separators=(",", ":"), ensure_ascii=False).encode()


def use(election: Scenario) -> str:
    election.cast(election.ballot(0))
    return "token-spent"


def give_another(election: Scenario) -> str:
    replace(election)
    return "token-replaced"


def take_off(election: Scenario) -> str:
    remove(election)
    return "token-revoked"


@pytest.mark.parametrize(("act", "field"), [(use, "spent_at"), (give_another, "replaced_at"), (take_off, "removed_at")])
def test_no_time_without_the_token(sqlite, time, act, field) -> None:
    election = ready(sqlite) if act is take_off else opened(sqlite, spares=1)
    token, owned, forged = election.tokens[0], election.ballot(0), somebody_elses(election, 0)
    code, then = act(election), time.now()
    # A ballot is told to nobody else before its portion comes out.
    assert election.ask(token, as_owner=False) == TokenStatus(known=True, weight=1, fresh=act is use)
    election.show()
    assert election.ask(token, as_owner=False) == TokenStatus(known=True, weight=1)
    assert election.ask(token) == TokenStatus(known=True, weight=1, **{field: then})
    second = second_ballot(election, owned)
    assert told(lambda: election.cast(second)) == code
    asked = (election.database, election.uuid, forged, election.identity)
    assert told(lambda: election.cast(forged)) == told(lambda: ask_casting_code(*asked)) == "invalid-ballot"
    for ballot in (second, owned):  # the last one may be copied from the board, signature and all
        asked = (election.database, election.uuid, ballot, election.identity)
        assert told(lambda asked=asked: ask_casting_code(*asked)) == code


def told(act: Callable[[], object]) -> str:
    """Do what is refused without a time, and return why."""
    with pytest.raises(BallotRefused) as refused:
        act()
    assert refused.value.at is None and not re.search("[0-9]", str(refused.value))
    return refused.value.code


def second_ballot(election: Scenario, first: bytes) -> bytes:
    """Return another ballot of the first member: the same one again would get its receipt."""
    second = election.ballot(0)
    assert second != first
    return second


@pytest.mark.parametrize("case", ["another token", "another election", "a ballot's signature"])
def test_a_proof_of_something_else_is_refused(sqlite, case) -> None:
    election = opened(sqlite)
    token, raw = election.tokens[0], election.ballot(0)
    election.cast(raw)
    credential = str(public_credential(ED25519, election.uuid, token))
    proof = {
        "another token": proof_record(prove_ownership(ED25519, election.uuid, election.tokens[1])),
        "another election": proof_record(prove_ownership(ED25519, "anotherElection", token)),
        "a ballot's signature": proof_record(signature_of(raw)),
    }[case]
    with pytest.raises(BallotRefused) as refused:
        token_status(sqlite, election.uuid, credential, proof)
    assert refused.value.code == "wrong-proof" and refused.value.at is None


def signature_of(raw: bytes) -> proofs.Proof:
    numbers = json.loads(raw)["signature"]["proof"]
    return proofs.Proof(int(numbers["challenge"]), int(numbers["response"]))


def test_the_proof_of_a_token_signs_no_ballot(sqlite) -> None:
    election = opened(sqlite)
    ballot = json.loads(election.ballot(0))
    proof = proof_record(prove_ownership(ED25519, election.uuid, election.tokens[0]))
    ballot["signature"]["proof"] = {"challenge": proof.challenge, "response": proof.response}
    with pytest.raises(BallotRefused, match="not made with the ballot token") as refused:
        election.cast(json.dumps(ballot, separators=(",", ":"), ensure_ascii=False).encode())
    assert (refused.value.code, refused.value.check) == ("invalid-ballot", "5.4")


def test_a_proof_under_the_hash_of_a_signature_is_no_proof_of_a_token() -> None:
    """The same statement hashed as a ballot's signature hashes it: the two are never the same proof."""
    uuid, token = "abcdefghijkLmn", new_token()
    secret, credential = secret_exponent(ED25519, uuid, token), public_credential(ED25519, uuid, token)
    verify_ownership(ED25519, uuid, credential, prove_ownership(ED25519, uuid, token))
    for message in (sha256_base64(uuid.encode()), f"ballot/token-question/1|{uuid}|{credential}"):
        with pytest.raises(InvalidProof):
            verify_ownership(ED25519, uuid, credential, proofs.sign(ED25519, secret, message))
