"""V0, the container: blocks, names, hashes, times (checks 0.1 to 0.4), one record at a time in memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Annotated, BinaryIO, Final, Literal, NamedTuple

from msgspec import Meta

from ballot.board.archive import BLOCK, HEADER_NAME, ArchiveRecord, Readable, read_records
from ballot.errors import InvalidEncoding
from ballot.records.canonical import Record, decode
from ballot.records.event import Event, Header
from ballot.verify.case.case import Case
from ballot.verify.case.index import Index
from ballot.verify.case.reading import WrongShape

_CHECKSUM: Final = slice(148, 156)


class Scanned(NamedTuple):
    """A data or event record: `digest` is the hash in its name, `real` that of its content, `ordinal` its place."""

    kind: str
    digest: bytes
    real: bytes
    content: bytes
    ordinal: int


def is_archive(stream: BinaryIO) -> bool:
    """Say whether a file looks like a tar archive, or begins like one of ours; nothing else is an archive."""
    block = stream.read(BLOCK)
    stream.seek(0)
    if block.startswith(HEADER_NAME.encode()):
        return True
    if len(block) < BLOCK:
        return False
    blanked = block[: _CHECKSUM.start] + b" " * 8 + block[_CHECKSUM.stop :]
    stated = re.match(rb"[ 0]*([0-7]+)[ \0]", block[_CHECKSUM])
    return stated is not None and int(stated[1], 8) == sum(blanked) and any(block[:100])


def scan(case: Case, index: Index, stream: Readable) -> Iterator[Scanned]:
    """Read all records once: report what is wrong with each, index the data, and yield data and events."""
    timestamp: int | None = None
    ordinal = -1
    size = case.path.stat().st_size
    try:
        for ordinal, record in enumerate(read_records(stream)):
            _report_deviations(case, record)
            if ordinal == 0 and record.kind == "header":
                timestamp = _read_header(case, record)
            if timestamp is not None and record.mtime != timestamp:
                case.recorder.fail("0.2", f"{_label(record)} carries another time than the archive's header")
            if record.kind != "header":
                yield from _index(index, record, ordinal)
            elif ordinal:
                yield from _index_misnamed(index, record, ordinal)
            if ordinal % 256 == 0:
                case.progress("Reading the archive", record.offset, size)
    except InvalidEncoding as error:
        case.recorder.fail(error.check or "0.1", str(error))
        index.lost_from = ordinal
    if timestamp is not None:
        case.recorder.passed("0.2", "header version 1; every record carries the header's time")
    else:
        case.recorder.skip("the archive's header could not be read", "0.2")
    case.recorder.passed("0.1", f"{ordinal + 1} records, complete, all of the permitted form")
    case.recorder.passed("0.4", "every block is written as the protocol writes it")
    case.recorder.checked["V0"] = f"{ordinal + 1} records, {size} bytes"


def _label(record: ArchiveRecord) -> str:
    return f"the {record.kind} record at byte {record.offset}"


def _report_deviations(case: Case, record: ArchiveRecord) -> None:
    for check, message in record.deviations:
        case.recorder.fail(check, message)


def _read_header(case: Case, record: ArchiveRecord) -> int | None:
    """Return the header's timestamp (check 0.2)."""
    try:
        return int(case.reader.read(Header, record.content).timestamp)
    except WrongShape as error:
        specified = _read_specified(case, record)
        if specified is not None:
            return specified
        version = error.tree.get("version") if isinstance(error.tree, dict) else None
        if version != 1 or version is True:
            case.recorder.fail(
                "0.2", f"the archive's version is {str(version)[:40]}; this program reads version 1 only"
            )
        else:
            case.recorder.fail("0.2", f"the archive's header is malformed: {error}")
    except InvalidEncoding as error:
        case.recorder.fail(error.check or "0.5", f"the archive's header: {error}")
    return None


class _SpecifiedHeader(Record, frozen=True):
    """The header as the specification has it (4.4): its timestamp is a number; the protocol's program writes a text."""

    version: Literal[1]
    timestamp: Annotated[int, Meta(ge=0, lt=10**11)]


def _read_specified(case: Case, record: ArchiveRecord) -> int | None:
    """Return the timestamp of a header that follows the specification to the letter: another spelling (0.5)."""
    try:
        timestamp = decode(_SpecifiedHeader, record.content).timestamp
    except InvalidEncoding:
        return None  # the caller says what is wrong with it
    sentence = "the archive's header has its time as a number, where the protocol's own program writes a text"
    case.reader.deviations.append((None, sentence))
    return timestamp


def _index_misnamed(index: Index, record: ArchiveRecord, ordinal: int) -> Iterator[Scanned]:
    """Index a record whose name is wrong (0.1) under its true hash, so that one fault is reported once."""
    real = hashlib.sha256(record.content).digest()
    try:
        decode(Event, record.content)
    except InvalidEncoding:
        index.reported.add(real)
        if real not in index:
            index.add(real, ordinal, record.offset + BLOCK, len(record.content))
    else:
        yield Scanned("event", real, real, record.content, ordinal)


def _index(index: Index, record: ArchiveRecord, ordinal: int) -> Iterator[Scanned]:
    """Index one record under its name, and under its true hash if that is another; a second copy is a failure."""
    digest = bytes.fromhex(record.digest)
    damaged = any(check == "0.3" for check, _ in record.deviations)
    real = hashlib.sha256(record.content).digest() if damaged else digest
    if record.kind == "data":
        if digest in index:
            index.copies.setdefault(digest, []).append(ordinal)
            return
        if damaged:
            index.corrupt.add(digest)
            index.reported.update((digest, real))  # already reported: not also as superfluous
        index.add(digest, ordinal, record.offset + BLOCK, len(record.content))
        if damaged and real not in index:
            index.add(real, ordinal, record.offset + BLOCK, len(record.content))
    yield Scanned(record.kind, digest, real, record.content, ordinal)
