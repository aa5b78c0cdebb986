"""Encrypt and verify the answer to a homomorphic question (specification 4.11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET

from ballot.crypto import proofs
from ballot.crypto.disjunctions import Disjunction, Opening, Proof, Witness, prove_disjunctions, verify_disjunctions
from ballot.crypto.elgamal import Ciphertext, combine_all, encrypt_all
from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.ballot import HomomorphicAnswer
from ballot.records.canonical import decode
from ballot.records.questions import HomomorphicQuestion
from ballot.records.types import ProofRecord, ciphertext_record, parse_ciphertexts, proof_record

_BIT = range(2)


class Statement(NamedTuple):
    """The group, the election's public key y, and the prefix S0 = phi|credential of every proof in one ballot."""

    group: Group
    y: Point
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
) -> tuple[HomomorphicAnswer, list[Scalar]]:
    """Return the encrypted and proved answer, and the randomness of each ciphertext (needed only for a challenge)."""
    check_choices(question, choices)
    group, y, prefix = statement
    openings = [Opening(random_scalar(group), choice) for choice in choices]
    ciphertexts = encrypt_all(group, y, openings)
    todo = [
        (proofs.interval(prefix, ciphertext, _BIT), proofs.interval_witness(opening, _BIT))
        for ciphertext, opening in zip(ciphertexts, openings, strict=True)
    ]
    todo += zip(
        _sum_disjunctions(statement, question, ciphertexts), _sum_witnesses(group, question, openings), strict=True
    )
    made = [tuple(map(proof_record, proof)) for proof in prove_disjunctions(group, y, todo)]
    size = len(choices)
    answer = HomomorphicAnswer(
        tuple(map(ciphertext_record, ciphertexts)),
        tuple(made[:size]),
        made[size],
        made[size + 1] if question.allows_blank else UNSET,
    )
    return answer, [opening.randomness for opening in openings]


def _sum_disjunctions(
    statement: Statement, question: HomomorphicQuestion, choices: Sequence[Ciphertext]
) -> list[Disjunction]:
    """Return what the overall proof and, where blank votes are allowed, the blank proof are about."""
    full = _full_statement(statement.prefix, choices)
    values = range(question.min, question.max + 1)
    if not question.allows_blank:
        return [proofs.interval(full, combine_all(statement.group, choices), values)]
    total = combine_all(statement.group, choices[1:])
    return [proofs.blank_or_interval(full, choices[0], total, values), proofs.blank(full, choices[0], total)]


def _sum_witnesses(group: Group, question: HomomorphicQuestion, openings: Sequence[Opening]) -> list[Witness]:
    summands = openings[1:] if question.allows_blank else openings
    total = Opening(sum(o.randomness for o in summands) % group.q, sum(o.message for o in summands))
    values = range(question.min, question.max + 1)
    if not question.allows_blank:
        return [proofs.interval_witness(total, values)]
    m0 = openings[0]
    return [proofs.blank_or_interval_witness(m0, total, values), proofs.blank_witness(m0, total)]


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
        InvalidProof: a proof is not valid (5.7).
    """
    answer = parse_answer(question, raw)
    group, y, prefix = statement
    try:
        choices = parse_ciphertexts(group, answer.choices)
        made = [_parse_proofs(group, parts) for parts in answer.individual_proofs]
        made.append(_parse_proofs(group, answer.overall_proof))
        made += [] if answer.blank_proof is UNSET else [_parse_proofs(group, answer.blank_proof)]
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.6") from None
    todo = [proofs.interval(prefix, choice, _BIT) for choice in choices]
    todo += _sum_disjunctions(statement, question, choices)
    try:
        verify_disjunctions(group, y, list(zip(todo, made, strict=True)))
    except InvalidProof as error:
        raise InvalidProof(f"the answer to “{question.question}” is not proved valid: {error}", "5.7") from None
    return choices


def _parse_proofs(group: Group, parts: Sequence[ProofRecord]) -> list[Proof]:
    return [proof.parse(group) for proof in parts]
