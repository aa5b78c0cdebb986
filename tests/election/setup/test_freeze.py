"""The freeze: charter and record are made once, tokens are issued and forgotten, and everything adds up."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.crypto.credentials import parse_token, public_credential
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_base64
from ballot.election.ballot_token import IssuedToken
from ballot.election.board_facts import charter_of
from ballot.election.mail.delivery import OutgoingMail, deliver_outbox
from ballot.election.mail.outbox import release_tokens
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens import issue
from ballot.election.trustees.rehearsal import rehearse_with_secret
from ballot.election.trustees.trustees import accept_trustee_key, invite_trustee
from ballot.errors import InvalidEncoding, NotPermitted
from ballot.protocol.setup import TrusteeKey, new_trustee
from ballot.records.canonical import decode, encode
from ballot.records.charter import charter_hash, split_description
from ballot.records.election import Election as ElectionRecord
from ballot.store import board
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member
from tests.election.scenario import URL, contest, draft, frozen


class Postman:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[OutgoingMail] = []

    def send(self, mail: OutgoingMail) -> None:
        self.mails.append(mail)


def freeze_by_mail(database, released: bool = True, **values):
    """Freeze an election whose tokens go out by mail; return its uuid and the result. `released`: now."""
    uuid, _ = draft(database, **values)
    with database.session() as session:
        election = setup.find_election(session, uuid)
        result = freeze(Scene(session, election), Delivery(channel="mail", public_url=URL + "/"))
        if released:
            release_tokens(Scene(session, election))
        return uuid, result


def stored_bytes(folder: Path) -> bytes:
    """Return everything in the files of the database, its log included."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if "sqlite3" in path.name)


def test_the_record_names_the_charter_and_the_charter_the_decisions(database) -> None:
    election = frozen(
        database, contests=[contest(3, seats=2, maximum=2, blank=True)], re_voting=True, minimum_ballots=3
    )
    raw = election.look(lambda scene: board.data_of(scene.session, scene.election, 0)[0])
    record = decode(ElectionRecord, raw)
    charter = election.look(charter_of)
    assert split_description(record.description) == ("", charter_hash(charter))
    assert election.context.phi == sha256_base64(raw) == election.look(lambda scene: scene.election.fingerprint)
    (rule,) = charter.contests
    assert (rule.seats, rule.rule, rule.ties, rule.slates) == (
        2,
        "block",
        "public-lot",
        ("Bridge", "Harbour", "Bridge"),
    )
    policy = charter.policy
    assert (policy.trustees, policy.threshold, policy.minimum_ballots, policy.re_voting) == (2, 2, 3, True)
    assert charter.signing_keys == tuple(secret.signing_key.fingerprint for secret in election.secrets)
    (question,) = election.context.questions
    assert (question.min, question.max, question.blank, len(question.answers)) == (0, 2, True, 3)


def test_each_token_belongs_to_its_member(sqlite) -> None:
    uuid, secrets = draft(sqlite, members=5)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        result = freeze(Scene(session, election), Delivery(channel="merge", public_url=URL))
        by_email = {member.email: member.credential for member in session.scalars(select(Member))}
    rows = list(csv.DictReader(io.StringIO(result.merge_csv.decode("utf-8-sig"))))
    for row in rows:
        assert parse_token(row["token"]) == row["token"]
        assert str(public_credential(ED25519, uuid, row["token"])) == by_email[row["email"]]
        assert row["setup_event"] == result.setup_event and row["fingerprint"] == result.fingerprint
    assert len({row["token"] for row in rows}) == 5 == result.members and len(secrets) == 2


def test_B14_the_public_list_does_not_follow_the_roll(sqlite) -> None:
    election = frozen(sqlite, members=30)
    listed = list(election.context.weights)
    with sqlite.reading() as session:
        in_roll = list(session.scalars(select(Member.credential).order_by(Member.id)))
    assert sorted(listed) == sorted(in_roll) and listed != in_roll
    assert listed == sorted(listed, key=lambda text: bytes.fromhex(text)[::-1])


@pytest.mark.parametrize(("weights", "written"), [(None, 0), ([1, 1, 1, 1], 0), ([1, 2, 1, 1], 4)])
def test_B13_all_credentials_have_a_weight_or_none(sqlite, weights, written: int) -> None:
    election = frozen(sqlite, weights=weights)
    raw = election.look(lambda scene: board.data_of(scene.session, scene.election, 0)[2])
    entries = json.loads(raw)
    assert sum("," in entry for entry in entries) == written
    assert sorted(election.context.weights.values()) == sorted(weights or [1] * 4)


