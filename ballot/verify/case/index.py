"""What is in the file and where: its data records, and its events in the order of the chain.

Everything that grows with the number of ballots is kept in arrays: about 110 bytes for a ballot and its event.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

from ballot.records.event import EventType
from ballot.verify.case.digests import NOWHERE, Digests

_KINDS: Final = tuple(EventType)
_CODES: Final = {kind: code for code, kind in enumerate(_KINDS)}
_UNREADABLE: Final = len(_KINDS)


class Index:
    """Where each data record is in the file."""

    def __init__(self) -> None:
        self._digests = Digests()
        self._ordinals = array("I")
        self._offsets = array("Q")
        self._sizes = array("I")
        self._claimed = bytearray()
        self.corrupt: set[bytes] = set()
        self.reported: set[bytes] = set()  # records that are themselves reported as wrong
        self.copies: dict[bytes, list[int]] = {}  # ordinals of data records that occur in the file again
        # Heights of events that use a record of an earlier event without writing it again. It is not read for them, so
        # that many small events cannot cause the work of many large records.
        self.borrowed: set[int] = set()
        self.lost_from: int | None = None  # data records from here on may belong to what could not be read

    def add(self, digest: bytes, ordinal: int, offset: int, size: int) -> None:
        """Note a record that is not known yet. `ordinal` counts all records, `offset` is that of the content."""
        self._digests.append(digest)
        self._ordinals.append(ordinal)
        self._offsets.append(offset)
        self._sizes.append(size)
        self._claimed.append(False)

    def __len__(self) -> int:
        return len(self._digests)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._digests

    def __getitem__(self, number: int) -> bytes:
        return self._digests[number]

    def find(self, digest: bytes) -> int:
        """Return the number of a record, in the order in which records were noted, or NOWHERE."""
        return self._digests.find(digest)

    def _number(self, digest: bytes) -> int:
        number = self._digests.find(digest)
        if number == NOWHERE:
            raise KeyError(digest.hex())
        return number

    def ordinal(self, digest: bytes) -> int:
        """Return the place of a record among all records."""
        return self._ordinals[self._number(digest)]

    def place(self, digest: bytes) -> tuple[int, int]:
        """Return offset and size of a record's content."""
        number = self._number(digest)
        return self._offsets[number], self._sizes[number]

    def ordinal_of(self, number: int) -> int:
        """Return the place, among all records, of the record with this number."""
        return self._ordinals[number]

    def claim(self, number: int) -> None:
        """Note that an event needs the record with this number."""
        self._claimed[number] = True

    def is_claimed(self, number: int) -> bool:
        """Say whether an event needs this record, as far as events were looked at."""
        return bool(self._claimed[number])

    def orphans(self) -> Iterator[bytes]:
        """Yield data records that no event needs."""
        number = self._claimed.find(False)
        while number != NOWHERE:
            digest = self._digests[number]
            if digest not in self.reported:
                yield digest
            number = self._claimed.find(False, number + 1)


class ChainEvent(NamedTuple):
    """One event as read: its place in the chain, its hash, its type (None: unreadable) and its payload's hash."""

    height: int
    digest: bytes
    type: EventType | None
    payload: bytes | None
    ordinal: int  # place among all records of the file


class Chain:
    """All events, in order."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._digests = Digests()
        self._kinds = bytearray()
        self._payloads = array("I")  # number of the payload in the index + 1; 0: none, or not there (yet)
        self._elsewhere: dict[int, bytes] = {}  # height -> payload that is missing, or after its event
        self._ordinals = array("I")

    def append(self, digest: bytes, kind: EventType | None, payload: bytes | None, ordinal: int) -> None:
        """Add the next event."""
        number = NOWHERE if payload is None else self._index.find(payload)
        if payload is not None and number == NOWHERE:
            self._elsewhere[len(self)] = payload
        self._digests.append(digest)
        self._kinds.append(_UNREADABLE if kind is None else _CODES[kind])
        self._payloads.append(number + 1)
        self._ordinals.append(ordinal)

    def __len__(self) -> int:
        return len(self._kinds)

    def __getitem__(self, height: int) -> ChainEvent:
        if height < 0:
            height += len(self)
        code = self._kinds[height]
        return ChainEvent(
            height,
            self._digests[height],
            None if code == _UNREADABLE else _KINDS[code],
            self.payload(height),
            self._ordinals[height],
        )

    def __iter__(self) -> Iterator[ChainEvent]:
        return map(self.__getitem__, range(len(self)))

    def has(self, digest: bytes) -> bool:
        """Say whether there is an event with this hash."""
        return digest in self._digests

    def payload(self, height: int) -> bytes | None:
        """Return the hash of an event's payload, or None if it names none."""
        number = self._payloads[height]
        return self._index[number - 1] if number else self._elsewhere.get(height)

    def find(self, digest: bytes) -> ChainEvent | None:
        """Return the event with this hash, if there is one."""
        height = self._digests.find(digest)
        return None if height == NOWHERE else self[height]

    def of(self, kind: EventType) -> Iterator[ChainEvent]:
        """Yield all events of a type, in order."""
        height = self._kinds.find(_CODES[kind])
        while height != NOWHERE:
            yield self[height]
            height = self._kinds.find(_CODES[kind], height + 1)

    def count(self, kind: EventType) -> int:
        """Return the number of events of a type."""
        return self._kinds.count(_CODES[kind])
