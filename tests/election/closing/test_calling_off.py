"""B4, W6: an election is called off: by two people where there are two, until a trustee has decrypted, and for good."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.board import companion
from ballot.cli.database import export
from ballot.cli.trustee.decryption import examine_case
from ballot.election import acts, log, proposals
from ballot.election.closing import calling_off, times
from ballot.election.custody.agreement import disagreements
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.schedule import Schedule
from ballot.election.mail.delivery import deliver_outbox
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.notices.reminders import schedule_reminder
from ballot.election.notices.times import queue_times_notices
from ballot.election.notices.trustees import queue_turns
from ballot.election.result.open import open_count
from ballot.election.result.public_view import archive_stream, public_elections, public_view
from ballot.election.roles import UNREACHABLE
from ballot.election.state import booth_state, has_reached
from ballot.election.tally.shares import accept_partial_decryption
from ballot.election.tally.turns import next_step
from ballot.election.trustees import link
from ballot.election.voting.opening import open_voting
from ballot.errors import BallotRefused, NotPermitted
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.election import LIFE, Trustee
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.verify import verify_archive
from tests.election.closing.test_closing import by_the_second, close_alone, recorded, refuse, told
from tests.election.closing.test_times import END, checked, confirm, decide, propose, with_two_officers
from tests.election.scenario import START, URL, Scenario, contest, frozen, opened, state_of
from tests.web.world import PostBox

REASON = "Two candidates were left out."


def call_off(election: Scenario) -> None:
    election.act(acts.do_alone, calling_off.KIND, {}, REASON, identity=election.identity)


def voted(election: Scenario, members: int = 2) -> Scenario:
    for member in range(members):
        election.cast(election.ballot(member))
    return election


def closed(database, *, members: int = 2, **values) -> Scenario:
    election = voted(opened(database, **values), members)
    election.close()
    return election


MAKE = {
    "frozen": frozen,
    "open": opened,
    "with ballots": lambda database: voted(opened(database)),
    "closed": closed,
    "closed with too few": lambda database: closed(database, members=1),
}


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE.keys())
def test_alone_an_officer_calls_it_off_with_a_reason_and_both_verifiers_take_the_archive(
    database, time, tmp_path: Path, belenios_tool: Path, make
) -> None:
    election = make(database)
    with pytest.raises(NotPermitted, match="reason is missing"):
        election.act(acts.do_alone, calling_off.KIND, {}, " ", identity=election.identity)
    assert recorded(election) == []
    call_off(election)
    assert state_of(election) == "called-off" and election.look(lambda scene: remaining_steps(scene)) == []
    assert recorded(election) == [("called-off", "2027-03-08T12:00:00Z", REASON)]
    view = election.look(public_view)
    assert (view.state, view.called_off.reason, view.called_off.at) == ("called-off", REASON, START)
    assert view.archive_complete and view.closed_early is None
    report = checked(election, tmp_path, server_key=election.identity.key.public_hex)
    (warning,) = (one for one in report.warnings if one.id == "5.15")
    assert report.failures == () and report.verdict == "valid so far"
    assert "called off" in report.reason and REASON.rstrip(".") in warning.message
    done = subprocess.run([belenios_tool, "election", "verify", "--dir", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_member_is_told_once_whether_they_have_voted_or_not(database, time) -> None:
    election = voted(opened(database, members=4))
    call_off(election)
    mails = told(election)
    assert len(mails) == 4 and mails[0].subject == "Called off: Spring election"
    assert all(REASON in mail.body and "1 March 2027" in mail.body and "void" in mail.body for mail in mails)
    assert len(told(election)) == 4, "once"
    assert any(REASON in entry.sentence for entry in election.look(log.entries))


def test_where_there_are_two_it_takes_both(database, time) -> None:
    election = with_two_officers(voted(opened(database)))
    with pytest.raises(NotPermitted, match="Two people call an election off"):
        call_off(election)
    other = propose(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), "Mails were late.")
    number = propose(election, calling_off.KIND, {}, REASON)
    assert state_of(election) == "open" and recorded(election) == []
    assert "The election is called off" in confirm(election, number)
    assert state_of(election) == "called-off" and [change for change, _, _ in recorded(election)] == ["called-off"]
    assert election.look(proposals.waiting) == []
    assert {act.id: act.state for act in election.look(proposals.decided)} == {other: "withdrawn", number: "done"}


def test_with_too_few_ballots_a_second_officer_who_does_not_answer_is_not_waited_for(database, time) -> None:
    election = with_two_officers(closed(database, members=1))
    number = propose(election, calling_off.KIND, {}, REASON)
    time.move(hours=UNREACHABLE.total_seconds() / 3600 - 1)
    with pytest.raises(NotPermitted, match="Two people call an election off"):
        call_off(election)
    time.move(hours=1)
    call_off(election)
    assert state_of(election) == "called-off" and recorded(election)[-1][0] == "called-off"
    lines = [entry.sentence for entry in election.look(log.entries)]
    assert any(f"alone: act {number} proposed it" in line for line in lines)


@pytest.mark.parametrize("members", [1, 2], ids=["refused", "with ballots enough"])
def test_otherwise_it_still_takes_two_days_later(sqlite, time, members: int) -> None:
    election = with_two_officers(closed(sqlite, members=members))
    number = propose(election, calling_off.KIND, {}, REASON)
    if members == 1:
        refuse(election, number, "otto@example.org")
    time.move(hours=UNREACHABLE.total_seconds() / 3600)
    with pytest.raises(NotPermitted, match="Two people call an election off"):
        call_off(election)


def test_days_before_the_closing_do_not_count(sqlite, time) -> None:
    election = with_two_officers(voted(opened(sqlite), members=1))
    time.move(days=5)
    propose(election, calling_off.KIND, {}, REASON)
    time.move(days=3)
    election.close()
    with pytest.raises(NotPermitted, match="Two people call an election off"):
        call_off(election)
    time.move(days=3)
    call_off(election)
    assert state_of(election) == "called-off"


def test_what_the_second_officer_proposed_is_not_for_one_alone(sqlite, time) -> None:
    """Neither for the second officer, nor for the returning officer, who has only to confirm it."""
    election = with_two_officers(closed(sqlite, members=1))
    by_the_second(election, calling_off.KIND, {}, REASON)
    time.move(hours=UNREACHABLE.total_seconds() / 3600)
    with pytest.raises(NotPermitted, match="Two people call an election off"):
        call_off(election)


def test_a_stopped_voting_is_called_off(sqlite, time, tmp_path: Path) -> None:
    election = with_two_officers(voted(opened(sqlite)))
    election.act(times.stop_voting, "Wrong names on the paper.")
    decide(election, calling_off.KIND, {}, REASON)
    assert [change for change, _, _ in recorded(election)] == ["stopped", "called-off"]
    assert election.look(lambda scene: (scene.election.stopped_at, booth_state(scene.election))) == (None, "called-off")
    assert checked(election, tmp_path).failures == ()


def test_one_that_was_closed_early_is_called_off(sqlite, time, tmp_path: Path) -> None:
    election = voted(opened(sqlite))
    close_alone(election, "The committee has resigned.")
    call_off(election)
    assert [change for change, _, _ in recorded(election)] == ["closed", "called-off"]
    assert checked(election, tmp_path).failures == ()


def test_after_a_share_of_the_decryption_it_cannot_be_called_off(database) -> None:
    """Whoever has seen a share may know how the count will come out, and nobody shall take back what displeases."""
    election = closed(database, trustees=2)
    election.act(accept_partial_decryption, election.share(1))
    assert not election.look(calling_off.can_be_called_off)
    with pytest.raises(NotPermitted, match="has handed in a share"):
        call_off(election)
    election.act(accept_partial_decryption, election.share(2))
    election.act(open_count)
    with pytest.raises(NotPermitted, match="it is counted"):
        call_off(election)


def test_nothing_of_it_is_shuffled_or_decrypted_any_more(database) -> None:
    election = closed(database)
    share = election.share(1)
    call_off(election)
    for act, arguments in ((accept_partial_decryption, (share,)), (open_count, ())):
        with pytest.raises(NotPermitted, match="it is called off"):
            election.act(act, *arguments)
    assert (
        election.look(lambda scene: board.events_of_type(scene.session, scene.election, EventType.PARTIAL_DECRYPTION))
        == []
    )


def test_a_chain_of_shuffles_ends_and_is_public(sqlite, time, tmp_path: Path) -> None:
    """The archive is public as a whole, so that the server's last word on it can be compared with all of it."""
    election = opened(sqlite, contests=[contest(3, kind="ranked", rule="scottish-stv")])
    for member in range(2):
        election.cast(election.ballot(member, [1, 2, 3]))
    election.close()
    election.mix()
    call_off(election)
    whole, public = (
        election.look(lambda scene, full=full: b"".join(archive_stream(scene, complete=full))) for full in (True, False)
    )
    assert whole == public
    assert checked(election, tmp_path).failures == ()


