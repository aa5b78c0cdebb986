"""Ballots and their answers (specification 4.11, 4.16, 4.17)."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Raw, UnsetType

from ballot.crypto.group import Group, parse_scalar
from ballot.crypto.proofs import NonzeroProof
from ballot.records.canonical import Record
from ballot.records.types import CiphertextRecord, ElementText, ProofRecord, ScalarText, Uuid

Base64Digest = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9+/]{43}\Z")]


class HomomorphicAnswer(Record, frozen=True):
    """`answer_h`: one ciphertext for each choice, each proved to be 0 or 1, and the sum to be in range."""

    choices: tuple[CiphertextRecord, ...]
    individual_proofs: tuple[tuple[ProofRecord, ...], ...]
    overall_proof: tuple[ProofRecord, ...]
    blank_proof: tuple[ProofRecord, ...] | UnsetType = UNSET


class RankedAnswer(Record, frozen=True):
    """`answer_nh`: one ciphertext, and the proof that the voter knows its randomness."""

    choices: CiphertextRecord
    proof: ProofRecord


class NonzeroProofRecord(Record, frozen=True):
    """`nonzero_proof`."""

    commitment: ElementText
    challenge: ScalarText
    response: tuple[ScalarText, ScalarText]

    def parse(self, group: Group) -> NonzeroProof:
        """Return the proof with its element and its scalars checked."""
        t1, t2 = (parse_scalar(group, text) for text in self.response)
        return NonzeroProof(group.parse(self.commitment), parse_scalar(group, self.challenge), (t1, t2))


class ListsAnswer(Record, frozen=True):
    """`answer_l`: rows of ciphertexts, for each list the list itself and its candidates, and their proofs."""

    choices: tuple[tuple[CiphertextRecord, ...], ...]
    individual_proofs: tuple[tuple[tuple[ProofRecord, ...], ...], ...]
    overall_proof: ProofRecord
    list_proofs: tuple[tuple[ProofRecord, ...], ...]
    nonzero_proof: NonzeroProofRecord


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
