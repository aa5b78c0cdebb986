"""From the decrypted totals to the seats, by the rule in the charter.

A contest with a tie for its last seats has no sheet until the seed of the public lot is entered (`enter_lot_seed`);
the election cannot be declared before.
"""

from __future__ import annotations

import msgspec
from msgspec import Raw
from sqlalchemy.orm import Session

from ballot.board import companion
from ballot.count import Rule, Sheet, count_totals
from ballot.election import log
from ballot.election.setup_records import charter_of, context_of
from ballot.election.states import has_reached, require_state
from ballot.election.wording import clean_line
from ballot.errors import CountNeedsLot, NotPermitted
from ballot.records.canonical import decode, encode
from ballot.records.event import EventType
from ballot.records.tally import Result, SizedEncryptedTally
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models import Election

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


class ElectionResult(msgspec.Struct, frozen=True, kw_only=True):
    """The whole outcome: the number of ballots and their total weight as tallied, and each contest's."""

    ballots: int
    total_weight: int
    contests: tuple[ContestResult, ...]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The decrypted totals of one contest."""

    title: str
    rule: Rule
    names: tuple[str, ...]
    slates: tuple[str, ...]
    votes: tuple[int, ...]
    blank: int | None

    def count(self, seed: str | None = None) -> Sheet:
        """Count by the contest's rule. Raises: CountNeedsLot when a tie waits for the seed."""
        return count_totals(self.rule, self.names, self.votes, blank=self.blank or 0, seed=seed)


def election_result(session: Session, election: Election) -> ElectionResult:
    """Return the counted result. Raises: NotPermitted before the count is opened."""
    totals = contest_totals(session, election)
    seeds = lot_seeds(session, election)
    tally_event = board.events_of_type(session, election, EventType.ENCRYPTED_TALLY)[0]
    sized = decode(SizedEncryptedTally, board.data_of(session, election, tally_event.height)[-1])
    return ElectionResult(
        ballots=int(sized.num_tallied),
        total_weight=int(sized.total_weight),
        contests=tuple(_outcome(contest, seeds.get(index)) for index, contest in enumerate(totals)),
    )


def contest_totals(session: Session, election: Election) -> list[Totals]:
    """Return each contest's totals, with its rule and slates from the charter and its names from the record."""
    if not has_reached(election, "tallied"):
        raise NotPermitted("The count has not been opened yet.")
    return _read_totals(session, election)


def _read_totals(session: Session, election: Election) -> list[Totals]:
    event = board.events_of_type(session, election, EventType.RESULT)[0]
    result = decode(Result, board.data_of(session, election, event.height)[-1])
    questions = context_of(session, election).questions
    contests = []
    for question, rule, numbers in zip(questions, charter_of(session, election).contests, result.result, strict=True):
        votes = tuple(int(number) for number in numbers)
        contests.append(
            Totals(
                title=question.question,
                rule=Rule(rule.rule, rule.seats, rule.quotas),
                names=question.answers,
                slates=rule.slates,
                votes=votes[1:] if question.allows_blank else votes,
                blank=votes[0] if question.allows_blank else None,
            )
        )
    return contests


def _outcome(totals: Totals, seed: str | None) -> ContestResult:
    try:
        sheet = totals.count(seed)
    except CountNeedsLot as error:
        tied = tuple(totals.names[index] for index in error.tied)
        return _contest_result(totals, frozenset(), tied, str(error), needs_lot=True)
    tied = tuple(name for tie in sheet.ties for name in tie.candidates)
    elected = frozenset(sheet.elected)
    lot = " The last seats were decided by the public lot." if sheet.ties else ""
    return _contest_result(totals, elected, tied, f"Elected: {names_in_words(sheet.elected)}.{lot}")


def _contest_result(
    totals: Totals, elected: frozenset[str], tied: tuple[str, ...], sentence: str, *, needs_lot: bool = False
) -> ContestResult:
    candidates = tuple(
        CandidateResult(name=name, slate=slate, votes=votes, elected=name in elected)
        for name, slate, votes in zip(totals.names, totals.slates, totals.votes, strict=True)
    )
    return ContestResult(
        title=totals.title,
        seats=totals.rule.seats,
        candidates=candidates,
        blank=totals.blank,
        tied=tied,
        needs_lot=needs_lot,
        sentence=sentence,
    )


def lot_seeds(session: Session, election: Election) -> dict[int, str]:
    """Return the seeds of the public lot that were entered, by contest (from 0)."""
    records = board.companion_records(session, election)
    return {record.contest: record.seed for record in records if isinstance(record, companion.LotSeedRecord)}


def contests_without_sheet(session: Session, election: Election) -> list[int]:
    """Return the contests (from 0) that wait for the public lot."""
    records = board.companion_records(session, election)
    done = {record.contest for record in records if isinstance(record, companion.CountSheetRecord)}
    return [index for index in range(len(_read_totals(session, election))) if index not in done]


def append_sheets(session: Session, election: Election) -> None:
    """Count every contest that has no sheet yet, and put the sheets into the companion; a tie waits for its lot."""
    event = board.events_of_type(session, election, EventType.RESULT)[0].hash
    totals, seeds = _read_totals(session, election), lot_seeds(session, election)
    for index in contests_without_sheet(session, election):
        try:
            sheet = totals[index].count(seeds.get(index))
        except CountNeedsLot as error:
            log.write(session, election, log.SYSTEM, f"{totals[index].title}: {error}")
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
