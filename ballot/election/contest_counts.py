"""Contests ready to be counted, read back from the board and the companion file.

Papers of a ranked contest are decrypted once more to find those that no honest voter encodes (M1), which takes a while;
what was read is kept in memory, by the hash of the Result event, which covers everything that was read.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.board import companion
from ballot.count import Sheet
from ballot.election import mixing, opening
from ballot.election.memory import Memory
from ballot.election.setup_records import charter_of, context_of
from ballot.election.states import has_reached
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.protocol.decryption import parse_result
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.records.questions import parse_grades
from ballot.store import board
from ballot.store.models import BoardEvent, Election
from ballot.verify import ContestCount

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
    if mixing.has_ranked_contest(election):
        for question, row in opening.uncanonical(session, election):
            invalid.setdefault(question, []).append(row)
    rules, gone = charter_of(session, election).contests, withdrawn(session, election)
    grades = [parse_grades(bytes(question)) for question in context.election.questions]
    return [
        ContestCount(question, rules[i], result[i], grades[i], frozenset(invalid.get(i, ())), gone.get(i, frozenset()))
        for i, question in enumerate(context.questions)
    ]


def withdrawn(session: Session, election: Election) -> dict[int, frozenset[int]]:
    """Return the candidates who have withdrawn, by contest (both from 0)."""
    found: dict[int, frozenset[int]] = {}
    for record in board.companion_records_of(session, election, companion.WithdrawalRecord):
        found[record.contest] = found.get(record.contest, frozenset()) | {record.candidate}
    return found


def lot_seeds(session: Session, election: Election) -> dict[int, str]:
    """Return the seeds of the public lot that were entered, by contest (from 0)."""
    records = board.companion_records_of(session, election, companion.LotSeedRecord)
    return {record.contest: record.seed for record in records}


def published_sheets(session: Session, election: Election) -> dict[int, bytes]:
    """Return the sheets in the companion file, exact bytes, by contest (from 0)."""
    records = board.companion_records_of(session, election, companion.CountSheetRecord)
    return {record.contest: bytes(record.sheet) for record in records}


def read_sheet(raw: bytes) -> Sheet:
    """Return a sheet as it stands in the companion file."""
    return decode(Sheet, raw)
