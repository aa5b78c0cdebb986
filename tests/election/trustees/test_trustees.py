"""Trustees' keys: verified when handed in, never two alike, and nothing secret kept."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ballot.election.result.open import open_count
from ballot.election.setup import draft as setup
from ballot.election.tally.shares import decrypt_with_key_file
from ballot.election.trustees.trustees import accept_trustee_key, invite_trustee, make_officer_trustee, remove_trustee
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol.setup import new_trustee, open_key_file
from ballot.records.canonical import encode
from tests.election.scenario import draft, opened

PASSPHRASE = "five words that nobody guesses"


@pytest.fixture
def election(sqlite):
    """A draft with two trustees, inside a transaction."""
    uuid, _ = draft(sqlite)
    with sqlite.session() as session:
        found = setup.find_election(session, uuid)
        found.session = session
        yield found


def test_a_key_with_a_wrong_proof_is_refused(election) -> None:
    trustee = invite_trustee(election.session, election, "Rosa")
    (_, one), (_, other) = new_trustee(), new_trustee()
    forged = msgspec.structs.replace(one, trustee=msgspec.structs.replace(one.trustee, pok=other.trustee.pok))
    with pytest.raises(InvalidProof):
        accept_trustee_key(election.session, election, trustee, encode(forged))
    assert trustee.accepted_at is None and trustee.public_key is None


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b"{" * 1000, b"x" * 20_000])
def test_what_is_no_key_is_refused(election, raw: bytes) -> None:
    trustee = invite_trustee(election.session, election, "Rosa")
    with pytest.raises(InvalidEncoding):
        accept_trustee_key(election.session, election, trustee, raw)


def test_two_trustees_never_share_a_key(election) -> None:
    _, key = new_trustee()
    _, other = new_trustee()
    rosa, sven = (invite_trustee(election.session, election, name) for name in ("Rosa", "Sven"))
    accept_trustee_key(election.session, election, rosa, encode(key))
    with pytest.raises(NotPermitted, match="key of Rosa"):
        accept_trustee_key(election.session, election, sven, encode(key))
    same_signer = msgspec.structs.replace(other, signing_key=key.signing_key)
    with pytest.raises(NotPermitted, match="key of Rosa"):
        accept_trustee_key(election.session, election, sven, encode(same_signer))
    accept_trustee_key(election.session, election, sven, encode(other) + b"\n")


def test_names_are_distinct_and_positions_close_up(election) -> None:
    with pytest.raises(NotPermitted, match="already"):
        invite_trustee(election.session, election, "Trustee 1")
    remove_trustee(election.session, election.trustees[0])
    assert [(t.position, t.name) for t in election.trustees] == [(1, "Trustee 2")]


def test_an_officer_run_key_is_handed_out_once_and_kept_nowhere(sqlite, tmp_path: Path) -> None:
    uuid, _ = draft(sqlite, trustees=1)
    with sqlite.session() as session:
        key_file = make_officer_trustee(session, setup.find_election(session, uuid), "Office", PASSPHRASE)
    secret = open_key_file(key_file, PASSPHRASE)
    body = "".join(key_file.splitlines()[1:])
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if "sqlite3" in path.name)
    for canary in (secret.private_key, secret.signing_seed, PASSPHRASE, body[:60]):
        assert canary.encode() not in stored
    assert b"Office" in stored  # the search itself works


def test_a_short_passphrase_is_refused_and_no_trustee_is_left(sqlite) -> None:
    uuid, _ = draft(sqlite)
    with pytest.raises(InvalidEncoding, match="passphrase"), sqlite.session() as session:
        make_officer_trustee(session, setup.find_election(session, uuid), "Office", "short")
    with sqlite.reading() as session:
        assert len(setup.find_election(session, uuid).trustees) == 2


def test_decrypting_with_a_key_file(sqlite) -> None:
    election = opened(sqlite)
    for member in range(2):
        election.cast(election.ballot(member))
    election.close()
    files = [secret.seal(PASSPHRASE) for secret in election.secrets]

    def decrypt(position: int, key_file: str, passphrase: str) -> None:
        election.act(lambda s, e: decrypt_with_key_file(s, e, e.trustees[position], key_file, passphrase))

    with pytest.raises(InvalidProof, match="passphrase"):
        decrypt(0, files[0], "not this one at all")
    with pytest.raises(InvalidProof, match="not Trustee 2's"):
        decrypt(1, files[0], PASSPHRASE)
    with pytest.raises(InvalidEncoding, match="not a key file"):
        decrypt(0, "hello", PASSPHRASE)
    decrypt(0, files[0], PASSPHRASE)
    with pytest.raises(NotPermitted, match="already"):
        decrypt(0, files[0], PASSPHRASE)
    decrypt(1, files[1], PASSPHRASE)
    election.act(open_count)
