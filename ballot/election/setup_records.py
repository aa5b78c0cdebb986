"""What the board's Setup event says, read back: the context that ballots are verified against."""

from __future__ import annotations

import threading
from collections import OrderedDict

from sqlalchemy.orm import Session

from ballot.board import companion
from ballot.errors import NotPermitted
from ballot.protocol.ballots import ElectionContext
from ballot.records.charter import Charter
from ballot.store import board
from ballot.store.models import Election

_KEPT = 8  # contexts in memory; one of 3,200 members takes about 1 MB

# By the hash of the Setup event, which covers everything in a context: an entry can never be out of date.
_contexts: OrderedDict[str, ElectionContext] = OrderedDict()
_guard = threading.Lock()


def context_of(session: Session, election: Election) -> ElectionContext:
    """Return the context of a frozen election.

    Raises: NotPermitted while the election is a draft.
    """
    setup_event = setup_event_of(election)
    with _guard:
        found = _contexts.get(setup_event)
        if found is not None:
            _contexts.move_to_end(setup_event)
            return found
    election_raw, _, credentials_raw, _ = board.data_of(session, election, 0)
    context = ElectionContext.from_setup(election_raw, credentials_raw)
    with _guard:
        _contexts[setup_event] = context
        while len(_contexts) > _KEPT:
            _contexts.popitem(last=False)
    return context


def setup_event_of(election: Election) -> str:
    """Return the hash of the Setup event. Raises: NotPermitted while the election is a draft."""
    if election.setup_event is None:
        raise NotPermitted("The election is still a draft.")
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
