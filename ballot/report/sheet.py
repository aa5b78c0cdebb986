"""One result sheet, the same on a page, on paper, in a file and in the PDF.

It presents a counted contest: the seats with the reason for each, bars, facts, ties with every draw, quotas by group,
the flow of votes, and the tables of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ballot.count import GRADED, TOTALS, Sheet, seated
from ballot.count.formats.words import (
    bounds,
    draw_sentences,
    figure,
    grade_name,
    person_reason,
    reason,
    tie_sentence,
)
from ballot.crypto.hashing import sha256_hex
from ballot.language import _, grouped, isolated, ngettext
from ballot.records.canonical import encode
from ballot.report.bars import BAR_WIDTH, NO_SLATE, Bar, Line, bars, base_in_words, quota_place, slate_colours
from ballot.report.rules import rule_name
from ballot.report.sankey import FlowView, view_flow
from ballot.report.stages import Moved, has_stages, keep_tables, moved_papers, result_order, stage_tables
from ballot.report.tables import Table, grade_table, pair_tables, people_tables, quotient_tables
from ballot.report.words import names_in_words


@dataclass(frozen=True, kw_only=True)
class CountedContest:
    """A contest and its count. Without a `sheet`, the contest waits for the public lot, or nothing can be counted.

    `votes`: of each candidate, for the bars: totals or first preferences; all 0 if they are not known. `ballots`: how
    many were cast in the contest, 0 if that is not known. `slates`: by candidate. `sentence`: shown while there is no
    sheet. `mark`: a label that distinguishes this sheet from the official result, such as "What if"; `note`: a sentence
    about that.
    """

    title: str
    rule: str
    rule_text: str
    seats: int
    votes: Mapping[str, int]
    sheet: Sheet | None
    slates: Mapping[str, str] = field(default_factory=dict)
    grades: tuple[str, ...] = ()
    ballots: int = 0
    blank: int | None = None
    tied: tuple[str, ...] = ()
    needs_lot: bool = False
    sentence: str = ""
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class Seat:
    """One elected candidate, in order of election, and the reason."""

    name: str
    slate: str
    colour: int
    reason: str


@dataclass(frozen=True)
class TieView:
    """A tie: the sentence, the seed of the lot if it was drawn, and a sentence for each draw."""

    sentence: str
    seed: str
    draws: tuple[str, ...]


@dataclass(frozen=True)
class GroupView:
    """A quota by group, and whether it was met."""

    group: str
    bounds: str
    elected: int
    met: bool


@dataclass(frozen=True)
class Part:
    """The papers of one grade in a candidate's bar, in the units of the bars; `shade`: how dark, the best darkest."""

    x: int
    width: int
    shade: str


@dataclass(frozen=True)
class GradeBar:
    """A candidate's grades as one bar from the best to the worst."""

    name: str
    slate: str
    colour: int
    median: str
    elected: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class SheetView:
    """Everything that a result sheet shows about a contest. `checksum`: SHA-256 of the sheet's canonical JSON."""

    contest: CountedContest
    rule_name: str
    facts: tuple[tuple[str, str], ...]
    seats: tuple[Seat, ...]
    ties: tuple[TieView, ...]
    groups: tuple[GroupView, ...]
    withdrawn: tuple[str, ...]
    legend: Mapping[str, int]
    measure: str
    base: str
    bars: tuple[Bar, ...]
    quota: int | None  # the position of its line in the bars
    quota_words: str
    grade_bars: tuple[GradeBar, ...]
    grade_names: tuple[str, ...]
    flow: FlowView | None
    tables: tuple[Table, ...]
    moved: tuple[Moved, ...]
    numbers: Mapping[str, int]  # of the candidates in this sheet: their positions in the result
    checksum: str

    @property
    def elected(self) -> dict[str, str]:
        """Everybody who is elected, in order, with the text for a comparison; for lists, their seats."""
        sheet = self.contest.sheet
        if sheet is None:
            return {}
        seats = sheet.allocation
        return {name: _seats_of(seats[name]) if seats else _("Elected") for name in sheet.elected}

    @property
    def headline(self) -> str:
        """The outcome in one sentence, for a summary."""
        contest, sheet = self.contest, self.contest.sheet
        if sheet is None:
            return contest.sentence
        if sheet.allocation:
            shares = (f"{isolated(name)} {_seats_of(seats)}" for name, seats in sheet.allocation.items() if seats)
            return _(", ").join(shares)
        names = names_in_words(sheet.elected) or _("nobody yet")
        if not sheet.reopened:
            return names
        return ngettext(
            "%(names)s; %(reopened)s of %(num)s seat stay open",
            "%(names)s; %(reopened)s of %(num)s seats stay open",
            sheet.seats,
            names=names,
            reopened=grouped(sheet.reopened),
        )


