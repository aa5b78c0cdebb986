"""Contests ready to be counted, read back from the board and the companion file.

Papers of a ranked contest are decrypted once more to find those that no honest voter encodes (M1), which takes a while;
what was read is kept in memory, by the hash of the Result event, which covers everything that was read.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.count import Sheet
from ballot.election.board_facts import charter_of, context_of, withdrawn
from ballot.election.event_cache import Memory
from ballot.election.paper.contests import has_ranked_contest
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
from ballot.store.models.election import Election
from ballot.verify.v9_result.recount import ContestCount

_counts: Memory[list[ContestCount]] = Memory(2)  # of few elections: 100,000 ranked papers take about 50 MB


def contest_counts(session: Session, election: Election) -> list[ContestCount]:
    """Return each contest ready to be counted. Raises: NotPermitted before the count is opened."""
    if not has_reached(election, "tallied"):
        raise NotPermitted(_("The count has not been opened yet."))
    return read_counts(session, election)


def result_event(session: Session, election: Election) -> BoardEvent:
    """Return the Result event, which is there as soon as the count is opened."""
    return board.events_of_type(session, election, EventType.RESULT)[0]


def read_counts(session: Session, election: Election) -> list[ContestCount]:
    """Return each contest ready to be counted, from memory if it was read before."""
    return _counts.recall(result_event(session, election).hash, lambda: read_counts_anew(session, election))


def read_counts_anew(session: Session, election: Election) -> list[ContestCount]:
    """Return each contest ready to be counted: its question and result from the board, its rule from the charter."""
    context = context_of(session, election)
    raw = board.payload_of(session, election, result_event(session, election).height)
    result = parse_result(context, raw, sum(context.weights.values()))
    invalid: dict[int, list[int]] = {}
    if has_ranked_contest(election):
        for question, row in opened.uncanonical(session, election):
            invalid.setdefault(question, []).append(row)
    rules, gone = charter_of(session, election).contests, withdrawn(session, election)
    grades = [parse_grades(bytes(question)) for question in context.election.questions]
    return [
        ContestCount(question, rules[i], result[i], grades[i], frozenset(invalid.get(i, ())), gone.get(i, frozenset()))
        for i, question in enumerate(context.questions)
    ]


def read_sheet(raw: bytes) -> Sheet:
    """Return a sheet as it stands in the companion file."""
    return decode(Sheet, raw)
