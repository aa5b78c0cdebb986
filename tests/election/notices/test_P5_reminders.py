"""P5: reminders go to those who have not voted, and nothing that is kept or shown says who they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.election import log
from ballot.election.mail.bounces import take_reports
from ballot.election.mail.delivery import MailDelayed, MailRefused, OutgoingMail, deliver_outbox
from ballot.election.mail.outbox import outbox_counts, retry_failed
from ballot.election.notices import reminders as module
from ballot.election.notices.reminders import (
    FEWEST_FAILED,
    MOST,
    cancel_reminder,
    queue_due_reminders,
    reminders,
    schedule_reminder,
)
from ballot.election.tokens.ledger import decide_tokens, find_members
from ballot.election.voting.opening import open_voting
from ballot.election.voting.turnout import figures
from ballot.errors import NotPermitted
from ballot.store.models.election import LogEntry
from ballot.store.models.mail import OutboxMessage, Reminder, ReminderNote
from ballot.store.models.roll import Member
from tests.election.mail.test_W9_returned_mails import RETURNS, report
from tests.election.scenario import START, URL, Scenario, opened


class Postman:
    """Takes every mail, or answers as it is told by address."""

    def __init__(self) -> None:
        self.answers: dict[str, Exception] = {}
        self.mails: list[OutgoingMail] = []

    def send(self, mail: OutgoingMail) -> None:
        if mail.address in self.answers:
            raise self.answers[mail.address]
        self.mails.append(mail)

    def reminded(self) -> list[str]:
        return sorted(mail.address for mail in self.mails if mail.subject.startswith("You can still vote"))


def voted(database, *members: int, size: int = 5) -> Scenario:
    """An open election in which some have voted."""
    election = opened(database, members=size)
    for member in members:
        election.cast(election.ballot(member))
    return election


def remind(election: Scenario, postman: Postman, **notes: str) -> int:
    election.act(schedule_reminder, None, notes)
    queued = queue_due_reminders(election.database, URL)
    deliver_outbox(election.database, postman)
    return queued


def counts(election: Scenario) -> dict[str, int]:
    """The mails of all reminders by their state, without those that are none."""
    found = election.look(outbox_counts, "reminder")
    return {state: number for state, number in found.items() if number}


def stored(database) -> bytes:
    database.forget_deleted()
    folder = Path(str(database.engine.url.database)).parent
    return b"".join(path.read_bytes() for path in folder.iterdir() if "sqlite3" in path.name)


def test_those_who_have_not_voted_are_reminded_once(database) -> None:
    election, postman = voted(database, 0, 3), Postman()
    assert remind(election, postman, en="Three of five seats are contested.") == 3
    assert postman.reminded() == [f"member{n}@example.org" for n in (1, 2, 4)]
    assert queue_due_reminders(database, URL) == 0
    (shown,) = election.look(reminders)
    assert counts(election) == {"accepted": 3} and shown.queued_at and not shown.waiting


def test_a_reminder_never_holds_a_token(sqlite) -> None:
    election, postman = voted(sqlite), Postman()
    remind(election, postman, en="A word.")
    for mail in postman.mails:
        assert "A word." in mail.text and f"{URL}/vote/{election.uuid}\n" in mail.text
        assert "#" not in mail.text and not any(token in mail.text for token in election.tokens)


def test_who_was_reminded_is_forgotten_when_the_mail_is_out(sqlite) -> None:
    election, postman = voted(sqlite, 0), Postman()
    postman.answers["member2@example.org"] = MailRefused("550 <member2@example.org> is unknown")
    remind(election, postman)
    with sqlite.reading() as session:
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "reminder")).all()
        said = " ".join(session.scalars(select(LogEntry.sentence)))
    for mail in mails:
        assert (mail.member_id, mail.name, mail.address, mail.subject, mail.body, mail.error) == (
            None, "", "", "", "", None,
        )  # fmt: skip
    assert "member" not in " ".join(mail.key for mail in mails) and "Member " not in said and "@" not in said
    assert b"is unknown" not in stored(sqlite) and b"You can still vote" not in stored(sqlite)
    assert election.act(retry_failed) == 0 and counts(election) == {"accepted": 3, "failed": 1}


def test_a_reminder_that_comes_back_names_nobody(sqlite) -> None:
    election, postman = voted(sqlite, 0), Postman()
    remind(election, postman)
    with sqlite.session() as session:
        assert take_reports(session, [report(RETURNS.address_of(postman.mails[-1].number))], RETURNS).bounced == 1
    assert counts(election) == {"accepted": 3, "bounced": 1} and b"ana@example.com" not in stored(sqlite)


def test_whoever_votes_in_between_is_not_reminded(database) -> None:
    election, postman = voted(database), Postman()
    election.act(schedule_reminder, None, {})
    assert queue_due_reminders(database, URL) == 5
    election.cast(election.ballot(2))
    deliver_outbox(database, postman)
    assert postman.reminded() == [f"member{n}@example.org" for n in (0, 1, 3, 4)]
    assert counts(election) == {"accepted": 4, "stopped": 1}


def test_nobody_is_reminded_after_the_voting(sqlite, time) -> None:
    election, postman = voted(sqlite, 0, 1), Postman()
    postman.answers = {f"member{n}@example.org": MailDelayed("later") for n in range(5)}
    remind(election, postman)
    postman.answers.clear()
    election.close()
    time.move(hours=2)
    deliver_outbox(sqlite, postman)
    assert postman.reminded() == [] and counts(election) == {"stopped": 3}


def test_only_those_whose_token_has_left_are_reminded(sqlite) -> None:
    election, postman = voted(sqlite), Postman()
    empty = dict.fromkeys(("name", "address", "subject", "body"), "")
    with sqlite.session() as session:
        for member, state in zip(
            session.scalars(select(Member)), ("accepted", "failed", "bounced", "stopped"), strict=False
        ):
            key, times = f"token:{member.id}", dict.fromkeys(("created_at", "due_at"), START)
            of_it = {"election_id": member.election_id, "member_id": member.id, "key": key, "kind": "token"}
            session.add(OutboxMessage(**of_it, **empty, **times, state=state))
    assert remind(election, postman) == 2 and postman.reminded() == ["member0@example.org", "member4@example.org"]


@pytest.mark.parametrize("decision", ["held", "undeliverable"])
@pytest.mark.parametrize("marked", [0, 1], ids=["voted", "not voted"])
def test_no_mark_of_an_officer_moves_who_is_reminded_or_what_is_shown(sqlite, marked: int, decision: str) -> None:
    """Otherwise one officer marks a member, looks whether the number falls, and takes the mark back."""
    election, postman = voted(sqlite, 0), Postman()
    before = election.look(figures)
    ids = election.look(find_members, [f"member{marked}@example.org"])
    election.act(decide_tokens, ids, decision, "A reason")
    after = election.look(figures)
    assert (after.members, after.voters) == (before.members, before.voters)
    assert remind(election, postman) == 4 and postman.reminded() == [f"member{n}@example.org" for n in (1, 2, 3, 4)]
    said = " ".join(entry.sentence for entry in election.look(log.entries, 100) if "eminded" in entry.sentence)
    assert said == "Reminded those who had not voted."


@pytest.mark.parametrize(("failed", "shown"), [(1, 0), (FEWEST_FAILED - 1, 0), (FEWEST_FAILED + 1, FEWEST_FAILED)])
def test_only_many_failed_reminders_are_counted(sqlite, failed: int, shown: int) -> None:
    election, postman = voted(sqlite, size=FEWEST_FAILED + 2), Postman()
    postman.answers = {f"member{n}@example.org": MailRefused("550 unknown") for n in range(failed)}
    remind(election, postman)
    assert counts(election)["failed"] == failed and election.look(reminders)[0].failed == shown


def test_a_reminder_waits_for_its_time_and_can_be_taken_back(sqlite, time) -> None:
    election, postman = voted(sqlite), Postman()
    first = election.act(schedule_reminder, START + dt.timedelta(days=2), {})
    second = election.act(schedule_reminder, START + dt.timedelta(days=4), {})
    assert queue_due_reminders(sqlite, URL) == 0
    time.move(days=2)
    assert queue_due_reminders(sqlite, URL) == 5
    with pytest.raises(NotPermitted, match="on its way already"):
        election.act(cancel_reminder, first.id)
    election.act(cancel_reminder, second.id)
    time.move(days=3)
    assert queue_due_reminders(sqlite, URL) == 0
    deliver_outbox(sqlite, postman)
    assert len(postman.reminded()) == 5
    assert election.look(log.entries, 1)[0].sentence == "Took back a planned reminder."


def test_a_reminder_that_was_due_before_the_opening_or_after_the_end_is_not_sent(sqlite, time) -> None:
    election = voted(sqlite, 0, 1)
    election.act(schedule_reminder, START + dt.timedelta(days=2), {})
    election.close()
    time.move(days=3)
    assert queue_due_reminders(sqlite, URL) == 0


@pytest.mark.parametrize(
    ("days", "problem"), [(-0.5, "This time has passed"), (-2, "between the two dates"), (8, "between the two dates")]
)
def test_a_time_outside_of_the_voting_is_refused(sqlite, days: float, problem: str) -> None:
    election = opened(sqlite, opens_at=START - dt.timedelta(days=1))
    with pytest.raises(NotPermitted, match=problem):
        election.act(schedule_reminder, START + dt.timedelta(days=days), {})


def test_reminders_are_few_and_far_between(sqlite) -> None:
    election = voted(sqlite)
    election.act(schedule_reminder, START + dt.timedelta(hours=1), {})
    with pytest.raises(NotPermitted, match="less than 24 hours"):
        election.act(schedule_reminder, START + dt.timedelta(hours=24), {})
    for day in range(1, MOST):
        election.act(schedule_reminder, START + dt.timedelta(days=day, hours=2), {})
    with pytest.raises(NotPermitted, match=f"at most {MOST} reminders"):
        election.act(schedule_reminder, START + dt.timedelta(days=6, hours=3), {})
    with pytest.raises(NotPermitted, match="possible only while"):
        election.cast(election.ballot(0)), election.cast(election.ballot(1))
        election.close()
        election.act(schedule_reminder, None, {})


def test_reminders_planned_before_the_opening_are_sent_after_it(sqlite, time) -> None:
    from tests.election.scenario import frozen

    election = frozen(sqlite)
    election.act(schedule_reminder, START + dt.timedelta(days=1), {})
    time.move(days=1)
    assert queue_due_reminders(sqlite, URL) == 0  # still frozen
    election.act(open_voting)
    assert queue_due_reminders(sqlite, URL) == 4


def test_reminders_are_queued_in_portions_and_nobody_is_reminded_twice(
    database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if the worker ends between two portions, and what it queued is sent and names no member any more."""
    election, postman = voted(database, size=7), Postman()
    reminder = election.act(schedule_reminder, None, {})
    monkeypatch.setattr(module, "AT_ONCE", 2)
    begun, queue_some = [], module._queue_some

    def dying(*arguments: object) -> int:
        begun.append(arguments)
        if len(begun) == 2:
            raise KeyboardInterrupt
        return queue_some(*arguments)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(module, "_queue_some", dying)
        queue_due_reminders(database, URL)
    deliver_outbox(database, postman)
    assert postman.reminded() == ["member0@example.org", "member1@example.org"]
    with pytest.raises(NotPermitted, match="on its way already"):
        election.act(cancel_reminder, reminder.id)
    election.cast(election.ballot(5))
    assert queue_due_reminders(database, URL) == 4
    deliver_outbox(database, postman)
    assert postman.reminded() == [f"member{n}@example.org" for n in (0, 1, 2, 3, 4, 6)]
    assert counts(election) == {"accepted": 6}
    assert election.look(log.entries, 1)[0].sentence == "Reminded those who had not voted."
    with database.reading() as session:
        assert session.scalars(select(Reminder.reached)).all() == [0], "it would name a member who had not voted"


