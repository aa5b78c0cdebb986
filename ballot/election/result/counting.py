"""From the decrypted totals to the seats, by the rule in the charter.

A contest with a tie that only the public lot may break has no sheet until its seed is entered (`enter_lot_seed`); until
then the result cannot be declared. A sheet in the companion file is the count: pages show it, and `recount` compares it
with a count from the records on the board.
"""

from __future__ import annotations

from fractions import Fraction

import msgspec
from msgspec import Raw

from ballot.board import companion
from ballot.count import TOTALS, Sheet, seated
from ballot.election import log
from ballot.election.board_facts import context_of, lot_seeds, published_sheets
from ballot.election.result.contests import contest_counts, read_counts, read_counts_anew, read_sheet, result_event
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.election.wording import clean_line
from ballot.errors import CountNeedsLot, InvalidCount, NotPermitted
from ballot.language import _, isolated, lazy, ngettext
from ballot.records.canonical import decode, encode
from ballot.records.event import EventType
from ballot.records.questions import kind_of
from ballot.records.tally import SizedEncryptedTally
from ballot.report import names_in_words
from ballot.store import board
from ballot.verify import ContestCount

MAX_SEED = 1000
ALARM = lazy(
    "Do not declare or publish. Keep a copy of the database and of both files, and tell the "
    "trustees and the candidates’ scrutineers."
)


