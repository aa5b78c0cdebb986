"""Check 8.5, beyond the protocol: strong proofs (M2), commitments to shares (M3) and trustees' signatures (M5)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from msgspec import Raw

from ballot.board.companion import SHARE_LABEL, ShareCommitmentRecord, SignatureRecord, StrongProofRecord
from ballot.board.shares import ShareBundle, ShareCase
from ballot.crypto.group import parse_scalar
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.proofs import Proof
from ballot.crypto.signing import fingerprint, verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.decryption import Shares
from ballot.protocol.strong import verify_strong
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.types import ProofRecord
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.report import some

TRUST = "decryption soundness rests on the trustees"


def check_share_proofs(case: Case, last: dict[int, ChainEvent]) -> None:
    """Verify what the companion file has of each share that counts (8.5)."""
    if not case.companion.present:
        case.recorder.skip("there is no companion file", "8.5")
        return
    share_case = _share_case(case)
    if share_case is None:
        case.recorder.skip("the events before the shares could not be read", "8.5")
        return
    for owner, event in last.items():
        shares = case.shares.get(owner)
        if shares is None:
            _skip_invalid(case, owner)
            continue
        _check_strong_proof(case, share_case, owner, event, shares)
        _check_signature(case, share_case, owner, event)
        _check_commitment(case, owner, event)
    what = "strong proof" if case.charter is None else "strong proof, commitment and signature"
    case.recorder.passed("8.5", f"{what} of {some(len(case.shares), 'share')}")


def _skip_invalid(case: Case, owner: int) -> None:
    """Nothing is missing if a threshold trustee's wrong share was set aside."""
    if not case.shares_complete:
        case.recorder.skip(f"the share of {case.who(owner)} is not valid", "8.5")


def _ends(case: Case) -> list[ChainEvent]:
    """Return the event that trustees sign with their shares; several only where the order of events is wrong (1.2)."""
    return case.events_of(EventType.END_SHUFFLES) or case.events_of(EventType.ENCRYPTED_TALLY)


def _share_case(case: Case) -> ShareCase | None:
    assert case.context is not None and case.opened is not None
    ends = _ends(case)
    if not ends or not case.setup_event:
        return None
    shuffle = case.shuffles[-1][1] if case.has_ranked and case.shuffles else ""
    return ShareCase(case.context, case.opened, case.tally_digest, case.setup_event, ends[-1].digest.hex(), shuffle)


def _missing(case: Case, what: str, event: ChainEvent) -> None:
    """Report that something is not in the companion file: a failure for our own elections."""
    if case.companion.problems:
        case.recorder.skip("the companion file could not be read completely", "8.5")
    elif case.foreign and not case.options.strict:
        case.recorder.warn("8.5", f"there is no {what}: {TRUST}", event.height)
    else:
        case.recorder.fail("8.5", f"the companion file has no {what}", event.height)


def _check_strong_proof(case: Case, share_case: ShareCase, owner: int, event: ChainEvent, shares: Shares) -> None:
    records = case.companion.of(StrongProofRecord, event.digest.hex())
    if not records:
        _missing(case, f"strong proof of {case.who(owner)}", event)
    for record in records:
        if record.owner != owner:
            case.recorder.fail(
                "8.5", f"a strong proof for the share of {case.who(owner)} is of trustee {record.owner}", event.height
            )
            continue
        try:
            group = case.group
            proof = Proof(parse_scalar(group, record.challenge), parse_scalar(group, record.response))
            verify_strong(share_case.strong_statement(owner, case.trustee_keys[owner - 1], shares), proof)
        except (InvalidEncoding, InvalidProof) as error:
            case.recorder.fail(
                "8.5", f"{case.who(owner)}: {error}. The share may open something else than the tally", event.height
            )


def _check_signature(case: Case, share_case: ShareCase, owner: int, event: ChainEvent) -> None:
    records = case.companion.of(SignatureRecord, event.digest.hex())
    if case.charter is None:
        if not case.foreign:
            case.recorder.skip("the charter is not at hand, so trustees' signing keys are not known", "8.5")
        return
    if not records:
        _missing(case, f"signature of {case.who(owner)}", event)
    for record in records:
        try:
            _verify_signature(case, share_case, owner, record)
        except (InvalidEncoding, InvalidProof) as error:
            case.recorder.fail("8.5", f"the signature of {case.who(owner)} on the share: {error}", event.height)


def _verify_signature(case: Case, share_case: ShareCase, owner: int, record: SignatureRecord) -> None:
    assert case.charter is not None
    if record.owner != owner:
        raise InvalidProof(f"it is of trustee {record.owner}")
    keys = case.charter.signing_keys
    if owner > len(keys):
        raise InvalidProof("the charter lists no signing key of this trustee")
    if fingerprint(record.signing_key) != keys[owner - 1]:
        raise InvalidProof("it was made with another key than the one in the charter")
    if record.answers not in {event.digest.hex() for event in _ends(case)}:
        raise InvalidProof("it was made for another state of the board")
    raw = case.content(bytes.fromhex(case.share_digests[owner]))
    assert raw is not None
    signed = replace(share_case, answers=record.answers).signed_parts(owner, raw)
    verify(record.signing_key, bytes.fromhex(record.signature), SHARE_LABEL, *signed)


def _check_commitment(case: Case, owner: int, event: ChainEvent) -> None:
    """Check that the share is the one that its owner had committed to before any share was published (M3)."""
    if case.charter is None:
        return  # a foreign archive; or our own whose charter is missing, which is said with the signature
    records = case.companion.of(ShareCommitmentRecord, event.digest.hex())
    if not records:
        _missing(case, f"commitment of {case.who(owner)} to the share", event)
    possible = _possible_commitments(case, owner, event)
    for record in records:
        if record.owner != owner:
            sentence = f"a commitment to the share of {case.who(owner)} is of trustee {record.owner}"
            case.recorder.fail("8.5", sentence, event.height)
        elif possible and record.commitment not in possible:
            sentence = f"the share of {case.who(owner)} is not the one that this trustee committed to before"
            case.recorder.fail("8.5", sentence, event.height)


def _possible_commitments(case: Case, owner: int, event: ChainEvent) -> set[str]:
    """Return the hashes of what the owner handed in, put together again from the records that were made of it."""
    raw = case.content(bytes.fromhex(case.share_digests[owner]))
    strong = case.companion.of(StrongProofRecord, event.digest.hex())
    signed = case.companion.of(SignatureRecord, event.digest.hex())
    bundles = (
        ShareBundle(
            owner=owner,
            partial_decryption=Raw(raw or b""),
            strong_proof=ProofRecord(proof.challenge, proof.response),
            signing_key=signature.signing_key,
            answers=signature.answers,
            signature=signature.signature,
        )
        for proof, signature in product(strong, signed)
    )
    return {sha256_hex(encode(bundle)) for bundle in bundles}
