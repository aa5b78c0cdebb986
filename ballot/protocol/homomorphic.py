"""Encrypt and verify the answer to a homomorphic question (specification 4.11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

from ballot.crypto.elgamal import Ciphertext, combine_all, encrypt
from ballot.crypto.group import Group, random_scalar
from ballot.crypto.proofs import (
    Opening,
    Proof,
    prove_blank,
    prove_blank_or_interval,
    prove_interval,
    verify_blank,
    verify_blank_or_interval,
    verify_interval,
)
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.ballot import HomomorphicAnswer
from ballot.records.canonical import decode
from ballot.records.questions import HomomorphicQuestion
from ballot.records.types import ProofRecord, ciphertext_record, proof_record

_BIT = range(2)


class Statement(NamedTuple):
    """The group, the election's public key y, and the prefix S0 = phi|credential of every proof in one ballot."""

    group: Group
    y: Any
    prefix: str


def _full_statement(prefix: str, choices: Sequence[Ciphertext]) -> str:
    return f"{prefix}|{','.join(map(str, choices))}"


def check_choices(question: HomomorphicQuestion, choices: Sequence[int]) -> None:
    """Refuse choices that the question does not allow, before anything is encrypted.

    Raises:
        InvalidEncoding: wrong number of entries, an entry other than 0 or 1, or too few or too many chosen.
    """
    if len(choices) != question.ciphertexts or any(choice not in (0, 1) for choice in choices):
        raise InvalidEncoding(
            f"“{question.question}” needs {question.ciphertexts} entries, each 0 or 1"
            f"{', the first for a blank vote' if question.allows_blank else ''}."
        )
    chosen = sum(choices[1:] if question.allows_blank else choices)
    if question.allows_blank and choices[0] == 1:
        if chosen:
            raise InvalidEncoding(f"“{question.question}”: a blank vote chooses nobody.")
    elif not question.min <= chosen <= question.max:
        raise InvalidEncoding(f"“{question.question}”: choose {question.min} to {question.max}; {chosen} were chosen.")


def encrypt_answer(
    statement: Statement, question: HomomorphicQuestion, choices: Sequence[int]
) -> tuple[HomomorphicAnswer, list[int]]:
    """Return the encrypted and proved answer, and the randomness of each ciphertext (needed only for a challenge)."""
    check_choices(question, choices)
    group, y, prefix = statement
    openings = [Opening(random_scalar(group), choice) for choice in choices]
    ciphertexts = [encrypt(group, y, opening.message, opening.randomness) for opening in openings]
    individual = [
        prove_interval(group, y, prefix, ciphertext, opening, _BIT)
        for ciphertext, opening in zip(ciphertexts, openings, strict=True)
    ]
    overall, blank = _prove_sum(statement, question, ciphertexts, openings)
    answer = HomomorphicAnswer(
        tuple(map(ciphertext_record, ciphertexts)),
        tuple(tuple(map(proof_record, proofs)) for proofs in individual),
        tuple(map(proof_record, overall)),
        UNSET if blank is None else tuple(map(proof_record, blank)),
    )
    return answer, [opening.randomness for opening in openings]


def _prove_sum(
    statement: Statement, question: HomomorphicQuestion, choices: list[Ciphertext], openings: list[Opening]
) -> tuple[list[Proof], list[Proof] | None]:
    group, y, prefix = statement
    full = _full_statement(prefix, choices)
    first = 1 if question.allows_blank else 0
    total = combine_all(group, choices[first:])
    opening = Opening(sum(o.randomness for o in openings[first:]) % group.q, sum(o.message for o in openings[first:]))
    values = range(question.min, question.max + 1)
    if not question.allows_blank:
        return prove_interval(group, y, full, total, opening, values), None
    blank, pair = (choices[0], openings[0]), (total, opening)
    return prove_blank_or_interval(group, y, full, blank, pair, values), prove_blank(group, y, full, blank, pair)


def parse_answer(question: HomomorphicQuestion, raw: bytes) -> HomomorphicAnswer:
    """Return an answer of the right shape for its question (check 5.5); nothing in it is verified yet.

    Raises:
        InvalidEncoding: not canonical, or a list of the wrong length.
    """
    answer = decode(HomomorphicAnswer, raw)
    size, parts = question.ciphertexts, question.max - question.min + 1
    blank = answer.blank_proof
    expected = [
        (len(answer.choices), size, "choices"),
        (len(answer.individual_proofs), size, "individual proofs"),
        (len(answer.overall_proof), parts + question.allows_blank, "parts of the overall proof"),
        (0 if blank is UNSET else len(blank), 2 if question.allows_blank else 0, "parts of the blank proof"),
        *((len(proofs), 2, "parts of an individual proof") for proofs in answer.individual_proofs),
    ]
    for found, wanted, what in expected:
        if found != wanted:
            raise InvalidEncoding(f"the answer has {found} {what} instead of {wanted}", "5.5")
    if blank is not UNSET and not question.allows_blank:
        raise InvalidEncoding("the answer has a blank proof, but the question allows no blank vote", "5.5")
    return answer


def verify_answer(statement: Statement, question: HomomorphicQuestion, raw: bytes) -> list[Ciphertext]:
    """Verify an encrypted answer and return its ciphertexts.

    Raises:
        InvalidEncoding: wrong shape (5.5), an element outside the group or a scalar out of range (5.6).
        InvalidProof: a proof does not hold (5.7).
    """
    answer = parse_answer(question, raw)
    group, y, prefix = statement
    try:
        choices = [choice.parse(group) for choice in answer.choices]
        individual = [_parse_proofs(group, proofs) for proofs in answer.individual_proofs]
        overall = _parse_proofs(group, answer.overall_proof)
        blank = None if answer.blank_proof is UNSET else _parse_proofs(group, answer.blank_proof)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.6") from None
    try:
        for choice, proofs in zip(choices, individual, strict=True):
            verify_interval(group, y, prefix, choice, _BIT, proofs)
        _verify_sum(statement, question, choices, overall, blank)
    except InvalidProof as error:
        raise InvalidProof(f"the answer to “{question.question}” is not proved valid: {error}", "5.7") from None
    return choices


def _parse_proofs(group: Group, proofs: Sequence[ProofRecord]) -> list[Proof]:
    return [proof.parse(group) for proof in proofs]


def _verify_sum(
    statement: Statement,
    question: HomomorphicQuestion,
    choices: list[Ciphertext],
    overall: list[Proof],
    blank: list[Proof] | None,
) -> None:
    group, y, prefix = statement
    full = _full_statement(prefix, choices)
    values = range(question.min, question.max + 1)
    if blank is None:
        verify_interval(group, y, full, combine_all(group, choices), values, overall)
        return
    total = combine_all(group, choices[1:])
    verify_blank_or_interval(group, y, full, choices[0], total, values, overall)
    verify_blank(group, y, full, choices[0], total, blank)
