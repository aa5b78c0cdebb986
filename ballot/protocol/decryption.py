"""Partial decryptions and the result of homomorphic questions (specification 4.20, 4.21)."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any, NamedTuple

from ballot.crypto.batches import powers
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group
from ballot.crypto.proofs import Proof, prove_decryption, verify_decryption
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.records.canonical import decode, encode, encode_number
from ballot.records.tally import PartialDecryption, Result
from ballot.records.types import proof_record

_MAX_TABLE = 2**20  # entries of the baby-step table: at most about 150 MiB


class Shares(NamedTuple):
    """The factors and proofs of one partial decryption, in the shape of the encrypted tally."""

    factors: list[list[Any]]
    proofs: list[list[Proof]]


def make_partial_decryption(context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], private_key: int) -> bytes:
    """Return the `partial_decryption` record of the owner of `private_key`."""
    group, phi = context.group, context.phi
    public_key = group.g**private_key
    factors = [powers(group, [ciphertext.alpha for ciphertext in row], [private_key]) for row in tally]
    proofs = [
        [proof_record(prove_decryption(group, phi, private_key, public_key, entry.alpha)) for entry in row]
        for row in tally
    ]
    return encode(
        PartialDecryption(tuple(tuple(map(str, row)) for row in factors), tuple(tuple(row) for row in proofs))
    )


def parse_partial_decryption(
    context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], raw: bytes, read: Any = decode
) -> Shares:
    """Return a partial decryption of the right shape, every element in the group and every scalar in range (check 8.2).

    Raises:
        InvalidEncoding: it is not.
    """
    record: PartialDecryption = read(PartialDecryption, raw)
    shape = [len(row) for row in tally]
    for what, rows in (("factors", record.decryption_factors), ("proofs", record.decryption_proofs)):
        if [len(row) for row in rows] != shape:
            raise InvalidEncoding(f"the decryption {what} do not have the shape of the encrypted tally", "8.2")
    group = context.group
    try:
        factors = [group.parse_all(row) for row in record.decryption_factors]
        proofs = [[proof.parse(group) for proof in row] for row in record.decryption_proofs]
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "8.2") from None
    return Shares(factors, proofs)


def verify_partial_decryption(
    context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], public_key: Any, shares: Shares
) -> None:
    """Verify the proof of every factor (check 8.3).

    Raises:
        InvalidProof: names the question and the choice.
    """
    for i, row in enumerate(tally):
        for j, ciphertext in enumerate(row):
            try:
                verify_decryption(
                    context.group, context.phi, public_key, ciphertext.alpha, shares.factors[i][j], shares.proofs[i][j]
                )
            except InvalidProof as error:
                raise InvalidProof(f"question {i + 1}, choice {j + 1}: {error}", "8.3") from None


def combine_factors(factors: Sequence[Sequence[Sequence[Any]]]) -> list[list[Any]]:
    """Return the product of the factors of all "Single" trustees, for each ciphertext (specification 4.21)."""
    return [
        [functools.reduce(operator.mul, cell) for cell in zip(*rows, strict=True)]
        for rows in zip(*factors, strict=True)
    ]


def verify_result(
    group: Group, tally: Sequence[Sequence[Ciphertext]], combined: Sequence[Sequence[Any]], result: list[list[int]]
) -> None:
    """Verify g^r = beta / F for each total (check 9.2).

    Raises:
        InvalidProof: names the question and the choice.
    """
    for i, row in enumerate(tally):
        for j, ciphertext in enumerate(row):
            if group.g ** result[i][j] * combined[i][j] != ciphertext.beta:
                raise InvalidProof(
                    f"question {i + 1}, choice {j + 1}: the total {result[i][j]} is not what the shares open", "9.2"
                )


def open_result(
    context: ElectionContext,
    tally: Sequence[Sequence[Ciphertext]],
    combined: Sequence[Sequence[Any]],
    total_weight: int,
) -> bytes:
    """Return the `result` record.

    Raises:
        InvalidProof: a total is not between 0 and the total weight, so a share or the tally is wrong.
    """
    solve = DiscreteLogarithm(context.group, total_weight)
    totals = [
        [solve(ciphertext.beta / factor) for ciphertext, factor in zip(row, factors, strict=True)]
        for row, factors in zip(tally, combined, strict=True)
    ]
    return encode(Result(tuple(tuple(map(encode_number, row)) for row in totals)))


class DiscreteLogarithm:
    """log_g of an element known to be g^m with 0 <= m <= maximum: baby steps, giant steps, a bounded table."""

    def __init__(self, group: Group, maximum: int) -> None:
        self._group, self._maximum = group, maximum
        self._step = min(max(1, int(maximum**0.5) + 1), _MAX_TABLE)
        self._table: dict[Any, int] = {}
        element = group.identity
        for exponent in range(self._step):
            self._table[element] = exponent
            element = element * group.g
        self._giant = element  # g^step

    def __call__(self, element: Any) -> int:
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