def test_each_is_reminded_with_the_words_of_their_language(database) -> None:
    election, postman = voted(database, size=3), Postman()
    with database.session() as session:
        for number, language in ((1, "fr-BE"), (2, "ar")):
            session.query(Member).filter_by(email=f"member{number}@example.org").one().language = language
    remind(election, postman, en="Three seats.", fr="Trois sièges.", de="Drei Sitze.", tlh="wej")
    texts = {mail.address.partition("@")[0]: mail.text for mail in postman.mails}
    said = {name: [word for word in ("Three", "Trois", "Drei", "wej") if word in text] for name, text in texts.items()}
    assert said == {"member0": ["Three"], "member1": ["Trois"], "member2": []}
    with database.reading() as session:
        assert {row.language for row in session.scalars(select(ReminderNote))} == {"en", "fr", "de"}


def test_words_go_with_the_reminder_that_is_taken_back_and_none_are_too_long(database) -> None:
    election = voted(database)
    reminder = election.act(schedule_reminder, START + dt.timedelta(days=1), {"en": "A word.", "fr": " "})
    election.act(cancel_reminder, reminder.id)
    with database.reading() as session:
        assert session.scalars(select(ReminderNote)).all() == []
    with pytest.raises(NotPermitted, match=r"Your own words \(.*Français.*\) is longer than 1000 characters"):
        election.act(schedule_reminder, None, {"fr": "x" * 1001})
