"""The delivery of the tokens on the officer's page: the ledger, and what becomes of tokens that do not arrive."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from ballot.election.outbox import MailRefused, OutgoingMail
from ballot.election.setup import Delivery, freeze
from ballot.election.tallying import open_voting
from tests.web.world import OLGA, Browser, PostBox, World, found

MEMBERS = text("SELECT member.id FROM member JOIN election ON election.id = election_id WHERE uuid = :uuid")


class Postman(PostBox):
    """Takes every mail but those for one address."""

    def send(self, mail: OutgoingMail) -> None:
        if mail.address == "member3@example.org":
            raise MailRefused("The mail server answered 550: No such user")
        super().send(mail)


def frozen_by_mail(world: World) -> str:
    """Freeze an election of five members whose tokens go out by mail; return the address of the officer's pages."""
    made = world.make("draft")
    with world.database.session() as session:
        freeze(session, found(session, made.uuid), Delivery(channel="mail", public_url=world.config.public_url))
    return f"/officer/elections/{made.uuid}"


def send(officer: Browser, home: str) -> None:
    """Press the button and wait until what is due is sent."""
    officer.post(f"{home}/mails/send", f"{home}/mails")
    for thread in threading.enumerate():
        if thread.name == "outbox":
            thread.join(timeout=20)


@pytest.fixture
def world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with a mail server that refuses one address."""
    monkeypatch.setattr(world.post, "send", Postman(world.post.sent).send)
    return world


def test_the_ledger_adds_up_before_the_voting_opens(world: World) -> None:
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    assert "0 issued + 0 held + 0 undeliverable; 5 of 5 still open" in officer.get(f"{home}/mails").text
    send(officer, home)
    page = officer.get(f"{home}/mails").text
    assert "4 issued + 0 held + 0 undeliverable; 1 of 5 still open" in page and "cannot be opened before" in page
    assert page.count('name="members"') == 1 and "No such user" in page
    assert "were refused or came back" in officer.get(f"{home}/open").text
    member = page.partition('name="members" value="')[2].partition('"')[0]
    answer = officer.post(
        f"{home}/mails/decide", f"{home}/mails", members=member, decision="undeliverable", reason="no such user"
    )
    assert answer.status_code == 302
    page = officer.get(f"{home}/mails").text
    assert "4 issued + 0 held + 1 undeliverable = 5 on the roll" in page and "It adds up" in page
    assert officer.post(f"{home}/open", sure="y").status_code == 302
    assert "4 issued + 0 held + 1 undeliverable = 5 on the roll" in officer.get(home).text


def test_the_voting_is_not_opened_by_a_page_from_before(world: World) -> None:
    home = frozen_by_mail(world)
    answer = world.browser(OLGA).post(f"{home}/open", sure="y")
    assert answer.status_code == 409 and "The voting cannot be opened yet. 5 token mails" in answer.text


def test_members_are_named_by_number_or_address_and_mistakes_lose_nothing(world: World) -> None:
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    page, act = f"{home}/mails", f"{home}/mails/decide"
    answer = officer.post(act, page, who="1001\nmember2@example.org\nwho?", decision="held", reason="to be asked")
    assert answer.status_code == 409 and "“who?”: nobody on the roll has it." in answer.text
    assert "member2@example.org" in answer.text and 'value="to be asked"' in answer.text
    assert officer.post(act, page, who="1001", decision="held").status_code == 422
    assert officer.post(act, page, who="1001", reason="x").status_code == 422
    answer = officer.post(act, page, who="1001\nmember2@example.org", decision="held", reason="to be asked")
    assert answer.status_code == 302 and "0 issued + 2 held" in officer.get(page).text


def test_no_list_of_mails_says_who_has_voted(world: World) -> None:
    """The notice of a cast ballot is a mail too: that it failed says who voted (P5)."""
    made = world.make("open")
    world.vote(made, (0, 0, 0, 0))
    officer = world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    send(officer, home)
    for page in (home, f"{home}/mails"):
        seen = officer.get(page).text
        assert "Member 3" not in seen and "member3@example.org" not in seen


def test_another_elections_members_are_not_reachable(world: World) -> None:
    first, second = frozen_by_mail(world), world.make("frozen")
    with world.database.session() as session:
        open_voting(session, found(session, second.uuid))
        others = [str(row) for (row,) in session.execute(MEMBERS, {"uuid": second.uuid})]
    answer = world.browser(OLGA).post(
        f"{first}/mails/decide", f"{first}/mails", members=others[0], decision="held", reason="x"
    )
    assert answer.status_code == 409 and "not on this roll" in answer.text
