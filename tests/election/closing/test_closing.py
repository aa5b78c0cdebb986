"""B4: before its announced end a voting is closed by two people, or by one with a reason; everybody is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.election import acts, log
from ballot.election.closing import closing, times
from ballot.election.closing.time_records import time_changes
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.notices.times import queue_times_notices
from ballot.election.result.public_view import public_view
from ballot.election.roles import UNREACHABLE
from ballot.errors import NotPermitted
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import Officer
from ballot.store.models.roll import Member
from tests.election.closing.test_times import END, checked, confirm, decide, propose, with_two_officers
from tests.election.scenario import START, URL, Scenario, opened, state_of

REASON = "The committee has resigned."


def voted(election: Scenario) -> Scenario:
    for member in range(2):
        election.cast(election.ballot(member))
    return election


def told(election: Scenario) -> list[OutboxMessage]:
    queue_times_notices(election.database, URL)
    with election.database.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "times")))


def recorded(election: Scenario) -> list[tuple[str, str, str]]:
    return [(one.change, one.closes_at, one.reason) for one in election.look(time_changes)]


def test_alone_an_officer_closes_early_only_with_a_reason_for_everybody(database, time, tmp_path: Path) -> None:
    election = voted(opened(database, members=4))
    with pytest.raises(NotPermitted, match="reason is missing"):
        close_alone(election, " ")
    assert state_of(election) == "open" and recorded(election) == []
    close_alone(election, REASON)
    assert state_of(election) == "closed" and recorded(election) == [("closed", "2027-03-08T12:00:00Z", REASON)]
    early = election.look(public_view).closed_early
    assert early == closing.EarlyEnd(at=START, announced=END, reason=REASON)
    mails = told(election)
    assert len(mails) == 4, "everybody: a mail to those alone who have not voted would leave a list of them"
    assert all(REASON in mail.body and "8 March 2027" in mail.body and "1 March 2027" in mail.body for mail in mails)
    assert mails[0].subject.startswith("The voting was closed early")
    report = checked(election, tmp_path)
    (warning,) = report.warnings
    assert report.failures == () and warning.id == "5.15" and "before its announced end" in warning.message
    assert REASON.rstrip(".") in warning.message


def test_where_there_are_two_it_takes_both(database, time, tmp_path: Path) -> None:
    election = with_two_officers(voted(opened(database)))
    with pytest.raises(NotPermitted, match="two people close it"):
        close_alone(election, REASON)
    number = propose(election, closing.kind_now, {}, REASON)
    assert state_of(election) == "open" and recorded(election) == []
    confirm(election, number)
    assert state_of(election) == "closed" and [change for change, _, _ in recorded(election)] == ["closed"]
    assert len(told(election)) == 4
    lines = [entry.sentence for entry in election.look(log.entries)]
    assert any(REASON in line for line in lines)
    assert checked(election, tmp_path).failures == ()


def test_after_the_announced_end_nothing_is_early(sqlite, time, tmp_path: Path) -> None:
    election = with_two_officers(voted(opened(sqlite)))
    time.move(days=6)
    waits = propose(election, closing.kind_now, {}, REASON)
    time.move(days=1)
    with pytest.raises(NotPermitted, match="The end of the voting has passed"):
        propose(election, closing.kind_now, {}, "Now or never.")
    confirm(election, waits)
    assert state_of(election) == "closed" and recorded(election) == [] and told(election) == []
    assert checked(election, tmp_path).warnings == ()


def test_after_the_announced_end_one_officer_closes_without_a_reason(sqlite, time) -> None:
    election = with_two_officers(opened(sqlite))
    time.move(days=7)
    close_alone(election)
    assert state_of(election) == "closed" and election.look(public_view).closed_early is None


def test_a_stop_overtakes_a_proposal_to_close_early(sqlite, time) -> None:
    election = with_two_officers(opened(sqlite))
    waits = propose(election, closing.kind_now, {}, REASON)
    election.act(times.stop_voting, "Wrong names on the paper.")
    with pytest.raises(NotPermitted, match="The voting is stopped"):
        confirm(election, waits)
    assert [change for change, _, _ in recorded(election)] == ["stopped"]


def test_a_stopped_voting_that_is_closed_before_its_end_was_closed_early(sqlite, time, tmp_path: Path) -> None:
    election = with_two_officers(voted(opened(sqlite)))
    election.act(times.stop_voting, "Wrong names on the paper.")
    time.move(hours=1)
    decide(election, closing.kind_now, {}, REASON)
    assert [change for change, _, _ in recorded(election)] == ["stopped", "closed"]
    assert election.look(public_view).closed_early.at == START + dt.timedelta(hours=1)
    report = checked(election, tmp_path)
    assert report.failures == () and len(report.warnings) == 1


def test_a_practice_election_is_closed_at_any_time(sqlite, time) -> None:
    election = opened(sqlite)
    election.act(lambda scene: setattr(scene.election, "practice", True))
    close_alone(election)
    assert state_of(election) == "closed" and recorded(election) == []


def test_members_without_an_address_are_passed_over(sqlite, time) -> None:
    election = opened(sqlite, members=3)
    election.act(lambda scene: setattr(scene.session.scalars(select(Member)).first(), "email", ""))
    close_alone(election, REASON)
    assert len(told(election)) == 2


@pytest.mark.parametrize("two", [True, False])
def test_a_stopped_voting_that_nobody_decides_on_is_closed_by_one_days_after_its_end(
    database, time, tmp_path: Path, two: bool
) -> None:
    election = voted(opened(database, members=4))
    election = with_two_officers(election) if two else election
    election.act(times.stop_voting, "The ballot paper names the wrong candidate.")
    time.move(days=7, hours=UNREACHABLE.total_seconds() / 3600 - 1)
    with pytest.raises(NotPermitted, match="Two people decide"):
        close_alone(election, REASON)
    time.move(hours=1)
    assert "may close it alone" in election.look(lambda scene: remaining_steps(scene))[0]
    with pytest.raises(NotPermitted, match="reason is missing"):
        close_alone(election, " ")
    close_alone(election, REASON)
    assert state_of(election) == "closed" and recorded(election)[-1] == ("closed", "2027-03-08T12:00:00Z", REASON)
    early = election.look(public_view).closed_early
    assert (early.stopped, early.announced, early.reason) == (START, END, REASON)
    mails = told(election)
    assert len(mails) == 4 and mails[0].subject.startswith("The stopped voting was closed")
    texts = [" ".join(mail.body.split()) for mail in mails]
    assert all("was stopped before its announced end on" in text and "8 March 2027" in text for text in texts)
    assert any("alone, days after its end" in line.sentence for line in election.look(log.entries))
    report = checked(election, tmp_path)
    (warning,) = report.warnings
    assert report.failures == () and warning.id == "5.15" and "by one officer alone" in warning.message
    assert "stopped at 2027-03-01" in warning.message


def left_stopped(election: Scenario) -> Scenario:
    """Stop a voting in its time, as an officer alone does."""
    election.act(times.stop_voting, "The ballot paper names the wrong candidate.")
    return election


def by_the_second(election: Scenario, kind, payload, reason: str) -> int:
    """Let the second officer propose something; return the number of the act. `kind`: or what says it of now."""

    def do(scene) -> int:
        otto = scene.session.scalars(select(Officer).where(Officer.email == "otto@example.org")).one()
        name = kind(scene.election) if callable(kind) else kind
        return acts.propose(scene.by(otto), name, payload, reason).id

    return election.act(do)


def close_alone(election: Scenario, reason: str = "") -> None:
    """Let one officer close the voting."""

    def do(scene) -> None:
        acts.do_alone(scene, closing.kind_now(scene.election), {}, reason)

    election.act(do, identity=election.identity)


def refuse(election: Scenario, number: int, email: str) -> None:
    def do(scene) -> None:
        person = scene.session.scalars(select(Officer).where(Officer.email == email)).one()
        acts.refuse(scene.by(person), number)

    election.act(do)


def first(election: Scenario) -> str:
    """Return the returning officer's address."""
    return election.look(lambda scene: scene.election.officer.email)


