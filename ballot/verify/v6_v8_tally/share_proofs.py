"""Check 8.5, beyond the protocol: strong proofs (M2), commitments to shares (M3) and trustees' signatures (M5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from msgspec import Raw

from ballot.board.companion import SHARE_LABEL, ShareCommitmentRecord, SignatureRecord, StrongProofRecord
from ballot.board.shares import ShareBundle, ShareCase
from ballot.crypto.group import parse_scalar
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.proofs import Proof
from ballot.crypto.signing import fingerprint, verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.strong import StrongStatement, verify_strong
from ballot.records.canonical import encode
from ballot.records.charter import Charter
from ballot.records.event import EventType
from ballot.records.types import ProofRecord
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v6_v8_tally.published import PartialDecryptions, Shuffled

_Line = TypeVar("_Line", StrongProofRecord, SignatureRecord, ShareCommitmentRecord)
_TRUST = "decryption soundness rests on the trustees"


def warn_of_missing_companion(case: Case) -> None:
    """Warn if decryption rests on the protocol's weaker proofs alone; with --strict that is a failure (8.5)."""
    if case.companion.present:
        return
    sentence = f"there is no companion file: {_TRUST}"
    if case.options.strict:
        case.recorder.fail("8.5", f"{sentence}. You asked for a strict verification")
    else:
        case.recorder.warn("8.5", sentence)


