"""Watch the boards: each must continue its newest known checkpoint, or its ballot box is barred.

A database that was rolled back, edited or exchanged is detected here (W20, W26, W31): by the server itself, every few
seconds, reading only what is new; as a whole by `ballot doctor` and by `ballot restore`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from ballot.board.checkpoint import Checkpoint
from ballot.election.board_facts import checkpoint
from ballot.election.custody.agreement import disagreements
from ballot.election.custody.known_checkpoints import KnownCheckpoints, refuse_other_history
from ballot.election.identity import ServerIdentity
from ballot.election.scene import Scene
from ballot.errors import BoardInconsistent, ConfigurationError, InvalidEncoding
from ballot.store import board
from ballot.store.chain import Growth, grow, verify_chain, verify_head
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election
from ballot.store.session import Database


class Watch:
    """Checks all boards repeatedly; remembers how far it has read each, so that nothing is read twice."""

    def __init__(self, database: Database, identity: ServerIdentity, known: KnownCheckpoints) -> None:
        self._database = database
        self._identity = identity
        self._known = known
        self._read: dict[str, tuple[Growth, int]] = {}  # with the size of the companion file

    def look(self) -> dict[str, str]:
        """Check what is new; bar the elections whose boards do not continue, and return them with the reasons.

        A correct board is stored as the newest known checkpoint. A bar is never lifted here.
        """
        # Read first: what another process adds in the meantime is newer than the snapshot that is checked.
        known, wrong = self._known_now()
        with self._database.reading() as session:
            rows = session.execute(select(Election, BoardHead).outerjoin(BoardHead).where(Election.state != "draft"))
            boards = {election.uuid: (election, head) for election, head in rows}
            for uuid in boards.keys() - wrong.keys():
                election, head = boards[uuid]
                reason = self._look_at(Scene(session, election), head, known.get(uuid))
                wrong |= {uuid: reason} if reason is not None else {}
        wrong |= {uuid: gone(uuid) for uuid in known if uuid not in boards}
        for uuid, reason in wrong.items():
            if self._known.reason(uuid) is None:
                self._known.bar(uuid, reason)
        return wrong

    def _known_now(self) -> tuple[dict[str, Checkpoint | None], dict[str, str]]:
        """Return the newest known checkpoints, and an error for each one that cannot be read."""
        known, wrong = dict[str, Checkpoint | None](), dict[str, str]()
        for uuid in self._known.uuids():
            try:
                known[uuid] = self._known.newest(uuid)
            except ConfigurationError as error:
                wrong[uuid] = str(error)
        return known, wrong

    def _look_at(self, scene: Scene, head: BoardHead | None, known: Checkpoint | None) -> str | None:
        """Return what is wrong with a board, or None."""
        earlier, companions = self._read.get(scene.election.uuid, (Growth(), 0))
        try:
            if head is not None and (head.size, head.companion_size) == (earlier.size, companions):
                _refuse_other_board(earlier, head)
                return None
            head = verify_head(scene.session, scene.election)
            read = verify_continues(scene, earlier, known, head)
            self._known.keep(checkpoint(scene.signed_by(self._identity)))
        except (BoardInconsistent, InvalidEncoding) as error:
            return str(error)
        self._read[scene.election.uuid] = (read, head.companion_size)
        return None


def gone(uuid: str) -> str:
    """Report that a whole election is missing."""
    return f"The election {uuid} is not in the database, although a checkpoint of its board is known."


def verify_continues(scene: Scene, earlier: Growth, known: Checkpoint | None, head: BoardHead) -> Growth:
    """Check that the board continues what was read and what is known of it; return it as far as it is read.

    Raises: BoardInconsistent if it is older, or another one.
    """
    if head.size < earlier.size:
        raise BoardInconsistent(f"The board has {head.size} events; a moment ago it had {earlier.size}.")
    read = earlier
    if known is not None:
        if known.size > head.size:
            raise BoardInconsistent(_older_than(known, head.size))
        _refuse_other_companion(scene, known, head)
        if known.size >= earlier.size:
            read = grow(scene.session, scene.election, earlier, known.size)
            refuse_other_history(known, read.size, read.root)
    read = grow(scene.session, scene.election, read, head.size)
    _refuse_other_board(read, head)
    return read


def _refuse_other_companion(scene: Scene, known: Checkpoint, head: BoardHead) -> None:
    """Refuse a companion file that lacks known lines: a replaced token would be valid again, a stop undone."""
    if known.companion_records > head.companion_size:
        raise BoardInconsistent(
            f"The companion file has {head.companion_size} lines, but a checkpoint of {known.companion_records} lines "
            "is known: a replaced token, a stop or an extension is missing. The database was put back from an old "
            "copy, or changed."
        )
    if board.companion_hash_of(scene.session, scene.election, known.companion_records) != known.companion_hash:
        raise BoardInconsistent("The companion file was changed: its first lines are not those of a known checkpoint.")


def _older_than(known: Checkpoint, size: int) -> str:
    """Report that a board lacks events that it had."""
    return (
        f"The board has {size} events, but a checkpoint of {known.size} events is known: accepted ballots or other "
        "events are missing. The database was put back from an old copy, or changed."
    )


def _refuse_other_board(read: Growth, head: BoardHead) -> None:
    """Refuse a head that does not match the events that were read. Raises: BoardInconsistent."""
    stored = " ".join(root.hex() for root in read.frontier)
    if head.frontier != stored:
        raise BoardInconsistent("The board was changed: its head does not fit its events.")


@dataclass(frozen=True, slots=True)
class Examined:
    """What a whole examination found; `wrong` bars an election, `disagreements` of its tables do not."""

    boards: int
    events: int
    wrong: dict[str, str]
    disagreements: dict[str, list[str]]


def examine_boards(database: Database, identity: ServerIdentity, known: KnownCheckpoints) -> Examined:
    """Examine every board and its tables as a whole; bar what is wrong, lift the bars of what is right."""
    wrong = Watch(database, identity, known).look()
    said, boards, events = dict[str, list[str]](), 0, 0
    with database.reading() as session:
        for election in session.scalars(select(Election).where(Election.state != "draft").order_by(Election.id)):
            boards += 1
            if election.uuid in wrong:
                continue
            try:
                events += verify_chain(session, election).size
                said[election.uuid] = disagreements(Scene(session, election))
            except BoardInconsistent as error:
                wrong[election.uuid] = str(error)
    for uuid, reason in wrong.items():
        known.bar(uuid, reason)
    for uuid in known.barred().keys() - wrong.keys():
        known.lift(uuid)
    return Examined(boards, events, wrong, {uuid: found for uuid, found in said.items() if found})


def count_boards(database: Database) -> int:
    """Return how many elections have a board."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(BoardHead)) or 0
