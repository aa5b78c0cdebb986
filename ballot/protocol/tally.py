"""The encrypted tally of all ballots that count: weighted sums, and for ranked questions the papers (4.18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

import msgspec
from msgspec import Raw

from ballot.crypto.batches import add_rows, powers
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Point
from ballot.crypto.hashing import sha256_hex
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.shape import Read, flatten_all, nest
from ballot.records.canonical import decode, encode, encode_number
from ballot.records.questions import ListsQuestion, Question, RankedQuestion
from ballot.records.tally import EncryptedTally, SizedEncryptedTally
from ballot.records.types import CiphertextRecord, ciphertext_record, parse_ciphertexts

_AT_ONCE: Final = 255  # ballots: a few hundred KiB
_READ_AT_ONCE: Final = 32


def _elements(rows: Iterable[Iterable[Ciphertext]]) -> list[Point]:
    return [element for row in rows for ciphertext in row for element in ciphertext]


class Aggregate:
    """A running, mergeable sum of encrypted ballots. Add each voter's last ballot once."""

    def __init__(self, context: ElectionContext) -> None:
        self.num_tallied = 0
        self.total_weight = 0
        self.questions = context.questions
        self._group = context.group
        self._summed = [i for i, question in enumerate(self.questions) if not isinstance(question, RankedQuestion)]
        one = context.group.identity
        self._sums: list[list[Ciphertext]] = [
            [] if isinstance(question, RankedQuestion) else [Ciphertext(one, one)] * question.ciphertexts
            for question in self.questions
        ]
        self._waiting: list[Sequence[Point]] = []  # ballots as rows of elements, added up many at a time

    @property
    def sums(self) -> list[list[Ciphertext]]:
        """For each question the products, flat; for a ranked question the ciphertexts, in the order of adding."""
        self._add_up()
        return self._sums

    @sums.setter
    def sums(self, sums: list[list[Ciphertext]]) -> None:
        self._sums, self._waiting = sums, []

    def add(self, choices: Sequence[Sequence[Ciphertext]], weight: int) -> None:
        """Add the ciphertexts of one ballot, each raised to its weight."""
        if [len(answer) for answer in choices] != [question.ciphertexts for question in self.questions]:
            raise ValueError("the ballot does not have the shape of the election")
        self.num_tallied += 1
        self.total_weight += weight
        self._take(choices, weight)

    def remove(self, choices: Sequence[Sequence[Ciphertext]], weight: int) -> None:
        """Take out a ballot that was added, because its voter has voted again; not where there are ranked questions."""
        if len(self._summed) != len(self.questions):
            raise ValueError("papers of a ranked question cannot be taken out again")
        self.num_tallied -= 1
        self.total_weight -= weight
        self._waiting.append(powers(self._group, _elements(choices), [self._group.q - weight]))

    def _take(self, choices: Sequence[Sequence[Ciphertext]], weight: int) -> None:
        for question, sums, answer in zip(self.questions, self._sums, choices, strict=True):
            if isinstance(question, RankedQuestion):
                sums.extend(answer)
        row = _elements(choices[index] for index in self._summed)
        if row:
            self._waiting.append(row if weight == 1 else powers(self._group, row, [weight]))
        if len(self._waiting) >= _AT_ONCE:
            self._add_up()

    def merge(self, other: Aggregate) -> None:
        """Add another aggregate of the same election."""
        self.num_tallied += other.num_tallied
        self.total_weight += other.total_weight
        self._take(other.sums, 1)

    def _add_up(self) -> None:
        if not self._waiting:
            return
        rows, self._waiting = [_elements(self._sums[index] for index in self._summed), *self._waiting], []
        elements = iter(add_rows(self._group, rows, len(rows[0])))
        for index in self._summed:
            self._sums[index] = [Ciphertext(next(elements), next(elements)) for _ in self._sums[index]]

    def entries(self) -> list[list[Ciphertext]]:
        """Return the tally's ciphertexts as they are published: those of a ranked question sorted."""
        return [
            sorted(sums, key=_order) if isinstance(question, RankedQuestion) else list(sums)
            for question, sums in zip(self.questions, self.sums, strict=True)
        ]

    def records(self) -> tuple[bytes, bytes]:
        """Return the bytes of `encrypted_tally` and of `sized_encrypted_tally`, in the order of the archive."""
        tally = encode(
            [
                nest(question, [ciphertext_record(entry) for entry in entries])
                for question, entries in zip(self.questions, self.entries(), strict=True)
            ]
        )
        numbers = encode_number(self.num_tallied), encode_number(self.total_weight)
        return tally, encode(SizedEncryptedTally(*numbers, sha256_hex(tally)))


def _order(ciphertext: Ciphertext) -> tuple[bytes, bytes]:
    """Ranked ciphertexts are sorted by alpha, then beta, so that their order says nothing about their voters."""
    return ciphertext.alpha.sort_key, ciphertext.beta.sort_key


# -- ballots that were verified before


class _Choices(msgspec.Struct):
    choices: tuple[CiphertextRecord, ...]


class _Paper(msgspec.Struct):
    choices: CiphertextRecord


class _Rows(msgspec.Struct):
    choices: tuple[tuple[CiphertextRecord, ...], ...]


class _Cast(msgspec.Struct):
    credential: str
    answers: tuple[Raw, ...]


_cast: Final = msgspec.json.Decoder(_Cast)
_choices: Final = msgspec.json.Decoder(_Choices)
_paper: Final = msgspec.json.Decoder(_Paper)
_rows: Final = msgspec.json.Decoder(_Rows)


class Counted(NamedTuple):
    """What the tally takes from a ballot: its credential, and its ciphertexts for each question."""

    credential: str
    choices: list[list[Ciphertext]]


def read_verified(context: ElectionContext, ballots: Iterable[bytes]) -> Iterator[Counted]:
    """Yield what the tally takes from ballots that were verified before: proofs and spelling are not looked at again.

    Every element is checked to be in the group nevertheless, those of several ballots at once.
    """
    rest = iter(ballots)
    while records := [read_choices(context, raw) for raw in islice(rest, _READ_AT_ONCE)]:
        entries = chain.from_iterable(chain.from_iterable(answers for _, answers in records))
        ciphertexts = iter(parse_ciphertexts(context.group, entries))
        for credential, answers in records:
            yield Counted(credential, [list(islice(ciphertexts, len(own))) for own in answers])


def read_choices(context: ElectionContext, raw: bytes) -> tuple[str, list[Sequence[CiphertextRecord]]]:
    """Return the credential and, for each question, the ciphertexts of a ballot that was verified before, as text."""
    record = _cast.decode(raw)
    pairs = zip(context.questions, record.answers, strict=True)
    return record.credential, [_read(question, answer) for question, answer in pairs]


def _read(question: Question, raw: Raw) -> Sequence[CiphertextRecord]:
    """Return the ciphertexts of one answer, flat."""
    if isinstance(question, RankedQuestion):
        return [_paper.decode(raw).choices]
    if isinstance(question, ListsQuestion):
        return list(chain.from_iterable(_rows.decode(raw).choices))
    return _choices.decode(raw).choices


def parse_tally(context: ElectionContext, raw: bytes, read: Read = decode) -> list[list[Ciphertext]]:
    """Return the ciphertexts of an `encrypted_tally` record, flat, every element checked to be in the group.

    Raises:
        InvalidEncoding: not a list for each question, or an element outside the group.
    """
    rows = flatten_all(context.questions, read(EncryptedTally, raw), CiphertextRecord, read)
    return [parse_ciphertexts(context.group, row) for row in rows]
