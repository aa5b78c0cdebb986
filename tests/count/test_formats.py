"""Files in and out: round trips, and what broken ones are told."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.count import Conditions, Papers, Rule, count_contest, count_papers, count_rows, count_totals
from ballot.count.contest import contest_of_papers
from ballot.count.formats.abif import parse_abif, write_abif
from ballot.count.formats.blt import parse_blt, write_blt
from ballot.count.formats.con import parse_con, write_con
from ballot.count.formats.cvr import write_cvr
from ballot.count.formats.table import sheet_csv
from ballot.count.formats.text import sheet_text
from ballot.count.quotas import parse_quotas
from ballot.errors import InvalidCount
from tests.count.strategies import SEED, quick, strict_papers, weak_papers

EXAMPLE = """\
# a comment
4 2       # four candidates, two seats
-3
12 1 2=4 - 3 0
5 2 0
3 0
0
"Ada \\"A\\" # not a comment"
Ben of the unquoted name
"Cem"  "Dov"
"Title"
"""


def test_blt_with_everything_in_it() -> None:
    papers = parse_blt(EXAMPLE)
    assert papers.names == ('Ada "A" # not a comment', "Ben of the unquoted name", "Cem", "Dov")
    assert papers.rankings == {((0,), (1, 3), (), (2,)): 12, ((1,),): 5, (): 3}
    assert papers.withdrawn == {2} and papers.title == "Title" and papers.seats == 2 and papers.number == 20


@quick
@given(st.integers(1, 5).flatmap(weak_papers), st.text("ab\"\\#é '", min_size=1, max_size=6))
def test_blt_comes_back_as_it_was_written(papers, name) -> None:
    named = papers._replace(names=(name.strip() or "x", *papers.names[1:]), withdrawn=frozenset({0}), title="T")
    again = parse_blt(write_blt(named, 1))
    trimmed: dict = {}
    for ranking, count in named.rankings.items():
        trimmed[ranking] = trimmed.get(ranking, 0) + count
    assert again == named._replace(rankings=trimmed, seats=1)


ABIF = """\
{title: "Committee"}
=ada:[Ada Lovelace]
=b:[Ben]
27:ada>b=Cem   # comment
12:b/5 > ada/2
3:[Two words],b
"""


def test_abif() -> None:
    papers = parse_abif(ABIF)
    assert papers.names == ("Ada Lovelace", "Ben", "Cem", "Two words") and papers.title == "Committee"
    assert papers.rankings == {((0,), (1, 2)): 27, ((1,), (0,)): 12, ((1, 3),): 3}
    again = parse_abif(write_abif(papers, "schulze"))
    assert again.rankings == papers.rankings and again.names == papers.names


def test_abif_with_commas_ranks_by_scores() -> None:
    papers = parse_abif('4:a/1,b/5,c/5\n3:"x # y",a\n=c:[C # 3]\n2:a/3>b/3=c/3\n')
    assert papers.names == ("a", "b", "C # 3", "x # y")
    assert papers.rankings == {((1, 2), (0,)): 4, ((0, 3),): 3, ((0,), (1, 2)): 2}


def test_a_constraints_file_comes_back() -> None:
    text = '"Gender" "Women" 2 5 1 3 4 # comment\n\n"Region" North 0 1 2\n'
    quotas = parse_quotas(parse_con(text, 4), 5, 4)
    assert [(q.group, q.minimum, q.maximum) for q in quotas] == [
        ("Gender Women", 2, 5),
        ("Gender Women", 0, 5),
        ("Region North", 0, 5),
        ("Region North", 0, 1),
    ]
    assert write_con(quotas[:1]) == '"Gender Women" "Gender Women" 2 5 1 3 4\n'


def test_cast_vote_records_hold_every_paper() -> None:
    papers = Papers(("Ada", "Ben"), {((0,), (1,)): 2, ((0, 1),): 1})
    report = json.loads(write_cvr(papers, "Board", 1, "2026-01-01T00:00:00+00:00"))
    assert report["Version"] == "1.0.0" and len(report["CVR"]) == 3
    ranks = [
        {
            s["ContestSelectionId"]: s["SelectionPosition"][0]["Rank"]
            for s in c["CVRSnapshot"][0]["CVRContest"][0]["CVRContestSelection"]
        }
        for c in report["CVR"]
    ]
    assert sorted(map(sorted, (r.items() for r in ranks))) == [
        [("s1", 1), ("s2", 1)],
        [("s1", 1), ("s2", 2)],
        [("s1", 1), ("s2", 2)],
    ]


# -- sheets for people


def sheet_of(papers: Papers, name: str = "scottish-stv"):
    return count_papers(Rule(name, 2), papers, Conditions(seed=SEED))


def test_the_table_is_safe_to_open_in_a_spreadsheet() -> None:
    papers = Papers(("=SUM(A1)", "@x", "Ben"), {((0,),): 5, ((1,), (2,)): 4, ((2,),): 3})
    rows = list(csv.reader(io.StringIO(sheet_csv(sheet_of(papers)))))
    assert [row[0] for row in rows[1:4]] == ["'=SUM(A1)", "'@x", "Ben"]
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_text_says_at_which_value_how_many_papers_moved_and_obeys_no_name() -> None:
    papers = Papers(("Ada\x1b[2J", "Ben", "Cem"), {((0,), (1,)): 30, ((0,),): 10, ((1,),): 9, ((2,),): 8})
    text = sheet_text(sheet_of(papers), "", "Rule.")
    assert "Papers at 0.50000: 30 to Ben, 10 without a further preference." in text and "\x1b" not in text
    kept = sheet_text(sheet_of(papers, "meek-prf"), "", "Rule.")
    assert "Kept of each paper: 0." in kept
    lists = count_totals(Rule("dhondt", 3), ["X", "Y"], [7, 5])
    assert "The last seat went to a quotient of 7/2." in sheet_text(lists, "", "Rule.")
    assert list(csv.reader(io.StringIO(sheet_csv(lists))))[1][:3] == ["X", "elected", "2"]


def test_rankings_are_written_with_their_tables_under_each_other() -> None:
    papers = Papers(("Ada", "Ben"), {((0,), (1,)): 12, ((1,),): 5})
    schulze = count_papers(Rule("schulze", 1), papers)
    text = sheet_text(schulze, "", "Rule.")
    assert "  Ada  0  12\n  Ben  5   0\n" in text and "  Ada  -  12-5\n  Ben  -     -\n" in text
    rows = list(csv.reader(io.StringIO(sheet_csv(schulze))))
    assert ["(papers that rank Ada above)", "", "0", "12"] in rows and ["(place 1)", "", "Ada"] in rows
    grades = [[1, 2], [1, 3], [2, 1]]
    judged = count_rows(Rule("majority-judgment", 1), ["Ada", "Ben"], grades, number_of_grades=3)
    assert "  Ada  2  1  0  middle 1\n" in sheet_text(judged, "", "Rule.")
    assert ["(grades of Ben, from the best)", "2", "1", "1", "1"] in list(csv.reader(io.StringIO(sheet_csv(judged))))


@quick
@given(strict_papers(), st.sampled_from(["scottish-stv", "ers97", "meek-prf"]))
def test_every_sheet_can_be_written_in_every_form(papers, name) -> None:
    sheet = sheet_of(papers, name)
    text = sheet_text(sheet, "", "Rule.")
    assert all(candidate in text for candidate in papers.names)
    assert len(list(csv.reader(io.StringIO(sheet_csv(sheet))))) > len(papers.names)


RANKED_RULES = ("av", "scottish-stv", "ers97", "meek-prf", "nz-meek", "wigm-prf", "schulze", "block", "approval")


def outcome(rule: Rule, papers: Papers) -> object:
    """What a count says of everybody who has not withdrawn; or why there is none."""
    try:
        sheet = count_contest(rule, contest_of_papers(papers), Conditions(seed=SEED))
    except InvalidCount as error:
        return str(error)
    standing = [name for index, name in enumerate(papers.names) if index not in papers.withdrawn]
    stages = [(s.kind, s.candidates, {name: s.totals[name] for name in standing}, s.transfers) for s in sheet.stages]
    ties = [(tie.candidates, tie.chosen, [draw.drawn for draw in tie.draws]) for tie in sheet.ties]
    return stages, sheet.elected_groups, sheet.excluded_order, sheet.ranking, ties


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 5).flatmap(weak_papers), st.sampled_from(RANKED_RULES), st.data())
def test_what_was_written_is_counted_with_the_same_result_by_every_rule(papers, name, data) -> None:
    """With gaps, equal preferences, withdrawn candidates, and names full of the formats' own signs."""
    size = len(papers.names)
    names = data.draw(st.lists(st.text("aé[\"#\\{}=:>,/0 '", min_size=1, max_size=5), min_size=size, max_size=size))
    names = tuple(f"{index}{one}{index}" for index, one in enumerate(names))
    withdrawn = data.draw(st.frozensets(st.integers(0, size - 1), max_size=size - 1))
    rule = Rule(name, 1 if name in ("av", "schulze") else data.draw(st.integers(1, size)))
    named = papers._replace(names=names, withdrawn=withdrawn, title='The "first" # one')
    expected = outcome(rule, named)
    assert outcome(rule, parse_blt(write_blt(named, rule.seats))) == expected
    assert outcome(rule, parse_abif(write_abif(named, name))) == expected


@pytest.mark.parametrize("name", ["a]", " a", "a\nb"])
def test_abif_refuses_a_name_that_it_cannot_hold(name) -> None:
    with pytest.raises(InvalidCount, match="ABIF cannot hold the name"):
        write_abif(Papers((name, "B"), {((0,),): 1}), "av")


def test_abif_says_who_has_withdrawn_and_where_papers_end() -> None:
    papers = Papers(("Ada", "Ben", "Cem"), {((0,), (1,), (), (2,)): 4, ((1, 2),): 3}, frozenset({1}))
    written = "=c1:[Ada]\n# withdrawn, and left out: Ben\n=c3:[Cem]\n"
    assert write_abif(papers, "scottish-stv") == written + "4:c1\n3:c3\n"
    assert write_abif(papers, "schulze") == written + "4:c1>c3\n3:c3\n"
