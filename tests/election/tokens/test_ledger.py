"""The ledger of tokens: issued + held + undeliverable = roll, and the voting is not opened before it adds up."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot.election import log
from ballot.election.amendments.replacing import queue_waiting_tokens
from ballot.election.mail.delivery import MailRefused, OutgoingMail, deliver_outbox
from ballot.election.mail.outbox import retry_failed
from ballot.election.setup import draft as setup
from ballot.election.tally import tally
from ballot.election.tokens.ledger import Ledger, decide_tokens, find_members, forget_tokens, ledger, members_to_decide
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member
from tests.election.amendments.test_replacing import replace
from tests.election.scenario import SEAL, URL, draft, frozen, opened
from tests.election.setup.test_freeze import freeze_by_mail


class Postman:
    """Takes every mail but those for some addresses."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.sent: list[str] = []

    def send(self, mail: OutgoingMail) -> None:
        if mail.address in self.refused:
            raise MailRefused("No such user")
        self.sent.append(mail.address)


def act(database, uuid, function, *arguments):
    with database.session() as session:
        return function(session, setup.find_election(session, uuid), *arguments)


def decide(database, uuid, members, decision, reason="a letter came back"):
    ids = act(database, uuid, find_members, [f"member{n}@example.org" for n in members])
    return act(database, uuid, decide_tokens, ids, decision, reason)


def mail_of(database, member: int) -> OutboxMessage:
    with database.reading() as session:
        found = select(OutboxMessage).where(OutboxMessage.address == f"member{member}@example.org")
        return session.scalars(found).one()


def test_the_voting_is_opened_when_the_ledger_adds_up_and_not_before(database) -> None:
    uuid, _ = freeze_by_mail(database, members=5)
    assert act(database, uuid, ledger) == Ledger(roll=5, waiting=5)
    with pytest.raises(NotPermitted, match="5 tokens have not gone out yet"):
        act(database, uuid, open_voting)
    deliver_outbox(database, Postman("member1@example.org", "member3@example.org"))
    assert act(database, uuid, ledger) == Ledger(roll=5, issued=3, returned=2)
    with pytest.raises(NotPermitted, match="2 token mails were refused or came back. Try them again, or mark"):
        act(database, uuid, open_voting)
    decide(database, uuid, [1], "held")
    assert not act(database, uuid, ledger).adds_up
    decide(database, uuid, [3], "undeliverable")
    assert act(database, uuid, ledger) == Ledger(roll=5, issued=3, held=1, undeliverable=1)
    act(database, uuid, open_voting)


def test_a_member_without_a_mail_and_without_a_place_in_the_file_stops_the_opening(database) -> None:
    uuid, _ = freeze_by_mail(database, members=3)
    deliver_outbox(database, Postman())
    with database.session() as session:
        session.delete(session.scalars(select(OutboxMessage)).first())
    with pytest.raises(NotPermitted, match="1 member has neither a token mail nor a place in the file"):
        act(database, uuid, open_voting)


def test_a_held_token_is_not_sent_until_it_is_let_go(database) -> None:
    uuid, _ = freeze_by_mail(database, members=3)
    decide(database, uuid, [1], "held", "the board decides on Monday")
    postman = Postman()
    assert deliver_outbox(database, postman).accepted == 2 and "member1@example.org" not in postman.sent
    act(database, uuid, retry_failed)
    assert deliver_outbox(database, postman).accepted == 0 and mail_of(database, 1).secret
    (member,) = act(database, uuid, members_to_decide)
    assert (member.standing, member.reason) == ("held", "the board decides on Monday")
    act(database, uuid, open_voting)
    decide(database, uuid, [1], "resume")
    assert deliver_outbox(database, postman).accepted == 1 and mail_of(database, 1).secret is None
    assert act(database, uuid, ledger) == Ledger(roll=3, issued=3)


def test_what_has_left_the_server_cannot_be_held_but_can_be_undeliverable(sqlite) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=3)
    deliver_outbox(sqlite, Postman())
    with pytest.raises(NotPermitted, match="has left this server"):
        decide(sqlite, uuid, [1], "held")
    decide(sqlite, uuid, [1], "undeliverable")
    decide(sqlite, uuid, [1], "resume")
    assert act(sqlite, uuid, ledger).issued == 3 and mail_of(sqlite, 1).state == "accepted"


def test_a_mail_that_is_being_sent_cannot_be_stopped(sqlite) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=3)

    class Meddling(Postman):
        def send(self, mail: OutgoingMail) -> None:
            with pytest.raises(NotPermitted, match="is being sent at this moment"):
                decide(sqlite, uuid, [mail.address[6]], "held")
            super().send(mail)

    assert deliver_outbox(sqlite, Meddling()).accepted == 3


