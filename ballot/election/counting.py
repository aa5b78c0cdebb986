"""From the decrypted totals to the seats, by the rule in the charter.

A contest with a tie for its last seats has no sheet until the seed of the public lot is entered (`enter_lot_seed`);
the election cannot be declared before.
"""

from __future__ import annotations

import msgspec
from msgspec import Raw
from sqlalchemy.orm import Session

from ballot.board import companion
from ballot.count import Sheet
from ballot.election import log, mixing, opening
from ballot.election.setup_records import charter_of, context_of
from ballot.election.states import has_reached, require_state
from ballot.election.wording import clean_line
from ballot.errors import CountNeedsLot, InvalidCount, NotPermitted
from ballot.protocol.decryption import parse_result
from ballot.records.canonical import decode, encode
from ballot.records.event import EventType
from ballot.records.questions import kind_of, parse_grades
from ballot.records.tally import SizedEncryptedTally
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models import Election
from ballot.verify.recount import ContestCount

MAX_SEED = 1000


class CandidateResult(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's votes."""

    name: str
    slate: str
    votes: int
    elected: bool


class ContestResult(msgspec.Struct, frozen=True, kw_only=True):
    """One contest's outcome; candidates in ballot order, `blank` votes when the contest allows them.

    `tied`: the candidates among whom the lot decided, or, if `needs_lot`, still has to decide.
    """

    title: str
    seats: int
    candidates: tuple[CandidateResult, ...]
    blank: int | None
    tied: tuple[str, ...]
    needs_lot: bool
    sentence: str
    kind: str = "choice"
    sheet: Sheet | None = None


class ElectionResult(msgspec.Struct, frozen=True, kw_only=True):
    """The whole outcome: the number of ballots and their total weight as tallied, and each contest's."""

    ballots: int
    total_weight: int
    contests: tuple[ContestResult, ...]


def election_result(session: Session, election: Election) -> ElectionResult:
    """Return the counted result. Raises: NotPermitted before the count is opened."""
    counts = contest_counts(session, election)
    seeds = lot_seeds(session, election)
    tally_event = board.events_of_type(session, election, EventType.ENCRYPTED_TALLY)[0]
    sized = decode(SizedEncryptedTally, board.data_of(session, election, tally_event.height)[-1])
    return ElectionResult(
        ballots=int(sized.num_tallied),
        total_weight=int(sized.total_weight),
        contests=tuple(_outcome(contest, seeds.get(index)) for index, contest in enumerate(counts)),
    )


def contest_counts(session: Session, election: Election) -> list[ContestCount]:
    """Return each contest ready to be counted, with its rule from the charter and its question from the record."""
    if not has_reached(election, "tallied"):
        raise NotPermitted("The count has not been opened yet.")
    return _read_counts(session, election)


def _read_counts(session: Session, election: Election) -> list[ContestCount]:
    event = board.events_of_type(session, election, EventType.RESULT)[0]
    context = context_of(session, election)
    raw = board.data_of(session, election, event.height)[-1]
    result = parse_result(context, raw, sum(context.weights.values()))
    invalid: dict[int, list[int]] = {}
    if mixing.has_ranked_contest(election):
        for question, row in opening.uncanonical(session, election):
            invalid.setdefault(question, []).append(row)
    rules = charter_of(session, election).contests
    grades = [parse_grades(bytes(question)) for question in context.election.questions]
    return [
        ContestCount(question, rules[i], result[i], grades[i], frozenset(invalid.get(i, ())))
        for i, question in enumerate(context.questions)
    ]


def _outcome(contest: ContestCount, seed: str | None) -> ContestResult:
    try:
        sheet = contest.count(seed=seed)
    except CountNeedsLot as error:
        tied = tuple(contest.names[index] for index in error.tied)
        return _contest_result(contest, None, tied, str(error), needs_lot=True)
    except InvalidCount as error:  # nobody gave a valid vote: there is nothing to count, and nobody is elected
        return _contest_result(contest, None, (), str(error))
    tied = tuple(name for tie in sheet.ties for name in tie.candidates)
    lot = " The last seats were decided by the public lot." if any(tie.seed for tie in sheet.ties) else ""
    chosen = names_in_words(sheet.elected or sheet.winners)
    seats = ", ".join(f"{name} {number}" for name, number in sheet.allocation.items())
    sentence = f"Seats: {seats}." if seats else f"Elected: {chosen}."
    return _contest_result(contest, sheet, tied, f"{sentence}{lot}")


def _contest_result(
    contest: ContestCount, sheet: Sheet | None, tied: tuple[str, ...], sentence: str, *, needs_lot: bool = False
) -> ContestResult:
    elected = frozenset() if sheet is None else frozenset(sheet.elected or sheet.winners)
    slates = contest.rule.slates or ("",) * len(contest.names)
    votes = contest.totals or _first_votes(contest, sheet)
    candidates = tuple(
        CandidateResult(name=name, slate=slate, votes=number, elected=name in elected)
        for name, slate, number in zip(contest.names, slates, votes, strict=True)
    )
    return ContestResult(
        title=contest.question.question,
        seats=contest.rule.seats,
        candidates=candidates,
        blank=contest.blank,
        tied=tied,
        needs_lot=needs_lot,
        sentence=sentence,
        kind=kind_of(contest.question),
        sheet=sheet,
    )


def _first_votes(contest: ContestCount, sheet: Sheet | None) -> tuple[int, ...]:
    """Return how many papers put each candidate first (best grade or rank): what a ranked contest's bars show."""
    return tuple(
        sum(1 for paper in contest.papers if paper[index] and paper[index] == min(filter(None, paper)))
        for index in range(len(contest.names))
    )


def lot_seeds(session: Session, election: Election) -> dict[int, str]:
    """Return the seeds of the public lot that were entered, by contest (from 0)."""
    records = board.companion_records(session, election)
    return {record.contest: record.seed for record in records if isinstance(record, companion.LotSeedRecord)}


def contests_without_sheet(session: Session, election: Election) -> list[int]:
    """Return the contests (from 0) that wait for the public lot."""
    missing = _missing_sheets(session, election)
    if not missing:
        return []
    counts, seeds = _read_counts(session, election), lot_seeds(session, election)
    return [index for index in missing if _waits_for_lot(counts[index], seeds.get(index))]


def _waits_for_lot(contest: ContestCount, seed: str | None) -> bool:
    try:
        contest.count(seed=seed)
    except CountNeedsLot:
        return True
    except InvalidCount:  # no valid vote at all: nothing will ever be counted here
        return False
    return False


def _missing_sheets(session: Session, election: Election) -> list[int]:
    records = board.companion_records(session, election)
    done = {record.contest for record in records if isinstance(record, companion.CountSheetRecord)}
    return [index for index in range(len(context_of(session, election).questions)) if index not in done]


def append_sheets(session: Session, election: Election) -> None:
    """Count every contest that has no sheet yet, and put the sheets into the companion; a tie waits for its lot."""
    event = board.events_of_type(session, election, EventType.RESULT)[0].hash
    counts, seeds = _read_counts(session, election), lot_seeds(session, election)
    for index in _missing_sheets(session, election):
        try:
            sheet = counts[index].count(seed=seeds.get(index))
        except (CountNeedsLot, InvalidCount) as error:
            log.write(session, election, log.SYSTEM, f"{counts[index].question.question}: {error}")
            continue
        record = companion.CountSheetRecord(event=event, contest=index, sheet=Raw(encode(sheet)))
        board.append_companion(session, election, record)


def enter_lot_seed(session: Session, election: Election, contest: int, seed: str) -> None:
    """Enter the seed of the public lot of one contest (from 0), as it was drawn in public, and count the contest.

    Raises: NotPermitted unless that contest waits for the lot; a seed is entered once.
    """
    board.lock(session, election.id)
    session.refresh(election)
    require_state(election, "tallied")
    if contest not in contests_without_sheet(session, election):
        raise NotPermitted("No tie in this contest waits for the lot.")
    cleaned = clean_line(seed, "The seed of the lot", MAX_SEED)
    if not cleaned.isprintable():
        raise NotPermitted("The seed of the lot holds a character that cannot be printed. Use digits and letters.")
    event = board.events_of_type(session, election, EventType.RESULT)[0].hash
    board.append_companion(session, election, companion.LotSeedRecord(event=event, contest=contest, seed=cleaned))
    log.write(session, election, log.OFFICER, f"Entered the seed of the public lot: {cleaned}")
    append_sheets(session, election)
