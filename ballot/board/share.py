"""A trustee's share as it travels: one JSON file with the partial decryption, its strong proof (M2) and signature (M5).

Made by `ballot trustee decrypt` or for an officer-run trustee; verified by the server before it is appended (C2), and
again by every auditor from the archive and its companion.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from ballot.board.companion import SHARE_LABEL, HexSignature, Owner, share_message
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import verify
from ballot.errors import InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import (
    Shares,
    make_partial_decryption,
    parse_partial_decryption,
    verify_partial_decryption,
)
from ballot.protocol.setup import TrusteeSecret
from ballot.protocol.strong import StrongStatement, prove_strong, verify_strong
from ballot.protocol.tally import parse_tally
from ballot.records.canonical import Record, decode, encode
from ballot.records.types import ProofRecord, proof_record


class ShareBundle(Record, frozen=True):
    """The share file. `partial_decryption` is raw: its exact bytes go to the board."""

    owner: Owner
    partial_decryption: Raw
    strong_proof: ProofRecord
    signature: HexSignature


@dataclass(frozen=True, slots=True)
class OpenedTally:
    """What is to be decrypted, and where it stands: every share is bound to all of this.

    `answers` is the hash of the last event before the first share; `tally_raw` the exact bytes of the encrypted tally.
    """

    context: ElectionContext
    setup_event: str
    answers: str
    tally_raw: bytes

    @property
    def ciphertexts(self) -> list[list[Ciphertext]]:
        """The encrypted totals."""
        return parse_tally(self.context, self.tally_raw)

    def statement(
        self, tally: Sequence[Sequence[Ciphertext]], owner: int, public_key: Any, factors: Sequence[Sequence[Any]]
    ) -> StrongStatement:
        """Return what a strong proof of this owner's factors is about."""
        return StrongStatement(
            group=self.context.group,
            phi=self.context.phi,
            setup_event=self.setup_event,
            tally=sha256_hex(self.tally_raw),
            shuffle="",
            owner=owner,
            public_key=public_key,
            alphas=[ciphertext.alpha for row in tally for ciphertext in row],
            factors=list(itertools.chain.from_iterable(factors)),
        )


def make_share(opened: OpenedTally, owner: int, secret: TrusteeSecret) -> bytes:
    """Decrypt as trustee `owner` and return the share file."""
    context, tally = opened.context, opened.ciphertexts
    private_key = secret.exponent(context.group)
    raw = make_partial_decryption(context, tally, private_key)
    factors = parse_partial_decryption(context, tally, raw).factors
    statement = opened.statement(tally, owner, context.group.g**private_key, factors)
    message = share_message(context.phi, opened.setup_event, owner, opened.answers, raw)
    signature = secret.signing_key.sign(SHARE_LABEL, *message).hex()
    return encode(ShareBundle(owner, Raw(raw), proof_record(prove_strong(statement, private_key)), signature))


def parse_share(raw: bytes) -> ShareBundle:
    """Return the bundle in a share file; nothing in it is verified yet.

    Raises:
        InvalidEncoding: not a share file.
    """
    return decode(ShareBundle, raw.strip())


def verify_share(opened: OpenedTally, bundle: ShareBundle, public_key: Any, signing_key: str) -> Shares:
    """Verify a share completely: shape, a proof for each factor, the strong proof over all, and the signature.

    Raises:
        InvalidEncoding, InvalidProof: with the number of the failed check (8.2, 8.3 or 8.5) in `check`.
    """
    context, tally, raw = opened.context, opened.ciphertexts, bytes(bundle.partial_decryption)
    shares = parse_partial_decryption(context, tally, raw)
    verify_partial_decryption(context, tally, public_key, shares)
    statement = opened.statement(tally, bundle.owner, public_key, shares.factors)
    verify_strong(statement, bundle.strong_proof.parse(context.group))
    message = share_message(context.phi, opened.setup_event, bundle.owner, opened.answers, raw)
    try:
        verify(signing_key, bytes.fromhex(bundle.signature), SHARE_LABEL, *message)
    except InvalidProof:
        raise InvalidProof("the share is not signed with the trustee's signing key", "8.5") from None
    return shares