def _seats_of(number: int) -> str:
    return ngettext("%(num)s seat", "%(num)s seats", number)


def view_sheet(contest: CountedContest, colours: Mapping[str, int] | None = None) -> SheetView:
    """Return what a result sheet shows. `colours`: of the slates, the same in all contests of an election."""
    palette = slate_colours(filter(None, contest.slates.values())) if colours is None else colours
    without = NO_SLATE if palette else 0
    own = {name: palette.get(contest.slates.get(name, ""), without) for name in contest.votes}
    sheet = contest.sheet
    if sheet is not None and sheet.stages:  # as counted: without papers that were not part of the count
        votes = {name: int(Fraction(total)) for name, total in sheet.stages[0].totals.items()}
        contest = replace(contest, votes=votes)
    lines = _lines(contest, own)
    quota = Fraction(sheet.quota) if sheet is not None and sheet.quota and has_stages(sheet) else None
    whole = _whole(contest, sheet)
    graded = contest.rule in GRADED and sheet is not None
    return SheetView(
        contest=contest,
        rule_name=rule_name(contest.rule),
        facts=tuple(_facts(contest, sheet)),
        seats=() if sheet is None else tuple(_seats(contest, sheet, own)),
        ties=() if sheet is None else tuple(_ties(sheet)),
        groups=() if sheet is None else tuple(_groups(sheet)),
        withdrawn=() if sheet is None else tuple(n for n, s in sheet.status.items() if s.status == "withdrawn"),
        legend={slate: palette[slate] for slate in dict.fromkeys(contest.slates.values()) if slate in palette},
        measure=_measure(contest.rule),
        base=base_in_words(whole),
        bars=() if graded or not any(contest.votes.values()) else tuple(bars(lines, whole)),
        quota=quota_place(quota, whole),
        quota_words=figure(sheet.quota) if quota is not None and sheet is not None and sheet.quota else "",
        grade_bars=() if sheet is None else tuple(_grade_bars(contest, sheet, own)),
        grade_names=_grade_names(contest),
        flow=None if sheet is None else view_flow(sheet, own),
        tables=() if sheet is None else tuple(_tables(contest, sheet)),
        moved=() if sheet is None else tuple(moved_papers(sheet)),
        numbers={} if sheet is None else {"": 0, **{n: i for i, n in enumerate(result_order(sheet), start=1)}},
        checksum="" if sheet is None else sha256_hex(encode(sheet)),
    )


def _whole(contest: CountedContest, sheet: Sheet | None) -> int:
    """Return what all percentages are shares of: the ballots (their weight), or what the count knows of them."""
    if contest.ballots:
        return contest.ballots
    if sheet is not None and sheet.valid:
        return int(sheet.valid) + int(sheet.blank) + int(sheet.invalid or 0)
    return sum(contest.votes.values()) + (contest.blank or 0)


def _lines(contest: CountedContest, colours: Mapping[str, int]) -> list[Line]:
    sheet = contest.sheet
    elected = frozenset() if sheet is None else frozenset(sheet.elected)
    gone = frozenset() if sheet is None else frozenset(n for n, s in sheet.status.items() if s.status == "withdrawn")
    return [
        Line(
            name=name,
            slate=contest.slates.get(name, "") if contest.slates.get(name) != name else "",
            colour=colours[name],
            votes=votes,
            elected=name in elected,
            tied=contest.needs_lot and name in contest.tied,
            seats=sheet.allocation.get(name, 0) if sheet is not None and sheet.allocation else None,
        )
        for name, votes in contest.votes.items()
        if name not in gone
    ]


def _measure(rule: str) -> str:
    if rule in GRADED:
        return _("Grades")
    if rule == "schulze":
        return _("First choices")
    return _("Votes") if rule in TOTALS else _("First preferences")


