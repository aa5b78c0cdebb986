"""Facts on an election, read from the board and its companion file: Setup, charter, withdrawals, lots, sheets."""

from __future__ import annotations

from ballot.board import checkpoint as notes
from ballot.board import companion, merkle
from ballot.election.event_cache import Memory
from ballot.election.identity import ServerIdentity
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.protocol.ballots import ElectionContext
from ballot.records.charter import Charter
from ballot.store import board
from ballot.store.models.board import BoardHead, PublicHead
from ballot.store.models.election import Election


def withdrawn(scene: Scene) -> dict[int, frozenset[int]]:
    """Return the candidates who have withdrawn, by contest (both from 0)."""
    found: dict[int, frozenset[int]] = {}
    for record in board.companion_records_of(scene.session, scene.election, companion.WithdrawalRecord):
        found[record.contest] = found.get(record.contest, frozenset()) | {record.candidate}
    return found


def lot_seeds(scene: Scene) -> dict[int, str]:
    """Return the seeds of the public lot that were entered, by contest (from 0)."""
    records = board.companion_records_of(scene.session, scene.election, companion.LotSeedRecord)
    return {record.contest: record.seed for record in records}


def published_sheets(scene: Scene) -> dict[int, bytes]:
    """Return the sheets in the companion file, exact bytes, by contest (from 0)."""
    records = board.companion_records_of(scene.session, scene.election, companion.CountSheetRecord)
    return {record.contest: bytes(record.sheet) for record in records}


_contexts: Memory[ElectionContext] = Memory(8)  # by the hash of the Setup event; one of 3,200 members takes about 1 MB


def context_of(scene: Scene) -> ElectionContext:
    """Return the context of a frozen election.

    Raises: NotPermitted while the election is a draft.
    """

    def read() -> ElectionContext:
        election_raw, _, credentials_raw, _ = board.data_of(scene.session, scene.election, 0)
        return ElectionContext.from_setup(election_raw, credentials_raw)

    return _contexts.recall(setup_event_of(scene.election), read)


def setup_event_of(election: Election) -> str:
    """Return the hash of the Setup event. Raises: NotPermitted while the election is a draft."""
    if election.setup_event is None:
        raise NotPermitted(_("The election is still a draft."))
    return election.setup_event


def election_record(scene: Scene) -> bytes:
    """Return the exact bytes of the election record. Raises: NotPermitted while the election is a draft."""
    setup_event_of(scene.election)
    return board.data_of(scene.session, scene.election, 0)[0]


def charter_of(scene: Scene) -> Charter:
    """Return the charter: the first record of the companion file."""
    setup_event_of(scene.election)
    (record,) = board.companion_records_of(
        scene.session, scene.election, companion.CharterRecord
    )  # freezing.py writes one
    return record.value


def checkpoint(scene: Scene) -> str:
    """Return the signed checkpoint (a signed note) of the board as it is now."""
    return _sign(scene.session.get_one(BoardHead, scene.election.id), scene.election, scene.signer)


def checkpoint_of(scene: Scene, head: BoardHead | PublicHead) -> str:
    """Return the signed checkpoint of the board as it was at a head."""
    return _sign(head, scene.election, scene.signer)


def append_checkpoint(scene: Scene) -> None:
    """Put a checkpoint of the board as it is now into the companion file (check 1.5)."""
    head = board.lock(scene.session, scene.election.id)
    record = companion.CheckpointRecord(event=head.hash or "", note=_sign(head, scene.election, scene.signer))
    board.append_companion(scene.session, scene.election, record)


def _sign(head: BoardHead | PublicHead, election: Election, identity: ServerIdentity) -> str:
    state = notes.Checkpoint(
        origin=f"{identity.host}/{election.uuid}",
        size=head.size,
        root=merkle.root([bytes.fromhex(part) for part in head.frontier.split()]).hex(),
        companion_records=head.companion_size,
        companion_hash=head.companion_hash,
    )
    return notes.sign_checkpoint(state, identity.key)
