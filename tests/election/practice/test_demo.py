"""A smaller demo, through the command line: five of five places by block vote, and, as a what-if, three and two by
STV; delegates in proportion by STV, at least half of them women; a valid archive with three shuffles and the shares of
two of three trustees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from ballot.board.archive import Archive
from ballot.board.companion import CountSheetRecord, read_companion
from ballot.count import Conditions, Contest, Rule, count_contest, papers_from_rows
from ballot.election.practice.demo import LOT_SEED, OPEN_SPARES
from ballot.election.practice.people import SLATES, WOMEN, delegates_contest, executive_contest, voters
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.election.tokens.spares import spares_left
from ballot.records.event import EventType
from ballot.store.session import open_database
from ballot.verify import verify_archive

MEMBERS = 200
EXECUTIVE = {candidate.name: candidate.slate for candidate in executive_contest().candidates}
DELEGATES = {candidate.name: bool(candidate.groups) for candidate in delegates_contest().candidates}
_WOMEN = ",".join(str(number) for number, woman in enumerate(DELEGATES.values(), start=1) if woman)
DELEGATES_RULE = Rule("scottish-stv", 14, (f"{WOMEN}>=half-up: {_WOMEN}",))


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


@pytest.mark.thorough
def test_the_result_is_sixty_to_forty_and_five_of_five(made: tuple[Path, str]) -> None:
    out, text = made
    votes = dict.fromkeys(SLATES, 0)
    for name, number in totals(out).items():
        votes[EXECUTIVE[name]] += number
    assert 0.56 < votes[SLATES[0]] / sum(votes.values()) < 0.64
    elected = [line for line in executive_part(text) if line.endswith("Elected")]
    assert len(elected) == 5 and all(SLATES[0] in line for line in elected)


@pytest.mark.thorough
def test_the_same_papers_by_preferences_give_three_and_two(made: tuple[Path, str]) -> None:
    text = made[1].partition("Executive committee, what if:")[2]
    assert f"  {SLATES[0]}: 5 by the rule, 3 by this one" in text
    assert f"  {SLATES[1]}: 0 by the rule, 2 by this one" in text
    assert "This is not the result" in text and "Single transferable vote, Scottish rules" in text


@pytest.mark.thorough
def test_fourteen_delegates_are_elected_in_proportion(made: tuple[Path, str]) -> None:
    out, text = made
    contest, sheet = delegates_contest(), sheets(out)[1]
    assert (len(contest.candidates), sheet["rule"], sheet["seats"]) == (24, "scottish-stv", 14)
    slates = {candidate.name: candidate.slate for candidate in contest.candidates}
    elected = [slates[name] for name in sheet["elected"]]
    assert len(elected) == 14
    assert 6 <= elected.count(SLATES[0]) <= 9 and 4 <= elected.count(SLATES[1]) <= 6
    women = {candidate.name for candidate in contest.candidates if WOMEN in candidate.groups}
    assert len(women.intersection(sheet["elected"])) >= 7
    assert sheet["groups"] == [{"group": WOMEN, "minimum": 7, "maximum": 14, "elected": 7}]
    part = text.partition("Conference delegates:")[2]
    assert f"Quota: {sheet['quota']}" in part and "In the order of their election:" in part
    assert f"   1. {sheet['elected'][0]}" in part


@pytest.mark.thorough
def test_the_papers_are_exactly_the_made_up_rankings(made: tuple[Path, str]) -> None:
    names = tuple(candidate.name for candidate in delegates_contest().candidates)
    rows = [list(choices.delegates) for _, choices in voters(MEMBERS, 2026)]
    papers = papers_from_rows(names, rows)
    counted = count_contest(DELEGATES_RULE, Contest(names, papers=papers), Conditions(seed=LOT_SEED))
    assert msgspec.json.decode(msgspec.json.encode(counted)) == sheets(made[0])[1]
    without = count_contest(
        DELEGATES_RULE._replace(quotas=()), Contest(names, papers=papers), Conditions(seed=LOT_SEED)
    )
    assert set(without.elected) != set(counted.elected), "the quota decides seats: that is what the demo shows"


@pytest.mark.thorough
def test_the_totals_are_exactly_the_made_up_choices(made: tuple[Path, str]) -> None:
    papers = [choices.executive for _, choices in voters(MEMBERS, 2026)]
    expected = [sum(1 <= rank <= 5 for rank in column) for column in zip(*papers, strict=True)]
    assert list(totals(made[0]).values()) == expected


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_the_notes_are_private_and_name_links_that_are_left(made: tuple[Path, str]) -> None:
    notes = made[0] / "demo.json"
    assert notes.stat().st_mode & 0o077 == 0
    content = json.loads(notes.read_bytes())
    assert content["open"] != content["finished"] and len(content["links"]) == 20
    assert all(f"/vote/{content['open']}#" in link for link in content["links"])


@pytest.mark.thorough
def test_a_lost_token_of_the_open_election_can_be_replaced(made: tuple[Path, str]) -> None:
    notes = json.loads((made[0] / "demo.json").read_bytes())
    database = open_database(f"sqlite:///{made[0] / 'ballot.sqlite3'}")
    with database.reading() as session:
        election = find_election(session, notes["open"])
        assert spares_left(Scene(session, election)) == OPEN_SPARES
        assert [person.email for person in second_officers(Scene(session, election))] == [notes["second"]]
        assert spares_left(Scene(session, find_election(session, notes["finished"]))) == 0
    database.dispose()


@pytest.mark.thorough
def test_a_second_demo_in_the_same_folder_is_refused(made: tuple[Path, str]) -> None:
    command = [sys.executable, "-m", "ballot.cli.main", "demo", "--out", str(made[0])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "holds a demo already" in done.stderr


@pytest.mark.parametrize("seed", [1, 2, 2026])
def test_a_demo_of_any_size_has_counts(seed: int) -> None:
    """With few members there are ties; the made-up lot breaks them, and a what-if may end with one."""
    for members in (*range(20, 70), 150, 400):
        coming = [choices for _, choices in voters(members, seed)]
        for names, rows, rule in (
            (tuple(EXECUTIVE), [one.executive for one in coming], Rule("block", 5)),
            (tuple(DELEGATES), [one.delegates for one in coming], DELEGATES_RULE),
        ):
            contest = Contest(names, papers=papers_from_rows(names, rows))
            assert len(count_contest(rule, contest, Conditions(seed=LOT_SEED)).elected) == rule.seats, members


@pytest.mark.slow
@pytest.mark.parametrize(("members", "seed"), [(20, 1), (60, 2026)])
def test_a_small_demo_ends_although_candidates_tie(members: int, seed: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ballot.cli.main", "demo", "--members", str(members), "--seed", str(seed)]
    environment = {"PATH": "/usr/bin:/bin", "BALLOT_KEYS_DIR": str(tmp_path / "keys"), "BALLOT_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "Verified: the election is valid." in done.stdout and "The public lot decided a tie." in done.stdout


def test_choices_follow_from_the_seed() -> None:
    assert voters(100, 7) == voters(100, 7) != voters(100, 8)
