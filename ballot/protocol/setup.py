"""Trustees' keys and the four records of the Setup event (specification 3.1, 4.5, 4.7, 4.8, 4.10)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple

from msgspec import UNSET, Meta, Raw

from ballot.crypto.group import ED25519, Group, parse_scalar, random_scalar
from ballot.crypto.hashing import labelled, sha256_hex
from ballot.crypto.keyfile import open_sealed, owner_line, seal
from ballot.crypto.proofs import prove_knowledge
from ballot.crypto.signing import SigningKey, fingerprint
from ballot.errors import InvalidEncoding
from ballot.protocol.trustees import verify_trustee_key, verify_trustees
from ballot.records.canonical import Record, decode, encode
from ballot.records.charter import Charter, describe
from ballot.records.election import Election, PublicCredential, SetupData, credential_order
from ballot.records.questions import Question, encode_question
from ballot.records.trustees import TrusteeEntry, TrusteePublicKey, encode_trustees
from ballot.records.types import HexDigest, ScalarText, proof_record

KEY_KIND = "TRUSTEE KEY"
THRESHOLD_KIND = "THRESHOLD TRUSTEE KEY"
_SIGNING_LABEL = "ballot/signing-key/1"


class KeyPlace(NamedTuple):
    """The election that a key is made for, and the trustee's name: what the key file says about itself."""

    election: str
    name: str


def _owner(place: KeyPlace | None, key: SigningKey) -> str:
    return "" if place is None else owner_line(place.election, key.public_hex, place.name)


class TrusteeSecret(Record, frozen=True):
    """What a trustee keeps: the private decryption key and the seed of the signing key (M5)."""

    version: Literal[1]
    private_key: ScalarText
    signing_seed: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]

    def __repr__(self) -> str:
        return "TrusteeSecret()"

    def exponent(self, group: Group = ED25519) -> int:
        """The private key x."""
        return parse_scalar(group, self.private_key)

    @property
    def signing_key(self) -> SigningKey:
        """The key that signs this trustee's shares."""
        return SigningKey.from_seed(bytes.fromhex(self.signing_seed))

    def seal(self, passphrase: str, place: KeyPlace | None = None) -> str:
        """Return the text of the key file."""
        return seal(KEY_KIND, encode(self), passphrase, _owner(place, self.signing_key))


class ThresholdSecret(Record, frozen=True):
    """What a trustee of a threshold group keeps: the 22-character seed from which everything else follows."""

    version: Literal[1]
    seed: Annotated[str, Meta(pattern=r"\A[1-9A-HJ-NP-Za-km-z]{22}\Z")]

    def __repr__(self) -> str:
        return "ThresholdSecret()"

    @property
    def signing_key(self) -> SigningKey:
        """The key that signs this trustee's shuffles and shares (M5)."""
        return SigningKey.from_seed(hashlib.sha256(labelled(_SIGNING_LABEL, self.seed.encode("ascii"))).digest())

    def seal(self, passphrase: str, place: KeyPlace | None = None) -> str:
        """Return the text of the key file."""
        return seal(THRESHOLD_KIND, encode(self), passphrase, _owner(place, self.signing_key))


class TrusteeKey(Record, frozen=True):
    """What a trustee hands to the returning officer: the protocol's verification key, and the public signing key."""

    trustee: TrusteePublicKey
    signing_key: HexDigest


def open_key_file(text: str, passphrase: str) -> TrusteeSecret:
    """Return the secret inside a trustee's key file.

    Raises:
        InvalidEncoding: not a key file. InvalidProof: wrong passphrase.
    """
    return decode(TrusteeSecret, open_sealed(KEY_KIND, text, passphrase))


def open_threshold_key_file(text: str, passphrase: str) -> ThresholdSecret:
    """Return the seed inside a threshold trustee's key file; errors as `open_key_file`."""
    return decode(ThresholdSecret, open_sealed(THRESHOLD_KIND, text, passphrase))


def new_trustee(name: str | None = None, group: Group = ED25519) -> tuple[TrusteeSecret, TrusteeKey]:
    """Make a "Single" trustee's keys, with the proof of knowledge of the private key."""
    private_key = random_scalar(group)
    secret = TrusteeSecret(1, str(private_key), secrets.token_bytes(32).hex())
    public_key = group.g**private_key
    proof = proof_record(prove_knowledge(group, private_key, public_key))
    key = TrusteePublicKey(proof, str(public_key), name=UNSET if name is None else name)
    return secret, TrusteeKey(key, secret.signing_key.public_hex)


def parse_trustee_key(raw: bytes) -> TrusteeKey:
    """Return a trustee's key as handed in by file, verified.

    Raises:
        InvalidEncoding, InvalidProof: as `verify_trustee_key`.
    """
    key = decode(TrusteeKey, raw.strip())
    verify_trustee_key(key.trustee)
    fingerprint(key.signing_key)
    return key


@dataclass(frozen=True, slots=True)
class SetupRecords:
    """The payload of the Setup event and the three records it names, as bytes, in the order of the archive."""

    election: bytes
    trustees: bytes
    public_credentials: bytes
    setup_data: bytes

    def data(self) -> list[bytes]:
        """All four, in the order of the archive."""
        return [self.election, self.trustees, self.public_credentials, self.setup_data]


@dataclass(frozen=True, slots=True)
class ElectionPlan:
    """What people decided, ready to be written into records."""

    uuid: str
    name: str
    description: str
    questions: tuple[Question, ...]
    charter: Charter
    administrator: str | None = None
    credential_authority: str | None = None
    grades: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # names of the grades, by question (from 0)


def make_setup(
    plan: ElectionPlan, trustees: Sequence[TrusteeEntry], credentials: Sequence[PublicCredential]
) -> SetupRecords:
    """Return the records of the Setup event, for Ed25519.

    Raises:
        InvalidEncoding, InvalidProof: a trustee's key or a credential is not acceptable.
    """
    trustees_raw = encode_trustees(trustees)
    y = verify_trustees(ED25519, trustees_raw).public_key
    if not trustees or y.is_identity:
        raise InvalidEncoding("The election needs at least one trustee, and keys that do not cancel each other out.")
    closed = {index for index, rule in enumerate(plan.charter.contests) if rule.list_type == "closed"}
    election = encode(
        Election(
            version=1,
            description=describe(plan.description, plan.charter),
            name=plan.name,
            group=ED25519.name,
            public_key=str(y),
            questions=tuple(
                Raw(encode_question(question, plan.grades.get(index, ()), closed=index in closed))
                for index, question in enumerate(plan.questions)
            ),
            uuid=plan.uuid,
            administrator=UNSET if plan.administrator is None else plan.administrator,
            credential_authority=UNSET if plan.credential_authority is None else plan.credential_authority,
        )
    )
    credentials_raw = encode_credentials(credentials)
    setup = SetupData(sha256_hex(election), sha256_hex(trustees_raw), sha256_hex(credentials_raw))
    return SetupRecords(election, trustees_raw, credentials_raw, encode(setup))


def encode_credentials(credentials: Sequence[PublicCredential]) -> bytes:
    """Return the `public_credentials` record, sorted.

    Raises:
        InvalidEncoding: a credential occurs twice, or only some have a weight (attacks B10, B12).
    """
    ordered = credential_order(ED25519, list(credentials))
    if len({entry.credential for entry in ordered}) != len(ordered):
        raise InvalidEncoding("a public credential stands twice in the list")
    if len({entry.weight is None for entry in ordered}) > 1:
        raise InvalidEncoding("either all public credentials have a weight, or none")
    return encode([str(entry) for entry in ordered])
