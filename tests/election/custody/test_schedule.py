"""B4, W23: the server's clock opens and closes once, when all adds up, and after every ballot in time."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ballot.election import log
from ballot.election.accounts import member_logins
from ballot.election.closing import times
from ballot.election.custody import schedule
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.schedule import Schedule
from ballot.election.setup import draft as setup
from ballot.election.tally import tally
from ballot.errors import BallotError, NotPermitted
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member, MemberLogin
from tests.election.closing.test_times import END, REASON, decide, with_two_officers
from tests.election.scenario import START, URL, Scenario, draft, frozen, opened, state_of


def clockwork(scenario: Scenario, folder: Path) -> Schedule:
    return Schedule(scenario.database, scenario.identity, KnownCheckpoints(folder), URL)


def planned(database, **values) -> Scenario:
    """Return an election that was frozen an hour before its voting opens."""
    uuid, secrets = draft(database, **values)
    with database.session() as session:
        election = setup.find_election(session, uuid)
        election.opens_at = START + dt.timedelta(hours=1)
    scenario = frozen(database, uuid=uuid)
    scenario.secrets = secrets
    return scenario


def actors(scenario: Scenario) -> list[str]:
    return scenario.look(lambda scene: [entry.actor for entry in log.entries(scene, 1)])


def test_the_voting_opens_and_closes_at_its_times(database, time, tmp_path: Path) -> None:
    election = planned(database)
    clock = clockwork(election, tmp_path)
    clock.keep()
    assert state_of(election) == "frozen"
    time.move(hours=1)
    clock.keep()
    assert state_of(election) == "open" and actors(election) == [log.SYSTEM]
    for member in range(2):
        election.cast(election.ballot(member))
    time.move(days=6, hours=23)
    clock.keep()
    assert state_of(election) == "open", "ballots that arrived in time may still be on their way to the board"
    time.move(seconds=schedule.GRACE.total_seconds())
    clock.keep()
    assert state_of(election) == "closed" and actors(election) == [log.SYSTEM]
    assert election.on_board(board.count_events, EventType.END_BALLOTS) == 1


def test_the_clock_opens_nothing_while_the_ledger_does_not_add_up(sqlite, time, tmp_path: Path) -> None:
    election = with_two_officers(planned(sqlite))

    def lose_one(scene) -> Member:
        member = scene.session.scalars(select(Member)).first()
        member.delivery = None
        return member

    election.act(lose_one)
    time.move(hours=1)
    clock = clockwork(election, tmp_path)
    clock.keep()
    clock.keep()
    assert state_of(election) == "frozen"
    with sqlite.reading() as session:
        mails = list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "unopened")))
        assert len(mails) == 2 and all("neither a token mail nor a place in the file" in mail.body for mail in mails)
    time.move(days=1)
    clock.keep()
    with sqlite.session() as session:
        assert len(list(session.scalars(select(OutboxMessage.id)))) == 4, "once a day"
        session.scalars(select(Member).where(Member.delivery.is_(None))).one().delivery = "file"
    clock.keep()
    assert state_of(election) == "open"


def test_officers_are_told_once_more_when_the_end_has_passed(sqlite, time, tmp_path: Path) -> None:
    election = with_two_officers(planned(sqlite))
    election.act(lambda scene: setattr(scene.session.scalars(select(Member)).first(), "delivery", None))
    clock = clockwork(election, tmp_path)
    for _day in range(12):
        time.move(days=1)
        clock.keep()
    with sqlite.session() as session:
        mails = list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "unopened")))
        assert len(mails) == 14, "seven days, two officers"
        assert ["Two people can set a later one" in mail.body for mail in mails] == [False] * 12 + [True] * 2
        session.scalars(select(Member).where(Member.delivery.is_(None))).one().delivery = "file"
    decide(election, times.EXTEND, times.until(END + dt.timedelta(days=9)), REASON)
    clock.keep()
    assert state_of(election) == "open"


@pytest.mark.parametrize("case", ["by hand", "too late for it", "barred", "stopped", "moved"])
def test_what_the_clock_leaves_alone(sqlite, time, tmp_path: Path, case: str) -> None:
    election = with_two_officers(opened(sqlite)) if case in ("stopped", "moved") else None
    election = election or (frozen(sqlite) if case == "too late for it" else planned(sqlite))
    before = state_of(election)
    if case == "by hand":
        election.act(lambda scene: setattr(scene.election, "by_schedule", False))
    elif case == "barred":
        KnownCheckpoints(tmp_path).bar(election.uuid, "The database is older than a checkpoint.")
    elif case == "stopped":
        election.act(times.stop_voting, REASON)
    elif case == "moved":
        decide(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), REASON)
    if before == "open":
        time.move(days=7, hours=1)
    else:
        time.move(hours=2)
    clockwork(election, tmp_path).keep()
    assert state_of(election) == before


@pytest.mark.parametrize("error", [KeyError("ballots"), IntegrityError("INSERT", {}, ValueError("twice")), OSError(5)])
def test_W26_no_election_waits_for_another_one_that_fails(
    sqlite, time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    broken, other = planned(sqlite), planned(sqlite)
    opens = schedule.open_voting

    def fail_for_one(scene) -> None:
        if scene.election.uuid == broken.uuid:
            raise error
        opens(scene)

    monkeypatch.setattr(schedule, "open_voting", fail_for_one)
    time.move(hours=1)
    clock = clockwork(broken, tmp_path)
    for _again in range(2):
        with pytest.raises(BallotError, match=f"the voting of {broken.uuid} was not opened, closed or shown"):
            clock.keep()
    assert (state_of(broken), state_of(other)) == ("frozen", "open")
    (line,) = [record for record in caplog.records if broken.uuid in record.getMessage()]
    assert (line.exc_info is not None) is isinstance(error, KeyError), "where it was, if nobody expects it"


def test_several_workers_and_an_officer_close_once(database, time, tmp_path: Path) -> None:
    election = opened(database)
    for member in range(2):
        election.cast(election.ballot(member))
    time.move(days=7, hours=1)

    def close(number: int) -> None:
        if number:
            clockwork(election, tmp_path).keep()
        else:
            try:
                election.act(tally.close_voting, identity=election.identity)
            except NotPermitted as error:  # a worker was quicker
                assert "it is closed" in str(error)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(close, range(4)))
    assert state_of(election) == "closed"
    assert election.on_board(board.count_events, EventType.END_BALLOTS) == 1


def test_an_extension_that_comes_between_is_not_overrun(sqlite, time) -> None:
    """The worker has seen that the end is near; under the lock it looks again."""
    election = with_two_officers(opened(sqlite))
    decide(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), REASON)
    time.move(days=7)
    with pytest.raises(NotPermitted, match="has been moved"):
        election.act(tally.close_voting, by_schedule=True, identity=election.identity)
    assert state_of(election) == "open"


def test_P5_addresses_that_were_typed_are_forgotten_after_a_day_though_nobody_types_another(
    database, time, tmp_path: Path
) -> None:
    election = opened(database)
    with database.session() as session:
        member_logins.begin(session, "member0@example.org", election.identity, "https://vote.example.org")
    clock = clockwork(election, tmp_path)
    for hours, kept in ((23, 1), (1, 0)):
        time.move(hours=hours)
        clock.keep()
        with database.reading() as session:
            assert len(session.scalars(select(MemberLogin)).all()) == kept
