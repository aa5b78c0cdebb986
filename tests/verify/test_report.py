"""The report and the command: words, order, exit codes, and what never may look like a verdict."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ballot.cli.auditor.verify import verify as command
from ballot.verify import verify_archive
from ballot.verify.case.checks import CHECKS
from ballot.verify.case.report import Report
from ballot.verify.case.text import COMPARE, render
from tests.attacks.corpus.counts import BLANK, FOUR, PEOPLE, PREFERENCES
from tests.factory.container import cut
from tests.factory.elections import Maker, question, ranked


def run(*arguments: object) -> tuple[int, str]:
    """Run `ballot verify` in this process."""
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    return result.exit_code, result.output


@pytest.fixture
def files(small: Maker, tmp_path: Path) -> tuple[Path, Path]:
    """Archive and companion file of a good election."""
    return small.write(tmp_path)


def test_exit_codes(files: tuple[Path, Path], small: Maker, tmp_path: Path) -> None:
    archive, companion = files
    assert run(archive)[0] == 0
    assert run(archive, "--companion", companion, "--strict", "--jobs", "1")[0] == 0
    companion.unlink()
    assert run(archive)[0] == 3
    assert run(archive, "--strict")[0] == 1
    archive.write_bytes(cut(small.archive, 3))
    assert run(archive)[0] == 3
    archive.write_bytes(small.archive[:-1])
    assert run(archive)[0] == 1
    assert run(tmp_path / "nothing.bel")[0] == 2
    assert run(archive, "--jobs", "0")[0] == 2
    assert run(archive, "--nonsense")[0] == 2


def test_json_report(files: tuple[Path, Path]) -> None:
    code, output = run(files[0], "--json")
    report = json.loads(output)
    assert (code, report["verdict"]) == (0, "valid")
    assert next(iter(report)) == "verdict"
    assert report["program"].startswith("ballot ")
    assert report["backend"]
    assert {"id": "6.2", "ok": True, "height": None, "message": "The sum of 2 ballots is the published one."} in report[
        "checks"
    ]
    shown = {check["name"]: (len(check["value"]), len(check["shown"])) for check in report["checksums"]}
    assert shown["Election fingerprint"] == (43, 43)
    assert shown["Credentials"] == shown["Key of trustee 1 (Trustee 1)"] == (43, 64)
    assert (shown["Trustees"], shown["Last event"]) == ((43, 0), (64, 64))


PARTS = (
    "the rule of the count, and the count",
    "what the charter says of trustees and voting",
    "spare and revoked tokens",
    "the published tracking numbers",
    "stops and changes of the voting times",
    "strong proofs and signatures of the shares",
)


def test_C1_B19_the_first_line_names_what_was_not_checked(files: tuple[Path, Path]) -> None:
    """C1 C2 W33: who keeps the companion file back hides the rule, revoked tokens and what shows a forged factor."""
    archive, companion = files
    companion.unlink()
    code, output = run(archive)
    assert (code, output.splitlines()[0]) == (3, f"Verdict: VALID IN PART. Not checked: {'; '.join(PARTS)}.")
    assert "verything" not in output.split("\n\n")[0]
    report = json.loads(run(archive, "--json")[1])
    assert (report["verdict"], report["unchecked"]) == ("valid in part", list(PARTS))
    assert (json.loads(run(archive, "--json", "--strict")[1])["verdict"]) == "invalid"


def test_C1_strict_fails_what_was_not_checked(tmp_path: Path) -> None:
    """W33: a count that is not published, an unknown rule, a list of tracking numbers that is kept back."""
    for kind, check in (("CountSheetRecord", "9.5"), ("TrackingNumbersRecord", "5.12")):
        maker = Maker(tamper={"companion": lambda maker, r, kind=kind: [x for x in r if type(x).__name__ != kind]})
        archive, _ = maker.build().write(tmp_path)
        assert run(archive)[0] == 3, kind
        assert run(archive, "--strict")[0] == 1, kind
        assert verify_archive(archive, strict=True, jobs=1).failed == {check}


def test_C11_a_contest_that_nobody_ranked_leaves_nothing_unchecked(tmp_path: Path) -> None:
    """There can be no count, and the report says so; an honest election is not called half checked."""
    archive, _ = Maker(questions=(ranked(3),), votes=((1, [[0, 0, 0]]),)).build().write(tmp_path)
    report = verify_archive(archive, strict=True, jobs=1)
    assert (report.verdict, report.unchecked, [w.id for w in report.warnings]) == ("valid", (), ["9.5"])


def test_json_of_warnings_and_failures(files: tuple[Path, Path], small: Maker) -> None:
    archive, companion = files
    companion.unlink()
    checks = json.loads(run(archive, "--json")[1])["checks"]
    assert [check["id"] for check in checks if check.get("warning")] == ["1.5", "8.5"]
    assert all(check["ok"] for check in checks)
    archive.write_bytes(small.archive + b"x")
    first = json.loads(run(archive, "--json")[1])["checks"][0]
    assert (first["id"], first["ok"]) == ("0.1", False)
    assert "warning" not in first


EXPECTED = """\
Verdict: VALID
Everything in this archive is right, and the result is what the ballots give.

