"""The encrypted tally of all ballots that count: weighted sums, and for ranked questions the papers (4.18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.shape import flatten_all, nest
from ballot.records.canonical import decode, encode, encode_number
from ballot.records.questions import RankedQuestion
from ballot.records.tally import EncryptedTally, SizedEncryptedTally
from ballot.records.types import CiphertextRecord, ciphertext_record


class Aggregate:
    """A running, mergeable sum of encrypted ballots. Add each voter's last ballot once.

    `sums`: for each question the products, flat; for a ranked question the ciphertexts, in the order of adding.
    """

    def __init__(self, context: ElectionContext) -> None:
        self.num_tallied = 0
        self.total_weight = 0
        self.questions = context.questions
        one = context.group.identity
        self.sums: list[list[Ciphertext]] = [
            [] if isinstance(question, RankedQuestion) else [Ciphertext(one, one)] * question.ciphertexts
            for question in context.questions
        ]

    def add(self, choices: Sequence[Sequence[Ciphertext]], weight: int) -> None:
        """Add the ciphertexts of one ballot, each raised to its weight."""
        self.num_tallied += 1
        self.total_weight += weight
        for question, sums, answer in zip(self.questions, self.sums, choices, strict=True):
            if isinstance(question, RankedQuestion):
                sums.extend(answer)
            else:
                sums[:] = [total.combine(entry.scale(weight)) for total, entry in zip(sums, answer, strict=True)]

    def merge(self, other: Aggregate) -> None:
        """Add another aggregate of the same election."""
        self.num_tallied += other.num_tallied
        self.total_weight += other.total_weight
        for question, sums, more in zip(self.questions, self.sums, other.sums, strict=True):
            if isinstance(question, RankedQuestion):
                sums.extend(more)
            else:
                sums[:] = [a.combine(b) for a, b in zip(sums, more, strict=True)]

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
        sized = SizedEncryptedTally(
            encode_number(self.num_tallied), encode_number(self.total_weight), sha256_hex(tally)
        )
        return tally, encode(sized)


def _order(ciphertext: Ciphertext) -> tuple[Any, Any]:
    """Ranked ciphertexts are sorted by alpha, then beta, so that their order says nothing about their voters."""
    return ciphertext.alpha.sort_key, ciphertext.beta.sort_key


def parse_tally(context: ElectionContext, raw: bytes, read: Any = decode) -> list[list[Ciphertext]]:
    """Return the ciphertexts of an `encrypted_tally` record, flat, every element checked to be in the group.

    Raises:
        InvalidEncoding: not a list for each question, or an element outside the group.
    """
    rows = flatten_all(context.questions, read(EncryptedTally, raw), CiphertextRecord, read)
    return [[entry.parse(context.group) for entry in row] for row in rows]
