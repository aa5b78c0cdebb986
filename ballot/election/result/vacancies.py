"""Casual vacancies: a seat that falls vacant after the result was published, filled by a recount of the same papers.

The charter's rule is applied again without the member who departed; the others keep their seats. The recount is added
to the companion file after the count, which does not change. If the successor does not accept the seat, that is the
next vacancy.
"""

from __future__ import annotations

import msgspec
from msgspec import Raw

from ballot.board.companion import MAX_REASON, VacancyRecord
from ballot.count import Sheet, check_recountable
from ballot.election import log
from ballot.election.board_facts import append_checkpoint, published_sheets
from ballot.election.result.contests import contest_counts, read_counts_anew, read_sheet, result_event
from ballot.election.result.counting import ALARM, Recounted, clean_seed, compare_sheets
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.election.wording import clean_line
from ballot.errors import CountNeedsLot, InvalidCount, NotPermitted
from ballot.language import _, isolated
from ballot.records.canonical import encode
from ballot.report import names_in_words
from ballot.store import board
from ballot.verify import ContestCount, Vacancies


class Vacancy(msgspec.Struct, frozen=True):
    """A seat that fell vacant and was filled; `contest` from 0, `number` from 1 within the contest."""

    contest: int
    number: int
    title: str
    departed: str
    successors: tuple[str, ...]
    members: tuple[str, ...]
    reason: str
    sheet: Sheet


class Seats(msgspec.Struct, frozen=True):
    """Who has the seats of a contest (from 0) now. `refusal`: why no vacancy can be filled by a recount, or ""."""

    contest: int
    title: str
    members: tuple[tuple[int, str], ...]
    refusal: str = ""


class Prospect(msgspec.Struct, frozen=True):
    """The outcome of a recount: the successors, or the tie that the lot has to break, or why there can be none."""

    successors: tuple[str, ...] = ()
    tie: str = ""
    refusal: str = ""


def vacancies(scene: Scene) -> list[Vacancy]:
    """Return the vacancies that were filled, in the order of the companion file."""
    sheets = {index: read_sheet(raw) for index, raw in published_sheets(scene).items()}
    seated = {index: sheet.elected for index, sheet in sheets.items()}
    numbers = dict.fromkeys(sheets, 0)
    found = []
    for record in board.companion_records_of(scene.session, scene.election, VacancyRecord):
        index, sheet, contest = record.contest, read_sheet(bytes(record.sheet)), scene.election.contests[record.contest]
        successors = tuple(name for name in sheet.elected if name not in seated[index])
        numbers[index] += 1
        seated[index] = sheet.elected
        departed = contest.candidates[record.candidate].name
        found.append(
            Vacancy(index, numbers[index], contest.title, departed, successors, sheet.elected, record.reason, sheet)
        )
    return found


def seats(scene: Scene) -> list[Seats]:
    """Return who has the seats of each contest now. Raises: NotPermitted before the result is published."""
    require_state(scene.election, "published")
    found = []
    for index, count in enumerate(contest_counts(scene)):
        state = _state(scene, index, count)
        title = count.question.question
        if isinstance(state, str):
            found.append(Seats(index, title, (), state))
        else:
            found.append(Seats(index, title, tuple((member, count.names[member]) for member in state.members)))
    return found


def _state(scene: Scene, contest: int, count: ContestCount) -> Vacancies | str:
    """Return who has the seats now, or why no seat of this contest can be filled by a recount."""
    raw = published_sheets(scene).get(contest)
    if raw is None:
        return _("Nobody was elected in this contest, so that no seat can fall vacant.")
    try:
        check_recountable(count.counting_rule)
    except InvalidCount as error:
        return str(error)
    state = Vacancies(count, read_sheet(raw))
    for record in board.companion_records_of(scene.session, scene.election, VacancyRecord):
        if record.contest == contest:
            state.accept(record.candidate, read_sheet(bytes(record.sheet)))
    return state


