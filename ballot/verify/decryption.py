"""V8, the partial decryptions (checks 8.1 to 8.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ballot.board.companion import SHARE_LABEL, SignatureRecord, StrongProofRecord
from ballot.board.shares import ShareCase
from ballot.crypto.group import parse_scalar
from ballot.crypto.proofs import Proof
from ballot.crypto.signing import fingerprint, verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.decryption import Shares, parse_partial_decryption, verify_partial_decryption
from ballot.protocol.strong import verify_strong
from ballot.records.event import EventType
from ballot.records.tally import Owned
from ballot.verify.case import Case, ChainEvent
from ballot.verify.reading import WrongShape
from ballot.verify.report import some

_ALL = ("8.1", "8.2", "8.3", "8.4", "8.5")
TRUST = "decryption soundness rests on the trustees"


def verify_decryptions(case: Case) -> None:
    """Verify the trustees' shares; keep the factors of each good one."""
    events = case.events_of(EventType.PARTIAL_DECRYPTION)
    finished = bool(case.events_of(EventType.RESULT))
    if not events and not finished:
        return
    if case.context is None or not case.trustee_keys:
        case.recorder.skip("the election or its trustees could not be read", *_ALL)
        return
    last = _last_of_each(case, events)
    if case.tally is None:
        case.recorder.skip("the encrypted tally could not be read", "8.2", "8.3", "8.4", "8.5")
        return
    broken = [owner for owner, (event, owned) in sorted(last.items()) if not _verify_share(case, owner, event, owned)]
    case.recorder.passed("8.2", f"{some(len(last), 'share')} of the right form")
    case.recorder.passed("8.3", f"{some(len(last), 'share')}, every factor proved")
    _check_all_there(case, last, broken, finished)
    _check_strong(case, last)
    case.recorder.checked["V8"] = f"{some(len(case.shares), 'share')} of {some(len(case.trustee_keys), 'trustee')}"


def _last_of_each(case: Case, events: list[ChainEvent]) -> dict[int, tuple[ChainEvent, Owned]]:
    """Return each trustee's last share (8.1)."""
    last: dict[int, tuple[ChainEvent, Owned]] = {}
    for event in events:
        owned = _read_owned(case, event)
        if owned is None:
            case.unassigned_shares += 1
            continue
        if not 1 <= owned.owner <= len(case.trustee_keys):
            case.recorder.fail(
                "8.1",
                f"this share belongs to trustee {str(owned.owner)[:20]}; "
                f"there are trustees 1 to {len(case.trustee_keys)}",
                event.height,
            )
            case.unassigned_shares += 1
            continue
        if owned.owner in last:
            case.recorder.warn(
                "8.1",
                f"trustee {owned.owner} published a share again; the last one counts, this one does not",
                last[owned.owner][0].height,
            )
            case.repeated_shares.add(event.height)
        last[owned.owner] = (event, owned)
    case.recorder.passed("8.1", f"{some(len(events), 'share')}, each of a trustee of this election")
    return last


def _read_owned(case: Case, event: ChainEvent) -> Owned | None:
    raw = None if event.payload is None else case.content(event.payload)
    if raw is None:
        case.recorder.skip("a share could not be read", "8.1")
        return None
    try:
        return case.reader.read(Owned, raw, event.height)
    except WrongShape as error:
        keys = set(error.tree) if isinstance(error.tree, dict) else set()
        check = "8.1" if keys >= {"owner", "payload"} else "1.3"
        case.recorder.fail(check, f"the payload of this event does not say whose share it is: {error}", event.height)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the payload of this event: {error}", event.height)
    return None


def _verify_share(case: Case, owner: int, event: ChainEvent, owned: Owned) -> bool:
    """Verify one share (8.2, 8.3). False: this trustee has none."""
    assert case.context is not None and case.tally is not None
    digest = bytes.fromhex(owned.payload)
    raw = case.content(digest)
    if raw is None:
        if digest not in case.index:
            case.recorder.fail(
                "1.3", f"the share that this event names, {owned.payload}, is not in the archive", event.height
            )
        else:
            case.recorder.skip("a share could not be read", "8.2", "8.3")
        return False
    case.share_digests[owner] = owned.payload
    key = case.trustee_keys[owner - 1]
    try:
        shares = parse_partial_decryption(case.context, case.tally, raw, case.reader.at(event.height))
        if key is None:
            case.recorder.skip("a trustee's key could not be read", "8.3")
            return False
        verify_partial_decryption(case.context, case.tally, key, shares)
    except WrongShape as error:
        case.recorder.fail("8.2", f"the share of trustee {owner} is malformed: {error}", event.height)
        return False
    except (InvalidEncoding, InvalidProof) as error:
        case.recorder.fail(error.check or "8.2", f"the share of trustee {owner}: {error}", event.height)
        return False
    case.shares[owner] = shares
    return True


