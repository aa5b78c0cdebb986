"""Encrypted tally, partial decryptions and the result (specification 4.18, 4.20, 4.21)."""

from __future__ import annotations

from msgspec import Raw

from ballot.records.canonical import Record
from ballot.records.types import HexDigest, NumberValue

# One entry for each question: a list, or for a lists question a list of lists (specification 4.18).
EncryptedTally = tuple[Raw, ...]


class SizedEncryptedTally(Record, frozen=True):
    """`sized_encrypted_tally`: how many ballots and how much weight went into the encrypted tally, and its hash."""

    num_tallied: NumberValue
    total_weight: NumberValue
    encrypted_tally: HexDigest


class Owned(Record, frozen=True):
    """`owned_partial_decryption`: whose it is (1-based, over all verification keys) and the hash of the record."""

    owner: int
    payload: HexDigest


class PartialDecryption(Record, frozen=True):
    """`partial_decryption`: one factor and one proof for each ciphertext of the encrypted tally."""

    decryption_factors: tuple[Raw, ...]
    decryption_proofs: tuple[Raw, ...]


class Result(Record, frozen=True):
    """`result`: for each question the sum of each choice (in rows for a lists question), or all papers if ranked."""

    result: tuple[Raw, ...]
