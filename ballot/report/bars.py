"""Bars of a contest's result: the rows, and how they look in a terminal. The SVG is in templates/report/bars.html."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ballot.language import _, grouped, ngettext
from ballot.report.words import percent

_SLATE_COLOURS = 8
NO_SLATE = -1  # the colour number of candidates on no slate
BAR_WIDTH = 1000  # units of the SVG's own coordinates: the page scales them to its width

NOT_TRANSFERABLE = -2  # the colour number of votes that no longer count for anybody

# The colours of the light theme in ballot.css, for printed sheets: drawings there do not use the style sheet.
INKS = {
    NOT_TRANSFERABLE: "#8a919d",
    NO_SLATE: "#535a66",
    **dict(enumerate(("#1e2879", "#d77b00", "#30714d", "#5f4368", "#874c00", "#2994f6", "#161400", "#b07fb4"))),
}


@dataclass(frozen=True)
class Bar:
    """One candidate's line in the chart, which is also a row of the table."""

    name: str
    slate: str
    colour: int
    votes: int
    share: str
    width: int
    elected: bool
    tied: bool
    seats: int | None = None  # for a list

    @property
    def mark(self) -> str:
        """The outcome for a candidate or list, in words."""
        if self.seats is not None:
            return ngettext("%(num)s seat", "%(num)s seats", self.seats) if self.seats else ""
        return _("Elected") if self.elected else ""


@dataclass(frozen=True)
class Line:
    """What is known about a candidate before the bars are drawn."""

    name: str
    slate: str
    colour: int
    votes: int
    elected: bool = False
    tied: bool = False
    seats: int | None = None


def bars(lines: Iterable[Line], whole: int) -> list[Bar]:
    """Sort a contest's candidates by votes. A full bar is the `whole`, 100 %: so the bars of all contests compare."""
    rows = sorted(lines, key=lambda line: (-line.votes, line.name))
    return [_bar(line, whole) for line in rows]


def quota_place(quota: Fraction | None, whole: int) -> int | None:
    """Return the position of the quota's line, in the units of the bars; None without a quota."""
    return None if quota is None or not whole else int(quota * BAR_WIDTH / whole)


def base_in_words(whole: int) -> str:
    """Name what percentages and bars are shares of: the same on pages, sheets and the command line."""
    return _("100 %% is %(whole)s: all ballots, blank ones too.", whole=grouped(whole))


def _bar(line: Line, whole: int) -> Bar:
    """Make one bar; whole numbers, so that equal votes are equal lengths."""
    return Bar(
        name=line.name,
        slate=line.slate,
        colour=line.colour if line.colour < 0 else line.colour % _SLATE_COLOURS,
        votes=line.votes,
        share=percent(line.votes, whole),
        width=line.votes * BAR_WIDTH // whole if whole else 0,
        elected=line.elected,
        tied=line.tied,
        seats=line.seats,
    )


def slate_colours(slates: Iterable[str]) -> dict[str, int]:
    """Give each slate a colour number, in order of first appearance; beyond eight slates, colours are shared."""
    colours: dict[str, int] = {}
    for slate in slates:
        if slate not in colours:
            colours[slate] = len(colours) % _SLATE_COLOURS
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
    """Return the outcome for a candidate in words."""
    return row.mark or (_("Tied: needs a lot") if row.tied else "")
