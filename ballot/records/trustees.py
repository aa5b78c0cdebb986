"""Trustees' verification keys, single and in threshold groups (specification 4.5, 4.6.7, 4.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from msgspec import UNSET, Meta, Raw, UnsetType

from ballot.errors import InvalidEncoding
from ballot.records.canonical import Record, decode, encode
from ballot.records.types import ElementText, ProofRecord

Small = Annotated[int, Meta(ge=1, le=10_000)]


class TrusteePublicKey(Record, frozen=True):
    """`trustee_public_key`: a verification key and the proof that its owner knows the private key."""

    pok: ProofRecord
    public_key: ElementText
    signature: ProofRecord | UnsetType = UNSET
    name: str | UnsetType = UNSET


class SignedMessage(Record, frozen=True):
    """`signed_msg`: a text and its signature."""

    message: str
    signature: ProofRecord


class ThresholdParameters(Record, frozen=True):
    """`threshold_parameters`: what is published of a threshold group."""

    threshold: Small
    certs: tuple[SignedMessage, ...]
    coefexps: tuple[SignedMessage, ...]
    signatures: tuple[ProofRecord, ...]
    verification_keys: tuple[TrusteePublicKey, ...]


TrusteeEntry = TrusteePublicKey | ThresholdParameters
_KINDS: dict[str, Any] = {"Single": TrusteePublicKey, "Pedersen": ThresholdParameters}


def encode_trustees(entries: Sequence[TrusteeEntry]) -> bytes:
    """Return the `trustees` record of an election."""
    kinds = {type_: kind for kind, type_ in _KINDS.items()}
    return encode([[kinds[type(entry)], entry] for entry in entries])


def parse_trustees(raw: bytes, read: Any = decode) -> list[TrusteeEntry]:
    """Return the entries of a `trustees` record, in its order; nothing in them is verified.

    Raises:
        InvalidEncoding: not a list of pairs, or an unknown kind.
    """
    entries: list[TrusteeEntry] = []
    for kind, value in read(tuple[tuple[str, Raw], ...], raw):
        if kind not in _KINDS:
            raise InvalidEncoding(f"the kind of trustee {kind[:40]!r} is unknown")
        entries.append(read(_KINDS[kind], bytes(value)))
    return entries
