"""Reading the companion file for the verifier: everything by the event that it belongs to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, Final, TypeVar

from ballot.board.companion import (
    MAX_LINE_BYTES,
    CharterRecord,
    CheckpointRecord,
    CompanionRecord,
    CountSheetRecord,
    EventRecord,
    LotSeedRecord,
    ServerKeyRecord,
    ShareCommitmentRecord,
    SignatureRecord,
    StrongProofRecord,
    TimesRecord,
    TrackingNumbersRecord,
    VacancyRecord,
    parse_line,
)
from ballot.board.server_keys import Succession
from ballot.errors import InvalidEncoding
from ballot.records.charter import Charter
from ballot.records.event import EventType

_Record = TypeVar("_Record", bound=EventRecord)
# A withdrawal may belong to any event up to the tally: a later one comes too late, which is check 9.5's matter.
_EVENTS_OF: Final[dict[type, tuple[EventType, ...]]] = {
    StrongProofRecord: (EventType.PARTIAL_DECRYPTION,),
    SignatureRecord: (EventType.PARTIAL_DECRYPTION, EventType.SHUFFLE),
    ShareCommitmentRecord: (EventType.PARTIAL_DECRYPTION,),
    TrackingNumbersRecord: (EventType.END_BALLOTS,),
    TimesRecord: (EventType.SETUP, EventType.BALLOT),
    LotSeedRecord: (EventType.RESULT,),
    CountSheetRecord: (EventType.RESULT,),
    VacancyRecord: (EventType.RESULT,),
}
# An election can be called off until the first share is on the board.
_BEFORE_SHARES = (
    EventType.SETUP,
    EventType.BALLOT,
    EventType.ENCRYPTED_TALLY,
    EventType.SHUFFLE,
    EventType.END_SHUFFLES,
)


def events_of(record: EventRecord) -> tuple[EventType, ...] | None:
    """Return the types of the events that a record can belong to; None: any."""
    if isinstance(record, TimesRecord) and record.change == "called-off":
        return _BEFORE_SHARES
    return _EVENTS_OF.get(type(record))


@dataclass
class Companion:
    """The records of a companion file. `present`: there is one. `problems`: sentences, each with its line."""

    present: bool = False
    charter: Charter | None = None
    records: list[tuple[int, EventRecord]] = field(default_factory=list)  # each with its line; see `add`
    problems: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=lambda: [hashlib.sha256().hexdigest()])  # of the first n lines
    # Places in `records`, by kind and event ("": of all events): whoever asks for one event does not read all lines.
    _places: dict[tuple[type, str], list[int]] = field(default_factory=dict)

    def add(self, line: int, record: EventRecord) -> None:
        """Add the record of one line."""
        for event in ("", record.event):
            self._places.setdefault((type(record), event), []).append(len(self.records))
        self.records.append((line, record))

    def of(self, kind: type[_Record], event: str | None = None) -> list[_Record]:
        """Return the records of one kind, of one event or of all."""
        return [record for _, record in self.lines_of(kind, event)]

    def lines_of(self, kind: type[_Record], event: str | None = None) -> list[tuple[int, _Record]]:
        """Return the same with their line numbers."""
        found = (self.records[place] for place in self._places.get((kind, event or ""), ()))
        return [(line, record) for line, record in found if isinstance(record, kind)]

    @property
    def checkpoints(self) -> list[tuple[int, CheckpointRecord]]:
        """Line numbers and checkpoint records."""
        return self.lines_of(CheckpointRecord)

    @cached_property
    def succession(self) -> Succession:
        """The server's keys, one after the other; made once, however many checkpoints ask for it."""
        return Succession(self.lines_of(ServerKeyRecord))


def read_companion(stream: BinaryIO) -> Companion:
    """Read a companion file to its end. A line that cannot be read is a problem, and reading continues after it."""
    companion = Companion(present=True)
    digest = hashlib.sha256()
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        digest.update(line)
        companion.hashes.append(digest.hexdigest())
        if not line.endswith(b"\n"):
            companion.problems.append(f"line {number} of the companion file is cut off or too long")
            break
        try:
            _accept(companion, number, parse_line(line[:-1]))
        except InvalidEncoding as error:
            companion.problems.append(f"line {number} of the companion file cannot be read: {error}")
    return companion


def _accept(companion: Companion, number: int, record: CompanionRecord) -> None:
    if not isinstance(record, CharterRecord):
        companion.add(number, record)
    elif number == 1:
        companion.charter = record.value
    else:
        companion.problems.append(f"line {number} of the companion file is a charter: only the first line may be one")
