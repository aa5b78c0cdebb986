"""A smaller demo, through the command line: five of five places by block vote, delegates in proportion by STV, and a
valid archive with three shuffles and the shares of two of three trustees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from ballot.board.archive import Archive
from ballot.board.companion import CountSheetRecord, read_companion
from ballot.count import Rule, count_rows
from ballot.election.practice_people import SLATES, delegates_contest, executive_contest, voters
from ballot.records.event import EventType
from ballot.verify import verify_archive

MEMBERS = 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demo once, in a folder and with keys of its own; return the folder and what was printed."""
    home = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "ballot.cli.main", "demo", "--members", str(MEMBERS), "--out", str(home / "out")]
    environment = {"PATH": "/usr/bin:/bin", "BALLOT_KEYS_DIR": str(home / "keys"), "BALLOT_DATA_DIR": str(home / "var")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return home / "out", done.stdout


def sheets(out: Path) -> list[dict]:
    (companion,) = out.glob("*.companion.jsonl")
    with companion.open("rb") as stream:
        records = [record for _, record in read_companion(stream) if isinstance(record, CountSheetRecord)]
    return [msgspec.json.decode(record.sheet) for record in sorted(records, key=lambda record: record.contest)]


def totals(out: Path) -> dict[str, int]:
    return {name: int(total) for name, total in sheets(out)[0]["stages"][0]["totals"].items()}


def executive_part(text: str) -> list[str]:
    return text.partition("Conference delegates:")[0].splitlines()


def test_the_result_is_sixty_to_forty_and_five_of_five(made: tuple[Path, str]) -> None:
    out, text = made
    slates = {candidate.name: candidate.slate for candidate in executive_contest().candidates}
    votes = dict.fromkeys(SLATES, 0)
    for name, number in totals(out).items():
        votes[slates[name]] += number
    assert 0.56 < votes[SLATES[0]] / sum(votes.values()) < 0.64
    elected = [line for line in executive_part(text) if line.endswith("Elected")]
    assert len(elected) == 5 and all(SLATES[0] in line for line in elected)


def test_fourteen_delegates_are_elected_in_proportion(made: tuple[Path, str]) -> None:
    out, text = made
    contest, sheet = delegates_contest(), sheets(out)[1]
    assert (len(contest.candidates), sheet["rule"], sheet["seats"]) == (24, "scottish-stv", 14)
    slates = {candidate.name: candidate.slate for candidate in contest.candidates}
    elected = [slates[name] for name in sheet["elected"]]
    assert len(elected) == 14
    assert 7 <= elected.count(SLATES[0]) <= 9 and 4 <= elected.count(SLATES[1]) <= 6
    part = text.partition("Conference delegates:")[2]
    assert f"Quota: {sheet['quota']}" in part and "In the order of their election:" in part
    assert f"   1. {sheet['elected'][0]}" in part


def test_the_papers_are_exactly_the_made_up_rankings(made: tuple[Path, str]) -> None:
    names = [candidate.name for candidate in delegates_contest().candidates]
    rows = [list(choices.delegates) for _, choices in voters(MEMBERS, 2026)]
    counted = count_rows(Rule("scottish-stv", 14), names, rows)
    assert msgspec.json.decode(msgspec.json.encode(counted)) == sheets(made[0])[1]


def test_the_totals_are_exactly_the_made_up_choices(made: tuple[Path, str]) -> None:
    expected = [
        sum(column) for column in zip(*(choices.executive for _, choices in voters(MEMBERS, 2026)), strict=True)
    ]
    assert list(totals(made[0]).values()) == expected[1:]


def test_turnout_is_as_planned_and_the_archive_is_valid(made: tuple[Path, str]) -> None:
    out, text = made
    (path,) = out.glob("*.bel")
    with path.open("rb") as stream:
        events = [event.type for _, event in Archive(stream).events]
    assert events.count(EventType.BALLOT) == MEMBERS * 65 // 100
    assert events.count(EventType.SHUFFLE) == 3 and events.count(EventType.PARTIAL_DECRYPTION) == 2
    report = verify_archive(path, path.with_suffix(".companion.jsonl"), strict=True)
    assert report.verdict == "valid"
    assert f"ballot verify {path}" in text and "belenios-tool election verify" in text


def test_the_notes_are_private_and_name_links_that_are_left(made: tuple[Path, str]) -> None:
    notes = made[0] / "demo.json"
    assert notes.stat().st_mode & 0o077 == 0
    content = json.loads(notes.read_bytes())
    assert content["open"] != content["finished"] and len(content["links"]) == 20
    assert all(f"/vote/{content['open']}#" in link for link in content["links"])


def test_a_second_demo_in_the_same_folder_is_refused(made: tuple[Path, str]) -> None:
    command = [sys.executable, "-m", "ballot.cli.main", "demo", "--out", str(made[0])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "holds a demo already" in done.stderr


def test_choices_follow_from_the_seed() -> None:
    assert voters(100, 7) == voters(100, 7) != voters(100, 8)
