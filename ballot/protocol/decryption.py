"""Partial decryptions and the result (specification 4.20, 4.21). Entries are flat, as in `tally.py`."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import NamedTuple

from ballot.crypto.batches import powers
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, Point, Scalar
from ballot.crypto.proofs import Proof, prove_decryptions, verify_decryptions
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.ranked import decode_paper, is_canonical
from ballot.protocol.shape import Read, flatten, flatten_all, nest
from ballot.records.canonical import decode, encode, encode_number, parse_number
from ballot.records.questions import RankedQuestion
from ballot.records.tally import PartialDecryption, Result
from ballot.records.types import ElementText, NumberValue, ProofRecord, proof_record

_MAX_TABLE = 2**20  # entries of the baby-step table: at most about 150 MiB


class Shares(NamedTuple):
    """The factors and proofs of one partial decryption, in the shape of the encrypted tally."""

    factors: list[Sequence[Point]]
    proofs: list[list[Proof]]


def make_partial_decryption(
    context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], private_key: Scalar
) -> bytes:
    """Return the `partial_decryption` record of the owner of `private_key`."""
    group, phi = context.group, context.phi
    factors = [powers(group, [ciphertext.alpha for ciphertext in row], [private_key]) for row in tally]
    proofs = [
        list(map(proof_record, prove_decryptions(group, phi, private_key, [entry.alpha for entry in row])))
        for row in tally
    ]
    return encode(
        PartialDecryption(
            tuple(nest(q, list(map(str, row))) for q, row in zip(context.questions, factors, strict=True)),
            tuple(nest(q, row) for q, row in zip(context.questions, proofs, strict=True)),
        )
    )


def parse_partial_decryption(
    context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], raw: bytes, read: Read = decode
) -> Shares:
    """Return a partial decryption of the right shape, every element in the group and every scalar in range (check 8.2).

    Raises:
        InvalidEncoding: it is not.
    """
    record: PartialDecryption = read(PartialDecryption, raw)
    shape, group = [len(row) for row in tally], context.group
    try:
        factor_texts = flatten_all(context.questions, record.decryption_factors, ElementText, read)
        proof_records = flatten_all(context.questions, record.decryption_proofs, ProofRecord, read)
        for what, rows in (("factors", factor_texts), ("proofs", proof_records)):
            if [len(row) for row in rows] != shape:
                raise InvalidEncoding(f"the decryption {what} do not have the shape of the encrypted tally")
        factors = [group.parse_all(row) for row in factor_texts]
        proofs = [[proof.parse(group) for proof in row] for row in proof_records]
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), error.check or "8.2") from None
    return Shares(factors, proofs)


def verify_partial_decryption(
    context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], public_key: Point, shares: Shares
) -> None:
    """Verify the proof of every factor (check 8.3).

    Raises:
        InvalidProof: names the question and the choice.
    """
    for i, (row, factors, proofs) in enumerate(zip(tally, shares.factors, shares.proofs, strict=True)):
        alphas = [entry.alpha for entry in row]
        try:
            verify_decryptions(context.group, context.phi, public_key, alphas, factors, proofs)
        except InvalidProof as error:
            raise InvalidProof(f"question {i + 1}, {error}", "8.3") from None


def combine_factors(factors: Sequence[Sequence[Sequence[Point]]]) -> list[list[Point]]:
    """Return the product of several trustees' factors, for each ciphertext (specification 4.21)."""
    return [
        [functools.reduce(operator.mul, cell) for cell in zip(*rows, strict=True)]
        for rows in zip(*factors, strict=True)
    ]


Total = int | list[int]  # the sum of a choice, or the paper of a ranked question


