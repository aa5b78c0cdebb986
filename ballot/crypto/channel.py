"""The trustees' own key infrastructure during threshold key generation (specification 4.6.1): keys from a seed, signed
messages, and encryption of messages from one trustee to another, carried by the server, which cannot read them."""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.crypto.proofs import Proof, prove_message, verify_message
from ballot.errors import InvalidEncoding, InvalidProof

SEED_LENGTH = 22
ALGORITHM: Final = "AES-GCM"


class ChannelKeys(NamedTuple):
    """A trustee's signing key sk and decryption key dk, both exponents. They print as nothing."""

    signing: Scalar
    decryption: Scalar

    def __repr__(self) -> str:
        return "ChannelKeys()"


def derive_keys(group: Group, seed: str) -> ChannelKeys:
    """Return the keys behind a 22-character seed."""
    digests = (hashlib.sha256(f"{label}|{seed}".encode()).hexdigest() for label in ("sk", "dk"))
    return ChannelKeys(*(int(digest, 16) % group.q for digest in digests))


def sign_message(group: Group, signing_key: Scalar, message: str) -> Proof:
    """Sign a text."""
    return prove_message(group, signing_key, message)


def verify_signed(group: Group, verification_key: Point, message: str, signature: Proof) -> None:
    """Verify the signature of a text. Never call it with a key that the message does not name (attack C23).

    Raises:
        InvalidProof: the signature is not valid.
    """
    verify_message(group, verification_key, message, signature)


class Sealed(NamedTuple):
    """An encrypted message: alpha = g^r, beta = ek^r g^s, and the data under AES-256-GCM with a key made from g^s."""

    alpha: Point
    beta: Point
    data: bytes


def _cipher(shared: Point) -> AESGCM:
    return AESGCM(hashlib.sha256(f"key|{shared}".encode()).digest())


def _nonce(alpha: Point) -> bytes:
    return hashlib.sha256(f"iv|{alpha}".encode()).digest()


def seal_message(group: Group, encryption_key: Point, message: bytes) -> Sealed:
    """Encrypt a message to the owner of an encryption key."""
    r, shared = random_scalar(group), group.g ** random_scalar(group)
    alpha = group.g**r
    return Sealed(alpha, encryption_key**r * shared, _cipher(shared).encrypt(_nonce(alpha), message, None))


def open_message(decryption_key: Scalar, sealed: Sealed) -> bytes:
    """Decrypt a message. The elements in `sealed` were checked, so the key cannot leak through small orders (C8).

    Raises:
        InvalidProof: it was not encrypted to this key, or was changed.
    """
    shared = sealed.beta / sealed.alpha**decryption_key
    try:
        return _cipher(shared).decrypt(_nonce(sealed.alpha), sealed.data, None)
    except InvalidTag:
        raise InvalidProof("the message is not encrypted to this key, or was changed") from None
    except ValueError:
        raise InvalidEncoding("the encrypted message is too short") from None
