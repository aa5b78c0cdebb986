"""V1, the chain of events (checks 1.1 to 1.3), and what follows from it for the records: order (0.4) and need (0.3)."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from typing import Any, Final

from ballot.board import merkle
from ballot.board.events import WITHOUT_PAYLOAD, check_transition
from ballot.errors import BoardInconsistent, InvalidEncoding
from ballot.records.canonical import decode
from ballot.records.election import SetupData
from ballot.records.event import Event, EventType
from ballot.records.tally import Owned, SizedEncryptedTally
from ballot.verify.case.case import Case
from ballot.verify.case.digests import NOWHERE
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.container import Scanned

_RANK: Final = {kind: rank for rank, kind in enumerate(EventType)}
_KNOWN: Final = {kind.value for kind in EventType}
_NAMED_BY: Final[dict[EventType, tuple[type, tuple[str, ...]]]] = {
    EventType.SETUP: (SetupData, ("election", "trustees", "credentials", "credentials_certificate")),
    EventType.ENCRYPTED_TALLY: (SizedEncryptedTally, ("encrypted_tally",)),
    EventType.SHUFFLE: (Owned, ("payload",)),
    EventType.PARTIAL_DECRYPTION: (Owned, ("payload",)),
}


class ChainReader:
    """Reads events in the order of the file. After each failure it goes on from what it found, so that one fault is
    reported once."""

    def __init__(self, case: Case, sizes: Iterable[int]) -> None:
        self.case = case
        self.aliases: set[bytes] = set()  # second names of events whose name is not the hash of their content
        self.parents: set[str] | None = None  # hashes that the next event may name; None: any
        self.next_height: int | None = 0
        self.state: EventType | None = None
        self.sure_of_state = True
        self.frontier: list[bytes] = []
        self.sizes = frozenset(sizes)
        self.last_size = max(self.sizes, default=0)

    def accept(self, record: Scanned) -> None:
        """Check one event against what came before."""
        height = len(self.case.events)
        if self.case.events.has(record.digest) or record.digest in self.aliases:
            self.case.recorder.fail("0.3", f"the event {record.digest.hex()} stands twice in the archive", height)
            return
        event = self._decode(record, height)
        # A damaged event is reported as such (0.3). If only its name is wrong, its content serves as well as ever.
        digest = record.digest if event is None else record.real
        if record.digest != record.real:
            self.aliases.update((record.digest, record.real))
        if event is None:
            self.case.unreadable_events.append(height)
        else:
            self._check_place(event, height)
            self._advance(event.type, height)
            self._check_payload_field(event, height)
        payload = bytes.fromhex(event.payload) if event is not None and isinstance(event.payload, str) else None
        self.case.events.append(digest, None if event is None else event.type, payload, record.ordinal)
        self.parents = {record.digest.hex(), record.real.hex()}
        self.next_height = None if event is None else event.height + 1
        self.sure_of_state = event is not None
        self._grow_tree(record.content)

    def _decode(self, record: Scanned, height: int) -> Event | None:
        """Return the event, or None if it cannot be read."""
        if record.digest != record.real:
            return self._decode_damaged(record.content)
        try:
            return self.case.reader.read(Event, record.content, height)
        except WrongShape as error:
            kind = error.tree.get("type") if isinstance(error.tree, dict) else None
            if isinstance(kind, str) and kind not in _KNOWN:
                self.case.recorder.fail("1.2", f"the protocol has no event of type {kind[:40]!r}", height)
            else:
                self.case.recorder.fail("0.5", f"this event cannot be read: {error}", height)
        except InvalidEncoding as error:
            self.case.recorder.fail(error.check or "0.5", f"this event cannot be read: {error}", height)
        return None

    def _decode_damaged(self, content: bytes) -> Event | None:
        """Return an event whose name has another hash, if it fits so well that only the name can be wrong."""
        try:
            event = decode(Event, content)
        except InvalidEncoding:
            return None
        parent_fits = event.parent in self.parents if self.parents else not isinstance(event.parent, str)
        payload_fits = not isinstance(event.payload, str) or bytes.fromhex(event.payload) in self.case.index
        return event if parent_fits and payload_fits and event.height == self.next_height else None

    def _check_place(self, event: Event, height: int) -> None:
        """Check parent and height (1.1)."""
        fail = self.case.recorder.fail
        if self.next_height is not None and event.height != self.next_height:
            fail(
                "1.1",
                f"this event calls itself number {event.height}; the one before it asks for {self.next_height}",
                height,
            )
        if self.parents is None:
            if isinstance(event.parent, str):
                fail("1.1", "the first event names a predecessor: the beginning of the chain is missing", height)
        elif not isinstance(event.parent, str):
            fail("1.1", "this event names no predecessor", height)
        elif event.parent not in self.parents:
            fail(
                "1.1",
                f"this event follows {event.parent}, which is not the event before it: "
                "something was removed, inserted or changed",
                height,
            )

    def _advance(self, kind: EventType, height: int) -> None:
        """Check the order of events (1.2), and what 6.1 and 9.1 say of it."""
        if not self.sure_of_state:
            pass  # what came before could not be read
        elif self.state is EventType.ENCRYPTED_TALLY and kind is EventType.END_SHUFFLES:
            self.case.superfluous_end_shuffles.append(height)
        else:
            try:
                check_transition(self.state, kind)
            except BoardInconsistent as error:
                self._report_order(kind, height, str(error))
        if self.state is None or _RANK[kind] > _RANK[self.state]:
            self.state = kind

    def _report_order(self, kind: EventType, height: int, message: str) -> None:
        fail = self.case.recorder.fail
        fail("1.2", message, height)
        ended = self.state is not None and _RANK[self.state] >= _RANK[EventType.END_BALLOTS]
        if kind is EventType.BALLOT and ended:
            fail("6.1", "a ballot was added after voting had ended", height)
        if kind is EventType.ENCRYPTED_TALLY and not ended:
            fail("6.1", "the tally was made before voting had ended", height)
        if self.state is EventType.RESULT:
            fail("9.1", f"an event {kind.value} follows the result, which has to be the last event", height)

    def _check_payload_field(self, event: Event, height: int) -> None:
        has = isinstance(event.payload, str)
        if has == (event.type in WITHOUT_PAYLOAD):
            word = "has a payload, which it must not have" if has else "has no payload"
            self.case.recorder.fail("1.3", f"this event {event.type.value} {word}", height)

    def _grow_tree(self, content: bytes) -> None:
        size = len(self.case.events)
        if size > self.last_size:
            return
        self.frontier = merkle.append(self.frontier, size - 1, merkle.leaf_hash(content))
        if size in self.sizes:
            self.case.roots[size] = merkle.root(self.frontier)

    def finish(self) -> None:
        """Report what only the whole chain shows."""
        recorder, events = self.case.recorder, self.case.events
        lost = self.case.index.lost_from is not None or bool(self.case.unreadable_events)
        if not self.case.events_of(EventType.SETUP) and not lost:
            recorder.fail("1.2", "the archive is incomplete: it has no Setup event")
        recorder.passed("1.1", f"{some(len(events), 'event')}, each names the one before it")
        recorder.passed("1.2", "the order of events is permitted")
        recorder.checked["V1"] = some(len(events), "event")
        _check_records(self.case)


# -- the records that events need


def _check_records(case: Case) -> None:
    """Check that each event's records are there (1.3), in the place where the protocol writes them (0.4), and that
    there are no others (0.3)."""
    before = -1
    case.excused.clear()
    for event in case.events:
        if event.type is EventType.BALLOT:
            wanted = [event.payload] if event.payload else []
        else:
            wanted = _needed_by(case, event, before)
        _check_order(case, event, wanted, before)
        before = event.ordinal
    _report_orphans(case)
    case.recorder.passed("1.3", "every event has its payload, before it and of the right type")
    case.recorder.passed("0.3", "every record has the hash in its name, stands once, and is needed")


def _needed_by(case: Case, event: ChainEvent, before: int) -> list[bytes]:
    """Return the hashes of the records that belong to an event, in order: those that its payload names, then that."""
    if event.payload is None:
        if event.type is None or event.type not in WITHOUT_PAYLOAD:
            _excuse(case, before, event.ordinal)
        return []
    named = _named_records(case, event)
    if named is None:
        _excuse(case, before, event.ordinal)
        return [event.payload]
    return [*named, event.payload]


def _named_records(case: Case, event: ChainEvent) -> list[bytes] | None:
    """Return what the payload names, or None if that cannot be told."""
    if event.type is None or event.type not in _NAMED_BY:
        return []
    assert event.payload is not None
    raw = case.content(event.payload)
    if raw is None:
        return None
    type_, names = _NAMED_BY[event.type]
    try:
        value: Any = case.quiet.read(type_, raw)
    except InvalidEncoding:
        return None
    digests = (getattr(value, name) for name in names)
    return [bytes.fromhex(digest) for digest in digests if isinstance(digest, str)]


def _excuse(case: Case, first: int, last: int) -> None:
    """Do not call records superfluous whose event could not be understood: that is reported already."""
    case.excused.append((first, last))


def _check_order(case: Case, event: ChainEvent, wanted: list[bytes], before: int) -> None:
    index, recorder = case.index, case.recorder
    numbers = {digest: number for digest in wanted if (number := index.find(digest)) != NOWHERE}
    sound = [number for digest, number in numbers.items() if digest not in index.reported]
    fresh = [number for number in sound if not index.is_claimed(number)]
    _check_copies(case, event, [index[number] for number in sound if index.is_claimed(number)], before)
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


def _check_copies(case: Case, event: ChainEvent, repeated: list[bytes], before: int) -> None:
    """Take the copies of records that an earlier event needs too: the protocol writes them again before each event."""
    for digest in repeated:
        copies = case.index.copies.get(digest, [])
        own = [ordinal for ordinal in copies if before < ordinal < event.ordinal]
        if own:
            copies.remove(own[0])
        elif event.type is EventType.PARTIAL_DECRYPTION:  # other events must not repeat anything at all (1.2, 5.10)
            sentence = "a record that this event shares with an earlier one is not written again before it"
            case.recorder.fail("0.4", sentence, event.height)


def _report_orphans(case: Case) -> None:
    for digest in sorted(digest for digest, copies in case.index.copies.items() if copies):
        case.recorder.fail("0.3", f"the data record {digest.hex()} stands twice in the archive")
    last_event = case.events[-1].ordinal if case.events else -1
    starts = [first for first, _ in case.excused]
    for digest in case.index.orphans():
        ordinal = case.index.ordinal(digest)
        place = bisect(starts, ordinal) - 1
        if place >= 0 and ordinal < case.excused[place][1]:
            continue
        tail = ordinal > last_event
        if tail and case.index.lost_from is not None:
            continue
        hint = "; it stands at the end: the archive may be incomplete" if tail else ""
        case.recorder.fail("0.3", f"the data record {digest.hex()} is superfluous: no event needs it{hint}")
