"""Trustees' verification keys (specification 4.5, 4.7)."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Raw, UnsetType

from ballot.errors import InvalidEncoding, Unsupported
from ballot.records.canonical import Record, decode, encode
from ballot.records.types import ElementText, ProofRecord


class TrusteePublicKey(Record, frozen=True):
    """`trustee_public_key`: a verification key and the proof that its owner knows the private key."""

    pok: ProofRecord
    public_key: ElementText
    signature: ProofRecord | UnsetType = UNSET
    name: str | UnsetType = UNSET


def encode_trustees(keys: list[TrusteePublicKey]) -> bytes:
    """Return the `trustees` record of an election whose trustees are all mandatory ("Single")."""
    return encode([["Single", key] for key in keys])


def parse_trustees(raw: bytes, read: Any = decode) -> list[TrusteePublicKey]:
    """Return the verification keys of a `trustees` record, in its order.

    Raises:
        InvalidEncoding: not a list of pairs, or an unknown kind.
        Unsupported: threshold trustees.
    """
    keys: list[TrusteePublicKey] = []
    for kind, value in read(tuple[tuple[str, Raw], ...], raw):
        if kind == "Pedersen":
            raise Unsupported(
                "This version does not yet support threshold trustees, and says nothing about such an election."
            )
        if kind != "Single":
            raise InvalidEncoding(f"the kind of trustee {kind[:40]!r} is unknown")
        keys.append(read(TrusteePublicKey, bytes(value)))
    return keys