class ShareProofs:
    """Verifies what the companion file has of each share that counts (8.5)."""

    def __init__(
        self,
        case: Case,
        file: File,
        setup: Setup,
        keys: TrusteeKeys,
        context: ElectionContext,
        tally_digest: str,
        shuffled: Shuffled,
        found: PartialDecryptions,
    ) -> None:
        self.case, self.file, self.setup, self.keys = case, file, setup, keys
        self.context, self.tally_digest, self.shuffled, self.found = context, tally_digest, shuffled, found
        # The event that trustees sign with their shares; several only where the order of events is wrong (1.2).
        self.ends = file.events_of(EventType.END_SHUFFLES) or file.events_of(EventType.ENCRYPTED_TALLY)

    def check(self, last: dict[int, ChainEvent]) -> None:
        """Verify strong proof, signature and commitment of each share."""
        recorder = self.case.recorder
        if not self.case.companion.present:
            recorder.skip("there is no companion file", "8.5")
            return
        share_case = self._share_case()
        if share_case is None:
            recorder.skip("the events before the shares could not be read", "8.5")
            return
        for owner, event in last.items():
            shares, key = self.found.shares.get(owner), self.keys.keys[owner - 1]
            if shares is not None and key is not None:
                self._check_strong_proof(share_case.strong_statement(owner, key, shares), owner, event)
                self._check_signature(share_case, owner, event)
                self._check_commitment(owner, event)
            elif not self.found.complete:  # nothing is missing if a threshold trustee's wrong share was set aside
                recorder.skip(f"the share of {self.keys.who(owner)} is not valid", "8.5")
        what = "strong proof" if self.setup.charter is None else "strong proof, commitment and signature"
        recorder.passed("8.5", f"{what} of {some(len(self.found.shares), 'share')}")

    def _share_case(self) -> ShareCase | None:
        setup_event = self.file.setup_event
        if not self.ends or not setup_event or self.shuffled.entries is None:
            return None
        shuffles = self.shuffled.shuffles
        shuffle = shuffles[-1][1] if self.setup.has_ranked and shuffles else ""
        end = self.ends[-1].digest.hex()
        return ShareCase(self.context, self.shuffled.entries, self.tally_digest, setup_event, end, shuffle)

    def _missing(self, what: str, event: ChainEvent) -> None:
        """Report that something is not in the companion file: a failure for our own elections."""
        recorder = self.case.recorder
        if self.case.companion.problems:
            recorder.skip("the companion file could not be read completely", "8.5")
        elif self.setup.foreign and not self.case.options.strict:
            recorder.warn("8.5", f"there is no {what}: {_TRUST}", event.height)
        else:
            recorder.fail("8.5", f"the companion file has no {what}", event.height)

    def _the_one(self, kind: type[_Line], what: str, event: ChainEvent) -> _Line | None:
        """Return the one record of a kind that a share must have. Of several only the first is verified, so that many
        lines cannot cause the work of many shares."""
        records = self.case.companion.of(kind, event.digest.hex())
        if not records:
            self._missing(what, event)
        elif len(records) > 1:
            self._fail(f"the companion file has {len(records)} records that are called the {what}", event)
        return next(iter(records), None)

    def _fail(self, sentence: str, event: ChainEvent) -> None:
        self.case.recorder.fail("8.5", sentence, event.height)

    def _check_strong_proof(self, statement: StrongStatement, owner: int, event: ChainEvent) -> None:
        who, group = self.keys.who(owner), self.context.group
        record = self._the_one(StrongProofRecord, f"strong proof of {who}", event)
        if record is None:
            return
        if record.owner != owner:
            self._fail(f"a strong proof for the share of {who} is of trustee {record.owner}", event)
            return
        try:
            proof = Proof(parse_scalar(group, record.challenge), parse_scalar(group, record.response))
            verify_strong(statement, proof)
        except (InvalidEncoding, InvalidProof) as error:
            self._fail(f"{who}: {error}. The share may open something else than the tally", event)

    def _check_signature(self, share_case: ShareCase, owner: int, event: ChainEvent) -> None:
        who, charter = self.keys.who(owner), self.setup.charter
        if charter is None:
            if not self.setup.foreign:
                reason = "the charter is not at hand, so trustees' signing keys are not known"
                self.case.recorder.skip(reason, "8.5")
            return
        record = self._the_one(SignatureRecord, f"signature of {who}", event)
        if record is None:
            return
        try:
            self._verify_signature(charter, share_case, owner, record)
        except (InvalidEncoding, InvalidProof) as error:
            self._fail(f"the signature of {who} on the share: {error}", event)

    def _verify_signature(self, charter: Charter, share_case: ShareCase, owner: int, record: SignatureRecord) -> None:
        if record.owner != owner:
            raise InvalidProof(f"it is of trustee {record.owner}")
        keys = charter.signing_keys
        if owner > len(keys):
            raise InvalidProof("the charter lists no signing key of this trustee")
        if fingerprint(record.signing_key) != keys[owner - 1]:
            raise InvalidProof("it was made with another key than the one in the charter")
        if record.answers not in {event.digest.hex() for event in self.ends}:
            raise InvalidProof("it was made for another state of the board")
        raw = self._raw(owner)
        signed = replace(share_case, answers=record.answers).signed_parts(owner, raw)
        verify(record.signing_key, bytes.fromhex(record.signature), SHARE_LABEL, *signed)

    def _raw(self, owner: int) -> bytes:
        raw = self.file.content(bytes.fromhex(self.found.digests[owner]))
        assert raw is not None  # a valid share
        return raw

    def _check_commitment(self, owner: int, event: ChainEvent) -> None:
        """Check that the share is the one that its owner had committed to before any share was published (M3)."""
        if self.setup.charter is None:
            return  # a foreign archive, or one of ours without its charter, as reported with the signature
        who = self.keys.who(owner)
        record = self._the_one(ShareCommitmentRecord, f"commitment of {who} to the share", event)
        if record is None:
            return
        handed_in = self._handed_in(owner, event)
        if record.owner != owner:
            self._fail(f"a commitment to the share of {who} is of trustee {record.owner}", event)
        elif handed_in is not None and record.commitment != sha256_hex(encode(handed_in)):
            self._fail(f"the share of {who} is not the one that this trustee committed to before", event)

    def _handed_in(self, owner: int, event: ChainEvent) -> ShareBundle | None:
        """Return what the owner handed in, rebuilt from the records that were made of it; None: they are not there."""
        strong = self.case.companion.of(StrongProofRecord, event.digest.hex())
        signed = self.case.companion.of(SignatureRecord, event.digest.hex())
        if not strong or not signed:
            return None
        proof, signature = strong[0], signed[0]
        return ShareBundle(
            owner=owner,
            partial_decryption=Raw(self._raw(owner)),
            strong_proof=ProofRecord(proof.challenge, proof.response),
            signing_key=signature.signing_key,
            answers=signature.answers,
            signature=signature.signature,
        )
