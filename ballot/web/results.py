"""A counted election as charts for a page; and files that a page hands out once."""

import base64
from dataclasses import dataclass
from datetime import datetime

from ballot.election.counting import CandidateResult, ContestResult, ElectionResult
from ballot.election.quotas import rule_of
from ballot.report import (
    Bar,
    Line,
    SheetView,
    bars,
    percent,
    rule_in_words,
    rule_name,
    slate_colours,
    view_sheet,
)
from ballot.store.models import Contest, Election

MEASURES = {"majority-judgment": "Papers on which nobody had a better grade"}
LONGEST_PART = 1_200_000  # bytes; a third more in Base64


@dataclass(frozen=True)
class ContestChart:
    """One contest as the result page shows it."""

    contest: ContestResult
    bars: list[Bar]
    slates: dict[str, int]
    rule: str
    blank_share: str
    rule_name: str = ""
    measure: str = "Votes"
    view: SheetView | None = None


def election_colours(election: Election) -> dict[str, int]:
    """Return the colour of each slate: the same one in every contest, in booth and result."""
    return slate_colours(c.slate for contest in election.contests for c in contest.candidates if c.slate)


def contest_rule(contest: Contest) -> str:
    """Return a contest's rule in plain words."""
    return rule_in_words(rule_of(contest), contest.minimum, contest.maximum, ranked=contest.kind == "ranked")


def contest_charts(election: Election, result: ElectionResult) -> list[ContestChart]:
    """Return a chart for each contest, in the order of the ballot paper."""
    colours = election_colours(election)
    return [
        _chart(counted, contest, colours, result.total_weight)
        for counted, contest in zip(result.contests, election.contests, strict=True)
    ]


def _chart(counted: ContestResult, contest: Contest, colours: dict[str, int], votes: int) -> ContestChart:
    sheet = counted.sheet
    if sheet is not None and sheet.valid:
        votes = int(sheet.valid)
    lines = [_line(counted, candidate, colours) for candidate in counted.candidates]
    return ContestChart(
        contest=counted,
        bars=bars(lines, votes),
        rule_name=rule_name(contest.rule),
        measure=MEASURES.get(contest.rule, "First preferences" if contest.kind == "ranked" else "Votes"),
        view=None if sheet is None or contest.kind == "choice" else view_sheet(sheet, contest.grades.splitlines()),
        slates={name: colour for name, colour in colours.items() if any(line.slate == name for line in lines)},
        rule=contest_rule(contest),
        blank_share=percent(counted.blank or 0, votes),
    )


def _line(counted: ContestResult, candidate: CandidateResult, colours: dict[str, int]) -> Line:
    seats = counted.sheet.allocation if counted.sheet is not None else {}
    return Line(
        name=candidate.name,
        slate=candidate.slate,
        colour=colours.get(candidate.slate or (candidate.name if counted.kind == "lists" else ""), 0),
        votes=candidate.votes,
        elected=candidate.elected,
        tied=counted.needs_lot and candidate.name in counted.tied,
        seats=seats.get(candidate.name, 0) if seats else None,
    )


def turnout_points(line: list[tuple[datetime, int]], members: int) -> str:
    """Return the points of a step line in a field 1000 wide and 100 high: the height is the whole roll."""
    points = ["0,100"]
    for number, (_, voters) in enumerate(line):
        height = f"{100 - 100 * voters / max(members, 1):.2f}"
        points += [f"{1000 * (number + at) / len(line):.1f},{height}" for at in (0, 1)]
    return " ".join(points)


def table_links(table: bytes) -> list[str]:
    """Return one address, or several for a CSV file that is longer than a browser's longest address (2 MiB).

    A browser drops a longer one without a word, and these tokens exist nowhere else. Each part has the header.
    """
    header, *rows = table.splitlines(keepends=True)
    parts, size = [bytearray(header)], len(header)
    for row in rows:
        if size + len(row) > LONGEST_PART:
            parts.append(bytearray(header))
            size = len(header)
        parts[-1] += row
        size += len(row)
    return [file_link(bytes(part)) for part in parts]


def file_link(content: bytes) -> str:
    """Return an address that holds a file, for a download link: what is handed out once is kept nowhere."""
    return "data:application/octet-stream;base64," + base64.b64encode(content).decode()
