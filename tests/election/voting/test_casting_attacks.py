"""B1 to B5, B15, W12, W20 at the ballot box: what is refused, with which code and check, and leaves no trace."""

from __future__ import annotations

import json
import time as real_time

import pytest
from sqlalchemy import select

from ballot.board.checkpoint import Receipt, verify_receipt
from ballot.crypto import credentials
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_base64
from ballot.election.board_facts import checkpoint
from ballot.election.voting import ballot_box, casting
from ballot.election.voting.casting import TokenStatus, ballot_size_limit, token_status
from ballot.errors import BallotRefused
from ballot.protocol.ballots import create_ballot
from ballot.records.canonical import decode
from ballot.records.event import Event, EventType
from ballot.store import board, chain
from ballot.store.models.board import CiphertextMark
from ballot.store.models.board import Receipt as ReceiptRow
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member
from tests.election.scenario import contest, frozen, opened


def refusal(election, raw: bytes) -> BallotRefused:
    """Cast something that must be refused; return the refusal after checking that it left no trace."""
    before = traces(election)
    with pytest.raises(BallotRefused) as refused:
        election.cast(raw)
    assert traces(election) == before
    assert str(refused.value)[0].isupper()
    return refused.value


def traces(election) -> list[int]:
    """Return the number of rows that casting writes."""
    with election.database.reading() as session:
        tables = (ReceiptRow.height, CiphertextMark.mark, OutboxMessage.id)
        counts = [len(session.execute(select(column)).all()) for column in tables]
        spent = session.scalars(select(Member.id).where(Member.spent_at.is_not(None))).all()
    return [*counts, len(spent), election.look(board.count_events, EventType.BALLOT)]


def resigned(election, ballot: dict, token: str) -> bytes:
    """Sign a changed ballot again with the token of its credential, as only that voter could."""
    from ballot.crypto import proofs
    from ballot.records.types import proof_record

    ballot = {**ballot, "credential": str(credentials.public_credential(ED25519, election.uuid, token))}
    unsigned = {key: value for key, value in ballot.items() if key != "signature"}
    digest = sha256_base64(compact(unsigned))
    secret = credentials.secret_exponent(ED25519, election.uuid, token)
    proof = proof_record(proofs.sign(ED25519, secret, digest))
    signature = {"hash": digest, "proof": {"challenge": proof.challenge, "response": proof.response}}
    return compact({**unsigned, "signature": signature})