def test_no_ballot_is_accepted_and_the_booth_says_why(database, time) -> None:
    election = voted(opened(database))
    late = election.ballot(2)
    call_off(election)
    with pytest.raises(BallotRefused, match=REASON) as refused:
        election.cast(late)
    assert refused.value.code == "called-off"


@pytest.mark.parametrize("make", [frozen, opened])
def test_the_clock_neither_opens_nor_closes_it(sqlite, time, tmp_path: Path, make) -> None:
    election = make(sqlite)
    call_off(election)
    time.move(days=8)
    Schedule(sqlite, election.identity, KnownCheckpoints(tmp_path), URL).keep()
    assert state_of(election) == "called-off"


def test_waiting_tokens_are_wiped_and_never_sent(sqlite, time) -> None:
    election = frozen(sqlite, channel="mail")
    call_off(election)
    with sqlite.reading() as session:
        mails = list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "token")))
    assert {(mail.state, mail.secret) for mail in mails} == {("stopped", None)} and len(mails) == 4
    post = PostBox()
    queue_times_notices(sqlite, URL)
    deliver_outbox(sqlite, post)
    assert [mail.subject for mail in post.sent] == ["Called off: Spring election"] * 4


def test_a_reminder_and_the_news_of_a_later_end_are_not_sent(sqlite, time) -> None:
    election = with_two_officers(frozen(sqlite, channel="mail"))
    post = PostBox()
    deliver_outbox(sqlite, post)
    election.act(open_voting)
    election.act(schedule_reminder, START + dt.timedelta(days=1), {})
    decide(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), "Mails were late.")
    queue_times_notices(sqlite, URL)
    decide(election, times.EXTEND, times.until(END + dt.timedelta(days=2)), "Mails were late.")
    decide(election, calling_off.KIND, {}, REASON)
    time.move(days=2)
    post.sent.clear()
    queue_times_notices(sqlite, URL)
    deliver_outbox(sqlite, post)
    assert {mail.subject for mail in post.sent} == {"Called off: Spring election"}


