"""W23: the machine's clock steps by more than a minute: nothing is opened or closed on one reading of one clock."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot import clock
from ballot.election import log
from ballot.election.custody import timekeeping
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.schedule import Schedule
from ballot.election.custody.timekeeping import Timekeeper, accept
from ballot.election.tally.tally import close_voting
from ballot.errors import BallotRefused, NotPermitted
from ballot.store.models.election import Heartbeat
from ballot.store.models.mail import OutboxMessage
from tests.attacks.operation.test_W23_clock import REAL_NOW, Machine, machine, restart
from tests.election.conftest import database, sqlite, time
from tests.election.scenario import START, URL, Scenario, opened, state_of

__all__ = ["database", "machine", "sqlite", "time"]

END = START + dt.timedelta(days=7)
OPERATOR = "admin@example.org"


class Server:
    """A server with one open voting, whose worker takes turns when a test says so."""

    def __init__(self, scenario: Scenario, folder: Path, machine: type[Machine], patch: pytest.MonkeyPatch) -> None:
        self.scenario, self.machine, self.patch = scenario, machine, patch
        self.database = scenario.database
        self.synchronised = False
        self._folder = folder
        self.start()

    def start(self) -> None:
        """Start a process."""
        restart(self.patch, self.database)
        self.keeper = Timekeeper(self.database, OPERATOR, lambda: self.synchronised)
        self.keeper.settle()
        known = KnownCheckpoints(self._folder)
        self.schedule = Schedule(self.database, self.scenario.identity, known, URL)

    def turn(self) -> None:
        """Take one turn of the watchdog."""
        self.keeper.judge()
        self.schedule.keep()
        self.keeper.beat()

    def run(self, **span: float) -> None:
        """Let time pass, with a turn every minute."""
        for _ in range(int(dt.timedelta(**span).total_seconds()) // 60):
            self.machine.run(minutes=1)
            self.turn()

    @property
    def state(self) -> str:
        """The state of the voting."""
        return state_of(self.scenario)

    def cast(self, member: int) -> str:
        """Cast a ballot; return the code of the refusal, or "accepted"."""
        try:
            self.scenario.cast(self.scenario.ballot(member))
        except BallotRefused as error:
            return error.code
        return "accepted"

    def mails(self) -> list[OutboxMessage]:
        """Return the mails to the operator."""
        with self.database.reading() as session:
            return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "operator")))


@pytest.fixture
def server(sqlite, time, machine: type[Machine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server that has run for a while."""
    scenario = opened(sqlite)
    monkeypatch.setattr(clock, "now", REAL_NOW)
    monkeypatch.setattr(timekeeping, "this_machine", lambda: "first")
    found = Server(scenario, tmp_path, machine, monkeypatch)
    found.run(minutes=2)
    return found


def test_W23_a_clock_that_is_ahead_for_one_look_closes_nothing(server: Server, machine: type[Machine]) -> None:
    before = machine.shows
    machine.shows += dt.timedelta(days=365)
    server.turn()
    assert server.state == "open" and clock.is_doubtful() and clock.now() == before
    assert server.cast(0) == "unavailable", "neither accepted nor refused for good"
    machine.shows = before
    server.turn()
    assert server.cast(0) == "accepted" and not clock.is_doubtful() and clock.now() == before
    assert len(server.mails()) == 1
    server.start()
    assert clock.now() == before and not clock.is_doubtful(), "nor does a restart remember the wrong time"


def test_W23_the_operator_is_notified_once_a_day_at_most(server: Server, machine: type[Machine]) -> None:
    machine.shows += dt.timedelta(days=365)
    server.run(minutes=5)
    (mail,) = server.mails()
    assert mail.address == OPERATOR and mail.election_id is None
    assert "2028-" in mail.body and "ballot clock accept" in mail.body


def test_W23_a_person_cannot_close_either_while_the_clock_is_in_doubt(server: Server, machine: type[Machine]) -> None:
    machine.shows = END + dt.timedelta(hours=1)
    with pytest.raises(NotPermitted, match="clock is being checked"):
        server.scenario.act(close_voting)
    assert server.state == "open"


def test_W23_members_vote_on_while_both_clocks_say_that_the_voting_is_open(
    server: Server, machine: type[Machine]
) -> None:
    machine.shows += dt.timedelta(hours=1)
    server.turn()
    assert clock.is_doubtful() and server.cast(0) == "accepted"
    machine.shows -= dt.timedelta(days=2)
    assert clock.is_doubtful() and clock.ahead() < dt.timedelta(0)
    assert server.cast(1) == "unavailable", "by the machine's clock the voting has not begun"


def test_W23_many_small_steps_are_a_large_one(server: Server, machine: type[Machine]) -> None:
    for _ in range(3):
        machine.shows += dt.timedelta(seconds=30)
        server.turn()
    assert clock.is_doubtful()
    server.start()
    assert clock.is_doubtful()


def test_W23_a_synchronised_clock_is_accepted_after_ten_steady_minutes(server: Server, machine: type[Machine]) -> None:
    machine.shows = END + dt.timedelta(hours=1)  # as when a machine was halted, with its memory, and goes on
    server.synchronised = True
    server.turn()
    server.run(minutes=9)
    assert server.state == "open" and clock.is_doubtful()
    machine.shows += dt.timedelta(minutes=3)
    server.run(minutes=9)
    assert server.state == "open", "another step: ten minutes more"
    server.run(minutes=2)
    assert server.state == "closed" and not clock.is_doubtful() and clock.now() == machine.shows
    assert server.cast(0) == "closed"


