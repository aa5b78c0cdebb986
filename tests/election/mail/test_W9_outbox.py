"""W9: mails that fail, are delayed, are interrupted: every member gets one mail, and its state can be seen."""

from __future__ import annotations

import os
import signal
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from ballot import clock
from ballot.election import log
from ballot.election.mail import delivery, outbox
from ballot.election.mail.delivery import (
    MAX_ATTEMPTS,
    MailDelayed,
    MailRefused,
    OutgoingMail,
    deliver_outbox,
    note_outage,
    outage,
)
from ballot.election.mail.outbox import outbox_counts, retry_failed
from ballot.election.mail.smtp import SMTPMailer
from ballot.election.mail.texts import reminder_mail
from ballot.election.notices import reminders
from ballot.election.notices.due import queue_due_mails
from ballot.election.notices.reminders import schedule_reminder
from ballot.election.scene import Scene
from ballot.election.tokens.ledger import members_to_decide
from ballot.errors import ConfigurationError, NotPermitted
from ballot.store.models.mail import MAIL_STATES, MailOutage, OutboxMessage
from ballot.store.session import Database, open_database
from tests.election.scenario import SEAL, URL, opened
from tests.election.setup.test_freeze import freeze_by_mail
from tests.ports import mail_server

MEMBERS = 6


def is_idle(database: Database) -> bool:
    """Whether nothing is waiting to be sent, now or later."""
    with database.reading() as session:
        waiting = select(OutboxMessage.id).where(OutboxMessage.state.in_(("queued", "sending"))).limit(1)
        return session.scalar(waiting) is None


