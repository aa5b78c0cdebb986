"""`ballot election hand-over`: for a returning officer whom nobody can reach."""

from __future__ import annotations

import click
import pytest

from ballot.cli.database import find_election, open_server
from ballot.cli.main import main
from ballot.election import log
from ballot.election.accounts.officers import add_officer
from ballot.election.roles import SECOND_OFFICER, appoint, second_officers
from tests.cli.conftest import PLAN, Desk

OTTO = "otto@example.org"
ASKED = {"administrator": "rita@example.org, returning officer", "contact": "rita@example.org, +44 20 7946 0000"}
REASON = ("--reason", "In hospital.")


@pytest.fixture
def uuid(desk: Desk) -> str:
    """A draft with a second officer."""
    uuid = desk.create(plan={**PLAN, **ASKED})
    with click.Context(main), open_server().database.session() as session:
        otto = add_officer(session, OTTO, "Otto", "a long password of his")
        appoint(session, find_election(session, uuid), otto, SECOND_OFFICER)
    return uuid


def officers(uuid: str) -> tuple[str, list[str]]:
    with click.Context(main), open_server().database.reading() as session:
        row = find_election(session, uuid)
        return row.officer.email, [one.email for one in second_officers(session, row)]


def test_the_operator_sees_what_will_be_and_goes_on(desk: Desk, uuid: str) -> None:
    said = desk.must("election", "hand-over", uuid, OTTO, *REASON, typed="y\n")
    assert "Committee: Otto takes over from rita@example.org." in said
    assert "Members are told to ask: otto@example.org, returning officer, otto@example.org, +44 20 7946 0000" in said
    assert "Hand the election over? [y/N]: y" in said and "Otto is the returning officer now." in said
    assert "no second officer" not in said and officers(uuid) == (OTTO, ["rita@example.org"])
    with click.Context(main), open_server().database.reading() as session:
        newest = log.entries(session, find_election(session, uuid))[0]
    assert newest.actor == "The operator of the server" and newest.sentence.endswith("second officer: In hospital.")


def test_nothing_is_done_without_a_yes(desk: Desk, uuid: str) -> None:
    assert desk.run("election", "hand-over", uuid, OTTO, *REASON, typed="n\n").exit_code == 1
    assert officers(uuid) == ("rita@example.org", [OTTO])


def test_words_for_members_and_an_officer_who_has_left(desk: Desk, uuid: str) -> None:
    words = ("--administrator", "The election office", "--contact", "office@example.org")
    said = desk.must("election", "hand-over", uuid, OTTO, *REASON, *words, "--left", "--yes")
    assert "Members are told to ask: The election office, office@example.org\n" in said and "[y/N]" not in said
    assert "There is no second officer any more" in said and officers(uuid) == (OTTO, [])


def test_an_address_that_is_not_a_second_officers_is_refused_with_what_to_do(desk: Desk, uuid: str) -> None:
    for address in ("nobody@example.org", "rita@example.org"):
        assert "These can: otto@example.org." in desk.refused("election", "hand-over", uuid, address, *REASON, "--yes")
    assert "There is no election" in desk.refused("election", "hand-over", "unknown", OTTO, *REASON, "--yes")
    assert "The reason is missing" in desk.refused("election", "hand-over", uuid, OTTO, "--reason", " ", "--yes")
    assert officers(uuid) == ("rita@example.org", [OTTO])