def _facts(contest: CountedContest, sheet: Sheet | None) -> list[tuple[str, str]]:
    """Return the figures for the whole contest."""
    facts = [(_("Seats"), grouped(contest.seats))]
    if sheet is None or not sheet.valid:
        facts += [(_("Ballots"), grouped(contest.ballots))] if contest.ballots else []
        blank = contest.blank or (int(sheet.blank) if sheet is not None else 0)
        return [*facts, (_("Blank votes"), grouped(blank))] if blank or contest.blank is not None else facts
    facts.append((_("Valid papers"), grouped(int(sheet.valid))))
    facts.append((_("Blank papers"), grouped(int(sheet.blank))))
    facts += [(_("Invalid papers"), grouped(int(sheet.invalid)))] if sheet.invalid else []
    facts += _quota_facts(sheet)
    if has_stages(sheet):
        last = sheet.stages[-1]
        lost = figure(last.non_transferable)
        if last.rounding_loss.strip("0."):
            lost = _("%(votes)s, of which %(part)s lost by rounding", votes=lost, part=figure(last.rounding_loss))
        facts.append((_("Not transferable at the end"), lost))
    return facts


def _quota_facts(sheet: Sheet) -> list[tuple[str, str]]:
    if not sheet.quota:
        return []
    if sheet.final_quota and sheet.final_quota != sheet.quota:
        words = _("%(first)s at first, %(last)s at the end", first=figure(sheet.quota), last=figure(sheet.final_quota))
        return [(_("Quota"), words)]
    return [(_("Quota"), figure(sheet.quota))]


def _seats(contest: CountedContest, sheet: Sheet, colours: Mapping[str, int]) -> list[Seat]:
    """Return the elected; nobody is elected while the lot has yet to break a tie for a seat."""
    if sheet.people:
        return [
            Seat(person.name, name, colours.get(name, NO_SLATE), person_reason(person))
            for name in sheet.elected
            for person in seated(sheet, name)
        ]
    return [
        Seat(
            name=name,
            slate=contest.slates.get(name, "") if contest.slates.get(name) != name else "",
            colour=colours.get(name, NO_SLATE),
            reason=reason(sheet, name, contest.grades),
        )
        for name in sheet.elected
    ]


def _ties(sheet: Sheet) -> list[TieView]:
    return [TieView(tie_sentence(tie), tie.seed, tuple(draw_sentences(tie))) for tie in sheet.ties]


def _groups(sheet: Sheet) -> list[GroupView]:
    return [
        GroupView(c.group, bounds(c, sheet.seats), c.elected, c.minimum <= c.elected <= c.maximum) for c in sheet.groups
    ]


def _grade_names(contest: CountedContest) -> tuple[str, ...]:
    histogram = contest.sheet.histogram if contest.sheet is not None else {}
    number = max(map(len, histogram.values()), default=0)
    return tuple(grade_name(contest.grades, grade) for grade in range(1, number + 1))


def _grade_bars(contest: CountedContest, sheet: Sheet, colours: Mapping[str, int]) -> list[GradeBar]:
    found = []
    for name in (name for level in sheet.ranking for name in level if name in sheet.histogram):
        row = sheet.histogram[name]
        edges = [sum(row[:grade]) * BAR_WIDTH // (sum(row) or 1) for grade in range(len(row) + 1)]
        parts = (Part(edges[g], edges[g + 1] - edges[g], _shade(g, len(row))) for g in range(len(row)) if row[g])
        median = sheet.median_grade.get(name)
        middle = grade_name(contest.grades, median) if median else ""
        slate = contest.slates.get(name, "")
        found.append(GradeBar(name, slate, colours[name], middle, name in sheet.elected, tuple(parts)))
    return found


def _shade(grade: int, grades: int) -> str:
    """Return the opacity of a grade (from 0, the best): from 0.95 down to 0.15."""
    return f"0.{95 - 80 * grade // max(1, grades - 1):02d}"


def _tables(contest: CountedContest, sheet: Sheet) -> list[Table]:
    grades = grade_table(sheet, contest.grades)
    return [
        *([grades] if grades else []),
        *pair_tables(sheet),
        *people_tables(sheet),
        *quotient_tables(sheet),
        *stage_tables(sheet),
        *keep_tables(sheet),
    ]
