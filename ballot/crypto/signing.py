"""Ed25519 signatures (RFC 8032) of the server and of trustees. Labels: docs/spec/labels.md."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ballot.crypto.hashing import labelled
from ballot.errors import InvalidEncoding, InvalidProof

_HEX_KEY: Final = re.compile(r"[0-9a-f]{64}")


class SigningKey:
    """A private signing key. It prints as nothing."""

    __slots__ = ("_key", "public")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public: bytes = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def generate(cls) -> SigningKey:
        """Return a fresh key from the operating system's generator."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """Return the key of a 32-byte seed."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes that the key is made from."""
        return self._key.private_bytes_raw()

    @property
    def public_hex(self) -> str:
        """The public key, 64 hex digits."""
        return self.public.hex()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key, 64 hex digits: what a charter lists."""
        return fingerprint(self.public_hex)

    def sign(self, label: str, *parts: bytes) -> bytes:
        """Sign `labelled(label, *parts)`: 64 bytes."""
        return self._key.sign(labelled(label, *parts))

    def sign_raw(self, message: bytes) -> bytes:
        """Sign bytes whose format carries its own context: signed notes only."""
        return self._key.sign(message)


def fingerprint(public_hex: str) -> str:
    """Return SHA-256 of a public signing key, as 64 hex digits."""
    return hashlib.sha256(_public_bytes(public_hex)).hexdigest()


def _public_bytes(public_hex: str) -> bytes:
    if not _HEX_KEY.fullmatch(public_hex):
        raise InvalidEncoding(f"{public_hex[:80]!r} is not a public signing key: 64 lower-case hex digits are needed")
    return bytes.fromhex(public_hex)


def verify_raw(public_hex: str, message: bytes, signature: bytes) -> None:
    """Verify a signature over bytes whose format carries its own context."""
    try:
        Ed25519PublicKey.from_public_bytes(_public_bytes(public_hex)).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise InvalidProof("the signature does not belong to this key and text") from None


def verify(public_hex: str, signature: bytes, label: str, *parts: bytes) -> None:
    """Verify a signature over `labelled(label, *parts)`.

    Raises:
        InvalidProof: the signature is not of this key over these parts.
    """
    verify_raw(public_hex, labelled(label, *parts), signature)
