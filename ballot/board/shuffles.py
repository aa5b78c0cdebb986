"""A mixer's shuffle as it is handed in: the record, and the signature M5 over it and its place on the board."""

from __future__ import annotations

from msgspec import Raw

from ballot.board.companion import HexSignature, Owner
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import SigningKey, verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.canonical import Record, decode, encode
from ballot.records.types import HexDigest

SHUFFLE_LABEL = "ballot/shuffle/1"
_MAX_SHUFFLE_BYTES = 512 * 2**20


class ShuffleBundle(Record, frozen=True):
    """The file that a mixer hands in. `parent`: the last event on the board when the shuffle was made."""

    owner: Owner
    shuffle: Raw
    signing_key: HexDigest
    parent: HexDigest
    signature: HexSignature


def shuffle_message(phi: str, setup_event: str, owner: int, parent: str, shuffle: bytes) -> tuple[bytes, ...]:
    """Return the parts that a mixer signs under SHUFFLE_LABEL (M5)."""
    return (
        phi.encode(),
        bytes.fromhex(setup_event),
        str(owner).encode(),
        bytes.fromhex(parent),
        bytes.fromhex(sha256_hex(shuffle)),
    )


def bundle_shuffle(phi: str, setup_event: str, owner: int, parent: str, shuffle: bytes, key: SigningKey) -> bytes:
    """Return the bytes that a mixer hands in."""
    signature = key.sign(SHUFFLE_LABEL, *shuffle_message(phi, setup_event, owner, parent, shuffle)).hex()
    return encode(ShuffleBundle(owner, Raw(shuffle), key.public_hex, parent, signature))


def parse_shuffle_bundle(raw: bytes) -> ShuffleBundle:
    """Return a shuffle as handed in; nothing is verified yet.

    Raises:
        InvalidEncoding: too large, or not such a file.
    """
    if len(raw) > _MAX_SHUFFLE_BYTES:
        raise InvalidEncoding(f"The shuffle has {len(raw)} bytes; {_MAX_SHUFFLE_BYTES} are the limit.")
    try:
        return decode(ShuffleBundle, raw.strip())
    except InvalidEncoding as error:
        raise InvalidEncoding(f"This is not a shuffle made by a trustee's tool: {error}") from None


def verify_shuffle_signature(bundle: ShuffleBundle, phi: str, setup_event: str, signing_key: str) -> None:
    """Verify a mixer's signature by the signing key that the trustee handed in.

    Raises:
        InvalidProof: another key, or the signature is not valid.
    """
    if bundle.signing_key != signing_key:
        raise InvalidProof("The shuffle is signed with another key than the one that this trustee handed in.", "7.2")
    parts = shuffle_message(phi, setup_event, bundle.owner, bundle.parent, bytes(bundle.shuffle))
    try:
        verify(signing_key, bytes.fromhex(bundle.signature), SHUFFLE_LABEL, *parts)
    except InvalidProof as error:
        raise InvalidProof(f"The trustee's signature on the shuffle does not hold: {error}.", "7.2") from None
