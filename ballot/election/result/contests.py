"""Contests ready to be counted, read back from the board and the companion file.

Papers of a ranked contest are decrypted again to find those that no honest voter encodes (M1), which takes a while; the
results are cached by the hash of the Result event, which covers everything that was read.
"""

from __future__ import annotations

from ballot.count import Sheet
from ballot.election.board_facts import charter_of, context_of, withdrawn
from ballot.election.event_cache import Memory
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.scene import Scene
from ballot.election.state import has_reached
from ballot.election.tally import opened
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.protocol.decryption import parse_result
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.records.questions import parse_grades
from ballot.store import board
from ballot.store.models.board import BoardEvent
from ballot.verify import ContestCount

_counts: Memory[list[ContestCount]] = Memory(2)  # few elections: 100,000 ranked papers take about 50 MB


def contest_counts(scene: Scene) -> list[ContestCount]:
    """Return each contest ready to be counted. Raises: NotPermitted before the count is opened."""
    if not has_reached(scene.election, "tallied"):
        raise NotPermitted(_("The count has not been opened yet."))
    return read_counts(scene)


def result_event(scene: Scene) -> BoardEvent:
    """Return the Result event, which exists as soon as the count is opened."""
    return board.events_of_type(scene.session, scene.election, EventType.RESULT)[0]


def read_counts(scene: Scene) -> list[ContestCount]:
    """Return each contest ready to be counted, from the cache if it was read before."""
    return _counts.recall(result_event(scene).hash, lambda: read_counts_anew(scene))


def read_counts_anew(scene: Scene) -> list[ContestCount]:
    """Return each contest ready to be counted: its question and result from the board, its rule from the charter."""
    context = context_of(scene)
    raw = board.payload_of(scene.session, scene.election, result_event(scene).height)
    result = parse_result(context, raw, sum(context.weights.values()))
    invalid: dict[int, list[int]] = {}
    if has_ranked_contest(scene.election):
        for question, row in opened.uncanonical(scene):
            invalid.setdefault(question, []).append(row)
    rules, gone = charter_of(scene).contests, withdrawn(scene)
    grades = [parse_grades(bytes(question)) for question in context.election.questions]
    return [
        ContestCount(question, rules[i], result[i], grades[i], frozenset(invalid.get(i, ())), gone.get(i, frozenset()))
        for i, question in enumerate(context.questions)
    ]


def read_sheet(raw: bytes) -> Sheet:
    """Return a sheet as it is in the companion file."""
    return decode(Sheet, raw)
