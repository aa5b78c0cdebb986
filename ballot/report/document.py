"""A result as one document that stands alone: the HTML file, and what the PDF is made from.

A whole election has a cover, a sheet for each contest, what-ifs if there are any, lines to sign on, and the checksums.
A contest that was counted from a file has its sheet alone. Nothing is loaded from anywhere: the style sheets are
inside.
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
    """What a print of a whole election says beside its sheets. Pairs are a name and its value.

    `state`: a sentence, such as "Published on …". `address`: where everybody can verify the election.
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


@dataclass(frozen=True, kw_only=True)
class ResultDocument:
    """`sheets` are the counts; `others` are marked as what they are: recounts for a vacancy, what-ifs.

    `cover`: of the election, if it is one. `complete`: whether all its contests are there, with lines to sign on.
    `look`: of the organisation, whose name and logo stand at its head.
    """

    title: str
    sheets: tuple[SheetView, ...]
    others: tuple[SheetView, ...] = ()
    cover: ElectionCover | None = None
    complete: bool = True
    look: Look = PLAIN


def document_html(document: ResultDocument, *, paper: bool = False) -> str:
    """Return the document as one page of HTML; `paper`: for printing at once, with nothing folded away."""
    return render_page(
        "report/document.html",
        document=document,
        comparisons=comparisons(document.sheets, document.others),
        paper=paper,
        summary=[(view.contest.title, view.headline) for view in document.sheets],
    )


def comparisons(sheets: Iterable[SheetView], others: Iterable[SheetView]) -> list[tuple[str, Table]]:
    """Return for each contest that was counted more than once who is elected by which count, side by side."""
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
