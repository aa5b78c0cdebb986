"""Checkpoints and receipts: each thing that they say is checked, and the refusal names it."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from ballot.board import merkle
from ballot.board.checkpoint import (
    Checkpoint,
    Receipt,
    parse_checkpoint,
    sign_checkpoint,
    sign_receipt,
    verify_checkpoint,
    verify_receipt,
)
from ballot.crypto.hashing import sha256_base64, sha256_hex
from ballot.crypto.signing import SigningKey
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.canonical import encode
from ballot.records.event import Event, EventType, make_event

UUID = "F78tZv8VkGDmiP"
ORIGIN = f"vote.example/{UUID}"
KEY, OTHER = SigningKey.from_seed(b"k" * 32), SigningKey.from_seed(b"o" * 32)
SETUP = encode(make_event(None, 0, EventType.SETUP, sha256_hex(b"setup")))
BALLOT = make_event(sha256_hex(SETUP), 1, EventType.BALLOT, sha256_hex(b"ballot"))


def receipt_for(event: Event = BALLOT, **change: Any) -> Receipt:
    """A receipt for the second event of a board, true but for the event and the fields that are given, and signed."""
    raw = encode(event)
    before = merkle.append([], 0, merkle.leaf_hash(SETUP))
    root = merkle.root(merkle.append(before, 1, merkle.leaf_hash(raw)))
    note = sign_checkpoint(Checkpoint(ORIGIN, 2, root.hex(), 1, "0" * 64), KEY)
    path = tuple(sibling.hex() for sibling in merkle.last_leaf_path(before))
    tracking = sha256_base64(b"ballot")
    honest = Receipt(UUID, tracking, 1, raw.decode(), sha256_hex(SETUP), note, path, KEY.public_hex, "")
    return sign_receipt(replace(honest, **change), KEY)


def resigned_note(note: str, key: SigningKey) -> str:
    """The same checkpoint, signed by another key under its own name."""
    return sign_checkpoint(parse_checkpoint(note), key)


def test_a_true_receipt_holds_with_and_without_the_ballot() -> None:
    """B25, M6."""
    for ballot in (None, b"ballot"):
        assert verify_receipt(receipt_for(), KEY.public_hex, ballot) == parse_checkpoint(receipt_for().checkpoint)
    with pytest.raises(InvalidProof, match="the receipt is for another ballot"):
        verify_receipt(receipt_for(), KEY.public_hex, b"other")


@pytest.mark.parametrize(
    ("receipt", "sentence"),
    [
        pytest.param(receipt_for(server_key=OTHER.public_hex), "another key than this election's", id="server key"),
        pytest.param(
            receipt_for(checkpoint=resigned_note(receipt_for().checkpoint, OTHER)),
            "the checkpoint is not signed by the server's key",
            id="checkpoint",
        ),
        pytest.param(
            receipt_for(replace(BALLOT, type=EventType.SHUFFLE)), "event is not the ballot that it speaks of", id="kind"
        ),
        pytest.param(receipt_for(replace(BALLOT, height=2)), "event is not the ballot that it speaks of", id="height"),
        pytest.param(receipt_for(replace(BALLOT, payload=UNSET)), "tracking number is not that", id="no payload"),
        pytest.param(receipt_for(tracking_number="A" * 43), "tracking number is not that", id="tracking number"),
        pytest.param(receipt_for(inclusion=("0" * 64,)), "does not lead to the checkpoint's root", id="inclusion"),
    ],
)
def test_a_lie_that_the_server_signed_is_named(receipt: Receipt, sentence: str) -> None:
    with pytest.raises(InvalidProof, match=sentence):
        verify_receipt(receipt, KEY.public_hex)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("election_uuid", "F78tZv8VkGDmiQ"), ("tracking_number", "A" * 43), ("height", 2), ("setup_event", "0" * 64),
        ("event", encode(replace(BALLOT, height=2)).decode()), ("inclusion", ()), ("signature", "0" * 128),
    ],
)  # fmt: skip
def test_the_servers_signature_covers_every_field(field: str, value: Any) -> None:
    with pytest.raises(InvalidProof, match="the signature does not belong to this key and text"):
        verify_receipt(replace(receipt_for(), **{field: value}), KEY.public_hex)


def test_checkpoints_are_signed_notes() -> None:
    checkpoint = Checkpoint(ORIGIN, 3, "ab" * 32, 1, "cd" * 32)
    note = sign_checkpoint(checkpoint, KEY)
    assert verify_checkpoint(note, KEY.public_hex) == checkpoint == parse_checkpoint(note)
    assert note.startswith(f"{ORIGIN}\n3\n") and f"\n\n— {ORIGIN} " in note
    with pytest.raises(InvalidProof, match="the signature does not belong to this key and text"):
        verify_checkpoint(note.replace("\n3\n", "\n4\n"), KEY.public_hex)
    with pytest.raises(InvalidEncoding, match="not a checkpoint in the signed-note format"):
        verify_checkpoint(note + "\n", KEY.public_hex)


def note_by(name: str, named_key: SigningKey) -> str:
    """A checkpoint with a true signature of KEY, whose signature line names somebody or another key."""
    text = Checkpoint(ORIGIN, 3, "ab" * 32, 1, "cd" * 32).text()
    theirs = sign_checkpoint(Checkpoint(name, 3, "ab" * 32, 1, "cd" * 32), named_key)
    key_id = base64.b64decode(theirs.split()[-1])[:4]
    return f"{text}\n— {name} {base64.b64encode(key_id + KEY.sign_raw(text.encode())).decode()}\n"


def test_the_signature_line_of_a_checkpoint_names_the_board_and_the_key() -> None:
    verify_checkpoint(note_by(ORIGIN, KEY), KEY.public_hex)
    for note in (note_by("vote.example/other", KEY), note_by(ORIGIN, OTHER)):
        with pytest.raises(InvalidProof, match="the checkpoint is not signed by the server's key"):
            verify_checkpoint(note, KEY.public_hex)
    with pytest.raises(InvalidEncoding, match="signature is not Base64"):
        verify_checkpoint(re.sub(r"\S+\n\Z", "A\n", note_by(ORIGIN, KEY)), KEY.public_hex)
