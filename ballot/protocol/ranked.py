"""Ranked questions: one ciphertext contains the whole paper (specification 4.11.2, 5.2.1).

A paper is a list of small integers, one for each candidate. What they mean (ranks, grades, 0 = not ranked) is in
docs/spec/papers.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.crypto.proofs import Proof
from ballot.crypto.proofs import prove_randomness as prove
from ballot.crypto.proofs import verify_randomness as verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.homomorphic import Statement
from ballot.records.ballot import RankedAnswer
from ballot.records.canonical import decode
from ballot.records.questions import RankedQuestion
from ballot.records.types import ciphertext_record, proof_record


def encode_paper(group: Group, paper: Sequence[int]) -> Point:
    """Return the group element of a paper (of_ints).

    Raises:
        InvalidEncoding: a number does not fit, or there are too many.
    """
    padding, bits, capacity = group.embedding
    if len(paper) > capacity:
        raise InvalidEncoding(f"A ranked contest can have at most {capacity} candidates; this one has {len(paper)}.")
    number = 0
    for value in paper:
        if not 0 <= value < 1 << bits:
            raise InvalidEncoding(f"{value} is not a number from 0 to {(1 << bits) - 1}.")
        number = number << bits | value
    return group.embed(number << padding)


def decode_paper(group: Group, element: Point, size: int) -> list[int]:
    """Return the `size` integers that an element stands for (to_ints); every element gives some, see `is_canonical`."""
    padding, bits, _ = group.embedding
    number = element.number >> padding
    paper = []
    for _ in range(size):
        paper.append(number & (1 << bits) - 1)
        number >>= bits
    return paper[::-1]


def is_canonical(group: Group, element: Point, size: int) -> bool:
    """Return whether an element is exactly what an honest voter's paper is encoded as (M1)."""
    try:
        return bool(encode_paper(group, decode_paper(group, element, size)) == element)
    except InvalidEncoding:
        return False


def encrypt_answer(statement: Statement, question: RankedQuestion, paper: Sequence[int]) -> tuple[RankedAnswer, Scalar]:
    """Return the encrypted and proved paper, and its randomness."""
    if len(paper) != len(question.answers):
        raise InvalidEncoding(f"“{question.question}” needs {len(question.answers)} numbers, one for each candidate.")
    group, y, prefix = statement
    randomness = random_scalar(group)
    ciphertext = Ciphertext(group.g**randomness, y**randomness * encode_paper(group, paper))
    proof = prove(group, y, prefix, ciphertext, randomness)
    return RankedAnswer(ciphertext_record(ciphertext), proof_record(proof)), randomness


def verify_answer(statement: Statement, question: RankedQuestion, raw: bytes) -> list[Ciphertext]:
    """Verify an encrypted paper and return its one ciphertext.

    Raises:
        InvalidEncoding: shape (5.5), an element or a scalar (5.6). InvalidProof: 5.8.
    """
    try:
        answer = decode(RankedAnswer, raw)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.1") from None
    group, y, prefix = statement
    try:
        ciphertext: Ciphertext = answer.choices.parse(group)
        proof: Proof = answer.proof.parse(group)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.6") from None
    try:
        verify(group, y, prefix, ciphertext, proof)
    except InvalidProof as error:
        raise InvalidProof(f"the answer to “{question.question}” is not proved valid: {error}", "5.8") from None
    return [ciphertext]
