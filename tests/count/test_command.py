"""`ballot count`: files in, sheets out, and what it says when it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ballot.cli.main import main
from tests.report.conftest import pdf_text

__all__ = ["pdf_text"]

DATA = Path(__file__).parent / "data"
WARD = DATA / "scottish" / "aberdeen_2017_ward3.blt"


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["count", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output if code else result.stdout


@pytest.fixture
def tied(tmp_path: Path) -> Path:
    path = tmp_path / "tied.blt"
    path.write_text('3 1\n9 1 0\n5 2 1 0\n5 3 1 0\n0\n"A"\n"B"\n"C"\n"Committee"\n', encoding="utf-8")
    return path


def test_a_sheet_as_text_json_csv_and_html() -> None:
    text = run(WARD, "--rule", "scottish-stv")
    assert "1. Steve DELANEY (LD): at stage 1 (first preferences), with 1,825 votes; the quota is 1,261" in text
    assert "David John CAMERON (SNP)         972.56904    +77.56904" in text and max(map(len, text.splitlines())) <= 100
    sheet = json.loads(run(WARD, "--rule", "scottish-stv", "--json"))
    assert sheet["elected"][0] == "Steve DELANEY (LD)" and sheet["status"]["Josh MENNIE (SNP)"]["stage"] == 5
    assert sheet["stages"][1]["transfers"][0]["papers"] > 0 and sheet["stages"][1]["rounding_loss"] == "0.00200"
    assert run(WARD, "--rule", "scottish-stv", "--format", "csv").startswith("candidate,status,")
    assert run(WARD, "--rule", "scottish-stv", "--format", "html").lstrip().startswith("<!DOCTYPE html>")


def test_the_page_and_the_pdf_hold_names_totals_and_quota(pdf_text) -> None:
    page = run(WARD, "--rule", "scottish-stv", "--format", "html")
    for words in ("Steve DELANEY (LD)", "972.56904", "quota is 1,261", "Flow of votes", "Papers that moved"):
        assert words in page, words
    assert "http" not in page and "<script" not in page and "url(" not in page.replace("url(#", "")
    result = CliRunner().invoke(main, ["count", str(WARD), "--rule", "scottish-stv", "--format", "pdf"])
    assert result.exit_code == 0, result.output
    text = pdf_text(result.stdout_bytes)
    for words in ("Steve DELANEY (LD)", "972.56904", "the quota is 1,261", "1,825 × 0.30904 = 563.998", "1 / "):
        assert words in text, words


def test_a_comparison_can_be_printed_and_marks_all_but_the_first() -> None:
    page = run(WARD, "--compare", "scottish-stv,block,schulze", "--format", "html")
    assert page.count("What if: not the official result") == 2 and "Side by side" in page
    assert '<th scope="col">The count: Single transferable vote, Scottish rules</th>' in page
    assert "Most votes (what if)" in page and "printed as text, HTML, PDF or JSON" in run(
        WARD, "--compare", "scottish-stv,block", "--format", "csv", code=1
    )


def test_a_pdf_is_not_written_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ballot.cli.auditor.count.sys", type("Terminal", (), {"stdout": type("S", (), {"isatty": lambda _: True})()})
    )
    assert "Write it into a file" in run(WARD, "--rule", "scottish-stv", "--format", "pdf", code=1)


def test_without_weasyprint_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    refused = run(WARD, "--rule", "scottish-stv", "--format", "pdf", code=1)
    assert "pip install weasyprint" in refused and "print the page in a browser" in refused


def test_a_graded_contest_and_one_that_waits_for_its_lot_have_their_sheets() -> None:
    tie = run(DATA / "schulze" / "sch003.blt", "--rule", "schulze", "--format", "html")
    assert "are level. The public lot decides." in tie and "Tied: needs a lot" in tie and ">Elected</span>" not in tie
    lists = next((DATA / "lists").glob("*.json"))
    assert "Quotients" in run(lists, "--format", "html")
    grades = next((DATA / "majority-judgment").glob("*.json"))
    assert "Grades of each candidate" in run(grades, "--seed", "1", "--format", "html")


def test_papers_can_be_written_in_other_formats_and_count_the_same(tmp_path: Path) -> None:
    first = run(WARD, "--rule", "meek-prf", "--json")
    for form in ("blt", "abif"):
        copy = tmp_path / f"copy.{form}"
        copy.write_text(run(WARD, "--rule", "meek-prf", "--format", form), encoding="utf-8")
        assert run(copy, "--rule", "meek-prf", "--seats", 3, "--json") == first
    assert json.loads(run(WARD, "--rule", "av", "--seats", 1, "--format", "cvr"))["@type"] == "CVR.CastVoteRecordReport"


def test_a_tie_stops_the_count_until_the_seed_is_there(tied: Path) -> None:
    refused = run(tied, "--rule", "scottish-stv", code=3)
    assert "B, C are level, and one of them has to be excluded." in refused and "--seed" in refused
    text = run(tied, "--rule", "scottish-stv", "--seed", "7 31 44")
    assert "with the seed “7 31 44” among B, C" in text
    assert "B, C are level" in run(tied, "--rule", "scottish-stv", "--compare", "block", code=3)


@pytest.mark.parametrize("rule", ["block", "scottish-stv", "ers97", "meek-prf", "nz-meek", "wigm-prf"])
def test_with_no_more_candidates_than_seats_all_who_stand_are_elected(tmp_path: Path, rule: str) -> None:
    path = tmp_path / "few.blt"
    path.write_text('3 4\n-3\n5 1 0\n0\n"A"\n"B"\n"C"\n', encoding="utf-8")
    sheet = json.loads(run(path, "--rule", rule, "--json"))
    assert set(sheet["elected"]) == {"A", "B"} and sheet["stages"][0]["action"].startswith("Uncontested")
    sheet = json.loads(run(path, "--rule", rule, "--withdrawn", "A", "--withdrawn", "B", "--json"))
    assert sheet["elected"] == [] == sheet["elected_groups"]
    assert sheet["stages"][0]["action"] == "All candidates have withdrawn: nobody is elected"


def test_a_what_if_that_waits_for_the_lot_leaves_the_other_rules_to_be_seen(tied: Path) -> None:
    text = run(tied, "--rule", "block", "--compare", "scottish-stv")
    (row,) = [line for line in text.splitlines() if line.startswith("B ")]
    assert row.split()[2] == "lot" and "By scottish-stv: B, C are level" in text
    found = json.loads(run(tied, "--rule", "block", "--compare", "scottish-stv", "--json"))
    assert found["block"]["elected"] and found["scottish-stv"] == {"needs_lot": ["B", "C"]}


def test_quotas_by_group_from_json_csv_and_constraints(tmp_path: Path) -> None:
    votes = tmp_path / "votes.json"
    votes.write_text('{"seats": 2, "votes": {"Ada": 1, "Ben": 5, "Cem": 4}}', encoding="utf-8")
    groups = {"json": '{"women": ["Ada"]}', "csv": "candidate,group\nAda,women\n"}
    for kind, text in groups.items():
        path = tmp_path / f"groups.{kind}"
        path.write_text(text, encoding="utf-8")
        arguments = (votes, "--rule", "block", "--groups", path, "--quota-group", "women>=half-up", "--json")
        sheet = json.loads(run(*arguments))
        assert sheet["elected"] == ["Ben", "Ada"] and sheet["groups"][0]["elected"] == 1
    constraints = tmp_path / "some.con"
    constraints.write_text('"Gender" "Women" 1 1 1\n', encoding="utf-8")
    assert json.loads(run(votes, "--rule", "block", "--groups", constraints, "--json"))["elected"] == ["Ben", "Ada"]
    assert run(votes, "--rule", "block", "--groups", constraints, "--format", "con").startswith('"Gender Women"')
    assert "1,2" not in run(votes, "--rule", "block", "--quota-group", "x<=1: 2,3", "--json")


def test_several_rules_side_by_side_are_marked_as_what_if() -> None:
    text = run(WARD, "--rule", "scottish-stv", "--compare", "block,schulze")
    head, *lines = text.splitlines()
    assert head.split("  ")[-1] == "schulze (what-if)" and "scottish-stv (" not in head
    assert next(line for line in lines if "WHEELER" in line).split() == [
        "John",
        "WHEELER",
        "(Con)",
        "elected",
        "-",
        "-",
    ]
    assert set(json.loads(run(WARD, "--compare", "scottish-stv,block", "--json"))) == {"scottish-stv", "block"}
    assert "scottish-stv (what-if)" in run(WARD, "--compare", "scottish-stv,block")  # nobody said which is official


def test_withdrawn_vacancy_and_reopened_nominations() -> None:
    sheet = json.loads(run(WARD, "--rule", "scottish-stv", "--withdrawn", "Steve DELANEY (LD)", "--json"))
    assert sheet["status"]["Steve DELANEY (LD)"] == {"status": "withdrawn"}
    recount = json.loads(run(WARD, "--rule", "scottish-stv", "--vacancy", "Steve DELANEY (LD)", "--json"))
    assert {"David John CAMERON (SNP)", "John WHEELER (Con)"} < set(recount["elected"])
    assert recount["groups"] == [{"group": "sitting members", "minimum": 2, "maximum": 2, "elected": 2}]
    reopened = json.loads(run(WARD, "--rule", "scottish-stv", "--reopen", "Steve DELANEY (LD)", "--json"))
    assert reopened["elected"] == [] and reopened["reopened"] == 3


def test_a_ranking_shows_its_tie_instead_of_hiding_the_ranking() -> None:
    tie = DATA / "schulze" / "sch003.blt"
    result = CliRunner().invoke(main, ["count", str(tie), "--rule", "schulze", "--json"])
    sheet = json.loads(result.stdout)
    assert result.exit_code == 0 and sheet["ties"][0]["method"] == "open" and sheet["elected"] == []
    assert "the public lot decides" in result.stderr
    assert len(json.loads(run(tie, "--rule", "schulze", "--seed", "1", "--json"))["elected"]) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((WARD,), "Say by which rule to count, with --rule"),
        ((WARD, "--rule", "stv-by-ear"), "'stv-by-ear' is unknown"),
        ((WARD, "--rule", "scottish-stv", "--seats", "0"), "at least one seat"),
        ((WARD, "--rule", "scottish-stv", "--withdrawn", "Nobody"), "'Nobody' (--withdrawn) does not stand"),
        ((WARD, "--rule", "scottish-stv", "--quota-group", "women>=1"), "who belongs to the group 'women'"),
        ((WARD, "--rule", "scottish-stv", "--quota-group", "women>=4: 1,2,3,4"), "cannot be met"),
        ((WARD, "--rule", "dhondt"), "does not count ranked papers"),
        ((WARD, "--compare", "scottish-stv,nonsense"), "By nonsense: "),
        ((WARD, "--rule", "majority-judgment"), "does not count ranked papers"),
    ],
)
def test_what_cannot_be_counted_gets_a_sentence(arguments, sentence) -> None:
    assert sentence in run(*arguments, code=1)


def test_count_needs_no_web_framework_and_no_database() -> None:
    script = (
        "import sys\n"
        "for name in ('flask', 'sqlalchemy', 'wtforms', 'alembic'): sys.modules[name] = None\n"
        f"sys.argv = ['ballot', 'count', {str(WARD)!r}, '--rule', 'scottish-stv', '--json']\n"
        "from ballot.cli.main import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["quota"] == "1261", done.stderr


# -- archives


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.factory.elections import Maker, lists, question

    folder = tmp_path_factory.mktemp("archive")
    questions = (
        question(3, 0, 2, text="Board"),
        question(2, 0, 1, blank=True, text="Chair"),
        lists(1, 1, text="Council", blank=True),
    )
    first, blank = [[1, 1], [0, 0], [0, 0]], [[0, 0], [0, 0], [1, 1]]
    votes = [(0, [[1, 1, 0], [0, 1, 0], blank]), (1, [[1, 0, 1], [1, 0, 0], first]), (2, [[1, 1, 0], [0, 1, 0], blank])]
    made = Maker(questions=questions, votes=votes, voters=3, seats=1, blank_list={2: 3}).build()
    path = folder / f"{made.uuid}.bel"
    path.write_bytes(made.archive)
    (folder / f"{made.uuid}.companion.jsonl").write_bytes(made.companion.raw)
    return path


def test_an_archive_is_counted_by_the_charters_rule(archive: Path) -> None:
    sheet = json.loads(run(archive, "--contest", "Board", "--json"))
    assert sheet["rule"] == "block" and sheet["stages"][0]["totals"] == {
        "Candidate 1": "3",
        "Candidate 2": "2",
        "Candidate 3": "1",
    }
    chair = json.loads(run(archive, "--contest", "2", "--json"))
    assert chair["elected"] == ["Candidate 1"] and chair["blank"] == "1"
    council = json.loads(run(archive, "--contest", "Council", "--json"))
    assert council["allocation"] == {"List 1": 1, "List 2": 0} and council["blank"] == "2"


def test_an_archive_with_several_contests_asks_which(archive: Path) -> None:
    assert "1: Board; 2: Chair; 3: Council" in run(archive, code=1)
    assert "it needs each voter's preferences" in run(archive, "--contest", "1", "--rule", "scottish-stv", code=1)


def test_without_its_companion_an_archive_needs_rule_and_seats(archive: Path, tmp_path: Path) -> None:
    alone = tmp_path / archive.name
    alone.write_bytes(archive.read_bytes())
    assert "with --rule" in run(alone, "--contest", "1", code=1)
    sheet = json.loads(run(alone, "--contest", "1", "--rule", "approval", "--seats", 2, "--json"))
    assert sheet["elected"] == ["Candidate 1", "Candidate 2"]
    refusal = run(alone, "--contest", "3", "--rule", "dhondt", "--seats", 1, code=1)
    assert "whether the list “Blank vote” is the blank vote" in refusal and "--companion" in refusal


def test_B11_another_charter_beside_an_archive_is_no_rule(archive: Path, tmp_path: Path) -> None:
    """A companion file with a charter of its own would let the same result elect somebody else."""
    other = tmp_path / "other.jsonl"
    honest = archive.with_suffix(".companion.jsonl").read_text(encoding="utf-8")
    other.write_text(honest.replace('"seats":1,"rule":"block"', '"seats":2,"rule":"block"'), encoding="utf-8")
    assert other.read_text(encoding="utf-8") != honest
    refusal = run(archive, "--contest", "1", "--companion", other, code=1)
    assert "is not the one that the election names" in refusal


# -- cases of the golden data as files


@pytest.mark.parametrize("case", ["lists/dhondt_001", "majority-judgment/mj001", "constraints/block_001"])
def test_a_case_file_is_counted_by_its_own_rule(case: str) -> None:
    path = DATA / f"{case}.json"
    expected, sheet = json.loads(path.read_text(encoding="utf-8")), json.loads(run(path, "--json"))
    for key in ("allocation", "ranking", "elected"):
        if key in expected:
            assert sheet[key] == expected[key]


def test_quotas_alone_can_be_asked_for() -> None:
    table = json.loads(run(DATA / "constraints" / "feasibility_01.json"))
    assert table == {"rule": "stv-feasibility", "feasible": True, "guarded": ["Dov", "Hugo"], "doomed": ["Eva"]}
    impossible = json.loads(run(DATA / "constraints" / "infeasible_001.json", "--json"))
    assert impossible == {"rule": "block-vote-constrained", "feasible": False, "elected": None}
