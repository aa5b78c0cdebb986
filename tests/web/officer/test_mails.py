"""The delivery of the tokens on the officer's page: the ledger, and what becomes of tokens that do not arrive."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from ballot import clock
from ballot.election.mail.bounces import ReturnPaths
from ballot.election.mail.delivery import MailRefused, OutgoingMail, note_outage
from ballot.election.mail.outbox import release_tokens
from ballot.election.mail.trial_mails import MOST, queue_trial_mail
from ballot.election.scene import Scene
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tally.tally import close_voting
from ballot.election.voting.opening import open_voting
from ballot.web.officer.tokens import mails
from ballot.worker.jobs import MAILS
from tests.election.mail.test_W9_returned_mails import report
from tests.web.world import OLGA, SECRET, Browser, PostBox, World, found, senders, until_sent

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
        freeze(Scene(session, found(session, made.uuid)), Delivery(channel="mail", public_url=world.config.public_url))
    return f"/officer/elections/{made.uuid}"


def send(officer: Browser, home: str) -> None:
    """Press the button and wait until what is due is sent."""
    officer.post(f"{home}/mails/send", f"{home}/mails")
    until_sent()


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
    assert "was refused or came back" in officer.get(f"{home}/open").text
    member = page.partition('name="members" value="')[2].partition('"')[0]
    answer = officer.post(
        f"{home}/mails/decide", f"{home}/mails", members=member, decision="undeliverable", reason="no such user"
    )
    assert answer.status_code == 302
    page = officer.get(f"{home}/mails").text
    assert "4 issued + 0 held + 1 undeliverable = 5 on the roll" in page and "It adds up" in page
    assert officer.post(f"{home}/open", sure="y").status_code == 302
    assert "4 issued + 0 held + 1 undeliverable = 5 on the roll" in officer.get(home).text


def test_the_page_says_that_the_mail_server_cannot_be_reached(world: World) -> None:
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    pages = (f"{home}/mails", f"{home}/mails/test")
    assert not any("cannot be reached" in officer.get(page).text for page in pages)
    with world.database.session() as session:
        note_outage(session, "The mail server cannot be reached: <refused>")
    for page in pages:
        seen = officer.get(page).text
        assert "No mail is lost: all wait, and one is tried again every minute." in seen and "&lt;refused&gt;" in seen


def test_W9_the_mails_wait_until_the_officer_has_announced_the_checksum(world: World) -> None:
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    assert "Next: announce the Setup event, then send the tokens" in officer.get(home).text
    assert "No mail goes out before you send them." in officer.get(f"{home}/mails").text
    officer.post(f"{home}/mails/test", address=OLGA)  # whatever else is sent takes no token along
    until_sent()
    assert [mail.address for mail in world.post.sent] == [OLGA]
    send(officer, home)
    assert len(world.post.sent) == 5 and "No mail goes out" not in officer.get(f"{home}/mails").text
    assert "Next: deliver the tokens" in officer.get(home).text


def test_the_voting_is_not_opened_by_a_page_from_before(world: World) -> None:
    home = frozen_by_mail(world)
    answer = world.browser(OLGA).post(f"{home}/open", sure="y")
    assert (
        answer.status_code == 422 and "The voting cannot be opened yet. The mails with the tokens wait" in answer.text
    )
    assert "5 tokens have not gone out yet" in answer.text


def test_a_mail_that_comes_back_after_the_closing_is_written_down(world: World) -> None:
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    page, act = f"{home}/mails", f"{home}/mails/decide"
    officer.post(act, page, who="member3@example.org", decision="held", reason="no such user")
    send(officer, home)
    assert officer.post(f"{home}/open", sure="y").status_code == 302
    with world.database.session() as session:
        session.execute(text("UPDATE outbox_message SET state = 'bounced' WHERE address = 'member1@example.org'"))
        close_voting(Scene(session, found(session, home.rpartition("/")[2])))
    seen = officer.get(page).text
    assert "1 of 5 still open" in seen and 'value="undeliverable"' in seen and 'value="held"' not in seen
    assert officer.post(act, page, who="1001", decision="held", reason="x").status_code == 422
    assert officer.post(act, page, who="1001", decision="undeliverable", reason="came back").status_code == 302
    assert "3 issued + 1 held + 1 undeliverable = 5 on the roll" in officer.get(page).text


def test_members_are_named_by_number_or_address_and_mistakes_lose_nothing(world: World) -> None:
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    page, act = f"{home}/mails", f"{home}/mails/decide"
    answer = officer.post(act, page, who="1001\nmember2@example.org\nwho?", decision="held", reason="to be asked")
    assert answer.status_code == 422 and "“who?”: nobody on the roll has it." in answer.text
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


def row(page: str, beginning: str) -> list[str]:
    """Return the numbers beside a kind of mails: waiting, accepted, refused, came back; nothing if it is not there."""
    found = re.search(rf'<th scope="row">{beginning}[^<]*</th>(.*?)</tr>', page)
    return re.findall(r'<td class="number">(.*?)</td>', found[1]) if found else []


def test_refused_mails_of_every_kind_are_seen_and_tried_again_also_after_the_voting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.make("open")
    world.vote(made, (0, 1))
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert officer.post(f"{home}/close", reason="All have voted", sure="y").status_code == 302
    until_sent()
    page = officer.get(f"{home}/mails").text
    assert row(page, "To all members: changed times") == ["0", "4", "1", "0"]
    assert len(re.findall(r'<th scope="row">To ', page)) == 1, "who has voted got another mail"
    monkeypatch.setattr(world.post, "send", PostBox(world.post.sent).send)
    assert officer.post(f"{home}/mails/retry", f"{home}/mails").status_code == 302
    until_sent()
    page = officer.get(f"{home}/mails").text
    assert "1 refused mail is tried again." in page and "/mails/retry" not in page
    assert row(page, "To all members: changed times") == ["0", "5", "0", "0"]


def test_another_elections_members_are_not_reachable(world: World) -> None:
    first, second = frozen_by_mail(world), world.make("frozen")
    with world.database.session() as session:
        open_voting(Scene(session, found(session, second.uuid)))
        others = [str(row) for (row,) in session.execute(MEMBERS, {"uuid": second.uuid})]
    answer = world.browser(OLGA).post(
        f"{first}/mails/decide", f"{first}/mails", members=others[0], decision="held", reason="x"
    )
    assert answer.status_code == 422 and "not on this roll" in answer.text


RETURNS = ReturnPaths("bounces@example.org", SECRET)


def with_mailbox(world: World) -> None:
    """Give the server a mailbox for returned mails."""
    found_services = world.app.extensions["ballot"]
    config = replace(world.config, mail_from="elections@example.org", bounce_address="bounces@example.org")
    world.app.extensions["ballot"] = replace(found_services, config=config)


def test_a_mailbox_of_returned_mails_is_uploaded(world: World) -> None:
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    send(officer, home)
    assert "has no mailbox for returned mails" in officer.get(f"{home}/mails").text
    with_mailbox(world)
    with world.database.reading() as session:
        number = session.scalar(text("SELECT id FROM outbox_message WHERE address = 'member1@example.org'"))
    mailbox = b"From x\n" + report(RETURNS.address_of(number)) + b"\nFrom x\n" + report("x@example.org")
    act, page = f"{home}/mails/returned", f"{home}/mails"
    assert officer.post(act, page, file=(io.BytesIO(mailbox), "mbox")).status_code == 302
    seen = officer.get(page).text
    assert "1 mail came back" in seen and "no such user" in seen and seen.count('name="members"') == 2
    assert "3 issued + 0 held + 0 undeliverable; 2 of 5 still open" in seen
    assert officer.post(act, page).status_code == 422


def test_a_test_mail_goes_the_way_of_the_tokens_and_holds_none(world: World) -> None:
    made = world.make("draft")
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/mails/test"
    assert f'value="{OLGA}"' in officer.get(page).text
    answer = officer.post(page, address="nobody")
    assert answer.status_code == 422 and "not an e-mail address" in answer.text
    assert officer.post(page, address="me@provider.example").status_code == 302
    until_sent()
    (mail,) = world.post.sent
    assert (mail.address, mail.subject) == ("me@provider.example", "Test mail: Executive committee")
    assert "/vote/" not in mail.text and "Accepted by the mail server" in officer.get(page).text


def test_test_mails_have_an_end(world: World) -> None:
    made = world.make("draft")
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/mails/test"
    with world.database.session() as session:
        for _ in range(MOST):
            queue_trial_mail(Scene(session, found(session, made.uuid)), OLGA, "https://vote.example.org")
    answer = officer.post(page, address=OLGA)
    assert answer.status_code == 422 and "That is enough" in answer.text


def test_the_records_of_the_sender_are_looked_up_only_when_the_button_is_pressed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(name: str, kind: str) -> list[str]:
        asked.append(name)
        return ["v=spf1 -all"] if name == "example.org" else []

    monkeypatch.setattr(mails, "look_up", answer)
    with_mailbox(world)
    made = world.make("draft")
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/mails/test"
    assert "Look up the records" in officer.get(page).text and asked == []
    text = officer.get(f"{page}?selector=s1").text
    assert set(asked) == {"example.org", "s1._domainkey.example.org", "_dmarc.example.org"}
    assert "v=spf1 -all" in text and "There is no key" in text and 'value="s1"' in text
    asked.clear()
    assert "A selector is made of letters" in officer.get(f"{page}?selector=x/../y").text and asked == []


def test_while_the_tokens_keep_the_pace_the_page_says_how_long_and_a_code_goes_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed, now = [0], clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + dt.timedelta(minutes=passed[0]))
    services = world.app.extensions["ballot"]
    world.app.extensions["ballot"] = replace(services, config=replace(services.config, mail_per_minute=2))
    home = frozen_by_mail(world)
    officer = world.browser(OLGA)
    officer.post(f"{home}/mails/send", f"{home}/mails")
    try:
        wait_for(lambda: len(world.post.sent) == 2)
        page = officer.get(f"{home}/mails").text
        assert "at most 2 mails a minute. What waits, of all elections, takes about 2 minutes." in page
        assert "3 mails with tokens are on their way. They leave by themselves" in waits_for(officer, home)
        assert "takes about 2 minutes" in waits_for(officer, home)
        world.browser().post("/my", email="member4@example.org")
        wait_for(lambda: len(world.post.sent) == 3)
        assert world.post.sent[-1].subject == "Your code for your elections"
        assert len(senders()) == 1
    finally:
        while busy := senders():
            passed[0] += 1
            world.worker.wake(MAILS)
            busy[0].join(0.5)
    assert len(world.post.sent) == 5 and "at most 2 mails" not in officer.get(f"{home}/mails").text
    assert "on their way" not in waits_for(officer, home)


def waits_for(officer: Browser, home: str) -> str:
    """Return what the dashboard says of the next step, and for whom it waits."""
    return re.search(r'aria-labelledby="next-title">(.*?)</section>', officer.get(home).text, re.DOTALL)[1]  # type: ignore[index]


NOTHING = "SELECT 1"


def released_by_mail(world: World, before: str = NOTHING, after: str = NOTHING) -> str:
    """Freeze an election whose mails have leave to go out, though none went yet; statements change its rows."""
    made = world.make("draft")
    with world.database.session() as session:
        session.execute(text(before))
        seal = world.app.extensions["ballot"].seal
        freeze(
            Scene(session, found(session, made.uuid)),
            Delivery(channel="mail", public_url="https://x.example", seal=seal),
        )
        session.execute(text(after))
        release_tokens(Scene(session, found(session, made.uuid)))
    return f"/officer/elections/{made.uuid}"


def test_where_mails_are_all_that_waits_the_dashboard_waits_for_them(world: World) -> None:
    home = released_by_mail(world)
    said = waits_for(world.browser(OLGA), home)
    assert "Next: deliver the tokens" in said and "5 mails with tokens are on their way" in said
    assert "nobody but you" not in said and f'class="button secondary" href="{home}/mails"' in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("UPDATE member SET email = '', address = '1 Harbour Street' WHERE number = '1001'", NOTHING),
        ("UPDATE member SET email = '' WHERE number = '1001'", NOTHING),
        (NOTHING, "UPDATE outbox_message SET state = 'failed' WHERE address = 'member1@example.org'"),
    ],
    ids=["a letter to print", "a letter without an address", "a refused mail"],
)
def test_where_something_is_to_be_done_beside_the_mails_the_officer_is_waited_for(
    world: World, before: str, after: str
) -> None:
    said = waits_for(world.browser(OLGA), released_by_mail(world, before, after))
    assert "nobody but you" in said and "on their way" not in said


def test_while_the_mail_server_cannot_be_reached_nobody_is_told_to_wait(world: World) -> None:
    home = released_by_mail(world)
    with world.database.session() as session:
        note_outage(session, "Connection refused")
    said = waits_for(world.browser(OLGA), home)
    assert "cannot be reached since" in said and "Connection refused" in said
    assert "on their way" not in said and "nobody but you" not in said


def test_a_server_that_sends_no_mails_promises_none(world: World) -> None:
    world.app.extensions["ballot"] = replace(world.app.extensions["ballot"], mailer=None)
    assert "nobody but you" in waits_for(world.browser(OLGA), released_by_mail(world))


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so that another thread does."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
