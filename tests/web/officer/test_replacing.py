"""A lost token is replaced by two officers on their pages; the booth and the board page say so."""

from __future__ import annotations

import re

from ballot.election.roles import SECOND_OFFICER
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.voting.opening import open_voting
from tests.web.world import OLGA, Browser, Made, World, found

OTTO = "otto.second@example.org"
TOKEN = re.compile(r"vote/\w+#(\S+)")


def opened(world: World, spares: int = 2) -> Made:
    """An open election with two officers and spare tokens."""
    made = world.make("draft")
    world.appoint(made, OTTO, SECOND_OFFICER)
    with world.database.session() as session:
        delivery = Delivery(
            channel="merge",
            public_url=world.config.public_url,
            spares=spares,
            seal=world.app.extensions["ballot"].seal,
        )
        merge = freeze(session, found(session, made.uuid), delivery).merge_csv
        open_voting(session, found(session, made.uuid))
    assert merge is not None
    made.tokens = TOKEN.findall(merge.decode().replace(",", " "))
    return made


def propose(world: World, made: Made, **changes: str) -> tuple[Browser, str]:
    """Let Olga propose; return her browser, and the page that follows."""
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    form = {"who": "member0@example.org", "why": "lost", "channel": "mail", "email": "", "reason": "Called back"}
    answer = officer.post(f"{home}/replace", f"{home}/replace", **{**form, **changes})
    return officer, officer.get(answer.location).text if answer.status_code == 302 else answer.text


def confirm(world: World, made: Made) -> str:
    """Let the second officer confirm what waits; return the page that follows."""
    officer, acts = world.browser(OTTO), f"/officer/elections/{made.uuid}/joint-acts"
    page = officer.get(acts).text
    number, digest = re.search(r"joint-acts/(\d+)/confirm", page), re.search(r'name="digest" value="(\w+)"', page)
    assert number and digest, page
    answer = officer.post(f"{acts}/{number[1]}/confirm", acts, digest=digest[1])
    return officer.get(answer.location).text


def test_two_officers_replace_a_token(world: World) -> None:
    made = opened(world)
    _, page = propose(world, made)
    assert "Member 0" in page and "The new token goes out by mail to member0@example.org" in page
    board = f"/elections/{made.uuid}/board"
    assert "0 lost tokens replaced. 2 spare tokens left." in world.browser().get(board).text
    assert "Replaced a ballot token (number 1 of this election)" in confirm(world, made)
    assert "1 lost token replaced. 1 spare token left." in world.browser().get(board).text
    status = world.browser().ask(made.uuid, made.tokens[0])
    assert status["known"] and status["replaced_at"] and status["spent_at"] is None
    refused = world.browser().cast(made.uuid, world.ballot(made)).get_json()["error"]
    assert refused["code"] == "token-replaced" and refused["at"] is None


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World) -> None:
    made = opened(world)
    for changes, sentence in (
        ({"who": ""}, "Say who it is."),
        ({"who": "nobody@example.org"}, "nobody on the roll has it"),
        ({"why": ""}, "Choose what happened."),
        ({"reason": ""}, "Say how you know."),
        ({"email": "nothing"}, "is not an e-mail address"),
    ):
        page = propose(world, made, **{"reason": "Called back at home", **changes})[1]
        assert sentence in page, sentence
        assert changes.get("reason") == "" or "Called back at home" in page


def test_P6_nobody_alone_can_ask_who_has_voted(world: World) -> None:
    """The proposal is taken whether or not a ballot was cast; only the second officer's confirmation finds it out."""
    made = opened(world)
    world.vote(made, (0,))
    assert "A ballot was cast" not in propose(world, made)[1]


def test_without_spares_the_page_says_so(world: World) -> None:
    made = opened(world, spares=0)
    assert "There is no spare token" in world.browser(OLGA).get(f"/officer/elections/{made.uuid}/replace").text
    assert "No spare token is left" in propose(world, made)[1]


def test_the_freeze_page_proposes_a_number_and_takes_another(world: World) -> None:
    made = world.make("draft")
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/freeze"
    assert 'name="spares"' in officer.get(page).text and 'value="10"' in officer.get(page).text
    assert officer.post(page, page, channel="merge", spares="-1", sure="y").status_code == 422
    assert officer.post(page, page, channel="merge", spares="3", sure="y", secrecy="y").status_code == 302
    assert "3 spare tokens left" in world.browser().get(f"/elections/{made.uuid}/board").text