def test_W23_a_clock_that_nobody_synchronises_is_never_accepted_by_itself(
    server: Server, machine: type[Machine]
) -> None:
    machine.shows = END + dt.timedelta(hours=1)
    server.run(hours=1)
    assert server.state == "open" and clock.is_doubtful()
    server.synchronised = True
    server.run(minutes=9)
    assert clock.is_doubtful(), "steady, and not yet synchronised for ten minutes"


def test_W23_a_step_back_is_never_accepted_by_itself(server: Server, machine: type[Machine]) -> None:
    machine.run(days=7, minutes=-3)
    server.turn()
    machine.shows -= dt.timedelta(days=2)
    server.synchronised = True
    server.run(minutes=30)
    assert clock.is_doubtful() and clock.now() > END and server.state == "open"
    assert server.cast(0) == "closed", "what is over stays over"
    machine.shows += dt.timedelta(days=2)
    server.turn()
    assert server.state == "closed" and server.cast(0) == "closed"


def test_W23_ahead_at_the_start_of_a_process(server: Server, machine: type[Machine]) -> None:
    before = machine.shows
    machine.shows = END + dt.timedelta(days=30)
    server.start()
    server.turn()
    assert server.state == "open" and clock.now() == before


@pytest.mark.parametrize("rebooted", [True, False], ids=["rebooted", "another machine"])
def test_W23_after_a_long_stop_one_reading_of_one_clock_is_not_enough(
    server: Server, machine: type[Machine], rebooted: bool
) -> None:
    machine.shows = END - dt.timedelta(minutes=1)
    machine.running = 20.0 if rebooted else 90_000.0
    if not rebooted:
        server.patch.setattr(timekeeping, "this_machine", lambda: "second")
    server.synchronised = True
    server.start()
    server.turn()
    assert clock.is_doubtful() and server.cast(0) == "accepted"
    machine.run(minutes=2)
    assert server.cast(1) == "unavailable"
    server.turn()
    assert server.state == "open"
    server.run(minutes=11)
    assert server.state == "closed" and server.cast(1) == "closed"


def test_W23_a_short_stop_leaves_no_doubt(server: Server, machine: type[Machine]) -> None:
    machine.shows += dt.timedelta(seconds=50)
    machine.running = 10.0
    server.start()
    assert not clock.is_doubtful() and clock.now() == machine.shows
    server.turn()
    machine.run(hours=20)
    server.start()
    assert not clock.is_doubtful(), "the boot clock says how long the server was stopped"


@pytest.mark.parametrize("memory", [True, False], ids=["with memory", "disk only"])
def test_W23_a_restored_snapshot(server: Server, machine: type[Machine], memory: bool) -> None:
    """The database, and with `memory` the process and the boot clock, are those of an hour ago."""
    machine.shows += dt.timedelta(hours=1)
    if not memory:
        machine.running = 30.0
        server.start()
    server.turn()
    assert clock.is_doubtful() and server.state == "open"
    server.synchronised = True
    server.run(minutes=12)
    assert not clock.is_doubtful() and clock.now() == machine.shows


def test_W23_a_database_whose_newest_moment_is_in_the_future_has_a_way_out(
    server: Server, machine: type[Machine]
) -> None:
    machine.shows += dt.timedelta(days=3)
    server.turn()
    accept(server.database)  # by mistake
    server.turn()
    server.scenario.act(lambda scene: log.write(scene, log.OFFICER, "Three days too early."))
    with server.database.session() as session:
        (mail,) = server.mails()
        session.get_one(OutboxMessage, mail.id).due_at = clock.now()
    machine.shows -= dt.timedelta(days=3)
    for _ in range(2):
        server.start()
        assert clock.is_doubtful() and clock.now() == machine.shows + dt.timedelta(days=3)
    assert accept(server.database) == -dt.timedelta(days=3)
    with server.database.reading() as session:
        assert session.get_one(OutboxMessage, mail.id).due_at == machine.shows
    for _ in range(2):
        assert not clock.is_doubtful() and clock.now() == machine.shows
        server.turn()
        machine.run(hours=1)
        server.start()
    server.turn()
    machine.running = 1.0  # nor does a new start of the machine bring the future back
    server.start()
    assert not clock.is_doubtful() and server.cast(0) == "accepted"


def test_W23_other_processes_follow_an_accepted_clock(server: Server, machine: type[Machine]) -> None:
    other = Timekeeper(server.database, None)
    other.settle()
    machine.shows += dt.timedelta(hours=5)
    with server.database.session() as session:  # as `ballot clock accept` does in a process of its own
        last = session.get_one(Heartbeat, 1)
        last.at, last.boot, last.accepted = machine.shows, machine.running, last.accepted + 1
    assert clock.is_doubtful()
    other.follow()
    assert not clock.is_doubtful() and clock.now() == machine.shows


def test_W23_a_process_that_has_not_followed_yet_does_not_overwrite_an_accepted_clock(
    server: Server, machine: type[Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.shows += dt.timedelta(hours=5)
    with server.database.session() as session:
        last = session.get_one(Heartbeat, 1)
        last.at, last.accepted = machine.shows, last.accepted + 1
    with monkeypatch.context() as patch:
        patch.setattr(server.keeper, "follow", lambda: None)  # the clock is accepted just after the look at it
        server.keeper.beat()
    assert clock.is_doubtful()
    server.keeper.beat()
    with server.database.reading() as session:
        assert session.get_one(Heartbeat, 1).at == machine.shows == clock.now()


def test_W23_codes_of_apps_and_limits_go_by_the_machines_clock(machine: type[Machine]) -> None:
    first = clock.now()
    machine.shows += dt.timedelta(days=40)
    assert clock.now() == first and clock.machine() == machine.shows
    machine.shows -= dt.timedelta(days=80)
    assert clock.now() == first and clock.machine() == machine.shows
