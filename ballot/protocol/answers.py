"""One interface to the answers of every kind of question; inside the program their ciphertexts are flat lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group
from ballot.protocol import homomorphic, lists, ranked
from ballot.protocol.homomorphic import Statement
from ballot.records.ballot import RankedAnswer
from ballot.records.canonical import Record, decode
from ballot.records.questions import HomomorphicQuestion, Question, RankedQuestion
from ballot.records.types import CiphertextRecord


# Numbers or rows of numbers: which of them is checked by the kind of question.
def encrypt_answer(statement: Statement, question: Question, choices: Sequence[Any]) -> tuple[Record, list[int]]:
    """Return the encrypted and proved answer, and the randomness of its ciphertexts.

    `choices`: homomorphic, 0 or 1 for each entry; ranked, a small integer for each candidate; lists, rows of 0 and 1.

    Raises:
        InvalidEncoding: the question does not allow these choices.
    """
    if isinstance(question, HomomorphicQuestion):
        return homomorphic.encrypt_answer(statement, question, choices)
    if isinstance(question, RankedQuestion):
        answer, randomness = ranked.encrypt_answer(statement, question, choices)
        return answer, [randomness]
    rows_answer, rows = lists.encrypt_answer(statement, question, choices)
    return rows_answer, list(chain.from_iterable(rows))


def verify_answer(statement: Statement, question: Question, raw: bytes) -> list[Ciphertext]:
    """Verify an encrypted answer and return its ciphertexts (checks 5.5 to 5.9)."""
    if isinstance(question, HomomorphicQuestion):
        return homomorphic.verify_answer(statement, question, raw)
    if isinstance(question, RankedQuestion):
        return ranked.verify_answer(statement, question, raw)
    return list(chain.from_iterable(lists.verify_answer(statement, question, raw)))


def read_ciphertexts(group: Group, question: Question, raw: bytes) -> list[Ciphertext]:
    """Return the ciphertexts of an answer of the right shape, without verifying its proofs.

    Raises:
        InvalidEncoding: another shape, or an element outside the group.
    """
    if isinstance(question, HomomorphicQuestion):
        entries: Sequence[CiphertextRecord] = homomorphic.parse_answer(question, raw).choices
    elif isinstance(question, RankedQuestion):
        entries = [decode(RankedAnswer, raw).choices]
    else:
        entries = list(chain.from_iterable(lists.parse_answer(question, raw).choices))
    return [entry.parse(group) for entry in entries]
