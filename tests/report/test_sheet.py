"""What a result sheet says, by every kind of rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot.count import (
    Conditions,
    ListCandidate,
    Rule,
    Sheet,
    count_papers,
    count_rows,
    count_totals,
    describe_rule,
)
from ballot.count.formats.table import sheet_csv
from ballot.count.formats.text import sheet_text
from ballot.count.formats.words import figure
from ballot.report import CountedContest, SheetView, bars, in_groups, view_sheet
from ballot.report.bars import Line
from tests.count.strategies import SEED, STV, papers_of, quick, strict_papers

NAMES = ("Ana", "Bo", "Cem")
ROWS = [[1, 2, 3], [1, 2, 0], [2, 1, 0], [3, 1, 2], [0, 0, 1]]
GRADES = ("Good", "Fair", "Bad")


def sheet_view(sheet: Sheet, grades: tuple[str, ...] = (), slates: dict[str, str] | None = None) -> SheetView:
    """View a sheet as a contest called “Board”."""
    rule = Rule(sheet.rule, sheet.seats)
    return view_sheet(
        CountedContest(
            title="Board",
            rule=sheet.rule,
            rule_text=describe_rule(rule, 0, sheet.seats),
            seats=sheet.seats,
            votes=dict.fromkeys(sheet.status, 0),
            sheet=sheet,
            slates=slates or {},
            grades=grades,
        )
    )


def texts(view: SheetView, table: int, row: int) -> list[str]:
    return [cell.text for cell in view.tables[table].rows[row].cells]


def test_stages_name_each_seat_and_its_reason() -> None:
    view = sheet_view(count_rows(Rule("scottish-stv", 2), NAMES, ROWS))
    assert [seat.name for seat in view.seats] == ["Ana", "Bo"]
    assert view.seats[0].reason == "at stage 1 (first preferences), with 2 votes; the quota is 2"
    (table,) = view.tables
    assert table.title == "Stage by stage" and table.columns[0] == "1. First preferences"
    assert [row.name for row in table.rows][:2] == ["Ana", "Bo"] and table.rows[0].note == "Elected at stage 1"
    assert [row.cells[0].text for row in table.rows] == ["2", "2", "1"] and table.rows[0].cells[0].marked
    assert ("Quota", "2") in view.facts and table.below[0].name == "Not transferable"
    assert view.headline == "Ana and Bo"


def test_a_seat_below_the_quota_says_so() -> None:
    papers = [[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]
    view = sheet_view(count_rows(Rule("scottish-stv", 2), NAMES, papers))
    assert ("Quota", "3") in view.facts and view.seats[0].reason.endswith("with 3 votes; the quota is 3")
    assert view.seats[1].reason.endswith("with 2 votes; below the quota of 3, as one of the last who were left")


def test_changes_totals_and_losses_stand_apart() -> None:
    sheet = count_papers(Rule("scottish-stv", 2), papers_of("10 AB, 4 AC, 5 B, 4 C, 3 A"), Conditions(seed=SEED))
    view = sheet_view(sheet)
    (table,) = view.tables
    ana = table.rows[0]
    assert (ana.cells[0].text, ana.cells[1].text, ana.cells[1].change) == ("17", "9.00000", "−8")
    below = {row.name: [cell.text for cell in row.cells] for row in table.below}
    loss = sheet.stages[1].rounding_loss
    assert loss != "0.00000" and below["of them lost by rounding"][1] == loss
    assert below["of them without a further preference"][1] == sheet.stages[1].exhausted
    assert below["All papers"] == ["26"] * len(sheet.stages) and below["Quota"][0] == "9"
    (moved, *_) = view.moved
    assert (moved.stage, moved.source, moved.parcels[0].papers) == (2, "A", 17)
    assert moved.parcels[0].value == figure(sheet.stages[1].transfers[0].value)
    assert moved.parcels[0].to == (("B", 10), ("C", 4), ("", 3))


def test_a_batch_of_an_exclusion_has_its_column() -> None:
    papers = papers_of("28 E, 3 A, 7 D, 31 BA, 17 E, 5 BD")
    sheet = count_papers(Rule("ers97", 2), papers, Conditions(seed=SEED))
    batched = [stage for stage in sheet.stages if stage.batches]
    view = sheet_view(sheet)
    columns = [column for table in view.tables for column in table.columns]
    assert len(columns) == len(sheet.stages) + sum(len(stage.batches) - 1 for stage in batched)
    for stage in batched:
        for batch in stage.batches:
            assert any(column.endswith(f"papers at {figure(batch.value)}") for column in columns)
    assert batched, "the example has no exclusion in batches"


def test_meek_shows_keep_values() -> None:
    sheet = count_papers(Rule("meek-prf", 2), papers_of("20 AB, 9 BC, 7 C, 5 D"), Conditions(seed=SEED))
    view = sheet_view(sheet)
    keep = next(table for table in view.tables if table.title.startswith("Keep values"))
    assert keep.rows[0].name == "A" and keep.rows[0].cells[-1].text == sheet.stages[-1].keep["A"]
    assert not view.moved and view.flow is not None and not view.flow.recorded


def test_an_uncontested_contest_is_declared_not_counted() -> None:
    view = sheet_view(count_papers(Rule("scottish-stv", 3), papers_of("2 AB, 1 C")))
    assert view.seats[0].reason == "without a count: there are no more candidates than seats"
    assert view.flow is None and view.tables == () and view.quota is None
    block = sheet_view(count_totals(Rule("block", 3), NAMES, (3, 1, 0)))
    assert {seat.reason for seat in block.seats} == {view.seats[0].reason}


def test_withdrawn_candidates_are_named_and_have_no_bar() -> None:
    sheet = count_papers(Rule("scottish-stv", 1), papers_of("5 AB, 4 B, 3 C"), Conditions(frozenset({0})))
    view = sheet_view(sheet)
    assert view.withdrawn == ("A",) and [bar.name for bar in view.bars] == ["B", "C"]
    assert all(row.name != "A" for table in view.tables for row in table.rows)


def test_quotas_by_group_say_what_was_asked_and_how_it_was_met() -> None:
    rule = Rule("block", 2, ("women>=half-up: 1", "youth<=1: 2,3", "north==1: 1"))
    view = sheet_view(count_totals(rule, NAMES, (1, 5, 4)))
    assert [(group.group, group.bounds, group.elected, group.met) for group in view.groups] == [
        ("women", "at least 1 of its members", 1, True),
        ("youth", "at most 1 of its members", 1, True),
        ("north", "exactly 1 of its members", 1, True),
    ]
    assert [seat.reason for seat in view.seats] == ["with 5 votes", "with 1 vote, to meet the quotas by group"]


def test_ties_show_method_seed_and_every_draw() -> None:
    view = sheet_view(count_papers(Rule("scottish-stv", 1), papers_of("9 A, 5 BA, 5 CA"), Conditions(seed="7 31 44")))
    (tie,) = view.ties
    assert tie.sentence.startswith("Who is excluded before stage 2: B, C were level; decided by the public lot.")
    (draw,) = tie.draws
    assert draw.startswith("Draw 1 with the seed “7 31 44” among B, C: number ")
    lot = sheet_view(count_totals(Rule("block", 1), NAMES, (4, 4, 1), seed="1"))
    assert lot.seats[0].reason == "with 4 votes; by the public lot"


def test_grades_pairs_and_lists_have_their_tables() -> None:
    rows = [[1, 2, 3], [1, 2, 3], [2, 1, 3]]
    grades = sheet_view(count_rows(Rule("majority-judgment", 1), NAMES, rows, number_of_grades=3), GRADES)
    assert grades.seats[0].reason == "middle grade: Good" and grades.tables[0].columns == GRADES
    assert texts(grades, 0, 0) == ["2", "1", "0"] and grades.tables[0].rows[0].cells[0].marked
    ana = grades.grade_bars[0]
    assert (ana.name, ana.median) == ("Ana", "Good") and [(p.x, p.width) for p in ana.parts] == [(0, 666), (666, 334)]
    assert [p.shade for p in ana.parts] == ["0.95", "0.55"] and not grades.bars
    pairs = sheet_view(count_rows(Rule("schulze", 1), NAMES, ROWS, conditions=Conditions(seed="1")))
    assert [table.title for table in pairs.tables] == ["Pair by pair", "Strongest paths"]
    assert texts(pairs, 0, 0)[0] == "–" and pairs.seats[0].reason == "preferred to 1 of the 2 others; by the public lot"
    lists = sheet_view(count_totals(Rule("dhondt", 5), ("North", "South"), (30, 20)))
    assert [row.note for row in lists.tables[0].rows] == ["3 of 5 seats, with 30 votes", "2 of 5 seats, with 20 votes"]
    assert texts(lists, 0, 0) == ["30", "15", "10", "7.5"] and lists.tables[0].note.endswith("won a seat: 10.")
    assert [cell.marked for cell in lists.tables[0].rows[0].cells] == [True, True, True, False]
    assert lists.seats[0].reason == "3 of 5 seats, with 30 votes" and lists.headline == "North 3 seats, South 2 seats"
    sainte = sheet_view(count_totals(Rule("sainte-lague", 5), ("North", "South"), (30, 20)))
    assert sainte.tables[0].columns[1] == "divided by 3"


def test_ballots_and_blank_votes_of_a_contest_that_adds_up_votes() -> None:
    def facts(blank: int | None, on_sheet: int, ballots: int) -> dict[str, str]:
        sheet = count_totals(Rule("block", 1), NAMES, (3, 2, 1), blank=on_sheet)
        votes = dict.fromkeys(NAMES, 0)
        counted = CountedContest(
            title="B", rule="block", rule_text="", seats=1, votes=votes, sheet=sheet, ballots=ballots, blank=blank
        )
        return dict(view_sheet(counted).facts)

    assert facts(0, 0, 1200) == {"Seats": "1", "Ballots": "1,200", "Blank votes": "0"}
    assert facts(None, 4, 0) == {"Seats": "1", "Blank votes": "4"}  # ranked papers: as the sheet says
    assert facts(None, 0, 6) == {"Seats": "1", "Ballots": "6"}


def test_a_lists_bar_says_its_seats() -> None:
    lines = [Line("North", "", 0, 30, True, seats=3), Line("South", "", 0, 2, seats=0), Line("A", "", 0, 1, True)]
    assert [row.mark for row in bars(lines, 50)] == ["3 seats", "", "Elected"]


def test_slates_keep_their_colours_and_nobody_without_one_has_theirs() -> None:
    view = sheet_view(count_totals(Rule("block", 1), NAMES, (3, 2, 1)), slates={"Ana": "Red", "Bo": "Blue"})
    assert view.legend == {"Red": 0, "Blue": 1} and [bar.colour for bar in view.bars] == [0, 1, -1]


def test_the_checksum_is_that_of_the_record_in_the_companion() -> None:
    view = sheet_view(count_totals(Rule("block", 1), NAMES, (3, 2, 1)))
    assert len(view.checksum) == 64 and len(in_groups(view.checksum).split()) == 16
    other = sheet_view(count_totals(Rule("block", 1), NAMES, (4, 2, 1)))
    assert other.checksum != view.checksum


@quick
@given(strict_papers(), st.sampled_from([*STV, "av"]), st.integers(1, 5))
def test_the_tables_hold_every_number_of_the_count(papers, name, seats) -> None:
    """Cut into parts or not: every total stands there, but for those of people who were excluded before."""
    rule = Rule(name, 1 if name == "av" else seats)
    sheet = count_papers(rule, papers, Conditions(seed=SEED))
    tables = [table for table in sheet_view(sheet).tables if table.title.startswith("Stage by stage")]
    found: dict[str, list[str]] = {}
    for table in tables:
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
        for candidate in papers.names:
            row = next((row for row in table.rows if row.name == candidate), None)
            found.setdefault(candidate, []).extend([c.text for c in row.cells] if row else [""] * len(table.columns))
    if not tables:
        assert len(papers.names) <= rule.seats
        return
    if not any(stage.batches for stage in sheet.stages):
        for candidate, shown in found.items():
            assert len(shown) == len(sheet.stages)
            for text, stage in zip(shown, sheet.stages, strict=True):
                assert figure(text.replace(",", "") or "0") == figure(stage.totals[candidate])


@pytest.mark.parametrize("seats", [1, 4])
def test_a_wide_table_is_cut_where_a_page_ends(seats: int) -> None:
    letters = "ABCDEFGH"
    papers = papers_of(", ".join(f"{20 + 7 * i} {letter}{letters[i - 1]}" for i, letter in enumerate(letters)))
    view = sheet_view(count_papers(Rule("meek-prf", seats), papers, Conditions(seed=SEED)))
    parts = [table for table in view.tables if table.title.startswith("Stage by stage")]
    assert len(parts) > 1 and parts[0].title.startswith("Stage by stage: stages 1 to ")
    assert max(len(table.columns) for table in parts) <= 9 and all(not table.note for table in parts[1:])
    assert len(parts[-1].rows) < len(parts[0].rows)


def people_sheet(list_type: str, seats: int = 3) -> Sheet:
    """Two lists with two candidates each; the second candidate of the first has the most votes."""
    people = (
        (ListCandidate("Ana", 10), ListCandidate("Bo", 25)),
        (ListCandidate("Cem", 20), ListCandidate("Dee", 20)),
    )
    return count_totals(Rule("dhondt", seats, list_type=list_type), ("North", "South"), (30, 20), people=people)


def test_people_of_lists_have_the_seats_and_a_table_each() -> None:
    view = sheet_view(people_sheet("open"), slates={"North": "North", "South": "South"})
    assert [(seat.name, seat.slate, seat.reason) for seat in view.seats] == [
        ("Bo", "North", "with 25 votes"),
        ("Ana", "North", "with 10 votes"),
        ("Cem", "South", "with 20 votes"),
    ]
    north, south = view.tables[:2]
    assert [(row.name, row.cells[0].text, row.note) for row in north.rows] == [
        ("Bo", "25", "Elected"),
        ("Ana", "10", "Elected"),
    ]
    assert (south.rows[1].name, south.rows[1].note) == ("Dee", "")
    assert view.ties[0].sentence == (
        "Who gets the last seat: Cem, Dee were level; decided by the order of the list. It fell on Cem."
    )
    assert view.headline == "North 2 seats, South 1 seat"


def test_a_closed_list_shows_no_votes_of_people() -> None:
    view = sheet_view(people_sheet("closed"))
    assert [(seat.name, seat.reason) for seat in view.seats] == [
        ("Ana", "by the order of the list"),
        ("Bo", "by the order of the list"),
        ("Cem", "by the order of the list"),
    ]
    assert view.tables[0].columns == () and view.tables[0].rows[0].cells == ()


def test_people_of_lists_are_in_text_and_csv() -> None:
    text = sheet_text(people_sheet("open", 5), "Board", "")
    assert "  1. North: 2 of 5 seats, with 30 votes\n     Bo, with 25 votes\n     Ana, with 10 votes\n" in text
    assert "  Empty seats: 1." in text and "People on South, in the order of the result:" in text
    assert "(on North) Bo,elected,,,25" in sheet_csv(people_sheet("open"))
    assert "(on South) Dee,not elected,,,\n" in sheet_csv(people_sheet("closed"))
