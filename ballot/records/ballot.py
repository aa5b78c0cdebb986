"""Ballots and their answers (specification 4.11, 4.16, 4.17)."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Raw, UnsetType

from ballot.records.canonical import Record
from ballot.records.types import CiphertextRecord, ElementText, ProofRecord, Uuid

Base64Digest = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9+/]{43}\Z")]


class HomomorphicAnswer(Record, frozen=True):
    """`answer_h`: one ciphertext for each choice, each proved to be 0 or 1, and the sum to be in range."""

    choices: tuple[CiphertextRecord, ...]
    individual_proofs: tuple[tuple[ProofRecord, ...], ...]
    overall_proof: tuple[ProofRecord, ...]
    blank_proof: tuple[ProofRecord, ...] | UnsetType = UNSET


class Signature(Record, frozen=True):
    """`signature`: the hash of the ballot without this field, and the proof of knowledge of the secret credential."""

    hash: Base64Digest
    proof: ProofRecord


class UnsignedBallot(Record, frozen=True):
    """A ballot without its signature: what is hashed and signed."""

    election_uuid: Uuid
    election_hash: Base64Digest
    credential: ElementText
    answers: tuple[Raw, ...]


class CastBallot(Record, frozen=True):
    """`ballot`: `answers` are raw, since the question says of which kind each one is."""

    election_uuid: Uuid
    election_hash: Base64Digest
    credential: ElementText
    answers: tuple[Raw, ...]
    signature: Signature

    @property
    def unsigned(self) -> UnsignedBallot:
        """The part that is signed."""
        return UnsignedBallot(self.election_uuid, self.election_hash, self.credential, self.answers)