def test_letters_from_the_file_count_as_issued_until_one_comes_back(sqlite) -> None:
    election = frozen(sqlite, members=3)
    assert election.look(ledger) == Ledger(roll=3, issued=3)
    ids = election.look(find_members, ["member1@example.org"])
    assert election.act(decide_tokens, ids, "undeliverable", "moved away") == 1
    assert election.look(ledger) == Ledger(roll=3, issued=2, undeliverable=1)
    assert election.act(decide_tokens, ids, "resume") == 1 and election.look(ledger).issued == 3
    with pytest.raises(NotPermitted, match="neither held nor undeliverable"):
        election.act(decide_tokens, ids, "resume")


def test_decisions_need_a_reason_members_and_the_right_state(sqlite) -> None:
    election = opened(sqlite, members=3)
    ids = election.look(find_members, ["MEMBER1@example.org"])
    for members, reason, problem in (
        (ids, " ", "The reason is missing"),
        ([], "x", "at least one"),
        ([999], "x", "roll"),
    ):
        with pytest.raises(NotPermitted, match=problem):
            election.act(decide_tokens, members, "undeliverable", reason)
    for word, problem in (("nobody@example.org", "nobody on the roll"), ("", "nobody")):
        with pytest.raises(NotPermitted, match=problem):
            election.look(find_members, [word])
    election.cast(election.ballot(0)), election.cast(election.ballot(1))
    election.close()
    for decision in ("held", "resume"):
        with pytest.raises(NotPermitted, match="possible only while"):
            election.act(decide_tokens, ids, decision, "x")


def test_an_address_of_two_members_names_neither(sqlite) -> None:
    election = frozen(sqlite, members=3)
    with sqlite.session() as session:
        for member in session.scalars(select(Member)):
            member.email = "family@example.org"
    with pytest.raises(NotPermitted, match="several members have it"):
        election.look(find_members, ["family@example.org"])


def test_P5_the_log_names_no_member_and_the_reason_stays_with_the_member(sqlite) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=3)
    decide(sqlite, uuid, [0, 1], "held", "Mrs Murphy moved")
    lines = [entry.sentence for entry in act(sqlite, uuid, log.entries)]
    assert lines[0] == "Held back: 2 tokens." and not any("Murphy" in line for line in lines)
    assert [one.reason for one in act(sqlite, uuid, members_to_decide)] == ["Mrs Murphy moved"] * 2


def test_W17_tokens_that_never_went_out_are_wiped_when_the_voting_closes(database) -> None:
    uuid, _ = freeze_by_mail(database, members=3)
    decide(database, uuid, [0, 1], "held")
    deliver_outbox(database, Postman())
    act(database, uuid, open_voting)
    assert mail_of(database, 0).secret
    act(database, uuid, tally.close_voting)
    assert mail_of(database, 0).secret is None and mail_of(database, 1).state == "stopped"
    assert deliver_outbox(database, Postman()).accepted == 0


def test_what_no_database_takes_is_nobodys_number(database) -> None:
    uuid, _ = draft(database)
    with database.session() as session, pytest.raises(NotPermitted, match="nobody on the roll has it"):
        find_members(session, setup.find_election(session, uuid), ["1000\0"])


def test_after_the_closing_the_ledger_adds_up_and_a_late_return_is_written_down(database) -> None:
    """A replacement whose mail was refused, one that waits, and a mail that comes back when nothing can go out."""
    election = frozen(database, members=4, spares=2, channel="mail")
    deliver_outbox(database, Postman())
    election.act(open_voting)
    replace(election, 0)
    queue_waiting_tokens(database, SEAL, URL)
    deliver_outbox(database, Postman("member0@example.org"))
    replace(election, 1)
    queue_waiting_tokens(database, SEAL, URL)
    assert election.look(ledger) == Ledger(roll=4, issued=2, returned=1, waiting=1, replaced=2)
    election.act(tally.close_voting)
    assert election.look(ledger) == Ledger(roll=4, issued=2, undeliverable=2, replaced=2)
    with database.session() as session:
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.address == "member2@example.org")).one()
        mail.state = "bounced"
    assert election.look(ledger).returned == 1
    decide(database, election.uuid, [2], "undeliverable")
    assert election.look(ledger) == Ledger(roll=4, issued=1, undeliverable=3, replaced=2)


def test_W17_a_mail_that_is_being_sent_at_the_closing_is_not_called_undeliverable(sqlite) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=1)

    class Slow(Postman):
        def send(self, mail: OutgoingMail) -> None:
            with sqlite.session() as session:
                forget_tokens(session, setup.find_election(session, uuid))
            super().send(mail)

    assert deliver_outbox(sqlite, Slow()).accepted == 1
    assert act(sqlite, uuid, ledger) == Ledger(roll=1, issued=1) and mail_of(sqlite, 0).secret is None
