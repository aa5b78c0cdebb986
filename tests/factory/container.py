"""Steps of an election -> chained records -> the bytes of an archive, with every field open to tampering.

The good path uses the core's writer. The bad path writes tar blocks field by field, so that a test can make any of them
wrong and still have a right checksum.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ballot.board.archive import data_record, event_record
from ballot.records.canonical import encode

BLOCK = 512
TIMESTAMP = 1_795_501_745


def sha256_hex(content: bytes) -> str:
    """SHA-256, without asking the code under test."""
    return hashlib.sha256(content).hexdigest()


@dataclass
class Step:
    """One event to be: its type, its payload, and the data records that precede it (the payload among them)."""

    type: str
    payload: bytes | None = None
    data: list[bytes] = field(default_factory=list)


@dataclass
class RawRecord:
    """One record of an archive; `name` and `timestamp` are the right ones unless a test sets them."""

    kind: str  # header, data, event
    content: bytes
    name: str | None = None
    timestamp: int = TIMESTAMP
    fields: dict[str, Any] = field(default_factory=dict)  # overrides of tar fields, see tar_record

    def pack(self) -> bytes:
        """The record's blocks."""
        if self.name is None and not self.fields:
            if self.kind == "header":
                return plain_record("BELENIOS", self.content, self.timestamp)
            make = data_record if self.kind == "data" else event_record
            return make(self.content, self.timestamp)
        name = self.name if self.name is not None else self.own_name()
        return tar_record(name, self.content, self.timestamp, **self.fields)

    def own_name(self) -> str:
        """The name that this record should have."""
        return "BELENIOS" if self.kind == "header" else f"{sha256_hex(self.content)}.{self.kind}.json"


def plain_record(name: str, content: bytes, timestamp: int) -> bytes:
    """A good record of any name."""
    return tar_record(name, content, timestamp)


def tar_record(name: str, content: bytes, timestamp: int, **override: Any) -> bytes:
    """A record with chosen tar fields (bytes): see `values`; also padding and checksum."""
    block = bytearray(BLOCK)
    values = {
        "name": (0, name.encode()),
        "mode": (100, b"0000644\0"),
        "uid": (108, b"0000000\0"),
        "gid": (116, b"0000000\0"),
        "size": (124, b"%011o\0" % len(content)),
        "mtime": (136, b"%011o\0" % timestamp),
        "type": (156, b"0"),
        "link": (157, b""),
        "magic": (257, b""),
        "rest": (345, b""),
    }
    for key, (at, good) in values.items():
        value = override.get(key, good)
        block[at : at + len(value)] = value
    block[148:156] = b" " * 8
    block[148:156] = override.get("checksum", b"%06o\0 " % sum(block))
    padding = override.get("padding", bytes(-len(content) % BLOCK))
    return bytes(block) + content + padding


def edit_json(raw: bytes, change: Callable[[Any], Any]) -> bytes:
    """Decode JSON, let `change` modify it (in place, or return another value), and encode it canonically again."""
    value = json.loads(raw)
    changed = change(value)
    return encode(value if changed is None else changed)


def chain(
    steps: list[Step], tamper: Callable[[int, dict[str, Any]], None] | None = None, timestamp: int = TIMESTAMP
) -> list[RawRecord]:
    """Return the records, header first. `tamper(height, event)` may change an event before it is hashed."""
    header = encode({"version": 1, "timestamp": str(timestamp)})
    records = [RawRecord("header", header, timestamp=timestamp)]
    parent: str | None = None
    for height, step in enumerate(steps):
        event: dict[str, Any] = {} if parent is None else {"parent": parent}
        event |= {"height": height, "type": step.type}
        if step.payload is not None:
            event["payload"] = sha256_hex(step.payload)
        if tamper is not None:
            tamper(height, event)
        records += [RawRecord("data", content, timestamp=timestamp) for content in step.data]
        records.append(RawRecord("event", encode(event), timestamp=timestamp))
        parent = sha256_hex(records[-1].content)
    return records


def pack(records: list[RawRecord]) -> bytes:
    """Return the bytes of an archive."""
    return b"".join(record.pack() for record in records)


def unpack(archive: bytes) -> list[RawRecord]:
    """Split a good archive into its records."""
    records, at = [], 0
    while at < len(archive):
        name = archive[at : at + 100].rstrip(b"\0").decode()
        size = int(archive[at + 124 : at + 135], 8)
        timestamp = int(archive[at + 136 : at + 147], 8)
        kind = "header" if name == "BELENIOS" else name.split(".")[1]
        records.append(RawRecord(kind, archive[at + BLOCK : at + BLOCK + size], timestamp=timestamp))
        at += BLOCK + size + (-size % BLOCK)
    assert pack(records) == archive
    return records


def steps_of(archive: bytes) -> list[Step]:
    """Turn a good archive back into steps: records that precede an event belong to it."""
    steps, waiting = [], []
    for record in unpack(archive)[1:]:
        if record.kind == "data":
            waiting.append(record.content)
            continue
        event = json.loads(record.content)
        payload = next((content for content in waiting if sha256_hex(content) == event.get("payload")), None)
        steps.append(Step(event["type"], payload, waiting))
        waiting = []
    return steps


def cut(archive: bytes, events: int) -> bytes:
    """Return the archive with its first events only."""
    timestamp = unpack(archive)[0].timestamp
    return pack(chain(steps_of(archive)[:events], timestamp=timestamp))


def with_record(records: list[RawRecord], index: int, **change: Any) -> list[RawRecord]:
    """Return a copy in which one record is changed."""
    return [replace(record, **change) if i == index % len(records) else record for i, record in enumerate(records)]
