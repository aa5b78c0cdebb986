"""V1, the chain of events (checks 1.1 and 1.2), read together with the records of V0."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ballot.board import merkle
from ballot.board.events import WITHOUT_PAYLOAD, check_transition
from ballot.errors import BoardInconsistent, InvalidEncoding
from ballot.records.canonical import decode
from ballot.records.event import Event, EventType
from ballot.verify.case.case import Case
from ballot.verify.case.index import Chain, Index
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.container import Scanned, scan
from ballot.verify.v0_v1_file.file import File, Records
from ballot.verify.v0_v1_file.hashed import Hashed
from ballot.verify.v0_v1_file.payloads import check_payloads
from ballot.verify.v0_v1_file.references import References, sizes_of_checkpoints

_RANK: Final = {kind: rank for rank, kind in enumerate(EventType)}
_KNOWN: Final = {kind.value for kind in EventType}


def read_archive(case: Case, references: References) -> File:
    """Read the archive once: its records (V0), its chain of events (1.1, 1.2), and what each event needs (1.3)."""
    index = Index()
    mark = references.mark
    hashed = None if mark is None else Hashed(case.stream, mark)
    chain = _ChainReader(case, index, sizes_of_checkpoints(case, references))
    for record in scan(case, index, hashed or case.stream):
        if record.kind == "event":
            chain.accept(record)
    chain.finish()
    file = File(
        records=Records(case.stream, index),
        events=chain.events,
        hashed=hashed,
        roots=chain.roots,
        unreadable=tuple(chain.unreadable),
        superfluous_ends=tuple(chain.superfluous_ends),
    )
    check_payloads(case, file)
    return file


class _ChainReader:
    """Reads events in the order of the file. After a failure it goes on from what it found, so that one fault is
    reported once."""

    def __init__(self, case: Case, index: Index, sizes: Collection[int]) -> None:
        self.case, self.index = case, index
        self.events = Chain(index)
        self.unreadable: list[int] = []
        self.superfluous_ends: list[int] = []
        self.roots: dict[int, bytes] = {}
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
        height = len(self.events)
        if self.events.has(record.digest) or record.digest in self.aliases:
            self.case.recorder.fail("0.3", f"the event {record.digest.hex()} stands twice in the archive", height)
            return
        event = self._decode(record, height)
        # A damaged event is reported as such (0.3). If only its name is wrong, its content can still be used.
        digest = record.digest if event is None else record.real
        if record.digest != record.real:
            self.aliases.update((record.digest, record.real))
        if event is None:
            self.unreadable.append(height)
        else:
            self._check_place(event, height)
            self._advance(event.type, height)
            self._check_payload_field(event, height)
        payload = bytes.fromhex(event.payload) if event is not None and isinstance(event.payload, str) else None
        self.events.append(digest, None if event is None else event.type, payload, record.ordinal)
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
        """Return an event whose name is not its hash, if everything else fits, so that only the name can be wrong."""
        try:
            event = decode(Event, content)
        except InvalidEncoding:
            return None
        parent_fits = event.parent in self.parents if self.parents else not isinstance(event.parent, str)
        payload_fits = not isinstance(event.payload, str) or bytes.fromhex(event.payload) in self.index
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
            self.superfluous_ends.append(height)
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
        size = len(self.events)
        if size > self.last_size:
            return
        self.frontier = merkle.append(self.frontier, size - 1, merkle.leaf_hash(content))
        if size in self.sizes:
            self.roots[size] = merkle.root(self.frontier)

    def finish(self) -> None:
        """Report what only the whole chain shows."""
        recorder = self.case.recorder
        lost = self.index.lost_from is not None or bool(self.unreadable)
        if not self.events.count(EventType.SETUP) and not lost:
            recorder.fail("1.2", "the archive is incomplete: it has no Setup event")
        recorder.passed("1.1", f"{some(len(self.events), 'event')}, each names the one before it")
        recorder.passed("1.2", "the order of events is permitted")
        recorder.checked["V1"] = some(len(self.events), "event")
