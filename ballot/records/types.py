"""Field types that several records share (specification 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from msgspec import Meta

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, parse_scalar
from ballot.crypto.proofs import Proof
from ballot.records.canonical import Record

ScalarText = Annotated[str, Meta(pattern=r"\A(?:0|[1-9][0-9]*)\Z", max_length=617)]
ElementText = Annotated[str, Meta(pattern=r"\A[0-9a-f]+\Z", max_length=617)]
HexDigest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Uuid = Annotated[
    str, Meta(pattern=r"\A[1-9A-HJ-NP-Za-km-z]+\Z", min_length=14, max_length=1000)
]  # Base58, at least 14 characters
NumberValue = int | str  # see canonical.parse_number


class ProofRecord(Record, frozen=True):
    """`proof`: a challenge and a response as decimal strings."""

    challenge: ScalarText
    response: ScalarText

    def parse(self, group: Group) -> Proof:
        """Return the proof with both numbers checked to be in [0, q)."""
        return Proof(parse_scalar(group, self.challenge), parse_scalar(group, self.response))


class CiphertextRecord(Record, frozen=True):
    """`ciphertext`: alpha and beta in the group's text form."""

    alpha: ElementText
    beta: ElementText

    def parse(self, group: Group) -> Ciphertext:
        """Return the ciphertext with both elements checked to be in the group."""
        return Ciphertext(group.parse(self.alpha), group.parse(self.beta))


def parse_ciphertexts(group: Group, records: Iterable[CiphertextRecord]) -> list[Ciphertext]:
    """Return several ciphertexts with all their elements checked, which is faster at once than one by one."""
    elements = iter(group.parse_all([text for record in records for text in (record.alpha, record.beta)]))
    return [Ciphertext(alpha, beta) for alpha, beta in zip(elements, elements, strict=True)]


def proof_record(proof: Proof) -> ProofRecord:
    """Return the record of a proof."""
    return ProofRecord(str(proof.challenge), str(proof.response))


def ciphertext_record(ciphertext: Any) -> CiphertextRecord:
    """Return the record of a ciphertext."""
    return CiphertextRecord(str(ciphertext.alpha), str(ciphertext.beta))
