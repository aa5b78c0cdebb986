"""C22: the server holds no key. C23: a signature is verified under the key that its message names. P9: two trustees."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ballot
from ballot.crypto import channel
from ballot.crypto.group import ED25519 as G
from ballot.election.setup.draft import ElectionDraft
from ballot.errors import InvalidProof
from ballot.protocol import threshold as dkg
from ballot.records.canonical import decode, encode
from ballot.records.threshold import CertKeys, Context
from ballot.records.trustees import SignedMessage
from ballot.records.types import proof_record
from ballot.store.models.base import Base

PACKAGE = Path(ballot.__file__).parent


def test_C22_no_column_of_the_database_holds_a_trustee_s_secret() -> None:
    """What the server keeps of a trustee is public, encrypted to the trustee, or a hash."""
    columns = set(Base.metadata.tables["trustee"].columns.keys())
    public = {"id", "election_id", "position", "name", "kind", "public_key", "signing_key", "mixes", "link_hash"}
    public |= {"organisation", "email"}
    exchanged = {"certificate", "commitment", "polynomial", "voutput", "rehearsal"}
    shares = {"share_commitment", "held_share"}
    moments = {column for column in columns if column.endswith("_at")}
    assert columns == public | exchanged | shares | moments


def test_C22_no_request_handler_decrypts_but_with_a_key_file_from_the_request() -> None:
    """The web knows secrets only inside the two acts that take a key file and its passphrase, and forget both."""
    calls = {
        (path.name, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        for path in sorted((PACKAGE / "web").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    secret = {"open_key_file", "open_threshold_key_file", "decrypt_with_key_file", "make_share", "exponent"}
    found = {(name, call) for name, call in calls if call in secret}
    assert found <= {("result.py", "decrypt_with_key_file"), ("trustees.py", "open_key_file")}
    assert ("result.py", "decrypt_with_key_file") in found


def test_C23_a_signature_that_holds_under_a_second_key_is_no_certificate_of_it() -> None:
    """For a signature (c, s) of M there is a key vk' = (A / g^s)^(1/c') for other c'; the message names its own key."""
    seed = dkg.new_seed()
    certificate = dkg.make_certificate(G, seed, Context("Ed25519", 1, 1, 1))
    keys = decode(CertKeys, certificate.message.encode())
    signature = certificate.signature.parse(G)
    # The key under which the same message and signature hold as well: only the owner's, since the challenge binds A.
    commitment = G.g**signature.response * G.parse(keys.verification) ** signature.challenge
    second = (commitment / G.g ** (signature.response + 1)) ** pow(signature.challenge, -1, G.q)
    shifted = signature._replace(response=(signature.response + 1) % G.q)
    channel.verify_signed(G, second, certificate.message, shifted)
    with pytest.raises(InvalidProof):
        dkg.verify_certificate(G, SignedMessage(certificate.message, proof_record(shifted)))
    renamed = encode(CertKeys(keys.context, str(second), keys.encryption)).decode()
    with pytest.raises(InvalidProof):
        dkg.verify_certificate(G, SignedMessage(renamed, proof_record(shifted)))


def test_P9_two_trustees_by_default() -> None:
    """One trustee alone could read every vote: that has to be accepted in so many words."""
    assert ElectionDraft(name="x").few_trustees_accepted is False
    assert ElectionDraft(name="x").minimum_ballots >= 2
