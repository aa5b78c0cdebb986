"""What V0 and V1 give to all later phases: the records of the archive and its chain of events.

Only digests, places and small records stay in memory. Contents are read from the file again when they are needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from ballot.crypto.hashing import sha256_hex
from ballot.records.event import EventType
from ballot.verify.case.case import ChangedWhileReading
from ballot.verify.case.index import Chain, ChainEvent, Index
from ballot.verify.v0_v1_file.hashed import Hashed


@dataclass(frozen=True, slots=True)
class Records:
    """The data records of an archive: where each one is, and its content."""

    stream: BinaryIO
    index: Index

    def content(self, digest: bytes) -> bytes | None:
        """Return a data record, or None if it is missing or was damaged (which is reported elsewhere)."""
        if digest not in self.index or digest in self.index.corrupt:
            return None
        offset, size = self.index.place(digest)
        self.stream.seek(offset)
        raw = self.stream.read(size)
        if sha256_hex(raw) != digest.hex():
            raise ChangedWhileReading("The archive was changed while it was being read. Verify a copy of it.")
        return raw


@dataclass(frozen=True, slots=True)
class File:
    """An archive that was read from beginning to end."""

    records: Records
    events: Chain
    hashed: Hashed | None  # the hash of the file, where it is needed
    roots: Mapping[int, bytes]  # Merkle roots at the sizes that checkpoints name
    unreadable: tuple[int, ...] = ()  # heights of events that could not be read
    superfluous_ends: tuple[int, ...] = ()  # heights of events EndShuffles that end no shuffles

    @property
    def index(self) -> Index:
        """Where each data record is."""
        return self.records.index

    def content(self, digest: bytes | None) -> bytes | None:
        """Return a data record, or None if there is none, it is missing, or it was damaged."""
        return None if digest is None else self.records.content(digest)

    def events_of(self, kind: EventType) -> list[ChainEvent]:
        """Return all events of a type, in order."""
        return list(self.events.of(kind))

    @property
    def setup_event(self) -> str:
        """The hash of the Setup event, as hex digits ("" if there is none)."""
        found = self.events_of(EventType.SETUP)
        return found[0].digest.hex() if found else ""
