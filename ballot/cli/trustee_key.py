"""A trustee's key file, used by its owner: both kinds, and what they open."""

from __future__ import annotations

from pathlib import Path

from ballot.crypto.channel import derive_keys
from ballot.crypto.group import ED25519
from ballot.crypto.proofs import prove_knowledge
from ballot.errors import ConfigurationError, InvalidEncoding, NotPermitted
from ballot.protocol.setup import (
    THRESHOLD_KIND,
    ThresholdSecret,
    TrusteeKey,
    TrusteeSecret,
    open_key_file,
    open_threshold_key_file,
)
from ballot.protocol.trustees import Trustees
from ballot.records.canonical import decode
from ballot.records.threshold import CertKeys
from ballot.records.trustees import TrusteePublicKey
from ballot.records.types import proof_record

Secret = TrusteeSecret | ThresholdSecret
WRONG_KEY = (
    "This is the key file of another trustee or another election, so nothing was done. Choose the one that you made "
    "last for this election."
)


def unlock(path: Path, passphrase: str) -> Secret:
    """Open a trustee's key file of either kind.

    Raises:
        InvalidEncoding: not a key file. InvalidProof: the wrong passphrase.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise InvalidEncoding(f"{path} is not a key file.") from None
    if THRESHOLD_KIND in text.partition("\n")[0]:
        return open_threshold_key_file(text, passphrase)
    return open_key_file(text, passphrase)


def is_key_file(raw: bytes) -> bool:
    """Return whether these bytes have the form of a sealed trustee key."""
    first = raw.partition(b"\n")[0]
    return first.startswith(b"BALLOT SECRET ") and b"TRUSTEE KEY" in first


def public_half(secret: TrusteeSecret, name: str | None) -> TrusteeKey:
    """Return the public half of a trustee's own key to submit, with a new proof of knowledge."""
    private_key = secret.exponent()
    public_key = ED25519.g**private_key
    proof = proof_record(prove_knowledge(ED25519, private_key, public_key))
    key = (
        TrusteePublicKey(proof, str(public_key))
        if name is None
        else TrusteePublicKey(proof, str(public_key), name=name)
    )
    return TrusteeKey(key, secret.signing_key.public_hex)


def owner_of(trustees: Trustees, secret: Secret) -> int:
    """Return the position of this trustee, from 1, among all verification keys.

    Raises:
        NotPermitted: the key belongs to no trustee of this election.
    """
    own = _own_key(secret)
    for item in trustees.items:
        if item.parameters is None:
            keys = [str(key) for key in item.keys]
        else:
            keys = [decode(CertKeys, cert.message.encode()).verification for cert in item.parameters.certs]
        for owner, key in zip(item.owners, keys, strict=True):
            if key == own:
                return owner
    raise NotPermitted(WRONG_KEY)


def _own_key(secret: Secret) -> str:
    """Return the key that identifies the owner in the `trustees` record: of decryption, or of the certificate."""
    if isinstance(secret, TrusteeSecret):
        return str(ED25519.g ** secret.exponent())
    return str(ED25519.g ** derive_keys(ED25519, secret.seed).signing)
