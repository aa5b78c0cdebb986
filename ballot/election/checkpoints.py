"""Signed checkpoints of the board: the server's word on what was there, which it cannot take back (M6, B23)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.board import checkpoint as notes
from ballot.board import companion, merkle
from ballot.election.identity import ServerIdentity
from ballot.store import board
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election


def checkpoint(session: Session, election: Election, identity: ServerIdentity) -> str:
    """Return the signed checkpoint (a signed note) of the board as it is now."""
    return _sign(session.get_one(BoardHead, election.id), election, identity)


def append_checkpoint(session: Session, election: Election, identity: ServerIdentity) -> None:
    """Put a checkpoint of the board as it is now into the companion file (check 1.5)."""
    head = board.lock(session, election.id)
    record = companion.CheckpointRecord(event=head.hash or "", note=_sign(head, election, identity))
    board.append_companion(session, election, record)


def _sign(head: BoardHead, election: Election, identity: ServerIdentity) -> str:
    state = notes.Checkpoint(
        origin=f"{identity.host}/{election.uuid}",
        size=head.size,
        root=merkle.root([bytes.fromhex(part) for part in head.frontier.split()]).hex(),
        companion_records=head.companion_size,
        companion_hash=head.companion_hash,
    )
    return notes.sign_checkpoint(state, identity.key)
