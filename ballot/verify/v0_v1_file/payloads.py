"""The records that events need: present (1.3), where the protocol writes them (0.4), and no others (0.3)."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from typing import Any, Final

from ballot.board.events import WITHOUT_PAYLOAD
from ballot.errors import InvalidEncoding
from ballot.records.election import SetupData
from ballot.records.event import EventType
from ballot.records.tally import Owned, SizedEncryptedTally
from ballot.verify.case.case import Case
from ballot.verify.case.digests import NOWHERE
from ballot.verify.case.index import ChainEvent
from ballot.verify.v0_v1_file.file import File

_NAMED_BY: Final[Mapping[EventType, tuple[type, tuple[str, ...]]]] = {
    EventType.SETUP: (SetupData, ("election", "trustees", "credentials", "credentials_certificate")),
    EventType.ENCRYPTED_TALLY: (SizedEncryptedTally, ("encrypted_tally",)),
    EventType.SHUFFLE: (Owned, ("payload",)),
    EventType.PARTIAL_DECRYPTION: (Owned, ("payload",)),
}

_READ_AGAIN: Final = (EventType.BALLOT, EventType.SHUFFLE, EventType.PARTIAL_DECRYPTION)


def check_payloads(case: Case, file: File) -> None:
    """Check that each event's records are there (1.3), in the place where the protocol writes them (0.4), and that
    there are no others (0.3)."""
    before = -1
    excused: list[tuple[int, int]] = []  # ranges of records whose event could not be read, as was reported
    for event in file.events:
        if event.type is EventType.BALLOT:
            wanted = [event.payload] if event.payload else []
        else:
            known = _needed_by(case, file, event)
            if known is None:
                excused.append((before, event.ordinal))
            wanted = known or ([] if event.payload is None else [event.payload])
        _check_order(case, file, event, wanted, before)
        before = event.ordinal
    _report_orphans(case, file, excused)
    case.recorder.passed("1.3", "every event has its payload, before it and of the right type")
    case.recorder.passed("0.3", "every record has the hash in its name, stands once, and is needed")


def _needed_by(case: Case, file: File, event: ChainEvent) -> list[bytes] | None:
    """Return the hashes of the records that belong to an event, in order: those that its payload names, then the
    payload's own. None: not all of them are known."""
    if event.payload is None:
        return None if event.type is None or event.type not in WITHOUT_PAYLOAD else []
    named = _named_records(case, file, event)
    return None if named is None else [*named, event.payload]


def _named_records(case: Case, file: File, event: ChainEvent) -> list[bytes] | None:
    """Return what the payload names, or None if it cannot be read."""
    if event.type is None or event.type not in _NAMED_BY:
        return []
    raw = file.content(event.payload)
    if raw is None:
        return None
    type_, names = _NAMED_BY[event.type]
    try:
        value: Any = case.quiet.read(type_, raw)  # any of four kinds of record
    except InvalidEncoding:
        return None
    digests = (getattr(value, name) for name in names)
    return [bytes.fromhex(digest) for digest in digests if isinstance(digest, str)]


def _check_order(case: Case, file: File, event: ChainEvent, wanted: list[bytes], before: int) -> None:
    index, recorder = file.index, case.recorder
    numbers = {digest: number for digest in wanted if (number := index.find(digest)) != NOWHERE}
    sound = [number for digest, number in numbers.items() if digest not in index.reported]
    fresh = [number for number in sound if not index.is_claimed(number)]
    _check_copies(case, file, event, [index[number] for number in sound if index.is_claimed(number)], before)
    for number in numbers.values():
        index.claim(number)
    if event.payload is not None and event.type not in WITHOUT_PAYLOAD:
        own = numbers.get(event.payload, NOWHERE)
        if own == NOWHERE:
            recorder.fail(
                "1.3", f"the payload of this event, {event.payload.hex()}, is not in the archive", event.height
            )
        elif index.ordinal_of(own) > event.ordinal:
            recorder.fail("1.3", "the payload of this event stands behind it instead of before it", event.height)
            return
    there = [index.ordinal_of(number) for number in fresh]
    if there != sorted(there) or any(not before < ordinal < event.ordinal for ordinal in there):
        recorder.fail(
            "0.4",
            "the records of this event do not stand where the protocol writes them: just before it, and "
            "in a fixed order",
            event.height,
        )


def _check_copies(case: Case, file: File, event: ChainEvent, repeated: list[bytes], before: int) -> None:
    """Accept copies of records that an earlier event needs too: the protocol writes them again before each event."""
    for digest in repeated:
        copies = file.index.copies.get(digest, [])
        own = [ordinal for ordinal in copies if before < ordinal < event.ordinal]
        if own:
            copies.remove(own[0])
        elif event.type in _READ_AGAIN:  # other events must not repeat anything at all (1.2, 5.10)
            file.index.borrowed.add(event.height)
            if event.type is not EventType.BALLOT:
                sentence = "a record that this event shares with an earlier one is not written again before it"
                case.recorder.fail("0.4", sentence, event.height)


def _report_orphans(case: Case, file: File, excused: list[tuple[int, int]]) -> None:
    for digest in sorted(digest for digest, copies in file.index.copies.items() if copies):
        case.recorder.fail("0.3", f"the data record {digest.hex()} stands twice in the archive")
    last_event = file.events[-1].ordinal if file.events else -1
    starts = [first for first, _ in excused]
    for digest in file.index.orphans():
        ordinal = file.index.ordinal(digest)
        place = bisect(starts, ordinal) - 1
        if place >= 0 and ordinal < excused[place][1]:
            continue
        tail = ordinal > last_event
        if tail and file.index.lost_from is not None:
            continue
        hint = "; it stands at the end: the archive may be incomplete" if tail else ""
        case.recorder.fail("0.3", f"the data record {digest.hex()} is superfluous: no event needs it{hint}")
