"""The chain of events and its state machine M7 (specification 4.4):

Setup Ballot* EndBallots EncryptedTally (Shuffle+ EndShuffles)? PartialDecryption+ Result
"""

from __future__ import annotations

from typing import Final

from ballot.crypto.hashing import sha256_hex
from ballot.errors import BoardInconsistent
from ballot.records.canonical import encode
from ballot.records.event import Event, EventType, make_event

_FOLLOWERS: Final[dict[EventType | None, frozenset[EventType]]] = {
    None: frozenset({EventType.SETUP}),
    EventType.SETUP: frozenset({EventType.BALLOT, EventType.END_BALLOTS}),
    EventType.BALLOT: frozenset({EventType.BALLOT, EventType.END_BALLOTS}),
    EventType.END_BALLOTS: frozenset({EventType.ENCRYPTED_TALLY}),
    EventType.ENCRYPTED_TALLY: frozenset({EventType.SHUFFLE, EventType.PARTIAL_DECRYPTION}),
    EventType.SHUFFLE: frozenset({EventType.SHUFFLE, EventType.END_SHUFFLES}),
    EventType.END_SHUFFLES: frozenset({EventType.PARTIAL_DECRYPTION}),
    EventType.PARTIAL_DECRYPTION: frozenset({EventType.PARTIAL_DECRYPTION, EventType.RESULT}),
    EventType.RESULT: frozenset(),
}
WITHOUT_PAYLOAD: Final = frozenset({EventType.END_BALLOTS, EventType.END_SHUFFLES})


def check_transition(previous: EventType | None, following: EventType) -> None:
    """Check that an event of kind `following` may come after one of kind `previous` (None: the empty board).

    Raises:
        BoardInconsistent: it may not.
    """
    if following not in _FOLLOWERS[previous]:
        before = "at the start" if previous is None else f"after {previous.value}"
        possible = ", ".join(sorted(event.value for event in _FOLLOWERS[previous])) or "nothing"
        raise BoardInconsistent(f"an event {following.value} cannot stand {before}; possible there: {possible}")


def next_event(parent: tuple[str, Event] | None, type_: EventType, payload: bytes | None) -> tuple[str, bytes, Event]:
    """Return hash, bytes and value of the event that follows `parent` (its hash and value; None on the empty board).

    Raises:
        BoardInconsistent: the state machine forbids it, or a payload is missing or superfluous.
    """
    check_transition(None if parent is None else parent[1].type, type_)
    if (payload is None) != (type_ in WITHOUT_PAYLOAD):
        raise BoardInconsistent(f"an event {type_.value} {'needs a' if payload is None else 'has no'} payload")
    digest = None if payload is None else sha256_hex(payload)
    event = (
        make_event(None, 0, type_, digest)
        if parent is None
        else make_event(parent[0], parent[1].height + 1, type_, digest)
    )
    raw = encode(event)
    return sha256_hex(raw), raw, event