def _check_all_there(case: Case, last: dict[int, Any], broken: list[int], finished: bool) -> None:
    """Check that every trustee has a good share once there is a result (8.4)."""
    missing = [owner for owner in range(1, len(case.trustee_keys) + 1) if owner not in last]
    case.shares_complete = not missing and not broken
    for owner in broken:
        if last[owner][0].height in case.repeated_shares:
            case.recorder.fail(
                "8.4",
                f"trustee {owner} published a share again, and the last one, which counts, is not valid",
                last[owner][0].height,
            )
    if broken:
        case.recorder.skip(f"the share of trustee {broken[0]} is not valid, so that trustee has none", "8.4")
    if not finished:
        return
    for owner in missing:
        if not case.unreadable_events and not case.unassigned_shares:
            case.recorder.fail("8.4", f"there is a result, but no share of trustee {owner}")
        else:
            case.recorder.skip("a share could not be assigned to its trustee", "8.4")
    case.recorder.passed("8.4", "a share of every trustee")


# -- beyond the protocol


def _check_strong(case: Case, last: dict[int, tuple[ChainEvent, Owned]]) -> None:
    """Verify strong proofs (M2) and trustees' signatures (M5) from the companion file (8.5)."""
    if not case.companion.present:
        case.recorder.skip("there is no companion file", "8.5")
        return
    share_case = _share_case(case)
    if share_case is None:
        case.recorder.skip("the events before the shares could not be read", "8.5")
        return
    for owner, (event, _) in sorted(last.items()):
        shares = case.shares.get(owner)
        if shares is None:
            case.recorder.skip(f"the share of trustee {owner} is not valid", "8.5")
            continue
        _check_strong_proof(case, share_case, owner, event, shares)
        _check_signature(case, share_case, owner, event)
    case.recorder.passed("8.5", f"strong proof and signature of {some(len(case.shares), 'share')}")


def _ends(case: Case) -> list[ChainEvent]:
    """Return the event that trustees sign with their shares; several only where the order of events is wrong (1.2)."""
    return case.events_of(EventType.END_SHUFFLES) or case.events_of(EventType.ENCRYPTED_TALLY)


def _share_case(case: Case) -> ShareCase | None:
    assert case.context is not None and case.tally is not None
    ends = _ends(case)
    if not ends or not case.setup_event:
        return None
    return ShareCase(case.context, case.tally, case.tally_digest, case.setup_event, ends[-1].digest.hex())


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
        _missing(case, f"strong proof of trustee {owner}", event)
    for record in records:
        if record.owner != owner:
            case.recorder.fail(
                "8.5", f"a strong proof for the share of trustee {owner} is of trustee {record.owner}", event.height
            )
            continue
        try:
            group = case.group
            proof = Proof(parse_scalar(group, record.challenge), parse_scalar(group, record.response))
            verify_strong(share_case.strong_statement(owner, case.trustee_keys[owner - 1], shares), proof)
        except (InvalidEncoding, InvalidProof) as error:
            case.recorder.fail(
                "8.5", f"trustee {owner}: {error}. The share may open something else than the tally", event.height
            )


def _check_signature(case: Case, share_case: ShareCase, owner: int, event: ChainEvent) -> None:
    records = case.companion.of(SignatureRecord, event.digest.hex())
    if case.charter is None:
        if not case.foreign:
            case.recorder.skip("the charter is not at hand, so trustees' signing keys are not known", "8.5")
        return
    if not records:
        _missing(case, f"signature of trustee {owner}", event)
    for record in records:
        try:
            _verify_signature(case, share_case, owner, record)
        except (InvalidEncoding, InvalidProof) as error:
            case.recorder.fail("8.5", f"the signature of trustee {owner} on the share: {error}", event.height)


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