What was elected (compare with what was announced)
  Contest 1 “Who?”: Elected: Candidate 1 (1 vote). Votes: Candidate 1: 1, Candidate 2: 1.

Phases
  V0  Container            passed            T  19 records, N bytes
  V1  Chain                passed            T  7 events
  V2  Election             passed            T  “Test election”, 1 question
  V3  Trustees             passed            T  1 trustee
  V4  Credentials          passed            T  2 public credentials
  V5  Ballots              passed            T  2 ballots, 2 of them count
  V6  Tally                passed            T  2 ballots added up
  V7  Shuffles             does not apply    T
  V8  Partial decryptions  passed            T  1 share of 1 trustee
  V9  Result               passed            T  2 totals

Contests and trustees (compare with what was announced)
  Contest 1 “Who?” (1 seat, rule block): Candidate 1, Candidate 2
  Trustees: trustee 1 (Trustee 1)

Numbers
  Voters: 2
  Total weight of all voters: 2
  Ballots: 2
  Ballots that count: 2
  Events: 7

Checksums
"""


def test_text_report(files: tuple[Path, Path]) -> None:
    _, output = run(files[0])
    steady = re.sub(r" \d+ bytes", " N bytes", re.sub(r"\d+\.\d\d s", "T", output))
    assert steady.startswith(EXPECTED)
    assert f"\n{COMPARE}\n  - The fingerprint" in output
    assert re.search(
        r"Election fingerprint \(compare with: .*\)\n    as the election's page shows it: "
        r"(?:[A-Za-z0-9+/]{4} ){10}[A-Za-z0-9+/]{3}\n",
        output,
    )
    assert output.rstrip().splitlines()[-1].startswith("Checked by ballot ")


FOUR_VOTES = "Votes: Candidate 1: 3, Candidate 2: 2, Candidate 3: 1, Candidate 4: 0."
OUTCOMES: dict[str, tuple[dict[str, Any], str]] = {
    "votes": ({**FOUR}, f"Elected: Candidate 1 (3 votes), Candidate 2 (2 votes). {FOUR_VOTES}"),
    "a vacancy": (
        {**FOUR, "vacancies": ((0, 0),)},
        "Elected: Candidate 1 (3 votes), Candidate 2 (2 votes). "
        f"After a recount for a vacancy: Candidate 2, Candidate 3. {FOUR_VOTES}",
    ),
    "preferences": (
        {**PREFERENCES},
        "Elected: Candidate 1 (3 votes). First preferences: Candidate 1: 3, Candidate 2: 0, Candidate 3: 0.",
    ),
    "a ranking": ({**PREFERENCES, "rules": ("schulze",)}, "Elected: Candidate 1. 3 papers."),
    "lists": (
        {**BLANK},
        "Elected: List 1 (2 seats: Candidate 1.1 with 2 votes, Candidate 1.2 with 0 votes). "
        "Votes: List 1: 2, List 2: 1, blank: 3.",
    ),
    "closed lists": (
        {**BLANK, "list_type": "closed"},
        "Elected: List 1 (2 seats: Candidate 1.1, Candidate 1.2). Votes: List 1: 2, List 2: 1, blank: 3.",
    ),
    "another program's": ({**PREFERENCES, "with_charter": False}, "Not counted here. 3 papers."),
}


@pytest.mark.parametrize(("made", "outcome"), OUTCOMES.values(), ids=OUTCOMES.keys())
def test_W33_what_was_elected_is_in_the_report(made: dict[str, Any], outcome: str, tmp_path: Path) -> None:
    """A server could publish a good archive, and announce somebody else."""
    archive, _ = Maker(**made).build().write(tmp_path)
    (contest,) = json.loads(run(archive, "--json")[1])["contests"]
    assert contest["outcome"] == outcome
    assert f"  Contest 1 “{contest['title']}”: {outcome}\n" in run(archive)[1]
    named = re.search("Elected: ([^.]*)", outcome)
    assert (contest["elected"] is None) == (named is None)


def test_W33_nobody_is_called_elected_by_an_archive_that_fails(files: tuple[Path, Path]) -> None:
    output = run(files[0], "--voters", "3")[1]
    assert output.startswith("Verdict: INVALID") and "Elected:" not in output
    contest = json.loads(run(files[0], "--voters", "3", "--json")[1])["contests"][0]
    assert (contest["elected"], contest["votes"], contest["outcome"]) == (None, {}, "")
    assert contest["candidates"] == ["Candidate 1", "Candidate 2"]


def test_W33_the_last_recount_is_in_the_elected_of_programs(tmp_path: Path) -> None:
    archive, companion = Maker(**FOUR, vacancies=((0, 0), (0, 2))).build().write(tmp_path)
    report = verify_archive(archive, companion, jobs=1)
    assert report.contests[0].elected == ("Candidate 2", "Candidate 4")


def test_B16_names_cannot_forge_lines_of_the_report(tmp_path: Path) -> None:
    archive, _ = Maker(questions=(question(text="Who?\nVerdict: VALID"),), name="A\nFailures").build().write(tmp_path)
    lines = run(archive, "--voters", "3")[1].splitlines()
    assert lines.count("Verdict: INVALID") == 1 and lines.count("Failures") == 1
    assert not any(line.startswith("Verdict: VALID") for line in lines)
    assert any("Who?\\u000aVerdict: VALID" in line for line in lines)


def test_failures_come_before_everything_else(files: tuple[Path, Path], small: Maker) -> None:
    archive, companion = files
    companion.unlink()
    archive.write_bytes(small.archive + bytes(512))
    lines = run(archive)[1].splitlines()
    assert lines[0] == "Verdict: INVALID"
    assert lines[3] == "Failures"
    assert lines[4].startswith("    0.1  There are bytes after the last record")
    assert lines.index("Failures") < lines.index("Warnings") < lines.index("Not checked") < lines.index("Phases")


def test_names_cannot_play_tricks_on_the_terminal(tmp_path: Path) -> None:
    archive, companion = Maker(name="\x1b[2J\u202eevil").build().write(tmp_path)
    text = render(verify_archive(archive, companion))
    assert "\x1b" not in text
    assert "\\u001b[2J\\u202eevil" in text


def test_works_without_web_framework_database_and_configuration(files: tuple[Path, Path]) -> None:
    blocked = (
        "flask",
        "sqlalchemy",
        "werkzeug",
        "wtforms",
        "alembic",
        "jinja2",
        "ballot.config",
        "ballot.store",
        "ballot.web",
    )
    program = (
        "import sys\n"
        f"for name in {blocked!r}: sys.modules[name] = None\n"
        "from ballot.cli.main import main\n"
        "main(['verify', sys.argv[1]])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, files[0]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Verdict: VALID")


def test_fault_of_the_program_is_no_verdict(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **options: object) -> Report:
        raise ZeroDivisionError

    monkeypatch.setattr("ballot.cli.auditor.verify.verify_archive", broken)
    code, output = run(files[0])
    assert code == 2
    assert "no verdict" in output


# -- the documentation


def test_every_number_stands_in_the_documentation(repo_root: Path) -> None:
    text = (repo_root / "docs/verification.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\*\*(\d+\.\d+)\*\*", text, flags=re.MULTILINE)
    assert documented == sorted(documented, key=lambda number: tuple(map(int, number.split("."))))
    assert set(CHECKS) <= set(documented)
    for match in re.finditer(
        r'"(\d+\.\d+)"', "".join(p.read_text() for p in (repo_root / "ballot/verify").rglob("*.py"))
    ):
        assert match[1] in CHECKS


def test_every_number_of_the_core_is_documented(repo_root: Path) -> None:
    text = (repo_root / "docs/verification.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\*\*(\d+\.\d+)\*\*", text, flags=re.MULTILINE))
    packages = ("crypto", "records", "protocol", "board")
    core = [path.read_text() for name in packages for path in (repo_root / "ballot" / name).glob("*.py")]
    numbers = set(re.findall(r', "(\d+\.\d+)"\)', "".join(core)))
    assert numbers
    assert numbers <= documented


def test_W33_the_people_of_each_list_are_in_the_report(tmp_path: Path) -> None:
    """With their votes, in the order in which they get the seats of the list."""
    archive, _ = Maker(**PEOPLE).build().write(tmp_path)
    (contest,) = json.loads(run(archive, "--json")[1])["contests"]
    assert contest["people"] == {
        "List 1": [
            {"name": "Candidate 1.3", "elected": True, "votes": "3"},
            {"name": "Candidate 1.1", "votes": "0"},
            {"name": "Candidate 1.2", "votes": "0"},
        ],
        "List 2": [{"name": "Candidate 2.1", "votes": "0"}],
    }
