"""W23: the clock jumps back, or is in another zone: what is over stays over, and every time is UTC.

What happens while the clock is in doubt is in `test_W23_clock_in_doubt.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ballot import clock
from ballot.election.custody.timekeeping import settle
from ballot.election.passed_time import newest_moment
from ballot.errors import BallotRefused, NotPermitted
from ballot.web.page.times import to_utc
from tests.election.conftest import database, sqlite, time
from tests.election.scenario import START, opened

__all__ = ["database", "sqlite", "time"]


class Machine(dt.datetime):
    """The machine's clock, which an operator sets, and its boot clock, which nobody sets."""

    shows = START
    running = 5000.0

    @classmethod
    def now(cls, tz: Any = None) -> dt.datetime:
        return cls.shows.astimezone(tz)

    @classmethod
    def run(cls, **span: float) -> None:
        """Let time pass."""
        cls.shows += dt.timedelta(**span)
        cls.running += dt.timedelta(**span).total_seconds()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> type[Machine]:
    """A fresh process whose clock the test sets."""
    monkeypatch.setattr(clock, "datetime", Machine)
    monkeypatch.setattr(clock, "boot_seconds", lambda: Machine.running)
    monkeypatch.setattr(clock, "_latest", clock._LONG_AGO)
    monkeypatch.setattr(clock, "_start", None)
    monkeypatch.setattr(Machine, "shows", START)
    monkeypatch.setattr(Machine, "running", 5000.0)
    return Machine


def restart(monkeypatch: pytest.MonkeyPatch, database) -> None:
    """Begin a new process: it knows only what the database knows."""
    monkeypatch.setattr(clock, "_latest", clock._LONG_AGO)
    monkeypatch.setattr(clock, "_start", None)
    settle(database)


def test_W23_time_never_goes_back(machine: type[Machine]) -> None:
    first = clock.now()
    machine.shows = START - dt.timedelta(hours=1)
    assert clock.now() == first and clock.ahead() == -dt.timedelta(hours=1)
    machine.shows = START + dt.timedelta(seconds=1)
    assert clock.now() > first and not clock.is_doubtful()
    machine.shows = START - dt.timedelta(seconds=58)
    assert clock.now() == START + dt.timedelta(seconds=1), "a small step back is waited for"


def test_W23_time_is_utc_whatever_zone_the_machine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    from time import tzset

    before = clock.now()
    for zone in ("Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe"):
        monkeypatch.setenv("TZ", zone)
        tzset()
        now = clock.now()
        assert now.utcoffset() == dt.timedelta(0) and now - before < dt.timedelta(minutes=1)
    monkeypatch.undo()
    tzset()


@pytest.fixture
def over(database, time, machine: type[Machine], monkeypatch: pytest.MonkeyPatch) -> Any:
    """An election whose closing time has passed by the clock; nobody has closed it yet."""
    scenario = opened(database)
    scenario.cast(scenario.ballot(0))
    monkeypatch.setattr(clock, "now", REAL_NOW)
    machine.run(days=7)
    assert refused(scenario) == "closed"
    return scenario


REAL_NOW = clock.now


def refused(scenario: Any) -> str:
    """Try to cast, and return the code of the refusal."""
    with pytest.raises(BallotRefused) as error:
        scenario.cast(scenario.ballot(1))
    return error.value.code


def test_W23_a_voting_that_is_over_is_not_opened_again_by_a_clock_that_is_set_back(
    over: Any, machine: type[Machine]
) -> None:
    machine.shows = START
    assert refused(over) == "closed"


def test_W23_nor_by_a_restart_once_anything_was_written_down(
    over: Any, machine: type[Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    over.close()
    machine.shows = START
    restart(monkeypatch, over.database)
    assert clock.now() == START + dt.timedelta(days=7)
    assert refused(over) == "closed"


def test_W23_a_closed_election_stays_closed_at_any_time(over: Any, machine: type[Machine]) -> None:
    over.close()
    clock._latest, clock._start = clock._LONG_AGO, None
    machine.shows = START
    assert refused(over) == "closed"


def test_W23_a_new_process_begins_no_earlier_than_the_last_ballot(
    database, time, machine: type[Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = opened(database)
    time.move(hours=5)
    scenario.cast(scenario.ballot(0))
    monkeypatch.setattr(clock, "now", REAL_NOW)
    restart(monkeypatch, database)
    assert clock.now() == START + dt.timedelta(hours=5)
    assert newest_moment(database) == START + dt.timedelta(hours=5)


def test_an_empty_database_knows_of_no_time(sqlite) -> None:
    assert newest_moment(sqlite) is None


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2027-03-14 18:00", "Australia/Lord_Howe", "2027-03-14 07:00"),  # summer there: 11 hours ahead
        ("2027-07-14 18:00", "Australia/Lord_Howe", "2027-07-14 07:30"),  # and half an hour less in winter
        ("2027-03-14 18:00", "Asia/Kathmandu", "2027-03-14 12:15"),
        ("2027-10-31 23:59", "Pacific/Kiritimati", "2027-10-31 09:59"),
    ],
)
def test_W23_an_officers_time_is_kept_in_utc(local: str, zone: str, utc: str) -> None:
    assert to_utc(dt.datetime.fromisoformat(local), zone) == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("local", "zone", "words"),
    [
        ("2027-03-28 02:30", "Europe/Berlin", "does not exist"),
        ("2027-10-31 02:30", "Europe/Berlin", "exists twice"),
        ("2027-04-04 01:45", "Australia/Lord_Howe", "exists twice"),
    ],
)
def test_W23_a_time_that_the_change_of_clocks_makes_doubtful_is_refused(local: str, zone: str, words: str) -> None:
    with pytest.raises(NotPermitted, match=words):
        to_utc(dt.datetime.fromisoformat(local), zone)
