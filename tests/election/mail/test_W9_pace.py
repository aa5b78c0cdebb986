"""W9: no more mails a minute than the operator allows, whoever sends them; mails with codes wait for nobody."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from ballot.election.custody.health import measures
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.mail.delivery import (
    Delivered,
    MailDelayed,
    MailRefused,
    OutgoingMail,
    deliver_outbox,
    minutes_needed,
    waiting_mails,
)
from ballot.election.mail.trial_mails import queue_trial_mail
from ballot.election.notices.reminders import queue_due_reminders, schedule_reminder
from ballot.election.setup.draft import find_election
from ballot.election.voting.casting import ask_casting_code
from tests.election.scenario import START, URL, Scenario, opened
from tests.election.setup.test_freeze import freeze_by_mail

MINUTE = dt.timedelta(minutes=1)


class Postman:
    """Takes every mail, or answers all alike."""

    def __init__(self, answer: Exception | None = None) -> None:
        self.answer = answer
        self.tried: list[str] = []

    def send(self, mail: OutgoingMail) -> None:
        self.tried.append(mail.subject)
        if self.answer:
            raise self.answer


def ask_for_code(election: Scenario, member: int) -> None:
    ask_casting_code(election.database, election.uuid, election.ballot(member), election.identity)


def test_a_minute_takes_so_many_and_the_next_one_the_others(database, time) -> None:
    freeze_by_mail(database, members=7)
    postman = Postman()
    assert deliver_outbox(database, postman, per_minute=3) == Delivered(accepted=3, held_until=START + MINUTE)
    time.move(seconds=59)
    assert deliver_outbox(database, postman, per_minute=3) == Delivered(held_until=START + MINUTE)
    time.move(seconds=1)
    assert deliver_outbox(database, postman, limit=1, per_minute=3) == Delivered(accepted=1)
    time.move(seconds=30)
    assert deliver_outbox(database, postman, per_minute=3) == Delivered(accepted=2, held_until=START + 2 * MINUTE)
    time.move(seconds=30)
    assert deliver_outbox(database, postman, per_minute=3) == Delivered(accepted=1)


def test_whoever_sends_keeps_one_limit(database, time) -> None:
    freeze_by_mail(database, members=12)
    postmen = [Postman() for _ in range(4)]
    with ThreadPoolExecutor(len(postmen)) as pool:
        runs = list(pool.map(lambda postman: deliver_outbox(database, postman, per_minute=5), postmen))
    assert sum(run.accepted for run in runs) == sum(len(postman.tried) for postman in postmen) == 5


@pytest.mark.parametrize("answer", [MailDelayed("Slow down"), MailRefused("Spam")])
def test_mails_that_are_not_accepted_are_counted_too(sqlite, time, answer: Exception) -> None:
    freeze_by_mail(sqlite, members=5)
    postman = Postman(answer)
    assert deliver_outbox(sqlite, postman, per_minute=2).held_until == START + MINUTE
    assert len(postman.tried) == 2


def test_without_a_limit_nothing_is_held_back(sqlite) -> None:
    freeze_by_mail(sqlite, members=9)
    assert deliver_outbox(sqlite, Postman()) == Delivered(accepted=9)


def test_codes_overtake_all_others_and_are_not_held_back_by_the_pace(database, time) -> None:
    election, postman = opened(database, members=6, casting_code=True), Postman()
    election.act(schedule_reminder, None, {})
    assert queue_due_reminders(database, URL) == 6
    assert deliver_outbox(database, postman, per_minute=2).accepted == 2
    ask_for_code(election, 0)
    assert deliver_outbox(database, postman, per_minute=2) == Delivered(accepted=1, held_until=START + MINUTE)
    assert "code" in postman.tried[-1]
    time.move(minutes=1)
    ask_for_code(election, 1)
    assert deliver_outbox(database, postman, per_minute=2).accepted == 2
    assert "code" in postman.tried[-2] and "You can still vote" in postman.tried[-1], "a code is counted"


def test_whoever_asks_for_many_codes_stops_no_other_mail(sqlite, time) -> None:
    election, postman = opened(sqlite, members=8, casting_code=True), Postman()
    election.act(schedule_reminder, None, {})
    assert queue_due_reminders(sqlite, URL) == 8
    for member in range(6):
        ask_for_code(election, member)
    assert deliver_outbox(sqlite, postman, per_minute=4) == Delivered(accepted=8, held_until=START + MINUTE)
    assert sum("code" in subject for subject in postman.tried) == 6, "half of the minute is left to the others"


def test_a_clock_that_ran_ahead_holds_no_mail_back(sqlite, time) -> None:
    freeze_by_mail(sqlite, members=4)
    time.move(hours=5)
    assert deliver_outbox(sqlite, Postman(), per_minute=2).accepted == 2
    time.move(hours=-5)
    assert deliver_outbox(sqlite, Postman(), per_minute=2).accepted == 2


def test_a_code_that_is_tried_again_still_overtakes(sqlite, time) -> None:
    election = opened(sqlite, members=6, casting_code=True)
    ask_for_code(election, 0)
    assert deliver_outbox(sqlite, Postman(MailDelayed("451 Greylisted"))).delayed == 1
    election.act(schedule_reminder, None, {})
    queue_due_reminders(sqlite, URL)
    time.move(minutes=1)
    postman = Postman()
    deliver_outbox(sqlite, postman, limit=1)
    assert "code" in postman.tried[0]


def test_a_mail_to_one_does_not_wait_behind_those_to_all(sqlite, time) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=6)
    time.move(minutes=5)
    with sqlite.session() as session:
        queue_trial_mail(session, find_election(session, uuid), "olga@example.org", URL)
    postman = Postman()
    deliver_outbox(sqlite, postman, per_minute=1)
    assert postman.tried[0].startswith("Test mail")


def test_how_long_it_takes_is_told(sqlite, time) -> None:
    freeze_by_mail(sqlite, members=7)
    deliver_outbox(sqlite, Postman(), per_minute=2)
    with sqlite.reading() as session:
        assert (waiting_mails(session), minutes_needed(session, 2), minutes_needed(session, 100)) == (5, 3, 1)
    deliver_outbox(sqlite, Postman())
    with sqlite.reading() as session:
        assert (waiting_mails(session), minutes_needed(session, 2)) == (0, 0)


def test_mails_that_wait_for_their_minute_are_not_overdue(sqlite, time, tmp_path) -> None:
    freeze_by_mail(sqlite, members=7)
    known = KnownCheckpoints(tmp_path)
    time.move(minutes=11)
    assert measures(sqlite, known, tmp_path).mails["overdue"] == 7
    deliver_outbox(sqlite, Postman(), per_minute=2)
    assert measures(sqlite, known, tmp_path).mails["overdue"] == 0
    time.move(minutes=11)
    deliver_outbox(sqlite, Postman(MailDelayed("Unreachable", unreachable=True)), per_minute=2)
    assert measures(sqlite, known, tmp_path).mails["overdue"] == 4, "one was tried, and is due later"


def test_the_next_mail_is_found_by_an_index_however_many_wait(sqlite) -> None:
    freeze_by_mail(sqlite, members=2)
    asked: list[tuple[str, tuple[object, ...]]] = []

    def hear(_connection, _cursor, statement: str, parameters: tuple[object, ...], *_others) -> None:
        if "ORDER BY outbox_message.due_at" in statement:
            asked.append((statement, parameters))

    event.listen(sqlite.engine, "before_cursor_execute", hear)
    deliver_outbox(sqlite, Postman(), limit=1)
    event.remove(sqlite.engine, "before_cursor_execute", hear)
    with sqlite.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            assert "INDEX outbox_due (state=? AND turn=? AND due_at<?)" in str(plan[0])
    assert len(asked) == 4, "codes, mails to single people, news of times, and tokens"
