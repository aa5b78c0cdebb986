"""Bars of a contest's result: the rows, and how they look in a terminal. The SVG is in templates/report/bars.html."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ballot.report.words import counted, percent

SLATE_COLOURS = 8
BAR_WIDTH = 1000  # units of the SVG's own coordinates: the page scales them to its width


@dataclass(frozen=True)
class Bar:
    """One candidate's line in the chart, which is at the same time a row of the table."""

    name: str
    slate: str
    colour: int
    votes: int
    share: str
    width: int
    elected: bool
    tied: bool
    seats: int | None = None  # of a list

    @property
    def mark(self) -> str:
        """Say what the count made of a candidate or list."""
        if self.seats is not None:
            return counted(self.seats, "seat") if self.seats else ""
        return "Elected" if self.elected else ""


@dataclass(frozen=True)
class Line:
    """What is known of a candidate before the bars are drawn."""

    name: str
    slate: str
    colour: int
    votes: int
    elected: bool = False
    tied: bool = False
    seats: int | None = None


def bars(lines: Iterable[Line], ballots: int) -> list[Bar]:
    """Sort a contest's candidates by votes and scale their bars to the largest; shares are of the `ballots` counted."""
    rows = sorted(lines, key=lambda line: (-line.votes, line.name))
    largest = max((line.votes for line in rows), default=0)
    return [_bar(line, largest, ballots) for line in rows]


def _bar(line: Line, largest: int, ballots: int) -> Bar:
    """Make one bar; exact arithmetic, so that equal votes are equal lengths."""
    width = int(Fraction(line.votes * BAR_WIDTH, largest)) if largest else 0
    return Bar(
        name=line.name,
        slate=line.slate,
        colour=line.colour % SLATE_COLOURS,
        votes=line.votes,
        share=percent(line.votes, ballots),
        width=width,
        elected=line.elected,
        tied=line.tied,
        seats=line.seats,
    )


def slate_colours(slates: Iterable[str]) -> dict[str, int]:
    """Give each slate a colour number in the order of first appearance; more than eight slates share colours."""
    colours: dict[str, int] = {}
    for slate in slates:
        if slate not in colours:
            colours[slate] = len(colours) % SLATE_COLOURS
    return colours


def text_bars(rows: Iterable[Bar], width: int = 30) -> list[str]:
    """Draw the bars with characters, one line for each candidate, for a terminal or a mail."""
    rows = list(rows)
    longest = max((len(row.name) for row in rows), default=0)
    slate = max((len(row.slate) for row in rows), default=0)
    return [
        f"{row.name:<{longest}}  {row.slate:<{slate}}  {row.votes:>6,}  {row.share:>7}  "
        f"{'█' * (row.width * width // BAR_WIDTH):<{width}}  {_mark(row)}".rstrip()
        for row in rows
    ]


def _mark(row: Bar) -> str:
    """Say what the count made of a candidate."""
    return row.mark or ("Tied: needs a lot" if row.tied else "")
