"""Times that do not suit: in the past, too short, at night where many members live; and trustees from outside."""

from __future__ import annotations

import datetime as dt

import pytest

from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.setup.cautions import is_night, setup_warnings
from ballot.election.setup.draft import find_election
from ballot.election.trustees.trustees import invite_trustee
from tests.election.scenario import START, draft


@pytest.mark.parametrize(
    ("hour", "country", "night"),
    [
        (12, "DE", False),
        (23, "DE", True),
        (4, "DE", True),
        (12, "NZ", True),
        (12, "XX", False),
        (5, "US", True),
        (18, "US", False),
    ],
)
def test_night_is_what_the_clocks_of_the_country_say(hour: int, country: str, night: bool) -> None:
    assert is_night(dt.datetime(2027, 3, 1, hour, tzinfo=dt.UTC), country) is night


def warnings(database, countries: list[str], **values) -> str:
    """Return the warnings about an election whose members live in these countries."""
    uuid, _ = draft(database, **values)
    rows = [f"Member {at},m{at}@example.org,{country}" for at, country in enumerate(countries)]
    with database.session() as session:
        election = find_election(session, uuid)
        accept_roll(session, election, read_roll("\n".join(["name,email,country", *rows]).encode()))
        return " ".join(setup_warnings(session, election))


def test_times_at_night_for_many_are_said(sqlite) -> None:
    times = {"opens_at": START.replace(hour=12), "closes_at": START.replace(day=8, hour=12)}
    text = warnings(sqlite, ["DE"] * 12 + ["NZ"] * 8, **times)
    assert "The voting opens at night for 8 of the 20 members" in text
    assert "The voting closes at night for 8 of the 20 members" in text
    assert "at night" not in warnings(sqlite, ["DE"] * 14 + ["NZ"] * 6, **times)


def test_past_and_very_short_times_are_said(sqlite) -> None:
    text = warnings(
        sqlite, ["DE"] * 12, opens_at=START - dt.timedelta(hours=2), closes_at=START + dt.timedelta(hours=8)
    )
    assert "The opening time has passed" in text and "The voting lasts 10 hours" in text


def test_a_trustee_from_outside_is_asked_for(sqlite) -> None:
    uuid, _ = draft(sqlite)
    with sqlite.session() as session:
        election = find_election(session, uuid)
        assert any("No trustee comes from outside" in one for one in setup_warnings(session, election))
        invite_trustee(session, election, "Maria Notary", "Chamber of notaries")
        assert not any("No trustee comes from outside" in one for one in setup_warnings(session, election))