def compact(value: object) -> bytes:
    """Return canonical JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_cast_ballot_leaves_a_receipt_that_anybody_can_verify(database) -> None:
    election = opened(database)
    for member in range(4):
        raw = election.ballot(member)
        receipt = decode(Receipt, election.cast(raw))
        verify_receipt(receipt, election.identity.key.public_hex, raw)
        assert receipt.height == member + 1 and receipt.tracking_number == sha256_base64(raw)
        assert receipt.setup_event == election.look(lambda s, e: e.setup_event)
        assert receipt.checkpoint.startswith(f"vote.example.org/{election.uuid}\n{member + 2}\n")
        stored = election.look(board.event_content, receipt.height)
        assert stored.decode() == receipt.event and decode(Event, stored).height == receipt.height
    assert election.look(checkpoint, election.identity) == receipt.checkpoint


def test_B2_the_same_ballot_again_gets_the_same_receipt(database) -> None:
    election = opened(database)
    raw = election.ballot(0)
    first = election.cast(raw)
    election.cast(election.ballot(1))
    before = traces(election)
    assert election.cast(raw) == first
    assert traces(election) == before
    election.close()
    assert election.cast(raw) == first


def test_W20_a_receipt_that_never_arrived_is_given_again(sqlite, monkeypatch) -> None:
    election = opened(sqlite)
    raw = election.ballot(0)
    append = ballot_box._append_all

    def lose_the_answer(*arguments):
        [receipt] = append(*arguments)
        arguments[0].commit()
        raise ConnectionResetError(receipt.decode())

    with monkeypatch.context() as patched, pytest.raises(ConnectionResetError) as lost:
        patched.setattr(ballot_box, "_append_all", lose_the_answer)
        election.cast(raw)
    assert election.cast(raw).decode() == str(lost.value)
    assert election.look(board.count_events, EventType.BALLOT) == 1


def test_W20_a_failed_commit_gives_no_receipt_and_leaves_nothing(sqlite, monkeypatch) -> None:
    election = opened(sqlite)
    sign = ballot_box._sign

    def fail(*arguments):
        sign(*arguments)
        raise MemoryError

    before = traces(election)
    with monkeypatch.context() as patched, pytest.raises(MemoryError):
        patched.setattr(ballot_box, "_sign", fail)
        election.cast(election.ballot(0))
    assert traces(election) == before
    election.look(chain.verify_chain)
    election.cast(election.ballot(0))


def test_B1_a_copied_ballot_is_refused(sqlite) -> None:
    election = opened(sqlite, contests=[contest(), contest(title="Chair")])
    raw = election.ballot(0, [1, 0], [0, 1])
    election.cast(raw)
    copied = json.loads(raw)
    # the whole ballot, under another credential, first with the old signature, then signed anew
    thief = str(credentials.public_credential(ED25519, election.uuid, election.tokens[1]))
    assert refusal(election, compact({**copied, "credential": thief})).check == "5.4"
    refused = refusal(election, resigned(election, copied, election.tokens[1]))
    assert (refused.code, refused.check) == ("invalid-ballot", "5.7")
    # one answer only
    own = json.loads(election.ballot(1, [1, 0], [1, 0]))
    own["answers"][1] = copied["answers"][1]
    assert refusal(election, resigned(election, own, election.tokens[1])).check == "5.7"


def test_B1_a_ciphertext_of_another_credential_is_refused_even_with_valid_proofs(sqlite) -> None:
    from ballot.protocol import homomorphic

    election = opened(sqlite, re_voting=True)
    # Two credentials that one voter controls can prove the same ciphertext, if its randomness is used twice.
    randomness = iter([11, 12] * 3)
    original = homomorphic.random_scalar
    homomorphic.random_scalar = lambda group: next(randomness)
    try:
        first, second, again = (election.ballot(member, [1, 0]) for member in (0, 1, 0))
    finally:
        homomorphic.random_scalar = original
    election.cast(first)
    refused = refusal(election, second)
    assert (refused.code, refused.check) == ("invalid-ballot", "5.10")
    assert first != again
    election.cast(again)  # under the same credential it hurts nobody


def test_B3_a_ballot_of_another_election_is_refused(sqlite) -> None:
    election, other = opened(sqlite), opened(sqlite)
    foreign = other.ballot(0)
    assert refusal(election, foreign).code == "unknown-token"
    ballot = json.loads(election.ballot(0))
    for field, value in (("election_uuid", other.uuid), ("election_hash", other.context.phi)):
        refused = refusal(election, resigned(election, {**ballot, field: value}, election.tokens[0]))
        assert (refused.code, refused.check) == ("invalid-ballot", "5.3")


def test_B5_nobody_stuffs_the_box_without_a_token(sqlite) -> None:
    election = opened(sqlite)
    stranger = create_ballot(election.context, credentials.new_token(), [[1, 0]])
    refused = refusal(election, stranger)
    assert (refused.code, refused.check) == ("unknown-token", "5.2")
    # the server knows every public credential, but not the secrets: it cannot sign for an absent member
    forged = json.loads(stranger) | {"credential": json.loads(election.ballot(3))["credential"]}
    assert refusal(election, compact(forged)).check == "5.4"


def test_a_used_token_is_refused(sqlite) -> None:
    election = opened(sqlite)
    election.cast(election.ballot(0))
    refused = refusal(election, election.ballot(0))
    assert (refused.code, refused.check) == ("token-spent", "5.13")
    assert str(refused) == "This token has already been used."


def test_re_voting_is_the_election_s_choice_and_the_last_ballot_counts(sqlite) -> None:
    election = opened(sqlite, re_voting=True)
    for choice in ([1, 0], [0, 1], [0, 1]):
        election.cast(election.ballot(0, choice))
    election.cast(election.ballot(1, [0, 1]))
    election.close()
    election.count()
    from ballot.election.result.counting import election_result

    result = election.look(election_result)
    assert result.ballots == 2 and [c.votes for c in result.contests[0].candidates] == [0, 2]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw + b"\n",
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b'{"election_uuid"', b'{ "election_uuid"', 1),
        lambda raw: raw[:-1],
        lambda raw: raw.replace(b'"challenge":"', b'"challenge":"0', 1),
        lambda raw: raw.replace(b'"challenge":"', b'"challenge":"+', 1),
        lambda raw: raw[:-1] + b',"extra":1}',
        lambda raw: b"[" * 100_000,
        lambda raw: b"",
        lambda raw: b"\xff\xfe",
        lambda raw: b'{"election_uuid":1e999}',
        lambda raw: b'{"a":' + b"9" * 50_000 + b"}",
    ],
)
def test_B15_W12_what_is_not_canonical_is_refused_quickly(sqlite, change) -> None:
    election = opened(sqlite)
    raw = change(election.ballot(0))
    start = real_time.process_time()
    refused = refusal(election, raw)
    assert refused.code in ("invalid-ballot", "too-large")
    assert real_time.process_time() - start < 2


def test_W12_the_size_is_checked_before_anything_is_parsed(sqlite, monkeypatch) -> None:
    election = opened(sqlite, contests=[contest(6, maximum=6), contest(3, title="Chair", blank=True)])
    honest = election.ballot(0, [1] * 6, [1, 0, 0, 0])
    limit = ballot_size_limit(election.context)
    assert len(honest) < limit < 6 * len(honest)
    monkeypatch.setattr(casting, "parse_ballot", pytest.fail)
    assert refusal(election, b"x" * (limit + 1)).code == "too-large"
    assert refusal(election, b"x" * (casting.MAX_BALLOT_BYTES + 1)).code == "too-large"


def test_a_spent_token_costs_us_no_proof(sqlite, monkeypatch) -> None:
    election = opened(sqlite)
    election.cast(election.ballot(0))
    monkeypatch.setattr(casting, "verify_ballot", pytest.fail)
    assert refusal(election, election.ballot(0)).code == "token-spent"


def test_an_unknown_or_unfrozen_election_has_no_ballot_box(sqlite) -> None:
    from tests.election.scenario import draft

    election = frozen(sqlite)
    uuid, _ = draft(sqlite)
    for name in (uuid, "nowhere", ""):
        election_uuid, election.uuid = election.uuid, name
        with pytest.raises(BallotRefused) as refused:
            election.cast(b"{}")
        assert refused.value.code == "unknown-election"
        election.uuid = election_uuid


def test_the_booth_can_ask_about_a_token(sqlite, time) -> None:
    election = opened(sqlite, weights=[1, 3, 1, 1])
    raw, token = election.ballot(1), election.tokens[1]
    assert election.ask(token) == election.ask(token, as_owner=False) == TokenStatus(known=True, weight=3, fresh=True)
    election.cast(raw)
    assert election.ask(token) == TokenStatus(known=True, weight=3, spent_at=time.now())
    assert not token_status(sqlite, election.uuid, "00" * 32).known


def test_a_database_that_does_not_answer_gives_no_receipt(sqlite, monkeypatch) -> None:
    from sqlalchemy.exc import OperationalError

    election = opened(sqlite)

    def locked(*_: object):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(board, "append_at", locked)
    assert refusal(election, election.ballot(0)).code == "unavailable"
