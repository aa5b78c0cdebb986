"""The encrypted tally: the product of all ballots that count, weighted (specification 4.18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.protocol.ballots import ElectionContext
from ballot.records.canonical import decode, encode, encode_number
from ballot.records.tally import EncryptedTally, SizedEncryptedTally
from ballot.records.types import CiphertextRecord, ciphertext_record


class Aggregate:
    """A running, mergeable sum of encrypted ballots. Add each voter's last ballot once."""

    def __init__(self, context: ElectionContext) -> None:
        self.num_tallied = 0
        self.total_weight = 0
        one = context.group.identity
        self.sums = [[Ciphertext(one, one)] * question.ciphertexts for question in context.questions]

    def add(self, choices: Sequence[Sequence[Ciphertext]], weight: int) -> None:
        """Add the ciphertexts of one ballot, each raised to its weight."""
        self.num_tallied += 1
        self.total_weight += weight
        for sums, answer in zip(self.sums, choices, strict=True):
            for index, ciphertext in enumerate(answer):
                sums[index] = sums[index].combine(ciphertext.scale(weight))

    def merge(self, other: Aggregate) -> None:
        """Add another aggregate of the same election."""
        self.num_tallied += other.num_tallied
        self.total_weight += other.total_weight
        for sums, more in zip(self.sums, other.sums, strict=True):
            sums[:] = [a.combine(b) for a, b in zip(sums, more, strict=True)]

    def records(self) -> tuple[bytes, bytes]:
        """Return the bytes of `encrypted_tally` and of `sized_encrypted_tally`, in the order of the archive."""
        tally = encode([[ciphertext_record(ciphertext) for ciphertext in sums] for sums in self.sums])
        sized = SizedEncryptedTally(
            encode_number(self.num_tallied), encode_number(self.total_weight), sha256_hex(tally)
        )
        return tally, encode(sized)


def parse_tally(context: ElectionContext, raw: bytes, read: Any = decode) -> list[list[Ciphertext]]:
    """Return the ciphertexts of an `encrypted_tally` record, every element checked to be in the group."""
    rows: Sequence[Sequence[CiphertextRecord]] = read(EncryptedTally, raw)
    return [[entry.parse(context.group) for entry in row] for row in rows]