class Server:
    """A mail server that answers as it is told, by address; it keeps what it accepted."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.mails: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return answer


@pytest.fixture
def server():
    """A mail server on the loopback interface."""
    handler = Server()
    controller = mail_server(handler)
    handler.url = f"smtp://127.0.0.1:{controller.port}"
    yield handler
    controller.stop()


@pytest.fixture
def database(sqlite):
    """A database with MEMBERS token mails in its outbox."""
    freeze_by_mail(sqlite, members=MEMBERS)
    return sqlite


def counts(database) -> dict[str, int]:
    """Return the number of mails by state."""
    with database.reading() as session:
        return outbox_counts(Scene(session, session.get_one(outbox.Election, 1)))


def deliver(database, server) -> delivery.Delivered:
    """Run the outbox once."""
    with SMTPMailer(server.url, "Elections <elections@example.org>") as mailer:
        return deliver_outbox(database, mailer)


def test_every_member_gets_one_mail(database, server) -> None:
    assert deliver(database, server) == delivery.Delivered(accepted=MEMBERS)
    assert deliver(database, server) == delivery.Delivered()
    assert Counter(address for address, _ in server.mails) == {f"member{n}@example.org": 1 for n in range(MEMBERS)}
    assert counts(database) == dict.fromkeys(MAIL_STATES, 0) | {"accepted": MEMBERS}
    assert is_idle(database)


def test_a_refusal_for_good_is_seen_and_can_be_tried_again(database, server) -> None:
    server.answers["member2@example.org"] = "550 No such user here"
    assert deliver(database, server) == delivery.Delivered(accepted=MEMBERS - 1, failed=1)
    with database.session() as session:
        election = session.get_one(outbox.Election, 1)
        (member,) = members_to_decide(Scene(session, election))
        assert (member.address, member.standing) == ("member2@example.org", "returned")
        assert member.reason == "The mail server answered 550: No such user here"
        assert retry_failed(Scene(session, election)) == 1
    server.answers.clear()
    assert deliver(database, server) == delivery.Delivered(accepted=1)
    assert len(server.mails) == MEMBERS


@pytest.mark.thorough
def test_a_temporary_refusal_is_tried_again_later_and_later(database, server, time) -> None:
    server.answers["member2@example.org"] = "451 Try again later"
    assert deliver(database, server) == delivery.Delivered(accepted=MEMBERS - 1, delayed=1)
    assert deliver(database, server) == delivery.Delivered()  # not due yet
    waits = []
    while not is_idle(database):
        waited = 0
        while deliver(database, server) == delivery.Delivered():
            time.move(minutes=1)
            waited += 1
        waits.append(waited)
    assert waits == [1, 2, 4, 8, 16, 32, 60] and len(waits) == MAX_ATTEMPTS - 1
    assert counts(database)["failed"] == 1


def test_a_refusal_of_the_content_is_by_its_code(database, server, time) -> None:
    server.answers["DATA"] = "452 Full"
    assert deliver(database, server).delayed == MEMBERS
    server.answers["DATA"] = "554 Spam"
    time.move(minutes=2)
    assert deliver(database, server).failed == MEMBERS


@pytest.mark.thorough
def test_no_mail_server_uses_up_no_attempt_however_long_it_is_away(database, server, time) -> None:
    with SMTPMailer(closed_port(), "elections@example.org") as mailer:
        for _round in range(50):
            assert deliver_outbox(database, mailer) == delivery.Delivered(delayed=1)
            assert deliver_outbox(database, mailer) == delivery.Delivered(), "it is left alone for a minute"
            time.move(minutes=1)
    assert counts(database)["queued"] == MEMBERS and attempts(database) == {0}
    server.answers["member1@example.org"] = "451 Try again later"
    assert deliver(database, server) == delivery.Delivered(accepted=MEMBERS - 1, delayed=1)
    assert attempts(database) == {1}


def test_since_when_no_mail_server_is_reached_is_kept_until_it_answers(database, server, time) -> None:
    since = clock.now()
    with SMTPMailer(closed_port(), "elections@example.org") as mailer:
        deliver_outbox(database, mailer)
        time.move(minutes=2)
        deliver_outbox(database, mailer)
    with database.reading() as session:
        found = outage(session)
        assert found is not None and (found.since, found.tried_at) == (since, clock.now())
        assert found.error.startswith("The mail server cannot be reached: ")
    time.move(minutes=1)
    server.answers = {f"member{n}@example.org": "550 No" for n in range(MEMBERS)}
    assert deliver(database, server).failed == MEMBERS
    with database.reading() as session:
        assert outage(session) is None


def test_W9_a_mail_server_that_refuses_everybody_pauses_the_queue_after_ten(sqlite, server, time) -> None:
    freeze_by_mail(sqlite, members=13)
    since = clock.now()
    everybody = {f"member{n}@example.org": "550 Account suspended" for n in range(13)}
    server.answers = dict(everybody)
    assert deliver(sqlite, server) == delivery.Delivered(failed=delivery.MOST_REFUSED)
    assert counts(sqlite)["queued"] == 3, "the others have not failed"
    with sqlite.reading() as session:
        assert "It has refused 10 recipients in a row." in delivery.outage_in_words(session)
    for _minute in range(4):
        time.move(minutes=1)
        assert deliver(sqlite, server) == delivery.Delivered(delayed=1), "one is tried every minute"
    with sqlite.reading() as session:
        found = outage(session)
        assert found is not None and found.refusing and found.since == since
    server.answers.clear()
    time.move(minutes=2)
    assert deliver(sqlite, server) == delivery.Delivered(accepted=3)
    with sqlite.reading() as session:
        assert outage(session) is None
    assert counts(sqlite)["failed"] == 10


def test_W9_a_person_lets_the_queue_go_on(sqlite, server) -> None:
    freeze_by_mail(sqlite, members=12)
    server.answers = {f"member{n}@example.org": "550 Account suspended" for n in range(12)}
    assert deliver(sqlite, server).failed == delivery.MOST_REFUSED
    server.answers.clear()
    assert deliver(sqlite, server) == delivery.Delivered()
    with sqlite.session() as session:
        retry_failed(Scene(session, session.get_one(outbox.Election, 1)))
        delivery.forget_outage(session)
    assert deliver(sqlite, server) == delivery.Delivered(accepted=12)


def test_W9_ten_wrong_addresses_among_good_ones_pause_nothing(sqlite, server) -> None:
    freeze_by_mail(sqlite, members=22)
    server.answers = {f"member{n}@example.org": "550 No such user" for n in range(0, 22, 2)}
    assert deliver(sqlite, server) == delivery.Delivered(accepted=11, failed=11)


def test_two_processes_that_find_no_mail_server_at_once_write_it_down_once(database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: note(database, f"Unreachable: {number}"), range(8)))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(MailOutage)) == 1


def note(database: Database, error: str) -> None:
    with database.session() as session:
        note_outage(session, error)


def closed_port() -> str:
    """Return the address of a mail server that is not there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{probe.getsockname()[1]}"


def attempts(database: Database) -> set[int]:
    """Return how often the mails were tried."""
    with database.reading() as session:
        return set(session.scalars(select(OutboxMessage.attempts).where(OutboxMessage.state != "accepted")))


def test_a_domain_in_other_letters_is_written_as_every_mail_server_takes_it(database, server) -> None:
    with database.session() as session:
        session.get_one(OutboxMessage, 1).address = "zoe@münchen.example"
    assert deliver(database, server) == delivery.Delivered(accepted=MEMBERS)
    assert "zoe@xn--mnchen-3ya.example" in [address for address, _ in server.mails]