def prospect(scene: Scene, contest: int, candidate: int) -> Prospect:
    """Preview a recount for the seat of a member (both numbers from 0); nothing is recorded.

    Raises: NotPermitted if the rule has no recount, or the candidate has no seat.
    """
    state, count = _open_seat(scene, contest, candidate)
    before = {count.names[member] for member in state.members}
    try:
        sheet = state.recount(candidate, None)
    except CountNeedsLot as error:
        return Prospect(tie=str(error))
    except InvalidCount as error:
        return Prospect(refusal=str(error))
    return Prospect(tuple(name for name in sheet.elected if name not in before))


def recount_filled(scene: Scene) -> list[Recounted]:
    """Repeat the count of every filled vacancy from the records on the board, and compare it with its sheet."""
    records = board.companion_records_of(scene.session, scene.election, VacancyRecord)
    if not records:
        return []
    counts, sheets, states = read_counts_anew(scene), published_sheets(scene), {}
    found = []
    for record in records:
        count = counts[record.contest]
        if record.contest not in states:
            states[record.contest] = Vacancies(count, read_sheet(sheets[record.contest]))
        title = _(
            "%(contest)s, the seat of %(name)s",
            contest=isolated(count.question.question),
            name=isolated(count.names[record.candidate]),
        )
        found.append(_compare(states[record.contest], record, title))
    return found


def _compare(state: Vacancies, record: VacancyRecord, title: str) -> Recounted:
    try:
        sheet = encode(state.recount(record.candidate, record.seed or None))
    except (CountNeedsLot, InvalidCount) as error:
        problem = _("The seat cannot be filled as it was: %(error)s", error=error)
        return Recounted(title, "different", f"{problem} {ALARM}")
    state.accept(record.candidate, read_sheet(bytes(record.sheet)))
    return compare_sheets(title, bytes(record.sheet), sheet)


def _open_seat(scene: Scene, contest: int, candidate: int) -> tuple[Vacancies, ContestCount]:
    require_state(scene.election, "published")
    counts = contest_counts(scene)
    if not 0 <= contest < len(counts):
        raise NotPermitted(_("There is no such contest."))
    state = _state(scene, contest, counts[contest])
    if isinstance(state, str):
        raise NotPermitted(state)
    if candidate not in state.members:
        raise NotPermitted(_("This candidate does not sit now, so that no seat falls vacant."))
    return state, counts[contest]


def fill_vacancy(scene: Scene, contest: int, candidate: int, reason: str, seed: str = "") -> Vacancy:
    """Fill the seat of a member who has departed (both numbers from 0), and publish the recount.

    `seed`: of the public lot, if the recount leads to a tie. If the scene has an identity, the server's signed
    checkpoint covers the recount.

    Raises: NotPermitted if the rule has no recount, the candidate has no seat, nobody can follow, or a lot is needed.
    """
    board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    state, count = _open_seat(scene, contest, candidate)
    cleaned = clean_line(reason, _("The reason"), MAX_REASON, "reason")
    drawn = clean_seed(seed) if seed.strip() else ""
    before = state.members
    try:
        sheet = state.fill(candidate, drawn or None)
    except (CountNeedsLot, InvalidCount) as error:
        raise NotPermitted(str(error)) from None
    record = VacancyRecord(
        event=result_event(scene).hash,
        contest=contest,
        candidate=candidate,
        reason=cleaned,
        seed=drawn,
        sheet=Raw(encode(sheet)),
    )
    board.append_companion(scene.session, scene.election, record)
    if scene.identity is not None:
        append_checkpoint(scene)
    successors = [count.names[member] for member in state.members if member not in before]
    departed, title = count.names[candidate], count.question.question
    names = log.in_english(lambda: names_in_words(successors)) or "nobody"
    log.write(
        scene,
        log.OFFICER,
        f"The seat of {departed} in “{title}” fell vacant ({cleaned}). By a recount it goes to {names}.",
    )
    return vacancies(scene)[-1]
