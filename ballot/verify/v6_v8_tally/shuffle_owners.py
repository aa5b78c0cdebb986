"""Check 7.2: who shuffled, whether these are the charter's mixers, and their signatures (M5)."""

from __future__ import annotations

from ballot.board.companion import SignatureRecord
from ballot.board.shuffles import SHUFFLE_LABEL, shuffle_message
from ballot.crypto.signing import fingerprint, verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.shuffle import OwnedShuffle
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.report import some

Owned = list[tuple[ChainEvent, OwnedShuffle | None]]


def check_owners(case: Case, owned: Owned, *, ended: bool) -> None:
    """Check owners and signatures. `ended`: no further shuffle can follow, so that all mixers must be there."""
    if case.trustees is None:
        case.recorder.skip("the trustees could not be read", "7.2")
        return
    seen: dict[int, int] = {}
    for event, record in owned:
        if record is not None:
            _check_owner(case, event, record, seen)
    if case.charter is not None:
        _check_mixers(case, owned, seen, ended)
        _check_signatures(case, owned)
    elif not case.foreign:
        case.recorder.skip("the charter is not at hand, so it is not known who was to shuffle", "7.2")
    case.recorder.passed("7.2", f"{some(len(owned), 'shuffle')}, each of another trustee of this election")


def _check_owner(case: Case, event: ChainEvent, record: OwnedShuffle, seen: dict[int, int]) -> None:
    known = len(case.trustee_keys)
    if not 1 <= record.owner <= known:
        sentence = f"this shuffle belongs to trustee {str(record.owner)[:20]}; there are trustees 1 to {known}"
        case.recorder.fail("7.2", sentence, event.height)
        return
    earlier = seen.setdefault(record.owner, event.height)
    if earlier != event.height:
        sentence = f"{case.who(record.owner)} has shuffled already, at event {earlier}"
        case.recorder.fail("7.2", sentence, event.height)


def _check_mixers(case: Case, owned: Owned, seen: dict[int, int], ended: bool) -> None:
    assert case.charter is not None
    mixers = case.charter.policy.mixers
    if not mixers:
        case.recorder.fail("7.2", "the charter does not say who is to shuffle the ranked ballots", 0)
        return
    for owner, height in sorted(seen.items()):
        if owner not in mixers:
            case.recorder.fail("7.2", f"{case.who(owner)} is not one of those who shuffle by the charter", height)
    absent = [owner for owner in mixers if owner not in seen]
    if ended and absent and all(record is not None for _, record in owned):
        names = ", ".join(map(case.who, absent))
        case.recorder.fail("7.2", f"the charter demands a shuffle of {names}, which is missing", owned[-1][0].height)


def _check_signatures(case: Case, owned: Owned) -> None:
    """Verify that each mixer signed the shuffle and the event before it (M5)."""
    if not case.companion.present:
        case.recorder.skip("there is no companion file", "7.2")
        return
    for event, record in owned:
        if record is None or not 1 <= record.owner <= len(case.trustee_keys):
            continue
        found = case.companion.of(SignatureRecord, event.digest.hex())
        if not found and case.companion.problems:
            case.recorder.skip("the companion file could not be read completely", "7.2")
        elif not found:
            sentence = f"the companion file has no signature of {case.who(record.owner)} on this shuffle"
            case.recorder.fail("7.2", sentence, event.height)
        for signature in found:
            try:
                _verify(case, event, record, signature)
            except (InvalidEncoding, InvalidProof) as error:
                sentence = f"the signature of {case.who(record.owner)} on this shuffle: {error}"
                case.recorder.fail("7.2", sentence, event.height)


def _verify(case: Case, event: ChainEvent, record: OwnedShuffle, signature: SignatureRecord) -> None:
    assert case.charter is not None
    if signature.owner != record.owner:
        raise InvalidProof(f"it is of trustee {signature.owner}")
    keys = case.charter.signing_keys
    if record.owner > len(keys):
        raise InvalidProof("the charter lists no signing key of this trustee")
    if fingerprint(signature.signing_key) != keys[record.owner - 1]:
        raise InvalidProof("it was made with another key than the one in the charter")
    if not event.height or signature.answers != case.events[event.height - 1].digest.hex():
        raise InvalidProof("it was made for another state of the board")
    raw = case.content(bytes.fromhex(record.payload))
    if raw is None:
        case.recorder.skip("a shuffle could not be read", "7.2")
        return
    parts = shuffle_message(case.phi, case.setup_event, record.owner, signature.answers, raw)
    verify(signature.signing_key, bytes.fromhex(signature.signature), SHUFFLE_LABEL, *parts)
