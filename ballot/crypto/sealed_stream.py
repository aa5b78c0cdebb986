"""Encrypted and signed files of any length, in little memory: what backups are kept in (docs/spec/backup.md).

    BALLOT BACKUP 1 to <public key of the recipient, 64 hex digits>\n
    key of this file, sealed to the recipient (80 bytes: libsodium's sealed box)
    header of the stream (24 bytes)
    signature of all that by the server (64 bytes)
    chunks of 65,536 bytes and a tag of 17 (libsodium's secretstream, XChaCha20-Poly1305); the last one is marked

The server that writes the file cannot read it. The reader knows that the server wrote it and that nothing is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from ballot.crypto.signing import SigningKey, verify
from ballot.errors import InvalidEncoding, InvalidProof

CHUNK: Final = 65_536
_LABEL: Final = "ballot/backup/1"
_TAG: Final = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_STREAM_HEADER: Final = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MORE: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_SEALED_KEY: Final = 80
_SIGNATURE: Final = 64
_RECIPIENT: Final = re.compile(r"[0-9a-f]{64}")
_FIRST_LINE: Final = re.compile(rb"BALLOT BACKUP 1 to ([0-9a-f]{64})\n")
_FIRST_LINE_LENGTH: Final = 84
_CUT_OFF: Final = "The backup is cut off or was changed. Nothing of it can be used; take another one."


class Readable(Protocol):
    """What an encrypted file is read from."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, fewer only at the end."""


def new_recipient() -> tuple[bytes, str]:
    """Return a fresh secret key (32 bytes) and its public half (64 hex digits)."""
    key = PrivateKey.generate()
    return bytes(key), bytes(key.public_key).hex()


def recipient_of(secret: bytes) -> str:
    """Return the public half of a secret key."""
    return bytes(PrivateKey(secret).public_key).hex()


def check_recipient(public_hex: str) -> str:
    """Return a recipient's public key. Raises: InvalidEncoding: it is none."""
    if not _RECIPIENT.fullmatch(public_hex):
        raise InvalidEncoding("This is not the public key of a backup: 64 lower-case hex digits are needed.")
    return public_hex


def seal_stream(parts: Iterable[bytes], recipient: str, signer: SigningKey) -> Iterator[bytes]:
    """Yield an encrypted file of the bytes in `parts`, piece by piece."""
    first = f"BALLOT BACKUP 1 to {check_recipient(recipient)}\n".encode()
    key = sodium.crypto_secretstream_xchacha20poly1305_keygen()
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    sealed = SealedBox(PublicKey(bytes.fromhex(recipient))).encrypt(key)
    yield first + sealed + header + signer.sign(_LABEL, first, sealed, header)
    waiting = b""
    for chunk in _in_chunks(parts):
        if waiting:
            yield sodium.crypto_secretstream_xchacha20poly1305_push(state, waiting, first, _MORE)
        waiting = chunk
    yield sodium.crypto_secretstream_xchacha20poly1305_push(state, waiting, first, _LAST)


def _in_chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of CHUNK; the last may be shorter."""
    kept = bytearray()
    for part in parts:
        kept += part
        while len(kept) >= CHUNK:
            yield bytes(kept[:CHUNK])
            del kept[:CHUNK]
    if kept:
        yield bytes(kept)


def recipient_named(stream: Readable) -> str:
    """Read the first line and return the recipient that it names. Raises: InvalidEncoding: no such file."""
    match = _FIRST_LINE.fullmatch(stream.read(_FIRST_LINE_LENGTH))
    if match is None:
        raise InvalidEncoding("This is not a backup that `ballot backup` has written.")
    return match[1].decode()


def open_stream(stream: Readable, secret: bytes, signer_hex: str) -> Iterator[bytes]:
    """Yield the content of an encrypted file. Do not use any of it before the last piece has arrived without an error.

    Raises:
        InvalidEncoding: it is no such file. InvalidProof: it is for another key, from another server, cut off or
        changed.
    """
    recipient = recipient_named(stream)
    if recipient != recipient_of(secret):
        raise InvalidProof(f"This backup is for the key {recipient[:16]}…, and this is the key of another one.")
    first = f"BALLOT BACKUP 1 to {recipient}\n".encode()
    sealed, header, signature = stream.read(_SEALED_KEY), stream.read(_STREAM_HEADER), stream.read(_SIGNATURE)
    try:
        verify(signer_hex, signature, _LABEL, first, sealed, header)
    except InvalidProof:
        raise InvalidProof(
            "This backup is not signed by the server's key in the keys folder: it comes from another server, from "
            "before the key was changed, or it was changed itself."
        ) from None
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    try:
        key = SealedBox(PrivateKey(secret)).decrypt(sealed)
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        yield from _pull(stream, state, first)
    except (CryptoError, ValueError):
        raise InvalidProof(_CUT_OFF) from None


def _pull(stream: Readable, state: sodium.crypto_secretstream_xchacha20poly1305_state, first: bytes) -> Iterator[bytes]:
    tag = _MORE
    while tag != _LAST:
        chunk = stream.read(CHUNK + _TAG)
        if len(chunk) < _TAG:
            raise InvalidProof(_CUT_OFF)
        piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, chunk, first)
        yield piece
    if stream.read(1):
        raise InvalidProof(_CUT_OFF)