class CandidateResult(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's votes."""

    name: str
    slate: str
    votes: int
    elected: bool
    withdrawn: bool = False


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


class Recounted(msgspec.Struct, frozen=True):
    """A sheet, compared with a new count of the records on the board.

    `state`: "identical", "different", or "no count" if there cannot be one yet.
    """

    title: str
    state: str
    sentence: str


def election_result(scene: Scene) -> ElectionResult:
    """Return the counted result. Raises: NotPermitted before the count is opened."""
    counts = contest_counts(scene)
    seeds, sheets = lot_seeds(scene), published_sheets(scene)
    tally_event = board.events_of_type(scene.session, scene.election, EventType.ENCRYPTED_TALLY)[0]
    sized = decode(SizedEncryptedTally, board.payload_of(scene.session, scene.election, tally_event.height))
    return ElectionResult(
        ballots=int(sized.num_tallied),
        total_weight=int(sized.total_weight),
        contests=tuple(_outcome(one, sheets.get(index), seeds.get(index)) for index, one in enumerate(counts)),
    )


def _outcome(contest: ContestCount, published: bytes | None, seed: str | None) -> ContestResult:
    try:
        sheet = contest.count(seed) if published is None else read_sheet(published)
    except CountNeedsLot as error:
        tied = tuple(contest.names[index] for index in error.tied)
        return _contest_result(contest, None, tied, str(error), needs_lot=True)
    except InvalidCount as error:  # nobody gave a valid vote: there is nothing to count, and nobody is elected
        return _contest_result(contest, None, (), str(error))
    tied = tuple(name for tie in sheet.ties for name in tie.candidates)
    return _contest_result(contest, sheet, tied, _outcome_sentence(contest, sheet))


def _outcome_sentence(contest: ContestCount, sheet: Sheet) -> str:
    """Say who is elected, what became of the other seats, and whether the lot decided."""
    if sheet.allocation:
        seats = _(", ").join(_seats_of_list(sheet, name) for name in sheet.allocation)
        sentences = [_("Seats: %(seats)s.", seats=seats)]
    elif contest.uncontested:
        sentences = [_("Uncontested, and declared elected: %(names)s.", names=names_in_words(sheet.elected))]
    else:
        names = names_in_words(sheet.elected)
        sentences = [_("Elected: %(names)s.", names=names) if names else _("Nobody is elected.")]
    left = sheet.empty if sheet.allocation else sheet.seats - len(sheet.elected)
    if sheet.reopened:
        sentences.append(
            ngettext(
                "Nominations are reopened for %(num)s seat.",
                "Nominations are reopened for %(num)s seats.",
                sheet.reopened,
            )
        )
    elif left > 0:
        sentences.append(ngettext("%(num)s seat stays empty.", "%(num)s seats stay empty.", left))
    if any(tie.seed for tie in sheet.ties):
        sentences.append(_("The public lot decided a tie."))
    return " ".join(sentences)


def _seats_of_list(sheet: Sheet, name: str) -> str:
    """Return the number of a list's seats, and who has them."""
    people = [person.name for person in seated(sheet, name)]
    seats = f"{isolated(name)} {sheet.allocation[name]}"
    return f"{seats} ({names_in_words(people)})" if people else seats


def _contest_result(
    contest: ContestCount, sheet: Sheet | None, tied: tuple[str, ...], sentence: str, *, needs_lot: bool = False
) -> ContestResult:
    elected = frozenset() if sheet is None else frozenset(sheet.elected)
    slates = contest.rule.slates or ("",) * len(contest.names)
    votes = _votes(contest, sheet)
    candidates = tuple(
        CandidateResult(
            name=name,
            slate=slates[index],
            votes=votes[index],
            elected=name in elected,
            withdrawn=index in contest.withdrawn,
        )
        for index, name in enumerate(contest.names)
    )
    return ContestResult(
        title=contest.question.question,
        seats=contest.rule.seats,
        candidates=candidates,
        blank=_blank(contest, sheet),
        tied=tied,
        needs_lot=needs_lot,
        sentence=sentence,
        kind=kind_of(contest.question),
        sheet=sheet,
    )


def _votes(contest: ContestCount, sheet: Sheet | None) -> tuple[int, ...]:
    """Return each candidate's votes: from the first stage of the count, or first preferences if it has no stages."""
    if sheet is None or not sheet.stages:
        return contest.totals or _first_votes(contest)
    totals = sheet.stages[0].totals
    return tuple(int(Fraction(totals[name])) for name in contest.names)


def _blank(contest: ContestCount, sheet: Sheet | None) -> int | None:
    """Return the number of blank votes where they are counted; for ranked papers, those that give no vote."""
    if sheet is not None and contest.papers and contest.rule.rule in TOTALS:
        return int(sheet.blank)
    return contest.blank


def _first_votes(contest: ContestCount) -> tuple[int, ...]:
    """Return how many papers put each candidate first (best grade or rank), for the bars of a ranked contest."""
    votes = [0] * len(contest.names)
    for paper in contest.papers:
        ranks = {index: rank for index, rank in enumerate(paper) if rank and index not in contest.withdrawn}
        best = min(ranks.values(), default=0)
        for index, rank in ranks.items():
            votes[index] += rank == best
    return tuple(votes)


def contests_without_sheet(scene: Scene) -> list[int]:
    """Return the contests (from 0) that wait for the public lot."""
    missing = _missing_sheets(scene)
    if not missing:
        return []
    counts, seeds = read_counts(scene), lot_seeds(scene)
    return [index for index in missing if _waits_for_lot(counts[index], seeds.get(index))]


def _waits_for_lot(contest: ContestCount, seed: str | None) -> bool:
    try:
        contest.count(seed)
    except CountNeedsLot:
        return True
    except InvalidCount:  # no valid vote at all: nothing will ever be counted here
        return False
    return False


def _missing_sheets(scene: Scene) -> list[int]:
    done = published_sheets(scene)
    return [index for index in range(len(context_of(scene).questions)) if index not in done]


def append_sheets(scene: Scene) -> None:
    """Count every contest that has no sheet yet, and put the sheets into the companion; a tie waits for its lot."""
    event = result_event(scene).hash
    counts, seeds = read_counts(scene), lot_seeds(scene)
    for index in _missing_sheets(scene):
        try:
            sheet = counts[index].count(seeds.get(index))
        except (CountNeedsLot, InvalidCount) as error:
            log.write(scene, log.SYSTEM, f"{counts[index].question.question}: {error}")
            continue
        record = companion.CountSheetRecord(event=event, contest=index, sheet=Raw(encode(sheet)))
        board.append_companion(scene.session, scene.election, record)


def enter_lot_seed(scene: Scene, contest: int, seed: str) -> None:
    """Enter the seed of the public lot of one contest (from 0), as it was drawn in public, and count the contest.

    Raises: NotPermitted unless that contest waits for the lot; a seed is entered once.
    """
    board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    require_state(scene.election, "tallied")
    if contest not in contests_without_sheet(scene):
        raise NotPermitted(_("No tie in this contest waits for the lot."))
    cleaned = clean_seed(seed)
    event = result_event(scene).hash
    board.append_companion(
        scene.session, scene.election, companion.LotSeedRecord(event=event, contest=contest, seed=cleaned)
    )
    log.write(scene, log.OFFICER, f"Entered the seed of the public lot: {cleaned}")
    append_sheets(scene)


def clean_seed(typed: str) -> str:
    """Return the seed of a lot as it is used. Raises: NotPermitted if it is empty, too long, or not printable."""
    cleaned = clean_line(typed, _("The seed of the lot"), MAX_SEED, "seed")
    if not cleaned.isprintable():
        raise NotPermitted(
            _("The seed of the lot holds a character that cannot be printed. Use digits and letters."), "seed"
        )
    return cleaned


def recount(scene: Scene) -> list[Recounted]:
    """Count every contest again from the records on the board, and compare with the sheets in the companion file.

    Raises: NotPermitted before the count is opened.
    """
    contest_counts(scene)
    counts, seeds = read_counts_anew(scene), lot_seeds(scene)
    sheets = published_sheets(scene)
    return [_compare(one, sheets.get(index), seeds.get(index)) for index, one in enumerate(counts)]


def _compare(contest: ContestCount, published: bytes | None, seed: str | None) -> Recounted:
    title = contest.question.question
    try:
        sheet = encode(contest.count(seed))
    except (CountNeedsLot, InvalidCount) as error:
        if published is None:
            return Recounted(title, "no count", _("There is no count: %(error)s", error=error))
        found = _("A sheet is there, but the records cannot be counted: %(error)s", error=error)
        return Recounted(title, "different", f"{found} {ALARM}")
    return compare_sheets(title, published, sheet)


def compare_sheets(title: str, published: bytes | None, sheet: bytes) -> Recounted:
    """Say whether a new count is the same as the published one, byte for byte."""
    if published == sheet:
        return Recounted(title, "identical", _("The new count is identical to the sheet, to the last character."))
    found = _("The new count differs from the sheet in the companion file.")
    return Recounted(title, "different", f"{found} {ALARM}")