ANSWERS = {
    "proposed to go on, and the proposal expired": lambda election: by_the_second(
        election, closing.RESUME, times.until(END + dt.timedelta(days=9)), "The paper is right."
    ),
    "proposed to close, and was refused": lambda election: refuse(
        election, by_the_second(election, closing.kind_now, {}, REASON), first(election)
    ),
    "refused to close": lambda election: refuse(
        election, propose(election, closing.kind_now, {}, REASON), "otto@example.org"
    ),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_stop_and_wait_is_no_way_around_a_second_officer_who_has_answered(database, time, answer) -> None:
    election = left_stopped(with_two_officers(voted(opened(database))))
    answer(election)
    time.move(days=7, hours=UNREACHABLE.total_seconds() / 3600 + 1)
    assert not election.look(lambda scene: closing.is_left_stopped(scene) or closing.alone_from(scene))
    with pytest.raises(NotPermitted, match="The second officer has answered since"):
        close_alone(election, REASON)
    assert state_of(election) == "open" and told(election) == []
    decide(election, closing.kind_now, {}, REASON)
    assert state_of(election) == "closed"


def test_what_the_second_officer_took_back_or_said_of_an_earlier_stop_is_no_answer(sqlite, time) -> None:
    election = left_stopped(with_two_officers(voted(opened(sqlite))))
    taken_back = by_the_second(election, closing.RESUME, times.until(END), "The paper is right.")
    refuse(election, taken_back, "otto@example.org")
    decide(election, closing.RESUME, times.until(END), "The paper is right.")
    time.move(hours=1)
    left_stopped(election)
    time.move(days=7, hours=UNREACHABLE.total_seconds() / 3600)
    close_alone(election, REASON)
    assert state_of(election) == "closed"


def test_a_practice_voting_that_was_left_stopped_tells_nobody(sqlite, time) -> None:
    election = left_stopped(opened(sqlite))
    election.act(lambda scene: setattr(scene.election, "practice", True))
    time.move(days=7, hours=UNREACHABLE.total_seconds() / 3600)
    close_alone(election, REASON)
    assert state_of(election) == "closed" and told(election) == []


def test_a_stop_days_after_the_end_gives_two_people_their_days_as_well(sqlite, time) -> None:
    election = voted(opened(sqlite))
    time.move(days=30)
    election.act(times.stop_voting, "The ballot paper names the wrong candidate.")
    with pytest.raises(NotPermitted, match="Two people decide"):
        close_alone(election, REASON)
    time.move(days=3)
    close_alone(election, REASON)
    assert state_of(election) == "closed"
    assert election.look(public_view).closed_early is None and told(election) == [], "no announced time was taken away"
