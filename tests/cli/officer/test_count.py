"""The officer's commands around the count: withdrawals, the lot, recount, what-if and vacancies."""

from __future__ import annotations

import json

import click

from ballot.cli.database import find_election, open_server
from ballot.cli.main import main
from ballot.election import acts, proposals
from ballot.election.accounts.officers import add_officer
from ballot.election.result.withdrawals import withdrawals
from ballot.election.roles import SECOND_OFFICER, appoint, second_officers
from ballot.election.scene import Scene
from ballot.store.session import Database
from tests.cli.conftest import Desk

BOARD = {
    "title": "Board",
    "seats": 2,
    "candidates": [
        {"name": "Ana", "groups": ["women"]},
        {"name": "Ben"},
        {"name": "Cem"},
        {"name": "Dia", "groups": ["women", "under 30"]},
    ],
    "quotas": ["women>=half-up"],
}
CHAIR = {"title": "Chair", "seats": 1, "withdrawals": False, "candidates": [{"name": "Eva"}, {"name": "Fred"}]}
PLAN = {"name": "Committee", "minimum_ballots": 1, "contests": [BOARD, CHAIR]}
VOTES = (("1", "2", "2:1"), ("1", "3", "2:1"), ("1", "2", "2:2"))


def counted(desk: Desk, uuid: str) -> str:
    """Vote, close, decrypt and open the count."""
    for token, votes in zip(desk.tokens(), VOTES, strict=False):
        choices = [part for vote in votes for part in ("--choose", vote)]
        assert desk.vote(uuid, token, *choices).exit_code == 0
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.", "--export", ".")
    for name in ("Amina", "Jonas"):
        assert desk.decrypt(name, f"{uuid}.bel").exit_code == 0
    return desk.must("election", "count", uuid, "Amina.share.json", "Jonas.share.json")


def charter(desk: Desk, uuid: str) -> dict:
    desk.must("election", "export", uuid)
    with desk.path(f"{uuid}.companion.jsonl").open(encoding="utf-8") as lines:
        return json.loads(next(lines))["value"]


def test_from_the_plan_to_the_vacancy(desk: Desk) -> None:
    uuid = desk.open_election(PLAN)
    board, chair = charter(desk, uuid)["contests"]
    assert board["quotas"] == ["women>=half-up: 1,4"] and (board["withdrawals"], chair["withdrawals"]) == (True, False)
    asked = desk.run("election", "withdraw", uuid, "Board", "Cem", "--reason", "By letter", typed="n\n")
    assert asked.exit_code == 1 and "Cem withdraws from “Board”: By letter\nVotes for this candidate" in asked.output
    said = desk.must("election", "withdraw", uuid, "Board", "Cem", "--reason", "By letter", typed="y\n")
    assert said.endswith("Cem has withdrawn from “Board”.\n")
    text = counted(desk, uuid)
    assert "Quota for “women”: 1 to 2 of 2; elected: 1" in text and "Elected: Ana and Ben." in text
    assert desk.must("election", "recount", uuid).count("identical.") == 2
    other = desk.must("election", "what-if", uuid, "1")
    assert "Elected: Ana and Ben." in other and "This is not the result" in other
    desk.must("election", "publish", uuid, "--export", ".")
    said = desk.must("election", "vacancy", uuid, "1", "Ana", "--reason", "Resigned")
    assert said == "The seat of Ana goes to Dia.\n"
    assert desk.must("election", "recount", uuid).count("identical.") == 3
    desk.must("election", "export", uuid)
    assert "VALID" in desk.must("verify", f"{uuid}.bel", "--strict")
    sheet = json.loads(desk.must("count", f"{uuid}.bel", "--contest", "Board", "--json"))
    assert sheet["elected"] == ["Ana", "Ben"] and sheet["status"]["Cem"] == {"status": "withdrawn"}