def test_with_fewer_ballots_than_the_charter_demands_trustees_are_not_called(sqlite, time) -> None:
    """O7: each attempt of theirs would be refused."""
    election = opened(sqlite)
    for number in (1, 2):
        election.act(lambda scene, at=number: give_address(scene, at))
    election.cast(election.ballot(0))
    election.close()
    assert queue_turns(sqlite, URL) == 0
    step, sentence, waiting = election.look(lambda scene: next_step(scene, scene.election.trustees[0]))
    assert step == "wait" and "Only 1 ballot was cast" in sentence and waiting == []
    call_off(election)
    step, sentence, _ = election.look(lambda scene: next_step(scene, scene.election.trustees[0]))
    assert step == "done" and REASON in sentence
    assert "fewer than 2" in election.look(public_view).called_off.too_few


def give_address(scene, position: int) -> None:
    trustee = scene.session.scalars(select(Trustee).where(Trustee.position == position)).one()
    trustee.email = f"trustee{position}@example.org"
    link.new_link(scene, trustee, URL)


def test_what_it_had_reached_is_remembered(sqlite) -> None:
    election = frozen(sqlite)
    call_off(election)
    reached = election.look(lambda scene: [state for state in LIFE if has_reached(scene.election, state)])
    assert reached == ["draft", "frozen"]
    with sqlite.reading() as session:
        assert [view.state for view in public_elections(session)] == ["called-off"]


def test_a_practice_election_tells_nobody(sqlite) -> None:
    election = opened(sqlite)
    election.act(lambda scene: setattr(scene.election, "practice", True))
    call_off(election)
    with sqlite.reading() as session:
        assert list(session.scalars(select(TimesNotice))) == []
    assert not any("told to every member" in entry.sentence for entry in election.look(log.entries))


def test_a_server_that_goes_on_after_calling_off_is_found_out(sqlite, tmp_path: Path) -> None:
    """Check 5.15: nothing stands behind the event beside which it was called off."""
    election = voted(opened(sqlite))
    call_off(election)
    election.act(lambda scene: setattr(scene.election, "state", "open"))
    election.cast(election.ballot(2))
    assert checked(election, tmp_path).failed == {"5.15"}


def test_W26_what_the_table_says_is_compared_with_the_record(sqlite, time) -> None:
    election = voted(opened(sqlite))
    assert election.look(disagreements) == []
    election.act(lambda scene: setattr(scene.election, "state", "called-off"))
    assert "called off" in election.look(disagreements)[0]
    election.act(lambda scene: setattr(scene.election, "state", "open"))
    call_off(election)
    assert election.look(disagreements) == []
    election.act(lambda scene: setattr(scene.election, "call_off_reason", "Nobody voted."))
    assert "called off" in election.look(disagreements)[0]
    election.act(lambda scene: setattr(scene.election, "call_off_reason", REASON))
    election.act(lambda scene: setattr(scene.election, "state", "open"))
    assert "called off" in election.look(disagreements)[0]


def test_a_trustees_tool_decrypts_nothing_of_it(sqlite, tmp_path: Path) -> None:
    election = closed(sqlite)
    call_off(election)
    archive, records = election.look(lambda scene: export(scene, tmp_path, complete=True))
    with pytest.raises(NotPermitted, match="called off"):
        examine_case(archive, records)
    assert verify_archive(archive, records).exit_code == 3
    assert companion.line_start(companion.TimesRecord) in records.read_bytes()
