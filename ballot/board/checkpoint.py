"""Checkpoints (C2SP tlog-checkpoint in a C2SP signed note) and the receipts that rest on them.

HOST/UUID                       origin
SIZE                            number of events
BASE64 OF THE MERKLE ROOT       RFC 9162, over the bytes of the events
companion RECORDS SHA256-HEX    the companion file so far

— HOST/UUID BASE64(key id, Ed25519 signature)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Annotated, Final

from msgspec import Meta

from ballot.board import merkle
from ballot.crypto.hashing import hex_to_base64, sha256_hex
from ballot.crypto.signing import SigningKey, verify, verify_raw
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.ballot import Base64Digest
from ballot.records.canonical import Record, decode
from ballot.records.event import Event, EventType
from ballot.records.types import HexDigest, Uuid

_RECEIPT_LABEL: Final = "ballot/receipt/1"
_NOTE: Final = re.compile(
    r"(?P<text>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]{0,14})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"companion (?P<records>0|[1-9][0-9]{0,9}) (?P<companion>[0-9a-f]{64})\n)"
    r"\n— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})\n"
)


class Checkpoint(Record, frozen=True):
    """The state of one board: how many events, their Merkle root, and the companion file so far."""

    origin: str
    size: int
    root: str  # hex
    companion_records: int
    companion_hash: str

    def text(self) -> str:
        """Return the note's text, without its signature."""
        encoded = base64.b64encode(bytes.fromhex(self.root)).decode("ascii")
        return f"{self.origin}\n{self.size}\n{encoded}\ncompanion {self.companion_records} {self.companion_hash}\n"


def _key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a signed note names an Ed25519 key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Return the signed note."""
    text = checkpoint.text()
    signature = _key_id(checkpoint.origin, key.public) + key.sign_raw(text.encode())
    return f"{text}\n— {checkpoint.origin} {base64.b64encode(signature).decode('ascii')}\n"


def parse_checkpoint(note: str) -> Checkpoint:
    """Return the checkpoint inside a signed note; its signature is not verified.

    Raises:
        InvalidEncoding: another format.
    """
    return _read_note(_match_note(note))


def _match_note(note: str) -> re.Match[str]:
    match = _NOTE.fullmatch(note)
    if match is None:
        raise InvalidEncoding("this is not a checkpoint in the signed-note format")
    return match


def _read_note(match: re.Match[str]) -> Checkpoint:
    root = base64.b64decode(match["root"]).hex()
    return Checkpoint(match["origin"], int(match["size"]), root, int(match["records"]), match["companion"])


def verify_checkpoint(note: str, public_hex: str) -> Checkpoint:
    """Verify the signature of a checkpoint and return it.

    Raises:
        InvalidEncoding: another format. InvalidProof: not signed by this key.
    """
    match = _match_note(note)
    checkpoint = _read_note(match)
    try:
        signature = base64.b64decode(match["signature"], validate=True)
    except binascii.Error:
        raise InvalidEncoding("the checkpoint's signature is not Base64") from None
    name = match["name"]
    if name != checkpoint.origin or signature[:4] != _key_id(name, bytes.fromhex(public_hex)):
        raise InvalidProof("the checkpoint is not signed by the server's key")
    verify_raw(public_hex, match["text"].encode(), signature[4:])
    return checkpoint


class Receipt(Record, frozen=True):
    """What a voter keeps: the server's signed word that a ballot is on the board, and where.

    `event` is the exact text of the Ballot event; `inclusion` its Merkle path to `checkpoint`. Everything else than
    `signature` is signed. It says nothing about the content of the ballot.
    """

    election_uuid: Uuid
    tracking_number: Base64Digest
    height: Annotated[int, Meta(ge=1)]
    event: str
    setup_event: HexDigest
    checkpoint: str
    inclusion: tuple[HexDigest, ...]
    server_key: HexDigest
    signature: Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{128})?\Z")]

    def parts(self) -> tuple[bytes, ...]:
        """Return what is signed under _RECEIPT_LABEL."""
        fields = (
            self.election_uuid, self.tracking_number, str(self.height), self.event, self.setup_event, self.checkpoint,
            ",".join(self.inclusion), self.server_key,
        )  # fmt: skip
        return tuple(field.encode("utf-8") for field in fields)


def sign_receipt(unsigned: Receipt, key: SigningKey) -> Receipt:
    """Return the receipt with its signature."""
    signature = key.sign(_RECEIPT_LABEL, *unsigned.parts()).hex()
    values = {name: getattr(unsigned, name) for name in unsigned.__struct_fields__}
    return Receipt(**{**values, "signature": signature})


def verify_receipt(receipt: Receipt, public_hex: str, ballot: bytes | None = None) -> Checkpoint:
    """Verify a receipt completely: both signatures, the event, and its place in the checkpoint's tree.

    With `ballot`, also that it is the receipt of exactly these bytes.

    Raises:
        InvalidProof, InvalidEncoding: which part is not valid.
    """
    if receipt.server_key != public_hex:
        raise InvalidProof("the receipt was signed with another key than this election's server key")
    verify(public_hex, bytes.fromhex(receipt.signature), _RECEIPT_LABEL, *receipt.parts())
    checkpoint = verify_checkpoint(receipt.checkpoint, public_hex)
    raw = receipt.event.encode("utf-8")
    event = decode(Event, raw)
    if event.type is not EventType.BALLOT or event.height != receipt.height:
        raise InvalidProof("the receipt's event is not the ballot that it speaks of")
    if not isinstance(event.payload, str) or receipt.tracking_number != hex_to_base64(event.payload):
        raise InvalidProof("the receipt's tracking number is not that of its ballot")
    path = [bytes.fromhex(sibling) for sibling in receipt.inclusion]
    merkle.verify_inclusion(
        merkle.leaf_hash(raw), receipt.height, checkpoint.size, path, bytes.fromhex(checkpoint.root)
    )
    if ballot is not None and event.payload != sha256_hex(ballot):
        raise InvalidProof("the receipt is for another ballot")
    return checkpoint
