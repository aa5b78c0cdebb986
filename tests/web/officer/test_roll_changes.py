"""Members are added to a frozen roll, and removed from it, by two officers on their pages; public pages count them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ballot.election.tokens.seal import TokenSeal
from ballot.store.models.roll import Member, SealedToken
from tests.web.officer.test_replacing import OTTO, confirm, opened
from tests.web.world import OLGA, Browser, Made, World, found

NEW = {
    "number": "M77", "name": "Nadia New", "email": "nadia@example.org", "address": "1 Rue A\r\nParis", "country": "fr",
    "language": "en", "weight": "1", "why": "left-out", "channel": "letter", "reason": "Named in the minutes",
}  # fmt: skip
GONE = {"who": "member0@example.org", "why": "left", "reason": "Letter of 3 May"}


def home(made: Made) -> str:
    return f"/officer/elections/{made.uuid}/roll/changes"


def propose(world: World, made: Made, act: str, form: dict[str, str]) -> str:
    """Let Olga propose; return the page that follows."""
    officer, page = world.browser(OLGA), f"{home(made)}/{act}"
    answer = officer.post(page, page, **form)
    text = officer.get(answer.location).text if answer.status_code == 302 else answer.text
    return unescape(text)


def shown(browser: Browser, path: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", browser.get(path).text)).split())


def test_two_officers_add_and_remove_a_member(world: World) -> None:
    made = opened(world)
    page = propose(world, made, "add", NEW)
    assert "Nadia New (M77); nadia@example.org; 1 Rue A, Paris; FR; en." in page
    assert "The member was left out by mistake. A spare token goes out by letter" in page
    board, public = f"/elections/{made.uuid}/board", f"/elections/{made.uuid}"
    assert "5 members on the roll" in world.browser().get(board).text
    assert "The roll has changed" not in world.browser().get(board).text
    assert "Added a member to the roll (change 1 of this election)." in confirm(world, made)
    page = propose(world, made, "remove", GONE)
    assert "Member 0 (1000): The member has left. The token is dead at once, and for ever." in page
    assert "A mail to member0@example.org says so." in page
    assert "Removed a member from the roll (change 2 of this election)" in confirm(world, made)
    for path in (board, public):
        text = shown(world.browser(), path)
        assert "1 member was added. 1 member was removed." in text and "Nadia" not in text and "Member 0" not in text
    assert "5 members on the roll" in shown(world.browser(), board)
    assert "5 members at the freeze, total weight 5" in shown(world.browser(), public)
    answer = world.browser().get(f"/api/v1/elections/{made.uuid}").get_json()
    assert (answer["members"], answer["members_added"], answer["members_removed"]) == (5, 1, 1)
    text = shown(world.browser(OTTO), home(made))
    assert "1 added" in text and "1 removed" in text and "Member 0 ( 1000 ) The member has left" in text


def test_the_booth_says_that_the_token_of_a_removed_member_is_dead(world: World) -> None:
    made = opened(world)
    propose(world, made, "remove", GONE)
    confirm(world, made)
    status = world.browser().ask(made.uuid, made.tokens[0])
    assert status["known"] and status["removed_at"] and status["replaced_at"] is None and status["spent_at"] is None
    refused = world.browser().cast(made.uuid, world.ballot(made)).get_json()["error"]
    assert refused["code"] == "token-revoked" and refused["at"] is None and "taken off the roll" in refused["message"]


def test_the_added_member_votes_and_is_counted(world: World) -> None:
    made = opened(world)
    propose(world, made, "add", NEW)
    confirm(world, made)
    seal: TokenSeal = world.app.extensions["ballot"].seal
    with world.database.reading() as session:
        sealed = session.query(SealedToken).join(Member, Member.id == SealedToken.member_id).one()
        made.tokens.append(seal.open(made.uuid, sealed.credential, sealed.sealed))
    assert world.browser().cast(made.uuid, world.ballot(made, member=5)).status_code == 200
    assert "1 of 6 have voted" in shown(world.browser(OLGA), f"/officer/elections/{made.uuid}")


def test_a_removed_member_is_put_back_from_the_page(world: World) -> None:
    made = opened(world)
    propose(world, made, "remove", GONE)
    confirm(world, made)
    browser = world.browser(OLGA)
    link = re.search(r'href="([^"]+/add\?back=\d+)"', browser.get(home(made)).text)
    assert link is not None
    page = browser.get(unescape(link[1])).text
    assert 'value="Member 0"' in page and 'value="member0@example.org"' in page
    assert re.search(r'<input[^>]*checked[^>]*value="put-back"', page)
    again = {**NEW, "name": "Member 0", "email": "member0@example.org"}
    assert "Choose as the reason that they are put back" in propose(world, made, "add", again)
    assert "The member was removed, and is put back" in propose(world, made, "add", {**again, "why": "put-back"})
    assert "Added a member" in confirm(world, made)


@pytest.mark.parametrize(
    ("act", "changes", "sentence"),
    [
        ("add", {"name": ""}, "Enter the name."),
        ("add", {"why": ""}, "Choose why."),
        ("add", {"channel": ""}, "Choose how it goes out."),
        ("add", {"reason": ""}, "Say how you know."),
        ("add", {"email": "nothing"}, "is not an e-mail address"),
        ("add", {"email": "member1@example.org"}, "has the address member1@example.org already"),
        ("add", {"weight": "2"}, "No spare token of weight 2 is left"),
        ("remove", {"who": ""}, "Say who it is."),
        ("remove", {"who": "nobody@example.org"}, "nobody on the roll has it"),
        ("remove", {"why": ""}, "Choose why."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    world: World, act: str, changes: dict[str, str], sentence: str
) -> None:
    made = opened(world)
    page = propose(world, made, act, {**(NEW if act == "add" else GONE), **changes})
    assert sentence in page
    typed = "Named in the minutes" if act == "add" else "Letter of 3 May"
    assert changes.get("reason") == "" or typed in page


def test_P6_nobody_alone_can_ask_who_has_voted(world: World) -> None:
    """A removal is taken whether or not a ballot was cast; only the second officer's confirmation finds it out."""
    made = opened(world)
    world.vote(made, (0,))
    assert "A ballot was cast" not in propose(world, made, "remove", GONE)
    acts = f"/officer/elections/{made.uuid}/joint-acts"
    officer = world.browser(OTTO)
    page = officer.get(acts).text
    number, digest = re.search(r"joint-acts/(\d+)/confirm", page), re.search(r'name="digest" value="(\w+)"', page)
    assert number and digest
    answer = officer.post(f"{acts}/{number[1]}/confirm", acts, digest=digest[1])
    assert answer.status_code == 409
    assert "A ballot was cast with the token of Member 0, so this member stays on the roll" in answer.text
    with world.database.reading() as session:
        assert session.query(Member).filter_by(election_id=found(session, made.uuid).id).count() == 5


def test_without_spares_or_a_second_officer_the_pages_say_so(world: World) -> None:
    made = opened(world, spares=0)
    assert "There is no spare token" in world.browser(OLGA).get(home(made)).text
    assert "No spare token of weight 1 is left" in propose(world, made, "add", NEW)
    alone = world.make("open")
    for page in (home(alone), f"{home(alone)}/add", f"{home(alone)}/remove"):
        assert "the election has no second officer" in world.browser(OLGA).get(page).text
    assert "no second officer" in propose(world, alone, "remove", GONE)


def test_the_dashboard_leads_there(world: World) -> None:
    made = opened(world)
    assert f'href="{home(made)}"' in world.browser(OLGA).get(f"/officer/elections/{made.uuid}").text
