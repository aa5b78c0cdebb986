"""B4, W23: a later end and an emergency stop: who decides, who is told, what everybody can check."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.board import companion
from ballot.cli.database import export
from ballot.election import acts, proposals, roles
from ballot.election import state as states
from ballot.election.accounts.officers import add_officer
from ballot.election.closing import closing, times
from ballot.election.closing.time_records import time_changes
from ballot.election.mail.delivery import Delivered, deliver_outbox
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.notices.times import queue_times_notices
from ballot.election.scene import Scene
from ballot.election.tally import tally
from ballot.election.voting.opening import open_voting
from ballot.errors import BallotRefused, NotPermitted
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.people import Officer
from ballot.store.models.roll import Member
from ballot.verify import verify_archive
from tests.election.crowd import cast_at_once
from tests.election.scenario import START, URL, Scenario, frozen, opened
from tests.web.world import PostBox

REASON = "Mails to one provider were late."
END = START + dt.timedelta(days=7)


def with_two_officers(scenario: Scenario) -> Scenario:
    """Appoint a second officer, as if it had been before the freeze."""
    with scenario.database.session() as session:
        election = session.scalars(select(Election).where(Election.uuid == scenario.uuid)).one()
        otto = add_officer(session, "otto@example.org", "Otto", "a long password")
        state, election.state = election.state, "draft"
        roles.appoint(Scene(session, election, person=otto), roles.SECOND_OFFICER)
        election.state = state
    return scenario


def propose(scenario: Scenario, kind, payload, reason: str) -> int:
    """Let the returning officer propose something; return the number of the act. `kind`: or what says it of now."""

    def do(scene) -> int:
        name = kind(scene.election) if callable(kind) else kind
        return acts.propose(scene.by(scene.election.officer), name, payload, reason).id

    return scenario.act(do)


def confirm(scenario: Scenario, number: int) -> str:
    """Let the second officer confirm it."""
    return scenario.act(confirming(scenario, number))


def confirming(scenario: Scenario, number: int) -> Callable[[Scene], str]:
    """Return the act of the second officer who confirms it."""

    def do(scene) -> str:
        otto = scene.session.scalars(select(Officer).where(Officer.email == "otto@example.org")).one()
        act = next(act for act in proposals.waiting(scene) if act.id == number)
        return acts.confirm(scene.by(otto).signed_by(scenario.identity), number, act.digest)

    return do


def decide(scenario: Scenario, kind, payload, reason: str) -> str:
    return confirm(scenario, propose(scenario, kind, payload, reason))


def changes(scenario: Scenario) -> list[tuple[str, str]]:
    return [(change.change, change.closes_at) for change in scenario.look(time_changes)]


@pytest.mark.parametrize("make", [frozen, opened])
def test_two_people_move_the_end_and_everybody_is_told_once(database, time, make) -> None:
    election = with_two_officers(make(database, members=3))
    later = END + dt.timedelta(days=2)
    number = propose(election, times.EXTEND, times.until(later), REASON)
    assert election.look(lambda scene: scene.election.closes_at) == END, "a proposal changes nothing"
    assert "10 March 2027, 12:00 UTC" in confirm(election, number)
    assert election.look(lambda scene: scene.election.closes_at) == later
    assert changes(election) == [("extended", "2027-03-10T12:00:00Z")]
    with database.session() as session:
        session.scalars(select(Member)).first().email = ""
    assert queue_times_notices(database, URL) == 2 and queue_times_notices(database, URL) == 0
    with database.reading() as session:
        mails = list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "times")))
    assert len(mails) == 2 and all(REASON in mail.body and "10 March 2027" in mail.body for mail in mails)
    assert mails[0].subject.startswith("More time to vote") and f"{URL}/elections/{election.uuid}" in mails[0].body


def test_notices_go_out_in_portions(sqlite, monkeypatch) -> None:
    from ballot.election.notices import times as times_notices

    election = with_two_officers(frozen(sqlite, members=7))
    decide(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), REASON)
    monkeypatch.setattr(times_notices, "AT_ONCE", 3)
    assert queue_times_notices(sqlite, URL) == 7
    with sqlite.reading() as session:
        assert len(set(session.scalars(select(OutboxMessage.member_id)))) == 7


def test_news_that_changed_again_are_stopped_and_the_newest_go_before_tokens(sqlite, monkeypatch) -> None:
    from ballot.election.notices import times as times_notices

    election, post = with_two_officers(frozen(sqlite, members=5, channel="mail")), PostBox()
    monkeypatch.setattr(times_notices, "AT_ONCE", 3)
    for days in (1, 2, 3):
        decide(election, times.EXTEND, times.until(END + dt.timedelta(days=days)), REASON)
        if days == 2:  # the first was never queued, the second is; the third comes before they leave
            assert queue_times_notices(sqlite, URL) == 5
    assert queue_times_notices(sqlite, URL) == 5 and queue_times_notices(sqlite, URL) == 0
    assert deliver_outbox(sqlite, post).accepted == 10
    assert [mail.subject.partition(":")[0] for mail in post.sent] == ["More time to vote"] * 5 + ["Your ballot"] * 5
    assert all("11 March 2027" in mail.text for mail in post.sent)
    assert states_of_news(election) == {1: {}, 2: {"stopped": 5}, 3: {"accepted": 5}}


def test_news_of_an_end_that_has_passed_are_stopped_queued_or_not(sqlite, time) -> None:
    election = with_two_officers(opened(sqlite))
    decide(election, times.EXTEND, times.until(END + dt.timedelta(hours=1)), REASON)
    assert queue_times_notices(sqlite, URL) == 4
    time.move(days=7)
    decide(election, times.EXTEND, times.until(END + dt.timedelta(hours=2)), REASON)
    time.move(hours=2)
    assert queue_times_notices(sqlite, URL) == 0
    assert deliver_outbox(sqlite, PostBox()) == Delivered()
    assert states_of_news(election) == {1: {"stopped": 4}, 2: {}}


def states_of_news(scenario: Scenario) -> dict[int, dict[str, int]]:
    """Return, for each notice that is done, how many of its mails are in which state."""
    with scenario.database.reading() as session:
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "times")).all()
        done = (
            select(TimesNotice).join(Election).where(Election.uuid == scenario.uuid, TimesNotice.queued_at.is_not(None))
        )
        return {
            notice.id: Counter(mail.state for mail in mails if mail.key.startswith(f"times:{notice.id}:"))
            for notice in session.scalars(done)
        }


def test_the_end_becomes_later_only_and_not_after_it_has_passed(sqlite, time) -> None:
    election = with_two_officers(opened(sqlite))
    for wrong in (END, END - dt.timedelta(seconds=1)):
        with pytest.raises(NotPermitted, match="only become later"):
            propose(election, times.EXTEND, times.until(wrong), REASON)
    with pytest.raises(NotPermitted, match="a year away"):
        propose(election, times.EXTEND, times.until(END.replace(year=2072)), REASON)
    with pytest.raises(NotPermitted, match="reason is missing"):
        propose(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), " ")
    time.move(days=6)
    waits = propose(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), REASON)
    time.move(days=1)
    with pytest.raises(NotPermitted, match="has passed"):
        confirm(election, waits)
    with pytest.raises(NotPermitted, match="has passed"):
        propose(election, times.EXTEND, times.until(END + dt.timedelta(days=3)), REASON)
    assert changes(election) == []


def test_an_election_that_was_never_opened_gets_a_later_end_after_its_end(database, time, tmp_path: Path) -> None:
    election = with_two_officers(frozen(database))
    time.move(days=8)
    with pytest.raises(NotPermitted, match="Two people can set a later one"):
        election.act(open_voting)
    (step,) = election.look(lambda scene: remaining_steps(scene))
    assert "end of the voting has passed" in step
    with pytest.raises(NotPermitted, match="Choose a later one"):
        propose(election, times.EXTEND, times.until(END + dt.timedelta(hours=1)), REASON)
    later = END + dt.timedelta(days=9)
    decide(election, times.EXTEND, times.until(later), REASON)
    assert election.look(lambda scene: remaining_steps(scene)) == []
    election.act(open_voting)
    election.cast(election.ballot(0))
    assert changes(election) == [("extended", "2027-03-17T12:00:00Z")]
    assert checked(election, tmp_path).failures == ()


def test_alone_an_officer_is_told_to_copy_what_was_never_opened(sqlite, time) -> None:
    election = frozen(sqlite)
    time.move(days=8)
    with pytest.raises(NotPermitted, match="Invite a second officer, or copy the election into a new one"):
        election.act(open_voting)


def test_one_officer_stops_and_two_let_it_go_on(database, time, tmp_path: Path) -> None:
    election = with_two_officers(opened(database, members=4))
    ballot = election.ballot(0)
    receipt = election.cast(ballot)
    election.act(times.stop_voting, "The ballot paper names the wrong candidate.")
    with pytest.raises(BallotRefused, match="wrong candidate") as refused:
        election.cast(election.ballot(1))
    assert refused.value.code == "stopped" and refused.value.at is not None
    assert election.cast(ballot) == receipt, "the same ballot still gets its receipt"
    assert election.look(lambda scene: states.booth_state(scene.election)) == "stopped"
    for act, words in ((times.stop_voting, "stopped already"), (tally.close_voting, "Two people decide")):
        with pytest.raises(NotPermitted, match=words):
            election.act(act, *(["again"] if act is times.stop_voting else []))
    time.move(days=8)
    with pytest.raises(NotPermitted, match="while the voting was stopped"):
        propose(election, closing.RESUME, times.until(END), "It was the right one.")
    decide(election, closing.RESUME, times.until(END + dt.timedelta(days=3)), "It was the right one.")
    election.cast(election.ballot(1))
    assert [change for change, _ in changes(election)] == ["stopped", "resumed"]
    assert queue_times_notices(database, URL) == 4
    election.close()
    report = checked(election, tmp_path)
    assert report.failures == () and "5.15" in {finding.id for finding in report.findings}


def test_two_people_close_a_stopped_voting_and_it_is_sealed(sqlite, tmp_path: Path) -> None:
    election = with_two_officers(opened(sqlite))
    for member in range(2):
        election.cast(election.ballot(member))
    election.act(times.stop_voting, REASON)
    done = decide(election, closing.kind_now, {}, "It cannot be mended.")
    assert "closed" in done and election.look(lambda scene: scene.election.state) == "closed"
    seals = election.look(
        lambda scene: board.companion_records_of(scene.session, scene.election, companion.CheckpointRecord)
    )
    assert len(seals) == 1
    assert checked(election, tmp_path).failures == ()
    with pytest.raises(NotPermitted):
        propose(election, closing.RESUME, times.until(END + dt.timedelta(days=1)), REASON)


def checked(election: Scenario, folder: Path, **options):
    """Verify the archive and the companion as they are now."""
    archive, companion = election.look(lambda scene: export(scene, folder, complete=True))
    return verify_archive(archive, companion, **options)


def test_a_server_that_takes_ballots_during_a_stop_is_found_out(sqlite, tmp_path: Path) -> None:
    """Check 5.15: the stop is on record, and the board has grown."""
    election = with_two_officers(opened(sqlite))
    election.cast(election.ballot(0))
    election.act(times.stop_voting, REASON)

    def cheat(scene) -> None:
        scene.election.stopped_at = None

    election.act(cheat)
    election.cast(election.ballot(1))
    assert checked(election, tmp_path).failed == {"5.15"}
    election.act(times.stop_voting, REASON)
    failures = checked(election, tmp_path).failures
    assert any("had been so before" in finding.message for finding in failures)


def test_a_server_that_moves_the_end_back_is_found_out(sqlite, tmp_path: Path) -> None:
    election = with_two_officers(opened(sqlite))
    decide(election, times.EXTEND, times.until(END + dt.timedelta(days=2)), REASON)

    def cheat(scene) -> None:
        scene.election.closes_at = END + dt.timedelta(days=1)
        event = board.events_of_type(scene.session, scene.election, EventType.SETUP)[0].hash
        record = companion.TimesRecord(event, "extended", "2027-03-02T12:00:00Z", "2027-03-09T12:00:00Z", "x")
        board.append_companion(scene.session, scene.election, record)

    election.act(cheat)
    report = checked(election, tmp_path)
    assert report.failed == {"5.15"} and "not later" in report.failures[0].message


def test_a_stop_races_with_many_casts(database, tmp_path: Path) -> None:
    """W19: whoever has a receipt is on the board before the stop; the others are told."""
    election = opened(database, members=30, minimum_ballots=1)
    ballots = [election.ballot(member) for member in range(30)]

    def stop() -> None:
        election.act(times.stop_voting, REASON)

    answers = cast_at_once(election, ballots, tmp_path, meanwhile=stop)
    accepted = sum("receipt" in answer for answer in answers)
    assert all("receipt" in answer or answer["refused"] == "stopped" for answer in answers)
    assert election.on_board(board.count_events, EventType.BALLOT) == accepted
    head = election.look(lambda scene: board.events_of_type(scene.session, scene.election, EventType.BALLOT))
    (stopped,) = election.look(time_changes)
    last = head[-1].hash if head else election.look(lambda scene: scene.election.setup_event)
    assert stopped.event == last
    assert checked(election, tmp_path).failures == ()
