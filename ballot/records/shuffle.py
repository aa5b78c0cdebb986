"""Shuffles and their proofs (specification 4.19)."""

from __future__ import annotations

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, Point, parse_scalar
from ballot.crypto.shuffle import ShuffleProof
from ballot.records.canonical import Record
from ballot.records.types import CiphertextRecord, ElementText, HexDigest, ScalarText, ciphertext_record

_Commitment = tuple[ElementText, ElementText, ElementText, tuple[ElementText, ElementText], tuple[ElementText, ...]]
_Response = tuple[ScalarText, ScalarText, ScalarText, ScalarText, tuple[ScalarText, ...], tuple[ScalarText, ...]]
ShuffleProofRecord = tuple[_Commitment, _Response, tuple[ElementText, ...], tuple[ElementText, ...]]


class ShuffleRecord(Record, frozen=True):
    """`shuffle`: for each ranked question the shuffled ciphertexts, and the proof."""

    ciphertexts: tuple[tuple[CiphertextRecord, ...], ...]
    proofs: tuple[ShuffleProofRecord, ...]


class OwnedShuffle(Record, frozen=True):
    """`owned_shuffle`: whose it is (1-based) and the hash of the record."""

    owner: int
    payload: HexDigest


def shuffle_proof_record(proof: ShuffleProof) -> ShuffleProofRecord:
    """Return the record of a shuffle proof."""
    t1, t2, t3, (t41, t42), t_hat = proof.t
    s1, s2, s3, s4, s_hat, s_prime = proof.s
    commitment = (str(t1), str(t2), str(t3), (str(t41), str(t42)), tuple(map(str, t_hat)))
    response = (str(s1), str(s2), str(s3), str(s4), tuple(map(str, s_hat)), tuple(map(str, s_prime)))
    return commitment, response, tuple(map(str, proof.c)), tuple(map(str, proof.c_hat))


def parse_shuffle_proof(group: Group, record: ShuffleProofRecord) -> ShuffleProof:
    """Return a shuffle proof, every element checked to be in the group and every scalar in [0, q)."""
    (t1, t2, t3, (t41, t42), t_hat), (s1, s2, s3, s4, s_hat, s_prime), c, c_hat = record

    def scalars(texts: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(parse_scalar(group, text) for text in texts)

    def elements(texts: tuple[str, ...]) -> tuple[Point, ...]:
        return tuple(group.parse_all(texts))

    first = elements((t1, t2, t3, t41, t42))
    small = scalars((s1, s2, s3, s4))
    return ShuffleProof(
        (first[0], first[1], first[2], (first[3], first[4]), elements(t_hat)),
        (small[0], small[1], small[2], small[3], scalars(s_hat), scalars(s_prime)),
        elements(c),
        elements(c_hat),
    )


def shuffled_lists(lists: list[list[Ciphertext]]) -> tuple[tuple[CiphertextRecord, ...], ...]:
    """Return the records of shuffled ciphertexts."""
    return tuple(tuple(map(ciphertext_record, entries)) for entries in lists)
