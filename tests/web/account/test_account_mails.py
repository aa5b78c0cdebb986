"""The owner of an account is told what was changed about it, whoever did it, and nothing of that is kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.election.accounts import notices
from ballot.store.models.mail import OutboxMessage
from tests.web.account.test_account import NEW, turn_on
from tests.web.account.test_passkeys import FACTOR, HERE, add, after_password, number
from tests.web.world import OLGA, PASSWORD, World, make_world, until_sent

CODES = "/account/recovery-codes"
CHANGES = {name: text for name, text in vars(notices).items() if name.isupper() and isinstance(text, str)}


@pytest.fixture
def world(tmp_path: Path):
    """A server with a name: passkeys belong to names."""
    made = make_world(tmp_path, url=HERE)
    yield made
    made.close()


def told(world: World) -> list[str]:
    """Return of what changes Olga was told since the last look, and nobody else of anything."""
    until_sent()
    mails = list(world.post.sent)
    world.post.sent.clear()
    assert {mail.address for mail in mails} <= {OLGA}
    texts = [" ".join(mail.text.split()) for mail in mails]
    return [name for text in texts for name, sentence in CHANGES.items() if sentence in text]


def test_each_change_is_told_once(world: World) -> None:
    olga = world.browser(OLGA)
    turn_on(olga)
    assert told(world) == ["APP_ON"]
    add(olga)
    assert told(world) == ["PASSKEY_ADDED"]
    codes = re.findall(r'<li class="mono">([^<]+)</li>', olga.post(CODES, CODES, password=PASSWORD).text)
    assert told(world) == ["NEW_CODES"]
    assert after_password(world).post("/login/code", code=codes[0]).status_code == 302
    assert told(world) == ["CODE_USED"]
    remove = f"/account/passkeys/{number(world)}/remove"
    assert olga.post(remove, remove, password=PASSWORD).headers["Location"] == FACTOR
    assert told(world) == ["PASSKEY_REMOVED"]
    assert olga.post(f"{FACTOR}/off", FACTOR, password=PASSWORD).headers["Location"] == FACTOR
    assert told(world) == ["APP_OFF"]
    assert olga.post("/account/password", "/account", current=PASSWORD, new=NEW, again=NEW).status_code == 302
    assert told(world) == ["PASSWORD"]


def test_the_mail_says_whose_when_and_what_to_do_and_has_no_link(world: World) -> None:
    turn_on(world.browser(OLGA))
    until_sent()
    (mail,) = world.post.sent
    text = " ".join(mail.text.split())
    assert OLGA in text and "UTC" in text and "If it was not you" in text
    assert mail.subject == "Your account was changed" and "http" not in text


def test_what_was_refused_is_told_to_nobody(world: World) -> None:
    olga = world.browser(OLGA)
    assert olga.post(f"{FACTOR}/begin", FACTOR, password="not this one").status_code == 401
    assert olga.post("/account/password", "/account", current="not this one", new=NEW, again=NEW).status_code == 401
    turn_on(olga)
    assert after_password(world).post("/login/code", code="AAAA-AAAA-AAAA-AAAA").status_code == 401
    assert told(world) == ["APP_ON"]


def test_P5_nothing_of_it_is_kept_when_it_is_sent(world: World) -> None:
    turn_on(world.browser(OLGA))
    assert told(world) == ["APP_ON"]
    with world.database.reading() as session:
        (mail,) = session.scalars(select(OutboxMessage))
    assert (mail.state, mail.election_id, mail.name, mail.address, mail.subject, mail.body) == (
        "accepted", None, "", "", "", "",
    )  # fmt: skip