def test_a_limit_is_kept(database, server) -> None:
    with SMTPMailer(server.url, "elections@example.org") as mailer:
        assert deliver_outbox(database, mailer, limit=2).accepted == 2
    assert counts(database)["queued"] == MEMBERS - 2


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_in_between_nothing_is_lost_and_a_second_copy_is_the_same_mail(database, server, time, moment) -> None:
    url = str(database.engine.url)
    database.dispose()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(300)  # if it hangs
            kill_while_sending(url, server.url, moment)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert counts(database)["sending"] == 1
    assert deliver(database, server).accepted == MEMBERS - 3  # the interrupted one is left alone for its lease
    time.move(minutes=11)
    assert deliver(database, server).accepted == 1
    assert counts(database)["accepted"] == MEMBERS
    copies = Counter(address for address, _ in server.mails)
    assert set(copies) == {f"member{n}@example.org" for n in range(MEMBERS)}
    assert sorted(copies.values())[-1] == (1 if moment == "before" else 2)
    identifiers = {line for _, mail in server.mails for line in mail.split(b"\r\n") if line.startswith(b"Message-ID")}
    assert len(identifiers) == MEMBERS


def kill_while_sending(url: str, server_url: str, moment: str) -> None:
    """In a process of its own: send two mails, and die while the third is on its way."""
    mailer, sent = SMTPMailer(server_url, "elections@example.org"), []

    class Dying:
        def send(self, mail: OutgoingMail) -> None:
            if len(sent) == 2 and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            mailer.send(mail)
            sent.append(mail)
            if len(sent) == 3:
                os.kill(os.getpid(), signal.SIGKILL)

    deliver_outbox(open_database(url), Dying())


def test_two_processes_do_not_send_the_same_mail(database_url, time) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from ballot.store.session import migrate

    database = open_database(database_url)
    migrate(database)
    freeze_by_mail(database, members=20)
    sent: list[str] = []

    class Postman:
        def send(self, mail: OutgoingMail) -> None:
            sent.append(mail.address)

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: deliver_outbox(database, Postman()), range(4)))
    assert sum(run.accepted for run in runs) == 20 and len(sent) == len(set(sent)) == 20
    database.dispose()


def test_the_notice_of_a_cast_ballot_names_no_ballot(sqlite, server) -> None:
    import msgspec

    election = opened(sqlite)
    receipt = msgspec.json.decode(election.cast(election.ballot(1)))
    assert deliver(sqlite, server).accepted == 1
    ((address, mail),) = server.mails
    assert address == "member1@example.org" and b"a ballot was cast with your" in mail
    with sqlite.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
    everything = " ".join(map(str, (message.subject, message.body, message.key, message.secret)))
    for canary in (receipt["tracking_number"], receipt["signature"], election.tokens[1]):
        assert canary not in everything and canary.encode() not in mail


def test_re_voting_sends_a_notice_for_each_ballot(sqlite) -> None:
    election = opened(sqlite, re_voting=True)
    for _ in range(3):
        election.cast(election.ballot(1))
    assert election.look(outbox_counts, "notice")["queued"] == 3


def test_P5_how_many_notices_failed_is_told_to_no_officer(sqlite, server) -> None:
    """Somebody whose address does not work has voted, if a notice to them failed; it is tried again all the same."""
    election = opened(sqlite)
    election.cast(election.ballot(1))
    server.answers["member1@example.org"] = "550 No such user here"
    assert deliver(sqlite, server).failed == 1
    assert election.look(outbox.shown_counts) == {}
    assert election.act(retry_failed) == 0
    assert "failed" not in election.look(log.entries, 1)[0].sentence
    server.answers.clear()
    assert deliver(sqlite, server).accepted == 1


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example.org"])
def test_a_wrong_address_of_the_mail_server_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigurationError):
        SMTPMailer(url, "elections@example.org")


def test_the_errors_of_mails_say_whether_to_go_on() -> None:
    assert MailDelayed("x").unreachable is False and MailDelayed("x", unreachable=True).unreachable
    assert not issubclass(MailRefused, MailDelayed)


@pytest.mark.parametrize("fault", [NotPermitted("a sentence"), ValueError("not a number"), KeyError("zone")])
def test_one_election_whose_mails_cannot_be_made_stops_no_others(
    database_url, time, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    from ballot.store.session import migrate

    database = open_database(database_url)
    migrate(database)
    broken, whole = opened(database, members=2), opened(database, members=3)
    for election in (broken, whole):
        election.act(schedule_reminder, None, {})

    def mail(election, *arguments):
        if election.uuid == broken.uuid:
            raise fault
        return reminder_mail(election, *arguments)

    monkeypatch.setattr(reminders, "reminder_mail", mail)
    for _ in range(2):
        queue_due_mails(database, SEAL, URL)
    (said,) = [record.getMessage() for record in caplog.records]
    assert broken.uuid in said and "cannot be queued" in said
    assert (whole.look(outbox_counts, "reminder")["queued"], broken.look(outbox_counts, "reminder")["queued"]) == (3, 0)
    monkeypatch.undo()
    monkeypatch.setattr(outbox.clock, "now", time.now)
    queue_due_mails(database, SEAL, URL)
    assert broken.look(outbox_counts, "reminder")["queued"] == 2
    database.dispose()