def verify_result(
    context: ElectionContext,
    tally: Sequence[Sequence[Ciphertext]],
    combined: Sequence[Sequence[Point]],
    result: Sequence[Sequence[Total]],
) -> None:
    """Verify that each total is opened by the shares (check 9.2), and each paper, in order (check 9.3).

    Raises:
        InvalidProof: names the question and the choice, or the row.
    """
    group = context.group
    for i, (question, row) in enumerate(zip(context.questions, tally, strict=True)):
        for j, ciphertext in enumerate(row):
            value = result[i][j]
            if isinstance(question, RankedQuestion):
                opened = decode_paper(group, ciphertext.beta / combined[i][j], len(question.answers))
                if opened != value:
                    raise InvalidProof(f"question {i + 1}, paper {j + 1} is not what the shares open", "9.3")
            elif isinstance(value, list) or group.g**value * combined[i][j] != ciphertext.beta:
                raise InvalidProof(
                    f"question {i + 1}, choice {j + 1}: the total {value} is not what the shares open", "9.2"
                )


def uncanonical_papers(
    context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], combined: Sequence[Sequence[Point]]
) -> list[tuple[int, int]]:
    """Return question and row (both from 0) of each decrypted paper that no honest voter encodes (M1, check 9.4).

    Every counting rule treats it as an invalid paper.
    """
    return [
        (i, j)
        for i, (question, row) in enumerate(zip(context.questions, tally, strict=True))
        if isinstance(question, RankedQuestion)
        for j, ciphertext in enumerate(row)
        if not is_canonical(context.group, ciphertext.beta / combined[i][j], len(question.answers))
    ]


def open_result(
    context: ElectionContext,
    tally: Sequence[Sequence[Ciphertext]],
    combined: Sequence[Sequence[Point]],
    total_weight: int,
) -> bytes:
    """Return the `result` record.

    Raises:
        InvalidProof: a total is not between 0 and the total weight, so a share or the tally is wrong.
    """
    solve = DiscreteLogarithm(context.group, total_weight)
    rows = []
    for question, row, factors in zip(context.questions, tally, combined, strict=True):
        plain = [ciphertext.beta / factor for ciphertext, factor in zip(row, factors, strict=True)]
        if isinstance(question, RankedQuestion):
            size = len(question.answers)
            rows.append(nest(question, [decode_paper(context.group, element, size) for element in plain]))
        else:
            rows.append(nest(question, [encode_number(solve(element)) for element in plain]))
    return encode(Result(tuple(rows)))


def parse_result(context: ElectionContext, raw: bytes, maximum: int, read: Read = decode) -> list[list[Total]]:
    """Return a `result` record: for each question its totals, flat, or its papers.

    Raises:
        InvalidEncoding: another shape, or a number that is out of range or not canonical (check 9.1).
    """
    record: Result = read(Result, raw)
    if len(record.result) != len(context.questions):
        raise InvalidEncoding(f"the result has {len(record.result)} entries, not {len(context.questions)}", "9.1")
    parsed: list[list[Total]] = []
    for question, row in zip(context.questions, record.result, strict=True):
        if isinstance(question, RankedQuestion):
            papers = flatten(question, bytes(row), tuple[int, ...], read)
            if any(len(paper) != len(question.answers) for paper in papers):
                raise InvalidEncoding(f"a paper of “{question.question[:60]}” has another number of entries", "9.1")
            parsed.append([list(paper) for paper in papers])
        else:
            values = flatten(question, bytes(row), NumberValue, read)
            parsed.append([parse_number(value, "a total in the result", maximum) for value in values])
    return parsed


class DiscreteLogarithm:
    """log_g of an element known to be g^m with 0 <= m <= maximum: baby steps, giant steps, a bounded table."""

    def __init__(self, group: Group, maximum: int) -> None:
        self._group, self._maximum = group, maximum
        self._step = min(max(1, int(maximum**0.5) + 1), _MAX_TABLE)
        self._table: dict[Point, int] = {}
        element = group.identity
        for exponent in range(self._step):
            self._table[element] = exponent
            element = element * group.g
        self._giant = element  # g^step

    def __call__(self, element: Point) -> int:
        """Return m.

        Raises:
            InvalidProof: there is none within bounds.
        """
        for turn in range(self._maximum // self._step + 1):
            found = self._table.get(element)
            if found is not None and turn * self._step + found <= self._maximum:
                return turn * self._step + found
            element = element / self._giant
        raise InvalidProof(f"a total could not be opened: it is not between 0 and {self._maximum}", "9.2")
