"""The flow as a drawing: bands fill the width, ribbons meet them, words and labels say what they are."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ballot.count import Conditions, Rule, Sheet, count_papers
from ballot.count.flow import LOST, amounts, flow
from ballot.report.sankey import FULL, Drawing, FlowView, view_flow
from tests.count.strategies import SEED, STV, papers_of, quick, strict_papers

EDGE = Fraction(1, 5)  # coordinates are cut off after one decimal


def drawn(sheet: Sheet) -> FlowView:
    """Draw a sheet without slates; it must have a flow."""
    found = view_flow(sheet, dict.fromkeys(sheet.status, 0))
    assert found is not None
    return found


def spans(path: str) -> list[tuple[Fraction, Fraction, Fraction, Fraction]]:
    """Return where each ribbon of a path begins and ends: left and right above, left and right below."""
    found = []
    for ribbon in path.split("M")[1:]:
        straight = re.fullmatch(r"([\d.]+) 0V100H([\d.]+)V0Z", ribbon)
        curved = re.fullmatch(r"([\d.]+) 0C\S+ 50 \S+ 50 ([\d.]+) 100H([\d.]+)C\S+ 50 \S+ 50 ([\d.]+) 0Z", ribbon)
        if straight:
            a, b = map(Fraction, straight.groups())
            found.append((a, b, a, b))
        else:
            assert curved is not None, ribbon
            a, c, d, b = map(Fraction, curved.groups())
            found.append((a, b, c, d))
    return found


@quick
@given(strict_papers(), st.sampled_from([*STV, "av"]), st.integers(1, 4))
def test_bands_are_as_broad_as_votes_and_ribbons_fill_them(papers, name, seats) -> None:
    sheet = count_papers(Rule(name, 1 if name == "av" else seats), papers, Conditions(seed=SEED))
    if len(sheet.stages) < 2:
        return
    drawing = Drawing(sheet, dict.fromkeys(sheet.status, 0))
    for stage in sheet.stages:
        votes = amounts(stage)
        places = drawing.places(votes)
        assert sum(width for _, width in places.values()) == papers.number * drawing.unit
        ordered = [(x, x + width) for x, width in places.values()]
        assert all(a[1] <= b[0] for a, b in zip(ordered, ordered[1:], strict=False))
        assert ordered[0][0] >= 0 and ordered[-1][1] <= FULL
        assert LOST not in places or sum(places[LOST]) == FULL
    for step, strip in zip(flow(sheet), drawn(sheet).strips, strict=True):
        ribbons = [span for part in strip.ribbons for span in spans(part.stays + part.moves)]
        assert len(ribbons) == len(step.stays) + len(step.moves)
        for edge, votes in ((0, step.before), (2, step.after)):
            for x, width in drawing.places(votes).values():
                inside = [s for s in ribbons if s[edge] >= x - EDGE and s[edge + 1] <= x + width + EDGE]
                covered = sum(s[edge + 1] - s[edge] for s in inside)
                assert abs(covered - width) <= EDGE * (len(inside) + 1)


def test_a_strip_says_what_happens_in_it() -> None:
    sheet = count_papers(Rule("scottish-stv", 2), papers_of("10 AB, 4 AC, 5 B, 4 C, 3 A"), Conditions(seed=SEED))
    view = drawn(sheet)
    assert view.title == "1. First preferences" and view.elected == ("A",) and view.recorded
    strip = view.strips[0]
    assert strip.title == "2. Surplus of A"
    assert strip.words == "A passes on 8 votes: to B 4.71 and C 1.88; 1.41 not transferable."
    assert strip.elected == ("B",)
    assert view.keys == ((1, "A", 0), (2, "B", 0), (3, "C", 0))


def test_many_receivers_are_summed_up() -> None:
    papers = papers_of("30 A, 29 B, 28 C, 27 D, 28 E, 9 FA, 8 FB, 7 FC, 1 FD, 1 FE")
    strip = drawn(count_papers(Rule("scottish-stv", 4), papers, Conditions(seed=SEED))).strips[0]
    assert strip.words == "F passes on 26 votes: to A 9, B 8, C 7 and 2 others 2."


def test_by_meeks_rules_changes_are_told_instead() -> None:
    view = drawn(count_papers(Rule("meek-prf", 2), papers_of("20 AB, 9 BC, 7 C, 5 D"), Conditions(seed=SEED)))
    assert not view.recorded
    assert any("More votes: B" in strip.words and "fewer: A" in strip.words for strip in view.strips)


def test_labels_fit_their_bands() -> None:
    papers = papers_of("400 AB, 300 B, 200 CB, 90 DA, 5 EA, 4 FA")
    view = drawn(count_papers(Rule("scottish-stv", 2), papers, Conditions(seed=SEED)))
    assert [label.label for label in view.first.labels] == ["1 A", "2 B", "3 C", "4 D"]
    assert [label.brief for label in view.first.labels] == ["1 A", "2 B", "3 C", "4 D"]


def test_without_stages_there_is_no_flow() -> None:
    assert view_flow(count_papers(Rule("scottish-stv", 3), papers_of("2 AB, 1 C")), {}) is None
