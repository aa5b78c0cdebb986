"""What the board's Setup event says, read back: the context that ballots are verified against."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.board import companion
from ballot.election.event_cache import Memory
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.protocol.ballots import ElectionContext
from ballot.records.charter import Charter
from ballot.store import board
from ballot.store.models.election import Election

_contexts: Memory[ElectionContext] = Memory(8)  # by the hash of the Setup event; one of 3,200 members takes about 1 MB


def context_of(session: Session, election: Election) -> ElectionContext:
    """Return the context of a frozen election.

    Raises: NotPermitted while the election is a draft.
    """

    def read() -> ElectionContext:
        election_raw, _, credentials_raw, _ = board.data_of(session, election, 0)
        return ElectionContext.from_setup(election_raw, credentials_raw)

    return _contexts.recall(setup_event_of(election), read)


def setup_event_of(election: Election) -> str:
    """Return the hash of the Setup event. Raises: NotPermitted while the election is a draft."""
    if election.setup_event is None:
        raise NotPermitted(_("The election is still a draft."))
    return election.setup_event


def election_record(session: Session, election: Election) -> bytes:
    """Return the exact bytes of the election record. Raises: NotPermitted while the election is a draft."""
    setup_event_of(election)
    return board.data_of(session, election, 0)[0]


def charter_of(session: Session, election: Election) -> Charter:
    """Return the charter: the first record of the companion file."""
    setup_event_of(election)
    (record,) = board.companion_records_of(session, election, companion.CharterRecord)  # freezing.py writes one
    return record.value
