"""A counted election as result sheets for a page and for print; and files that a page offers once."""

import base64
from collections.abc import Sequence
from datetime import datetime

from ballot.count import Sheet
from ballot.election.paper.quotas import rule_of
from ballot.election.result.counting import ContestResult, ElectionResult
from ballot.election.result.public_view import PublicView
from ballot.election.result.vacancies import Vacancy
from ballot.election.result.what_if import WhatIf
from ballot.language import N_, _, isolated
from ballot.moments import in_words
from ballot.report import (
    CountedContest,
    ElectionCover,
    ResultDocument,
    SheetView,
    names_in_words,
    rule_in_words,
    slate_colours,
    view_sheet,
)
from ballot.report.document import RECOUNT, WHAT_IF, WHAT_IF_NOTE
from ballot.store.models.election import Election
from ballot.store.models.paper import Contest
from ballot.web.services import services

STATES = {
    "tallied": N_("Counted, not yet declared: for the returning officer only."),
    "declared": N_("Declared, not yet published: for the returning officer only."),
    "published": N_("Declared and published."),
}


def _election_colours(election: Election) -> dict[str, int]:
    """Return the colour of each slate: the same in every contest, in the booth and in the result."""
    return slate_colours(c.slate for contest in election.contests for c in contest.candidates if c.slate)


def contest_rule(contest: Contest) -> str:
    """Return a contest's rule in plain words."""
    return rule_in_words(rule_of(contest), contest.minimum, contest.maximum, ranked=contest.kind == "ranked")


def result_sheets(election: Election, result: ElectionResult) -> list[SheetView]:
    """Return the result sheet of each contest, in the order of the ballot paper."""
    colours = _election_colours(election)
    return [
        view_sheet(_counted(counted, contest, result.total_weight), colours)
        for counted, contest in zip(result.contests, election.contests, strict=True)
    ]


def _counted(counted: ContestResult, contest: Contest, votes: int) -> CountedContest:
    lists = counted.kind == "lists"
    return CountedContest(
        title=counted.title,
        rule=contest.rule,
        rule_text=contest_rule(contest),
        seats=counted.seats,
        votes={candidate.name: candidate.votes for candidate in counted.candidates},
        sheet=counted.sheet,
        slates={c.name: c.name if lists else c.slate for c in counted.candidates},
        grades=tuple(contest.grades.splitlines()),
        ballots=votes,
        blank=counted.blank,
        tied=counted.tied,
        needs_lot=counted.needs_lot,
        sentence=counted.sentence,
    )


def recount_sheets(election: Election, found: list[Vacancy], ballots: int) -> list[SheetView]:
    """Return the result sheet of each recount for a vacancy, marked as such. `ballots`: the total weight."""
    colours = _election_colours(election)
    return [view_sheet(_recounted(election.contests[vacancy.contest], vacancy, ballots), colours) for vacancy in found]


def _recounted(contest: Contest, vacancy: Vacancy, ballots: int) -> CountedContest:
    sentence = _(
        "The seat of %(departed)s fell vacant (%(reason)s). The same papers were counted again without them; the "
        "others keep their seats. The seat goes to %(successors)s.",
        departed=isolated(vacancy.departed),
        reason=isolated(vacancy.reason),
        successors=names_in_words(vacancy.successors) or _("nobody"),
    )
    return _other_count(contest, vacancy.sheet, ballots, contest_rule(contest), RECOUNT, sentence)


def what_if_sheet(election: Election, contest: Contest, found: WhatIf, ballots: int) -> SheetView:
    """Return the result sheet of a what-if, marked as such. It must have a count. `ballots`: the total weight."""
    assert found.sheet is not None
    own = rule_of(contest)
    rule = own._replace(name=found.rule, quotas=() if found.without_quotas else own.quotas)
    words = rule_in_words(rule, contest.minimum, contest.maximum, ranked=contest.kind == "ranked")
    counted = _other_count(contest, found.sheet, ballots, words, WHAT_IF, _(WHAT_IF_NOTE))
    return view_sheet(counted, _election_colours(election))


