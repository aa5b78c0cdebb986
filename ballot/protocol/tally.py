"""The encrypted tally: the product of all ballots that count, weighted (specification 4.18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec

from ballot.crypto.batches import add_rows, powers
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.protocol.ballots import ElectionContext
from ballot.records.canonical import decode, encode, encode_number
from ballot.records.tally import EncryptedTally, SizedEncryptedTally
from ballot.records.types import CiphertextRecord, ciphertext_record, parse_ciphertexts

_AT_ONCE: Final = 255  # ballots: a few hundred KiB
_READ_AT_ONCE: Final = 32


def _flatten(rows: Iterable[Iterable[Ciphertext]]) -> list[Any]:
    return [element for row in rows for ciphertext in row for element in ciphertext]


class Aggregate:
    """A running, mergeable sum of encrypted ballots. Add each voter's last ballot once."""

    def __init__(self, context: ElectionContext) -> None:
        self.num_tallied = 0
        self.total_weight = 0
        self._group = context.group
        one = context.group.identity
        self._sums = [[Ciphertext(one, one)] * question.ciphertexts for question in context.questions]
        self._waiting: list[list[Any]] = []  # ballots as rows of elements, added up many at a time

    @property
    def sums(self) -> list[list[Ciphertext]]:
        """The sum for each choice of each question."""
        self._add_up()
        return self._sums

    @sums.setter
    def sums(self, sums: list[list[Ciphertext]]) -> None:
        self._sums, self._waiting = sums, []

    def add(self, choices: Sequence[Sequence[Ciphertext]], weight: int) -> None:
        """Add the ciphertexts of one ballot, each raised to its weight."""
        if [len(answer) for answer in choices] != [len(sums) for sums in self._sums]:
            raise ValueError("the ballot does not have the shape of the election")
        row = _flatten(choices)
        self._waiting.append(row if weight == 1 else powers(self._group, row, [weight]))
        self.num_tallied += 1
        self.total_weight += weight
        if len(self._waiting) >= _AT_ONCE:
            self._add_up()

    def merge(self, other: Aggregate) -> None:
        """Add another aggregate of the same election."""
        self.num_tallied += other.num_tallied
        self.total_weight += other.total_weight
        self._waiting.append(_flatten(other.sums))

    def _add_up(self) -> None:
        if not self._waiting:
            return
        rows, self._waiting = [_flatten(self._sums), *self._waiting], []
        elements = iter(add_rows(self._group, rows, len(rows[0])))
        self._sums = [[Ciphertext(next(elements), next(elements)) for _ in sums] for sums in self._sums]

    def records(self) -> tuple[bytes, bytes]:
        """Return the bytes of `encrypted_tally` and of `sized_encrypted_tally`, in the order of the archive."""
        tally = encode([[ciphertext_record(ciphertext) for ciphertext in sums] for sums in self.sums])
        sized = SizedEncryptedTally(
            encode_number(self.num_tallied), encode_number(self.total_weight), sha256_hex(tally)
        )
        return tally, encode(sized)


class _Choices(msgspec.Struct):
    choices: tuple[CiphertextRecord, ...]


class _Cast(msgspec.Struct):
    credential: str
    answers: tuple[_Choices, ...]


_cast: Final = msgspec.json.Decoder(_Cast)


class Counted(NamedTuple):
    """What the tally takes from a ballot: whose it is, and its ciphertexts for each question."""

    credential: str
    choices: list[list[Ciphertext]]


def read_verified(context: ElectionContext, ballots: Iterable[bytes]) -> Iterator[Counted]:
    """Yield what the tally takes from ballots that were verified before: proofs and spelling are not looked at again.

    Every element is checked to be in the group nevertheless, those of several ballots at once.
    """
    rest = iter(ballots)
    while records := [_cast.decode(raw) for raw in islice(rest, _READ_AT_ONCE)]:
        answers = [answer for record in records for answer in record.answers]
        ciphertexts = iter(parse_ciphertexts(context.group, [c for answer in answers for c in answer.choices]))
        for record in records:
            choices = [list(islice(ciphertexts, len(answer.choices))) for answer in record.answers]
            yield Counted(record.credential, choices)


def parse_tally(context: ElectionContext, raw: bytes, read: Any = decode) -> list[list[Ciphertext]]:
    """Return the ciphertexts of an `encrypted_tally` record, every element checked to be in the group."""
    rows: Sequence[Sequence[CiphertextRecord]] = read(EncryptedTally, raw)
    return [parse_ciphertexts(context.group, row) for row in rows]
