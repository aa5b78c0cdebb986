"""Encrypted tally, partial decryptions and the result (specification 4.18, 4.20, 4.21)."""

from __future__ import annotations

from ballot.records.canonical import Record
from ballot.records.types import CiphertextRecord, ElementText, HexDigest, NumberValue, ProofRecord

EncryptedTally = tuple[tuple[CiphertextRecord, ...], ...]


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

    decryption_factors: tuple[tuple[ElementText, ...], ...]
    decryption_proofs: tuple[tuple[ProofRecord, ...], ...]


class Result(Record, frozen=True):
    """`result` of homomorphic questions: for each question, the sum of each choice."""

    result: tuple[tuple[NumberValue, ...], ...]
