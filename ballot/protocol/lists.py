"""Lists questions: choose exactly one list, and at least one candidate on it (specification 4.11.3, 4.14, 4.15).

Plaintexts and ciphertexts are rows: for each list, first the list itself, then its candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from ballot.crypto import proofs
from ballot.crypto.disjunctions import Opening, Proof, prove_disjunctions, verify_disjunctions
from ballot.crypto.elgamal import Ciphertext, combine_all, encrypt_all
from ballot.crypto.group import Group, Scalar, random_scalar
from ballot.crypto.proofs import NonzeroProof, prove_nonzero, verify_nonzero
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.homomorphic import Statement
from ballot.records.ballot import ListsAnswer, NonzeroProofRecord
from ballot.records.canonical import decode
from ballot.records.questions import ListsQuestion
from ballot.records.types import ciphertext_record, parse_ciphertexts, proof_record

_BIT, _ONE = range(2), range(1, 2)


class _Pair(NamedTuple):
    ciphertext: Ciphertext
    opening: Opening


def check_choices(question: ListsQuestion, rows: Sequence[Sequence[int]]) -> None:
    """Refuse choices that the question does not allow.

    Raises:
        InvalidEncoding: wrong shape, an entry other than 0 or 1, not exactly one list, or nobody chosen on it.
    """
    shape = [len(names) for names in question.answers]
    if [len(row) for row in rows] != shape or any(entry not in (0, 1) for row in rows for entry in row):
        raise InvalidEncoding(f"“{question.question}” needs rows of {shape} entries, each 0 or 1.")
    if sum(row[0] for row in rows) != 1:
        raise InvalidEncoding(f"“{question.question}”: choose exactly one list.")
    if any(sum(row[1:]) and not row[0] for row in rows) or not any(sum(row[1:]) for row in rows):
        raise InvalidEncoding(f"“{question.question}”: choose at least one candidate, all on the chosen list.")


def _full_statement(prefix: str, rows: Sequence[Sequence[Ciphertext]]) -> str:
    return f"{prefix}|{','.join(map(str, chain.from_iterable(rows)))}"


def _sum(group: Group, pairs: Sequence[_Pair]) -> _Pair:
    opening = Opening(
        sum(pair.opening.randomness for pair in pairs) % group.q, sum(pair.opening.message for pair in pairs)
    )
    return _Pair(combine_all(group, [pair.ciphertext for pair in pairs]), opening)


def encrypt_answer(
    statement: Statement, question: ListsQuestion, rows: Sequence[Sequence[int]]
) -> tuple[ListsAnswer, list[list[Scalar]]]:
    """Return the encrypted and proved answer, and the randomness of each ciphertext."""
    check_choices(question, rows)
    group, y, prefix = statement
    openings = [[Opening(random_scalar(group), entry) for entry in row] for row in rows]
    pairs = [list(map(_Pair, encrypt_all(group, y, row), row)) for row in openings]
    full = _full_statement(prefix, [[pair.ciphertext for pair in row] for row in pairs])
    todo = [
        (proofs.interval(prefix, pair.ciphertext, _BIT), proofs.interval_witness(pair.opening, _BIT))
        for pair in chain.from_iterable(pairs)
    ]
    lists = _sum(group, [row[0] for row in pairs])
    todo.append((proofs.interval(full, lists.ciphertext, _ONE), proofs.interval_witness(lists.opening, _ONE)))
    for row in pairs:
        head, rest = row[0], _sum(group, row[1:])
        witness = proofs.one_list_witness(head.opening, rest.opening)
        todo.append((proofs.one_list(full, head.ciphertext, rest.ciphertext), witness))
    made = iter([tuple(map(proof_record, proof)) for proof in prove_disjunctions(group, y, todo)])
    candidates = _sum(group, [pair for row in pairs for pair in row[1:]])
    nonzero = prove_nonzero(group, y, full, candidates.ciphertext, candidates.opening)
    answer = ListsAnswer(
        choices=tuple(tuple(ciphertext_record(pair.ciphertext) for pair in row) for row in pairs),
        individual_proofs=tuple(tuple(next(made) for _ in row) for row in pairs),
        overall_proof=next(made)[0],
        list_proofs=tuple(made),
        nonzero_proof=NonzeroProofRecord(
            str(nonzero.commitment), str(nonzero.challenge), (str(nonzero.response[0]), str(nonzero.response[1]))
        ),
    )
    return answer, [[opening.randomness for opening in row] for row in openings]


def parse_answer(question: ListsQuestion, raw: bytes) -> ListsAnswer:
    """Return an answer of the right shape for its question (check 5.5).

    Raises:
        InvalidEncoding: not canonical (5.1), or a list of the wrong length (5.5).
    """
    try:
        answer = decode(ListsAnswer, raw)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.1") from None
    shape = [len(names) for names in question.answers]
    fits = (
        [len(row) for row in answer.choices] == shape
        and [len(row) for row in answer.individual_proofs] == shape
        and all(len(proofs) == 2 for row in answer.individual_proofs for proofs in row)
        and [len(proofs) for proofs in answer.list_proofs] == [2] * len(shape)
    )
    if not fits:
        raise InvalidEncoding("the answer does not have the shape of its lists question", "5.5")
    return answer


def verify_answer(statement: Statement, question: ListsQuestion, raw: bytes) -> list[list[Ciphertext]]:
    """Verify an encrypted answer and return its ciphertexts, in rows.

    Raises:
        InvalidEncoding: shape (5.5), an element or a scalar (5.6), the non-zero commitment (5.9).
        InvalidProof: an individual proof (5.7), another one (5.9).
    """
    answer = parse_answer(question, raw)
    group, y, prefix = statement
    try:
        rows = [parse_ciphertexts(group, row) for row in answer.choices]
        individual = [[_parse(group, proofs) for proofs in row] for row in answer.individual_proofs]
        overall, of_lists = answer.overall_proof.parse(group), [_parse(group, p) for p in answer.list_proofs]
        nonzero = _parse_nonzero(group, answer.nonzero_proof)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), error.check or "5.6") from None
    full = _full_statement(prefix, rows)
    where = f"the answer to “{question.question}” is not proved valid"
    bits = [proofs.interval(prefix, choice, _BIT) for choice in chain.from_iterable(rows)]
    sums = [proofs.interval(full, combine_all(group, [row[0] for row in rows]), _ONE)]
    sums += [proofs.one_list(full, row[0], combine_all(group, row[1:])) for row in rows]
    try:
        verify_disjunctions(group, y, list(zip(bits, chain.from_iterable(individual), strict=True)))
    except InvalidProof as error:
        raise InvalidProof(f"{where}: {error}", "5.7") from None
    try:
        verify_disjunctions(group, y, list(zip(sums, [[overall], *of_lists], strict=True)))
        verify_nonzero(group, y, full, combine_all(group, [c for row in rows for c in row[1:]]), nonzero)
    except InvalidProof as error:
        raise InvalidProof(f"{where}: {error}", "5.9") from None
    return rows


def _parse(group: Group, proofs: Sequence[object]) -> list[Proof]:
    return [proof.parse(group) for proof in proofs]  # type: ignore[attr-defined]


def _parse_nonzero(group: Group, record: NonzeroProofRecord) -> NonzeroProof:
    try:
        return record.parse(group)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.9") from None
