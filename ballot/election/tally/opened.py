"""What the trustees open, read back from the board: the tally after its mixnet, and all shares combined."""

from __future__ import annotations

from typing import Any

from ballot.board.shares import ShareCase
from ballot.crypto.hashing import sha256_hex
from ballot.election.board_facts import context_of, setup_event_of
from ballot.election.event_cache import Memory
from ballot.election.scene import Scene
from ballot.election.tally.mixing import all_lists
from ballot.protocol import mixnet
from ballot.protocol.decryption import parse_partial_decryption, uncanonical_papers
from ballot.protocol.tally import parse_tally
from ballot.protocol.trustees import verify_trustees
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.records.tally import Owned, SizedEncryptedTally
from ballot.store import board

_cases: Memory[ShareCase] = Memory(
    2
)  # by the hash of the event before the first share; 100,000 papers take about 60 MB


def share_case(scene: Scene) -> ShareCase:
    """Return what the trustees will decrypt: the one encrypted tally on the board, after its mixnet."""
    last = [EventType.ENCRYPTED_TALLY, EventType.END_SHUFFLES]
    answers = [event for kind in last for event in board.events_of_type(scene.session, scene.election, kind)][-1]
    return _cases.recall(answers.hash, lambda: _read_case(scene))


def _read_case(scene: Scene) -> ShareCase:
    event = board.events_of_type(scene.session, scene.election, EventType.ENCRYPTED_TALLY)[0]
    tally_raw = board.data_of(scene.session, scene.election, event.height)[0]
    context = context_of(scene)
    tally, answers, shuffle = parse_tally(context, tally_raw), event.hash, ""
    ends = board.events_of_type(scene.session, scene.election, EventType.END_SHUFFLES)
    if ends:
        tally = mixnet.merge(context, tally, all_lists(scene)[-1])
        last = board.events_of_type(scene.session, scene.election, EventType.SHUFFLE)[-1]
        answers, shuffle = ends[0].hash, sha256_hex(board.data_of(scene.session, scene.election, last.height)[0])
    return ShareCase(
        context=context,
        tally=tally,
        tally_digest=sha256_hex(tally_raw),
        setup_event=setup_event_of(scene.election),
        answers=answers,
        shuffle=shuffle,
    )


def sized_tally(scene: Scene) -> SizedEncryptedTally:
    """Return how many ballots and how much weight went into the tally."""
    event = board.events_of_type(scene.session, scene.election, EventType.ENCRYPTED_TALLY)[0]
    return decode(SizedEncryptedTally, board.payload_of(scene.session, scene.election, event.height))


def combined_factors(scene: Scene, case: ShareCase) -> list[list[Any]]:
    """Return the synthetic decryption factor of each ciphertext, from the shares on the board."""
    trustees = verify_trustees(case.context.group, board.data_of(scene.session, scene.election, 0)[1])
    factors = {}
    for event in board.events_of_type(scene.session, scene.election, EventType.PARTIAL_DECRYPTION):
        record, owned = board.data_of(scene.session, scene.election, event.height)
        factors[decode(Owned, owned).owner] = parse_partial_decryption(case.context, case.tally, record).factors
    return trustees.combine(factors)


def uncanonical(scene: Scene) -> list[tuple[int, int]]:
    """Return question and row of each decrypted paper that no honest voter encodes (M1); they are invalid papers."""
    case = share_case(scene)
    return uncanonical_papers(case.context, case.tally, combined_factors(scene, case))