def test_what_is_refused_says_why(desk: Desk) -> None:
    uuid = desk.open_election(PLAN)
    refused = desk.refused
    assert "There is no contest 'Bord'" in refused("election", "withdraw", uuid, "Bord", "Cem", "--reason", "x")
    assert "'Zoe' does not stand" in refused("election", "withdraw", uuid, "1", "Zoe", "--reason", "x")
    assert "does not permit" in refused("election", "withdraw", uuid, "Chair", "Eva", "--reason", "x")
    desk.must("election", "withdraw", uuid, "1", "Ana", "--reason", "x", "--read-back")
    assert "quota for “women”" in refused("election", "withdraw", uuid, "1", "Dia", "--reason", "x")
    assert "has not been opened" in refused("election", "recount", uuid)
    assert "only while the election is published" in refused("election", "vacancy", uuid, "1", "Ben", "--reason", "x")
    assert "Elected: Ben and Dia." in counted(desk, uuid)
    assert "No other rule can count these votes" in refused("election", "what-if", uuid, "Chair")
    assert "cannot be counted in this way" in refused("election", "what-if", uuid, "Board", "--rule", "av")
    assert "No tie in this contest" in refused("election", "lot", uuid, "Board", "1 2 3")


def tied(desk: Desk) -> str:
    """Open the count of an election in which two are tied for the second seat."""
    uuid = desk.open_election({**PLAN, "contests": [{**BOARD, "seats": 2, "maximum": 3, "quotas": []}, CHAIR]})
    for token, votes in zip(desk.tokens(), (("1", "2", "2:1"), ("1", "3", "2:1")), strict=False):
        assert desk.vote(uuid, token, *[part for vote in votes for part in ("--choose", vote)]).exit_code == 0
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.", "--export", ".")
    for name in ("Amina", "Jonas"):
        desk.decrypt(name, f"{uuid}.bel")
    assert "Ben, Cem have equally many votes" in desk.must(
        "election", "count", uuid, "Amina.share.json", "Jonas.share.json"
    )
    return uuid


def test_a_tie_waits_for_the_lot(desk: Desk) -> None:
    uuid = tied(desk)
    assert "tie waits for the public lot" in desk.refused("election", "publish", uuid)
    asked = desk.run("election", "lot", uuid, "Board", "dice 3 5 1", typed="n\n")
    assert asked.exit_code == 1 and "Drawn in public: dice 3 5 1\n" in asked.output
    assert "tie waits for the public lot" in desk.refused("election", "publish", uuid)
    assert "The public lot decided a tie." in desk.must("election", "lot", uuid, "Board", "dice 3 5 1", typed="y\n")
    desk.must("election", "publish", uuid, "--export", ".")
    assert "VALID" in desk.must("verify", f"{uuid}.bel", "--strict")


def with_second_officer(uuid: str) -> Database:
    """Appoint a second officer, and return the database."""
    with click.Context(main):
        database = open_server().database
    with database.session() as session:
        second = add_officer(session, "sam@example.org", "Sam", "four words and a number 7")
        appoint(Scene(session, find_election(session, uuid), person=second), SECOND_OFFICER)
    return database


def test_where_there_is_a_second_officer_nobody_is_withdrawn_here(desk: Desk) -> None:
    uuid = desk.open_election(PLAN)
    database = with_second_officer(uuid)
    refused = desk.refused("election", "withdraw", uuid, "Board", "Cem", "--reason", "By letter", "--read-back")
    assert "Two people withdraw a candidate" in refused
    with database.reading() as session:
        assert withdrawals(Scene(session, find_election(session, uuid))) == []


def test_where_there_is_a_second_officer_a_draw_is_proposed(desk: Desk) -> None:
    uuid = tied(desk)
    database = with_second_officer(uuid)
    assert "Proposed." in desk.must("election", "lot", uuid, "Board", "dice 3 5 1")
    assert "A draw waits" in desk.refused("election", "lot", uuid, "Board", "dice 3 5 1", "--read-back")
    assert "tie waits for the public lot" in desk.refused("election", "publish", uuid)
    with database.session() as session:
        election = find_election(session, uuid)
        (act,) = proposals.waiting(Scene(session, election))
        (second,) = second_officers(Scene(session, election))
        assert "lot is entered" in acts.confirm(Scene(session, election, person=second), act.id, act.digest)
    desk.must("election", "publish", uuid, "--export", ".")
    assert "VALID" in desk.must("verify", f"{uuid}.bel", "--strict")
