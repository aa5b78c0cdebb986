"""Is the stored board still what was written? A cheap check of its head, the whole chain, and older states of it.

The triggers refuse changes; this detects changes made after removing the triggers, and a database that was rolled back
(W20, W26).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot.board import companion, merkle
from ballot.crypto.hashing import sha256_hex
from ballot.errors import BoardInconsistent, InvalidEncoding
from ballot.records.canonical import decode
from ballot.records.event import Event
from ballot.store.models.board import BoardData, BoardEvent, BoardHead, CompanionRecord
from ballot.store.models.election import Election

_CHUNK: Final = 500  # rows fetched at a time: a board is streamed, never kept in memory


@dataclass(frozen=True, slots=True)
class Growth:
    """The first `size` events of a board, as the Merkle frontier that they make."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    @property
    def root(self) -> str:
        """The Merkle root of these events, hex."""
        return merkle.root(self.frontier).hex()


def grow(session: Session, election: Election, earlier: Growth, size: int) -> Growth:
    """Return the first `size` events of the board, computed from their own bytes and from an earlier state.

    Raises: BoardInconsistent if there are fewer.
    """
    query = select(BoardEvent.height, BoardEvent.content).where(
        BoardEvent.election_id == election.id, BoardEvent.height >= earlier.size, BoardEvent.height < size
    )
    rows = session.execute(query.order_by(BoardEvent.height), execution_options={"yield_per": _CHUNK})
    reached, frontier = earlier.size, list(earlier.frontier)
    for height, content in rows:
        if height != reached:
            break
        frontier, reached = merkle.append(frontier, reached, merkle.leaf_hash(content)), reached + 1
    if reached != size:
        raise BoardInconsistent(f"The board was changed: the event at height {reached} is missing.")
    return Growth(size, tuple(frontier))


def verify_head(session: Session, election: Election) -> BoardHead:
    """Check, by reading one row, that the stored head is the last event of the board, and return it.

    Raises: BoardInconsistent if it is not, or if there is no head although the election is frozen.
    """
    head = session.get(BoardHead, election.id)
    newest = select(BoardEvent).where(BoardEvent.election_id == election.id).order_by(BoardEvent.height.desc())
    last = session.scalar(newest.limit(1))
    if head is None or last is None:
        raise BoardInconsistent("The board was changed: it has no head or no event.")
    state = (head.size, head.hash, head.type)
    if state != (last.height + 1, last.hash, last.type) or sha256_hex(last.content) != last.hash:
        raise BoardInconsistent("The board was changed: its head is not its last event.")
    return head


def verify_chain(session: Session, election: Election) -> Growth:
    """Check that the stored rows are one unbroken chain, with every data record, that ends in the stored head.

    Raises: BoardInconsistent naming the first height that does not fit.
    """
    data = _Data(session, election)
    query = select(BoardEvent).where(BoardEvent.election_id == election.id).order_by(BoardEvent.height)
    parent, height, frontier = "", -1, list[bytes]()
    for row in session.scalars(query, execution_options={"yield_per": _CHUNK}):
        height += 1
        event = _event(row, height)
        named = event.parent if isinstance(event.parent, str) else ""
        fits = (row.height, event.height, named, row.parent) == (height, height, parent, parent)
        if not fits or sha256_hex(row.content) != row.hash or event.type.value != row.type:
            raise BoardInconsistent(f"The board was changed: the event at height {height} does not fit.")
        if data.last_hash(height) != (event.payload if isinstance(event.payload, str) else None):
            raise BoardInconsistent(f"The board was changed: the payload of event {height} is missing or altered.")
        frontier = merkle.append(frontier, height, merkle.leaf_hash(row.content))
        parent = row.hash
    _verify_stored_head(session, election, (height + 1, parent or None, " ".join(root.hex() for root in frontier)))
    data.refuse_more(height)
    return Growth(height + 1, tuple(frontier))


def _event(row: BoardEvent, height: int) -> Event:
    try:
        return decode(Event, row.content)
    except InvalidEncoding:
        raise BoardInconsistent(f"The board was changed: the event at height {height} does not fit.") from None


class _Data:
    """The data records of a board, read in parallel with its events."""

    def __init__(self, session: Session, election: Election) -> None:
        query = select(BoardData.height, BoardData.hash, BoardData.content).where(BoardData.election_id == election.id)
        ordered = query.order_by(BoardData.height, BoardData.position)
        self._rows: Iterator[tuple[int, str, bytes]] = (
            (height, digest, content)
            for height, digest, content in session.execute(ordered, execution_options={"yield_per": _CHUNK})
        )
        self._next = next(self._rows, None)

    def last_hash(self, height: int) -> str | None:
        """Return the hash of an event's payload, the last of its records, which names the hashes of the others."""
        digest, payload, others = None, b"", list[str]()
        while self._next is not None and self._next[0] == height:
            if digest is not None:
                others.append(digest)
            _, digest, payload = self._next
            if sha256_hex(payload) != digest:
                raise BoardInconsistent(f"The board was changed: a record of event {height} is altered.")
            self._next = next(self._rows, None)
        if any(other.encode() not in payload for other in others):
            raise BoardInconsistent(f"The board was changed: a record of event {height} is not the one it names.")
        return digest

    def refuse_more(self, height: int) -> None:
        """Refuse records that belong to no event."""
        if self._next is not None:
            raise BoardInconsistent(f"The board was changed: after event {height} there are records of no event.")


def _verify_stored_head(session: Session, election: Election, expected: tuple[int, str | None, str]) -> None:
    head = session.get(BoardHead, election.id)
    if head is None or (head.size, head.hash, head.frontier) != expected:
        raise BoardInconsistent("The board was changed: its head is not its last event.")
    query = select(CompanionRecord.content).where(CompanionRecord.election_id == election.id)
    lines = list(session.scalars(query.order_by(CompanionRecord.position)))
    if (head.companion_size, head.companion_hash) != (len(lines), companion.companion_hash(lines)):
        raise BoardInconsistent("The board was changed: its head does not fit the companion file.")
