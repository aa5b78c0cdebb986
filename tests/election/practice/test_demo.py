"""A smaller demo, through the command line: five of five places by ticks, one secretary, delegates in proportion by
STV, at least half of them women, and, as a what-if, nearly all for one slate by most votes; a valid archive with three
shuffles and the shares of two of three trustees."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from ballot.board.archive import Archive
from ballot.board.companion import CountSheetRecord, read_companion
from ballot.count import Conditions, Contest, Rule, count_contest, papers_from_rows
from ballot.election.paper.contests import CandidateDraft
from ballot.election.practice.demo import LOT_SEED, OPEN_SPARES
from ballot.election.practice.people import SLATES, WOMEN, demo_contests, voters
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.election.tokens.spares import spares_left
from ballot.records.event import EventType
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import open_database
from ballot.verify import verify_archive

MEMBERS = 200
EXECUTIVE, SECRETARY, DELEGATES = ({one.name: one for one in contest.candidates} for contest in demo_contests())
_WOMEN = ",".join(str(number) for number, one in enumerate(DELEGATES.values(), start=1) if one.groups)
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


def totals(out: Path, contest: int = 0) -> dict[str, int]:
    return {name: int(total) for name, total in sheets(out)[contest]["stages"][0]["totals"].items()}


def executive_part(text: str) -> list[str]:
    return text.partition("Secretary:")[0].splitlines()


@pytest.mark.thorough
def test_the_result_is_sixty_to_forty_and_five_of_five(made: tuple[Path, str]) -> None:
    out, text = made
    votes = dict.fromkeys(SLATES, 0)
    for name, number in totals(out).items():
        votes[EXECUTIVE[name].slate] += number
    assert 0.56 < votes[SLATES[0]] / sum(votes.values()) < 0.64
    elected = [line for line in executive_part(text) if line.endswith("Elected")]
    assert len(elected) == 5 and all(SLATES[0] in line for line in elected)
    assert f"Places: {SLATES[0]} 5 of 5, {SLATES[1]} 0 of 5" in text


@pytest.mark.thorough
def test_it_shows_the_main_case(made: tuple[Path, str]) -> None:
    """Ticks are added up encrypted, for five places and for a single one; only the preferences are shuffled."""
    executive, secretary, delegates = sheets(made[0])
    assert [(one["rule"], one["seats"]) for one in (executive, secretary, delegates)] == [
        ("block", 5), ("block", 1), ("scottish-stv", 14),
    ]  # fmt: skip
    assert [(one.kind, one.maximum) for one in demo_contests()[:2]] == [("choice", 5), ("choice", 1)]
    assert len(secretary["elected"]) == 1 and f"Elected: {secretary['elected'][0]}." in made[1]


@pytest.mark.thorough
def test_the_same_papers_by_most_votes_give_one_slate_nearly_all(made: tuple[Path, str]) -> None:
    text = made[1].partition("Conference delegates, what if:")[2]
    seats = {
        slate: re.search(rf"  {slate}: (\d+) of 14 by the rule, (\d+) of 14 by this one", text) for slate in SLATES
    }
    first, second = (tuple(map(int, found.groups())) for found in seats.values() if found)
    assert first[0] <= 8 and first[1] >= 12 and second[0] >= 4 and second[1] <= 2
    assert "This is not the result" in text and "(Most votes)" in text


@pytest.mark.thorough
def test_fourteen_delegates_are_elected_in_proportion(made: tuple[Path, str]) -> None:
    out, text = made
    sheet = sheets(out)[2]
    assert (len(DELEGATES), sheet["rule"], sheet["seats"]) == (24, "scottish-stv", 14)
    elected = [DELEGATES[name].slate for name in sheet["elected"]]
    assert len(elected) == 14
    assert 6 <= elected.count(SLATES[0]) <= 9 and 4 <= elected.count(SLATES[1]) <= 6
    women = {name for name, candidate in DELEGATES.items() if WOMEN in candidate.groups}
    assert len(women.intersection(sheet["elected"])) >= 7
    assert sheet["groups"] == [{"group": WOMEN, "minimum": 7, "maximum": 14, "elected": 7}]
    part = text.partition("Conference delegates:")[2]
    assert f"Quota: {sheet['quota']}" in part and "In the order of their election:" in part
    assert f"   1. {sheet['elected'][0]}" in part


@pytest.mark.thorough
def test_the_papers_are_exactly_the_made_up_rankings(made: tuple[Path, str]) -> None:
    names = tuple(DELEGATES)
    rows = [list(choices.delegates) for _, choices in voters(MEMBERS, 2026)]
    papers = papers_from_rows(names, rows)
    counted = count_contest(DELEGATES_RULE, Contest(names, papers=papers), Conditions(seed=LOT_SEED))
    assert msgspec.json.decode(msgspec.json.encode(counted)) == sheets(made[0])[2]
    without = count_contest(
        DELEGATES_RULE._replace(quotas=()), Contest(names, papers=papers), Conditions(seed=LOT_SEED)
    )
    assert set(without.elected) != set(counted.elected), "the quota decides seats: that is what the demo shows"


@pytest.mark.thorough
def test_the_totals_are_exactly_the_made_up_choices(made: tuple[Path, str]) -> None:
    coming = [choices for _, choices in voters(MEMBERS, 2026)]
    for contest, papers in enumerate(([one.executive for one in coming], [one.secretary for one in coming])):
        blank, *expected = map(sum, zip(*papers, strict=True))
        assert list(totals(made[0], contest).values()) == expected and sheets(made[0])[contest]["blank"] == str(blank)


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
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0, "the outbox begins empty"
    database.dispose()


@pytest.mark.thorough
def test_a_second_demo_in_the_same_folder_is_refused(made: tuple[Path, str]) -> None:
    command = [sys.executable, "-m", "ballot.cli.main", "demo", "--out", str(made[0])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "holds a demo already" in done.stderr


def added_up(names: dict[str, CandidateDraft], papers: list[tuple[int, ...]]) -> Contest:
    blank, *sums = map(sum, zip(*papers, strict=True))
    return Contest(tuple(names), totals=tuple(sums), blank=blank)


@pytest.mark.parametrize("seed", [1, 2, 2026])
def test_a_demo_of_any_size_has_counts(seed: int) -> None:
    """With few members there are ties; the made-up lot breaks them, and a what-if may end with one."""
    for members in (*range(20, 70), 150, 400):
        coming = [choices for _, choices in voters(members, seed)]
        ranks = papers_from_rows(tuple(DELEGATES), [one.delegates for one in coming])
        for contest, rule in (
            (added_up(EXECUTIVE, [one.executive for one in coming]), Rule("block", 5)),
            (added_up(SECRETARY, [one.secretary for one in coming]), Rule("block", 1)),
            (Contest(tuple(DELEGATES), papers=ranks), DELEGATES_RULE),
        ):
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
