"""A result as one self-contained document: the HTML file, and the source of the PDF.

A whole election has a cover, a sheet for each contest, any what-ifs, lines for signatures, and the checksums. A contest
that was counted from a file has only its sheet. Nothing is loaded from elsewhere: the style sheets are inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ballot.language import N_, _
from ballot.look import PLAIN, Look
from ballot.report.rendering import render_page
from ballot.report.sheet import SheetView
from ballot.report.tables import Cell, Row, Table

WHAT_IF = N_("What if: not the official result")
RECOUNT = N_("Recount for a vacancy")
WHAT_IF_NOTE = N_(
    "The same papers were counted by another rule, to compare. People vote differently under another rule, so nobody "
    "can say what the result would have been."
)


@dataclass(frozen=True, kw_only=True)
class ElectionCover:
    """What a printout of a whole election says in addition to its sheets. Pairs are a name and its value.

    `state`: a sentence, such as "Published on …". `address`: where anybody can verify the election.
    """

    uuid: str
    state: str
    dates: tuple[tuple[str, str], ...]
    members: int
    ballots: int
    weight: int
    fingerprint: str
    checksums: tuple[tuple[str, str], ...]
    address: str
    officer: str
    closed_early: str = ""  # when and why, in a sentence
    excused: tuple[str, ...] = ()  # of each trustee who was excused from shuffling: name and reason


@dataclass(frozen=True, kw_only=True)
class ResultDocument:
    """`sheets` are the counts; `others` are recounts for a vacancy and what-ifs, each marked as such.

    `cover`: of the election, if the document is about one. `complete`: whether all its contests are included, with
    lines for signatures. `look`: the branding of the organisation, whose name and logo are at the top.
    """

    title: str
    sheets: tuple[SheetView, ...]
    others: tuple[SheetView, ...] = ()
    cover: ElectionCover | None = None
    complete: bool = True
    look: Look = PLAIN


def document_html(document: ResultDocument, *, paper: bool = False) -> str:
    """Return the document as one HTML page; `paper`: for direct printing, with nothing collapsed."""
    return render_page(
        "report/document.html",
        document=document,
        comparisons=comparisons(document.sheets, document.others),
        paper=paper,
        summary=[(view.contest.title, view.headline) for view in document.sheets],
    )


def comparisons(sheets: Iterable[SheetView], others: Iterable[SheetView]) -> list[tuple[str, Table]]:
    """Return, for each contest that was counted more than once, who is elected by each count, side by side."""
    found = []
    others = tuple(others)
    for official in sheets:
        more = [view for view in others if view.contest.title == official.contest.title]
        if more:
            found.append((official.contest.title, side_by_side([official, *more])))
    return found


def side_by_side(views: Sequence[SheetView]) -> Table:
    """Return who is elected by each of several counts of one contest."""
    names = dict.fromkeys(name for view in views for name in (*view.elected, *view.contest.votes))
    rows = tuple(Row(name, tuple(Cell(view.elected.get(name, "–")) for view in views)) for name in names)
    return Table(_("Side by side"), tuple(map(_column, views)), rows)


def _column(view: SheetView) -> str:
    if view.contest.mark == WHAT_IF:
        return _("%(rule)s (what if)", rule=view.rule_name)
    return _(view.contest.mark) if view.contest.mark else _("The count: %(rule)s", rule=view.rule_name)
