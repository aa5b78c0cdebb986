"""A trustee's share of the decryption as it is handed in: the protocol's record, the strong proof M2, the signature M5.

Trustee tools make it and the server verifies it before the event is appended, both with what is in this module, so that
they cannot disagree about what is proven and signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from msgspec import Raw

from ballot.board.companion import SHARE_LABEL, HexSignature, Owner, share_message
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Point, Scalar
from ballot.crypto.proofs import Proof
from ballot.crypto.signing import SigningKey, verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import (
    Shares,
    make_partial_decryption,
    parse_partial_decryption,
    verify_partial_decryption,
)
from ballot.protocol.strong import StrongStatement, prove_strong, verify_strong
from ballot.records.canonical import Record, decode, encode
from ballot.records.types import HexDigest, ProofRecord, proof_record

_MAX_SHARE_BYTES = 16 * 2**20


class ShareBundle(Record, frozen=True):
    """The file that `ballot trustee decrypt` writes. `answers`: the event before the first share. Nothing is secret."""

    owner: Owner
    partial_decryption: Raw
    strong_proof: ProofRecord
    signing_key: HexDigest
    answers: HexDigest
    signature: HexSignature


@dataclass(frozen=True, slots=True)
class ShareCase:
    """What a share is about: one tally of one election, and its place on the board.

    `setup_event` and `answers` are hashes of events, `tally_digest` is the hash of the record `encrypted_tally`.
    """

    context: ElectionContext
    tally: Sequence[Sequence[Ciphertext]]
    tally_digest: str
    setup_event: str
    answers: str
    shuffle: str = ""  # the hash of the last shuffle record, if there was a mixnet

    def strong_statement(self, owner: int, public_key: Point, shares: Shares) -> StrongStatement:
        """Return the statement of the strong proof over all factors of one owner."""
        return StrongStatement(
            group=self.context.group,
            phi=self.context.phi,
            setup_event=self.setup_event,
            tally=self.tally_digest,
            shuffle=self.shuffle,
            owner=owner,
            public_key=public_key,
            alphas=[ciphertext.alpha for ciphertext in chain.from_iterable(self.tally)],
            factors=list(chain.from_iterable(shares.factors)),
        )

    def signed_parts(self, owner: int, record: bytes) -> tuple[bytes, ...]:
        """Return what the owner signs."""
        return share_message(self.context.phi, self.setup_event, owner, self.answers, record)


def make_share(case: ShareCase, owner: int, exponent: Scalar, key: SigningKey) -> bytes:
    """Return the share of the trustee at place `owner` (1-based), made with the decryption and the signing key."""
    group = case.context.group
    record = make_partial_decryption(case.context, case.tally, exponent)
    shares = parse_partial_decryption(case.context, case.tally, record)
    proof = prove_strong(case.strong_statement(owner, group.g**exponent, shares), exponent)
    signature = key.sign(SHARE_LABEL, *case.signed_parts(owner, record)).hex()
    return encode(ShareBundle(owner, Raw(record), proof_record(proof), key.public_hex, case.answers, signature))


def parse_share(raw: bytes) -> ShareBundle:
    """Return a share as handed in; nothing is verified yet.

    Raises:
        InvalidEncoding: not a share file.
    """
    if len(raw) > _MAX_SHARE_BYTES:
        raise InvalidEncoding(f"The share has {len(raw)} bytes; {_MAX_SHARE_BYTES} are the limit.")
    try:
        return decode(ShareBundle, raw.strip())
    except InvalidEncoding as error:
        raise InvalidEncoding(f"This is not a share made by `ballot trustee decrypt`: {error}") from None


def verify_share(case: ShareCase, bundle: ShareBundle, public_key: Point, signing_key: str) -> tuple[bytes, Shares]:
    """Verify a share by its owner's verification key and signing key; return the exact record, and its factors.

    Raises:
        InvalidEncoding, InvalidProof: with the number of the check in `check`: shape 8.2, factors 8.3, M2 and M5 8.5.
    """
    record = bytes(bundle.partial_decryption)
    if bundle.signing_key != signing_key:
        raise InvalidProof("The share is signed with another key than the one that this trustee handed in.", "8.5")
    if bundle.answers != case.answers:
        raise InvalidProof("The share was made for another state of the bulletin board.", "8.5")
    shares = parse_partial_decryption(case.context, case.tally, record)
    verify_partial_decryption(case.context, case.tally, public_key, shares)
    proof: Proof = bundle.strong_proof.parse(case.context.group)
    verify_strong(case.strong_statement(bundle.owner, public_key, shares), proof)
    try:
        verify(signing_key, bytes.fromhex(bundle.signature), SHARE_LABEL, *case.signed_parts(bundle.owner, record))
    except InvalidProof as error:
        raise InvalidProof(f"The trustee's signature on the share does not hold: {error}.", "8.5") from None
    return record, shares
