"""The records of threshold key generation (specification 4.6). Signed messages hold records as text, inside JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from ballot.crypto.channel import Sealed
from ballot.crypto.group import Group
from ballot.records.canonical import Record
from ballot.records.trustees import SignedMessage, Small, TrusteePublicKey
from ballot.records.types import ElementText, ProofRecord, ScalarText


class EncryptedMessage(Record, frozen=True):
    """`encrypted_msg`."""

    algorithm: Literal["AES-GCM"]
    alpha: ElementText
    beta: ElementText
    data: Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{2})*\Z")]

    def parse(self, group: Group) -> Sealed:
        """Return the message with both elements checked to be in the group, before any secret touches them."""
        return Sealed(group.parse(self.alpha), group.parse(self.beta), bytes.fromhex(self.data))


class ChannelMessage(Record, frozen=True):
    """`channel_msg`: for whom, and what."""

    recipient: ElementText
    message: str


class Context(Record, frozen=True):
    """`context`: which place in which key generation a certificate is for."""

    group: str
    size: Small
    threshold: Small
    index: Small


class CertKeys(Record, frozen=True):
    """`cert_keys`: a trustee's verification and encryption keys for the key generation."""

    context: Context
    verification: ElementText
    encryption: ElementText


class RawPolynomial(Record, frozen=True):
    """`raw_polynomial`: the coefficients, secret."""

    polynomial: tuple[ScalarText, ...]


class Secret(Record, frozen=True):
    """`secret`: the value of a polynomial at the recipient's index."""

    secret: ScalarText


class DecryptionKey(Record, frozen=True):
    """The message inside a voutput: the trustee's own share of the private key."""

    decryption_key: ScalarText


class RawCoefexps(Record, frozen=True):
    """`raw_coefexps`: g to each coefficient."""

    coefexps: tuple[ElementText, ...]


class CertsAndCoefexps(Record, frozen=True):
    """What a polynomial's `signature` signs, behind `certs_sig|`."""

    certs: tuple[SignedMessage, ...]
    coefexps: tuple[ElementText, ...]


class PolynomialRecord(Record, frozen=True):
    """`polynomial`: what a trustee sends in step 3."""

    polynomial: str
    secrets: tuple[str, ...]
    coefexps: SignedMessage
    signature: ProofRecord


class Vinput(Record, frozen=True):
    """`vinput`: what the server routes to one trustee in step 4."""

    polynomial: str
    secrets: tuple[str, ...]
    coefexps: tuple[SignedMessage, ...]
    signatures: tuple[ProofRecord, ...]


class Voutput(Record, frozen=True):
    """`voutput`: the trustee's encrypted share of the private key, and its verification key."""

    private_key: str
    public_key: TrusteePublicKey