def _other_count(contest: Contest, sheet: Sheet, ballots: int, words: str, mark: str, note: str) -> CountedContest:
    return CountedContest(
        title=contest.title,
        rule=sheet.rule,
        rule_text=words,
        seats=sheet.seats,
        votes=dict.fromkeys(sheet.status, 0),
        sheet=sheet,
        slates={candidate.name: candidate.slate for candidate in contest.candidates},
        grades=tuple(contest.grades.splitlines()),
        ballots=ballots,
        mark=mark,
        note=note,
    )


def result_document(
    election: Election,
    result: ElectionResult,
    view: PublicView,
    address: str,
    number: int | None = None,
    others: Sequence[SheetView] = (),
) -> ResultDocument:
    """Return the printout of a whole election, or of one contest (from 1). `others`: recounts and what-ifs."""
    sheets = result_sheets(election, result)
    chosen = sheets if number is None else sheets[number - 1 : number]
    titles = {sheet.contest.title for sheet in chosen}
    return ResultDocument(
        title=election.name,
        sheets=tuple(chosen),
        others=tuple(other for other in others if other.contest.title in titles),
        cover=_cover(election, result, view, address),
        complete=number is None,
        look=services().config.look,
    )


def _cover(election: Election, result: ElectionResult, view: PublicView, address: str) -> ElectionCover:
    moments = (
        (_("Voting opened"), election.opened_at),
        (_("Voting closed"), election.closed_at),
        (_("Counted"), election.tallied_at),
        (_("Declared"), election.declared_at),
        (_("Published"), election.published_at),
    )
    return ElectionCover(
        uuid=election.uuid,
        state=_(STATES[election.state]),
        dates=tuple((name, in_words(moment)) for name, moment in moments if moment is not None),
        members=view.members,
        ballots=result.ballots,
        weight=result.total_weight,
        fingerprint=election.fingerprint or "",
        checksums=_checksums(view),
        address=address,
        officer=election.administrator or "",
        closed_early=_early_end_in_words(view),
        excused=tuple(f"{isolated(one.name)}: {isolated(one.reason)}" for one in view.excused),
    )


def _early_end_in_words(view: PublicView) -> str:
    """Say when and why the vote was closed, or stopped permanently, before its announced end; "" if it was not."""
    early = view.closed_early
    if early is None:
        return ""
    if early.stopped is not None:
        return _(
            "The voting was stopped on %(stopped)s, before its announced end on %(announced)s. The returning officer "
            "closed it alone on %(moment)s. The reason: %(reason)s",
            stopped=in_words(early.stopped),
            announced=in_words(early.announced),
            moment=in_words(early.at),
            reason=isolated(early.reason),
        )
    return _(
        "The voting was closed on %(moment)s, before its announced end on %(announced)s. The reason: %(reason)s",
        moment=in_words(early.at),
        announced=in_words(early.announced),
        reason=isolated(early.reason),
    )


def _checksums(view: PublicView) -> tuple[tuple[str, str], ...]:
    sums = view.checksums
    if sums is None:
        return ()
    last = ((_("Last event"), sums.last_event),) if view.archive_complete else ()
    return (
        (_("Election fingerprint"), sums.fingerprint),
        (_("Setup event"), sums.setup_event),
        (_("Charter (rules)"), sums.charter),
        *last,
    )


def turnout_points(line: list[tuple[datetime, int]], members: int) -> str:
    """Return the points of a step line in an area 1000 wide and 100 high: the full height is the whole roll."""
    points = ["0,100"]
    for number, (_at, voters) in enumerate(line):
        height = f"{100 - 100 * voters / max(members, 1):.2f}"
        points += [f"{1000 * (number + at) / len(line):.1f},{height}" for at in (0, 1)]
    return " ".join(points)


def file_link(content: bytes) -> str:
    """Return a data URL with a file, for a download link: what is offered once is stored nowhere."""
    return "data:application/octet-stream;base64," + base64.b64encode(content).decode()
