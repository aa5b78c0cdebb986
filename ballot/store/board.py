"""The bulletin board in the database: one writer per election, rows that never change, and the files made of them.

The writer that appends first has the lock of the election's `BoardHead` (SQLite: of the whole database); the unique
constraints on (election, height) and (election, parent) would stop a second writer even without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from sqlalchemy import ColumnElement, LargeBinary, TextClause, func, insert, select, text
from sqlalchemy.orm import Session

from ballot.board import archive, companion, merkle
from ballot.board.events import next_event
from ballot.crypto.hashing import sha256_hex
from ballot.errors import BoardInconsistent, NotPermitted
from ballot.records.event import Event, EventType, make_event
from ballot.store.models.board import OTHER, BoardData, BoardEvent, BoardHead, CompanionRecord
from ballot.store.models.election import Election

R = TypeVar("R")
_CHUNK = 200  # rows fetched at a time: files are streamed, never kept in memory


@dataclass(frozen=True, slots=True)
class Appended:
    """An event as it was appended, with the Merkle path that proves its place in the tree of `height + 1` events."""

    hash: str
    height: int
    content: bytes
    root: str
    inclusion: tuple[str, ...]


def create_head(session: Session, election: Election) -> None:
    """Create the empty board of an election."""
    empty = companion.companion_hash([])
    head = BoardHead(election_id=election.id, size=0, frontier="", companion_size=0, companion_hash=empty)
    session.add(head)
    session.flush()


def lock(session: Session, election_id: int) -> BoardHead:
    """Take the writer's lock of an election's board until the transaction ends, and return the head as it is now.

    Raises: BoardInconsistent if the election has no board, because it is still a draft.
    """
    query = select(BoardHead).where(BoardHead.election_id == election_id)
    head = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if head is None:
        raise BoardInconsistent("The election is a draft: it has no board yet.")
    return head


def append(session: Session, election: Election, event_type: EventType, data: Sequence[bytes]) -> Appended:
    """Append an event with its data records, of which the last is the payload, and return it.

    Only the chain and its state machine are verified here (M7): callers verify everything else before they append.

    Raises: BoardInconsistent if the state machine forbids the event. NotPermitted if a record is too large for an
    archive.
    """
    appended = append_at(session, lock(session, election.id), event_type, data)
    session.flush()
    return appended


def append_at(session: Session, head: BoardHead, event_type: EventType, data: Sequence[bytes]) -> Appended:
    """Append like `append`, at a head that is locked already; the caller flushes the head after its last event."""
    _refuse_too_large(event_type, data)
    raw_hash, content, event = next_event(_last_event(head), event_type, data[-1] if data else None)
    connection = session.connection()
    connection.execute(insert(BoardEvent), [_event_row(head.election_id, event, raw_hash, content)])
    if data:
        connection.execute(insert(BoardData), _data_rows(head.election_id, event.height, data))
    before = [bytes.fromhex(root) for root in head.frontier.split()]
    after = merkle.append(before, head.size, merkle.leaf_hash(content))
    head.size, head.hash, head.type = event.height + 1, raw_hash, event.type.value
    head.frontier = " ".join(root.hex() for root in after)
    path = tuple(sibling.hex() for sibling in merkle.last_leaf_path(before))
    return Appended(raw_hash, event.height, content, merkle.root(after).hex(), path)


def _refuse_too_large(event_type: EventType, data: Sequence[bytes]) -> None:
    """Refuse a record that no reader would accept: an archive with it could never be verified."""
    largest = max(map(len, data), default=0)
    if largest > archive.MAX_RECORD_BYTES:
        raise NotPermitted(
            f"A record of the event {event_type.value} has {largest:,} bytes; an archive holds records of at most "
            f"{archive.MAX_RECORD_BYTES:,}. Nothing was changed. An election of this size must be divided, or have "
            "fewer contests or fewer candidates."
        )


def _last_event(head: BoardHead) -> tuple[str, Event] | None:
    if head.hash is None:
        return None
    # Only height and type decide what may follow.
    return head.hash, make_event(None, head.size - 1, EventType(head.type), None)


def _event_row(election_id: int, event: Event, raw_hash: str, content: bytes) -> dict[str, Any]:
    parent = event.parent if isinstance(event.parent, str) else ""
    return {
        "election_id": election_id,
        "height": event.height,
        "type": event.type.value,
        "parent": parent,
        "hash": raw_hash,
        "content": content,
    }


def _data_rows(election_id: int, height: int, data: Sequence[bytes]) -> list[dict[str, Any]]:
    return [
        {
            "election_id": election_id,
            "height": height,
            "position": position,
            "hash": sha256_hex(content),
            "content": content,
        }
        for position, content in enumerate(data)
    ]


def append_companion(session: Session, election: Election, record: Any) -> None:
    """Append a record (of `ballot.board.companion`) to the companion file."""
    head = lock(session, election.id)
    line = companion.encode_line(record)
    lines = [*_companion_lines(session, election), line]
    row = {"election_id": election.id, "position": head.companion_size, "content": line}
    session.execute(insert(CompanionRecord), [row])
    head.companion_size, head.companion_hash = len(lines), companion.companion_hash(lines)
    session.flush()


def _companion_lines(session: Session, election: Election) -> list[bytes]:
    query = select(CompanionRecord.content).where(CompanionRecord.election_id == election.id)
    return list(session.scalars(query.order_by(CompanionRecord.position)))


def companion_hash_of(session: Session, election: Election, records: int) -> str:
    """Return SHA-256 of the first lines of the companion file, as a checkpoint of that number of lines lists it."""
    return companion.companion_hash(_companion_lines(session, election)[:records])


def companion_records(session: Session, election: Election) -> list[companion.CompanionRecord]:
    """Return the records of the companion file, in order."""
    return [companion.parse_line(line) for line in _companion_lines(session, election)]


def companion_records_of(session: Session, election: Election, kind: type[R]) -> list[R]:
    """Return the records of one kind, in order; the others are not read."""
    query = select(CompanionRecord.content).where(*_of_kind(election, kind)).order_by(CompanionRecord.position)
    return [record for record in map(companion.parse_line, session.scalars(query)) if isinstance(record, kind)]


def count_companion_records(session: Session, election: Election, kind: type) -> int:
    """Return the number of records of one kind without reading them."""
    return session.scalar(select(func.count()).select_from(CompanionRecord).where(*_of_kind(election, kind))) or 0


def _of_kind(election: Election, kind: type) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    start = companion.line_start(kind)
    begins = func.substr(CompanionRecord.content, 1, len(start), type_=LargeBinary)
    return CompanionRecord.election_id == election.id, begins == start


def event_content(session: Session, election: Election, height: int) -> bytes:
    """Return the exact bytes of the event at a height."""
    query = select(BoardEvent.content).where(BoardEvent.election_id == election.id, BoardEvent.height == height)
    return session.scalars(query).one()


def events_of_type(session: Session, election: Election, event_type: EventType) -> list[BoardEvent]:
    """Return the events of one type, in order."""
    query = select(BoardEvent).where(BoardEvent.election_id == election.id, BoardEvent.type == event_type.value)
    return list(session.scalars(query.where(*_without_ballots(event_type)).order_by(BoardEvent.height)))


def height_of(session: Session, election: Election, event_type: EventType) -> int | None:
    """Return the height of the one event of a type, or None."""
    query = select(BoardEvent.height).where(BoardEvent.election_id == election.id, BoardEvent.type == event_type.value)
    return session.scalar(query.where(*_without_ballots(event_type)))


def _without_ballots(event_type: EventType) -> tuple[TextClause, ...]:
    """Return the condition with which the database finds an event of another type by their index."""
    return () if event_type is EventType.BALLOT else (text(f"board_event.{OTHER.text}"),)


def data_of(session: Session, election: Election, height: int) -> list[bytes]:
    """Return the data records that the event at a height brought with it; the last is its payload."""
    query = select(BoardData.content).where(BoardData.election_id == election.id, BoardData.height == height)
    return list(session.scalars(query.order_by(BoardData.position)))


def payload_of(session: Session, election: Election, height: int) -> bytes:
    """Return the payload of the event at a height, without its other records, which may be megabytes."""
    query = select(BoardData.content).where(BoardData.election_id == election.id, BoardData.height == height)
    return session.scalars(query.order_by(BoardData.position.desc()).limit(1)).one()


def count_events(session: Session, election: Election, event_type: EventType) -> int:
    """Return the number of events of one type."""
    query = select(func.count()).select_from(BoardEvent)
    found = session.scalar(query.where(BoardEvent.election_id == election.id, BoardEvent.type == event_type.value))
    return found or 0


def archive_chunks(session: Session, election: Election, last_height: int | None = None) -> Iterator[bytes]:
    """Yield the `.bel` archive record by record, up to the event at `last_height` (None: all), in constant memory."""
    timestamp = int(election.archive_timestamp or "0")
    limit = 2**31 - 1 if last_height is None else last_height
    yield archive.header_record(timestamp)
    data = _stream(session, BoardData, election.id, limit, (BoardData.height, BoardData.position))
    waiting = next(data, None)
    for height, event in _stream(session, BoardEvent, election.id, limit, (BoardEvent.height,)):
        while waiting is not None and waiting[0] == height:
            yield archive.data_record(waiting[1], timestamp)
            waiting = next(data, None)
        yield archive.event_record(event, timestamp)


def _stream(session: Session, table: Any, election_id: int, limit: int, order: Any) -> Iterator[tuple[int, bytes]]:
    query = select(table.height, table.content).where(table.election_id == election_id, table.height <= limit)
    rows = session.execute(query.order_by(*order), execution_options={"yield_per": _CHUNK})
    yield from ((height, content) for height, content in rows)


def write_archive(session: Session, election: Election, out: BinaryIO, last_height: int | None = None) -> None:
    """Write the `.bel` archive."""
    for chunk in archive_chunks(session, election, last_height):
        out.write(chunk)


def companion_chunks(session: Session, election: Election, lines: int | None = None) -> Iterator[bytes]:
    """Yield the companion file line by line; `lines`: how many of them (None: all)."""
    for line in _companion_lines(session, election)[:lines]:
        yield line + b"\n"


def write_companion(session: Session, election: Election, out: BinaryIO) -> None:
    """Write the companion file."""
    for line in companion_chunks(session, election):
        out.write(line)