def test_B10_a_credential_that_is_issued_twice_stops_the_freeze(sqlite, monkeypatch) -> None:
    uuid, _ = draft(sqlite)
    monkeypatch.setattr(issue, "new_token", lambda: "11111-111111-11111-111111")
    with pytest.raises(InvalidEncoding, match="stands twice"), sqlite.session() as session:
        freeze(Scene(session, setup.find_election(session, uuid)), Delivery(channel="merge", public_url=URL))
    with sqlite.reading() as session:
        assert setup.find_election(session, uuid).state == "draft"


def test_mails_hold_link_token_and_both_checksums(sqlite) -> None:
    uuid, result = freeze_by_mail(sqlite, members=3)
    assert result.queued == 3 and result.merge_csv is None
    postman = Postman()
    assert deliver_outbox(sqlite, postman).accepted == 3
    for mail in postman.mails:
        link = next(word for word in mail.text.split() if word.startswith(f"{URL}/vote/{uuid}#"))
        token = link.split("#")[1]
        assert parse_token(token) == token and mail.text.count(token) == 2
        together = mail.text.replace(" ", "").replace("\n", "")
        assert result.setup_event in together and result.fingerprint in together
        assert "{{" not in mail.text and "{%" not in mail.text
    assert len({mail.address for mail in postman.mails}) == 3


def test_the_server_forgets_every_token(sqlite, tmp_path: Path) -> None:
    _, result = freeze_by_mail(sqlite, members=3)
    assert result.queued == 3
    postman = Postman()
    deliver_outbox(sqlite, postman)
    with sqlite.reading() as session:
        messages = session.scalars(select(OutboxMessage)).all()
    assert {message.state for message in messages} == {"accepted"}
    assert all(message.secret is None for message in messages)
    sqlite.dispose()  # the last connection writes the log back into the file
    stored = stored_bytes(tmp_path)
    for mail in postman.mails:
        token = mail.text.split("#")[1].split()[0]
        assert token.encode() not in stored
    assert b"member0@example.org" in stored  # the search itself works


def test_the_merge_file_is_not_stored(sqlite, tmp_path: Path) -> None:
    election = frozen(sqlite, members=3)
    stored = stored_bytes(tmp_path)
    assert not any(token.encode() in stored for token in election.tokens)


def test_what_is_missing_stops_the_freeze_and_leaves_no_trace(sqlite) -> None:
    uuid, _ = draft(sqlite, closes_at=None)
    with pytest.raises(NotPermitted, match="Set the times"), sqlite.session() as session:
        freeze(Scene(session, setup.find_election(session, uuid)), Delivery(channel="merge", public_url=URL))
    with sqlite.reading() as session:
        assert session.scalars(select(Member.credential).where(Member.credential.is_not(None))).all() == []


def test_T2_all_signing_keys_differ_at_the_hand_in_and_at_the_freeze(sqlite) -> None:
    """Even if the database was edited so that two trustees have one key to sign with."""
    uuid, secrets = draft(sqlite, trustees=2)
    another, made = new_trustee("Trustee 3")
    shared = TrusteeKey(made.trustee, secrets[0].signing_key.public_hex)
    with sqlite.session() as session:
        scene = Scene(session, setup.find_election(session, uuid))
        third = invite_trustee(scene, "Trustee 3")
        with pytest.raises(NotPermitted, match="key of .*Trustee 1"):
            accept_trustee_key(scene, third, encode(shared))
        accept_trustee_key(scene, third, encode(made))
        rehearse_with_secret(scene, third, another)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        election.trustees[2].signing_key = election.trustees[0].signing_key
    with sqlite.session() as session, pytest.raises(NotPermitted, match="Trustee 3.* handed in the key of .*Trustee 1"):
        freeze(Scene(session, setup.find_election(session, uuid)), Delivery(channel="merge", public_url=URL))


def test_secrets_print_as_nothing(sqlite) -> None:
    uuid, _ = draft(sqlite, members=1)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        result = freeze(Scene(session, election), Delivery(channel="merge", public_url=URL))
        issued = IssuedToken(session.scalars(select(Member)).one(), "TOKEN-CANARY")
    token = next(csv.DictReader(io.StringIO(result.merge_csv.decode("utf-8-sig"))))["token"]
    assert token not in repr(result) and "CANARY" not in repr(issued)
