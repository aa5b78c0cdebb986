"""The archive `UUID.bel`: an old-style tar file, written and read byte for byte (specification 4.4).

512-byte blocks; no ustar magic; every record carries the header's timestamp; the file ends with the padding of its
last record. Python's `tarfile` writes and accepts much more than that, so this module reads and writes blocks itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Protocol

from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidEncoding
from ballot.records.canonical import decode, encode
from ballot.records.event import Event, Header

BLOCK: Final = 512
# The largest records are shuffles, 512 bytes for each ranked paper: room for half a million of them in one. Decoded, a
# record takes ten times as much memory, which an auditor's machine has to bear.
MAX_RECORD_BYTES: Final = 2**28
_MAX_EVENT_BYTES: Final = 10_000  # an event has about 200
HEADER_NAME: Final = "BELENIOS"
_NAME: Final = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
_SIZE = slice(124, 136)
_MTIME = slice(136, 148)
_CHECKSUM = slice(148, 156)
_TYPE = slice(156, 157)
_LINK_AND_MAGIC = slice(157, 512)


# -- writing


def _octal(value: int, digits: int) -> bytes:
    return f"{value:0{digits}o}".encode("ascii") + b"\0"


def _header_block(name: bytes, size: int, mtime: int) -> bytes:
    block = bytearray(BLOCK)
    block[0 : len(name)] = name
    block[100:108] = _octal(0o644, 7)
    block[108:124] = _octal(0, 7) * 2
    block[_SIZE] = _octal(size, 11)
    block[_MTIME] = _octal(mtime, 11)
    block[_CHECKSUM] = b" " * 8
    block[_TYPE] = b"0"
    block[_CHECKSUM] = f"{sum(block):06o}".encode("ascii") + b"\0 "
    return bytes(block)


def _padding(size: int) -> int:
    return -size % BLOCK


def _record(name: str, content: bytes, timestamp: int) -> bytes:
    return _header_block(name.encode("ascii"), len(content), timestamp) + content + bytes(_padding(len(content)))


def header_record(timestamp: int) -> bytes:
    """Return the archive's first record; `timestamp` is seconds since 1970."""
    return _record(HEADER_NAME, encode(Header(1, str(timestamp))), timestamp)


def data_record(content: bytes, timestamp: int) -> bytes:
    """Return a data record: a payload, or a record that a payload names."""
    return _record(f"{sha256_hex(content)}.data.json", content, timestamp)


def event_record(content: bytes, timestamp: int) -> bytes:
    """Return an event record."""
    return _record(f"{sha256_hex(content)}.event.json", content, timestamp)


# -- reading


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """One record as it is in the file. `kind` is "header", "data" or "event"; `digest` is the name's (header: "").

    `deviations` are pairs of a check number and a sentence: what is wrong with this record's block, padding or name.
    """

    kind: str
    digest: str
    content: bytes
    offset: int
    mtime: int
    deviations: tuple[tuple[str, str], ...] = field(default=())


class Readable(Protocol):
    """What an archive is read from, front to back."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, fewer only at the end."""


def read_records(stream: Readable) -> Iterator[ArchiveRecord]:
    """Yield the records of an archive, in order, one at a time in memory.

    Raises:
        InvalidEncoding: with check 0.1: the file is incomplete or is no such archive, and cannot be read any further.
    """
    offset = 0
    while block := stream.read(BLOCK):
        if len(block) < BLOCK:
            end = offset + len(block)
            raise InvalidEncoding(f"the archive is incomplete: it ends inside a block, at byte {end}", "0.1")
        name, size, mtime = _parse_block(block, offset)
        content, padding = stream.read(size), stream.read(_padding(size))
        if len(content) < size or len(padding) < _padding(size):
            raise InvalidEncoding(f"the archive is incomplete: it ends inside the record at byte {offset}", "0.1")
        yield _describe(block, name, content, padding, offset, mtime)
        offset += BLOCK + size + _padding(size)


def _parse_block(block: bytes, offset: int) -> tuple[bytes, int, int]:
    where = f"at byte {offset}"
    if not any(block):
        raise InvalidEncoding(f"there are bytes after the last record, {where}: this archive has no end marks", "0.1")
    if block[_TYPE] != b"0" or any(block[_LINK_AND_MAGIC]):
        raise InvalidEncoding(f"the record {where} is not a plain file of an old-style tar archive", "0.1")
    name = block[:100].rstrip(b"\0")
    limit = _MAX_EVENT_BYTES if name.endswith(b".event.json") else MAX_RECORD_BYTES
    return (
        name,
        _parse_octal(block[_SIZE], f"size {where}", limit),
        _parse_octal(block[_MTIME], f"time {where}", 2**33),
    )


def _parse_octal(text: bytes, what: str, maximum: int) -> int:
    if not re.fullmatch(rb"[0-7]{11}\0", text):
        raise InvalidEncoding(f"the {what} is not eleven octal digits and NUL", "0.1")
    value = int(text[:11], 8)
    if value > maximum:
        raise InvalidEncoding(f"the {what} is {value}; {maximum} is the limit", "0.1")
    return value


def _describe(block: bytes, name: bytes, content: bytes, padding: bytes, offset: int, mtime: int) -> ArchiveRecord:
    deviations: list[tuple[str, str]] = []
    text = name.decode("latin-1")
    match = _NAME.fullmatch(text)
    kind, digest = (match[2], match[1]) if match else ("header", "")
    if not match and (text != HEADER_NAME or offset):
        deviations.append(("0.1", f"a record is named {text!r}"))
    if match and sha256_hex(content) != digest:
        deviations.append(("0.3", f"the content of {text} does not have the hash in its name"))
    if block != _header_block(name, len(content), mtime) or any(padding):
        deviations.append(("0.4", f"the record {text} at byte {offset} is not written as the protocol writes it"))
    if match and not offset:
        deviations.append(("0.1", f"the first record is {text}, not {HEADER_NAME}"))
    return ArchiveRecord(kind, digest, content, offset, mtime, tuple(deviations))


class Archive:
    """Random access to an archive on disk without loading it: events in order, records by hash.

    For the tools of people who have verified the archive; the verifier itself uses `read_records`.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._places: dict[bytes, tuple[int, int]] = {}
        self.events: list[tuple[str, Event]] = []
        self.timestamp = 0
        for record in read_records(stream):
            if record.deviations:
                raise InvalidEncoding(f"The archive is damaged: {record.deviations[0][1]}.", record.deviations[0][0])
            self._index(record)

    def _index(self, record: ArchiveRecord) -> None:
        if record.kind == "header":
            self.timestamp = int(decode(Header, record.content).timestamp)
            return
        if record.kind == "event":
            self.events.append((record.digest, decode(Event, record.content)))
        self._places[bytes.fromhex(record.digest)] = (record.offset + BLOCK, len(record.content))

    def get(self, digest: str) -> bytes:
        """Return the content of the record with this hash.

        Raises:
            InvalidEncoding: there is none.
        """
        place = self._places.get(bytes.fromhex(digest))
        if place is None:
            raise InvalidEncoding(f"The archive has no record {digest}.")
        self._stream.seek(place[0])
        return self._stream.read(place[1])
