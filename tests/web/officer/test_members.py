"""The roll, member by member: found, looked at, and led from there into every act, whoever has no number."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from ballot.election.roles import SECOND_OFFICER
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member
from tests.web.world import OLGA, Browser, Made, World, found

OTTO_TOO = "sam@example.org"
ACTS = ("roll/correct", "replace", "roll/changes/remove")


def opened(world: World, state: str = "open") -> tuple[Made, str, int]:
    """Make an election in which one member has neither a number nor an address of their own; return the id, too."""
    made = world.make(state)
    world.appoint(made, OTTO_TOO, SECOND_OFFICER)
    with world.database.session() as session:
        election = found(session, made.uuid)
        first, second = session.scalars(select(Member).where(Member.election_id == election.id).limit(2))
        first.number, first.email, first.address = None, second.email, "7 Harbour Street\nPorto"
        return made, f"/officer/elections/{made.uuid}", first.id


def links(page: str) -> list[str]:
    """Return where the acts on a page lead."""
    return [unescape(address) for address in re.findall(r'href="([^"]+[?&]members?=\d+[^"]*)"', page)]


def confirm(world: World, home: str) -> str:
    """Let the second officer confirm what waits, and return what they were shown."""
    second = world.browser(OTTO_TOO)
    page = second.get(f"{home}/joint-acts").text
    found_ = re.search(r'action="([^"]+/confirm)".*?name="digest" value="(\w+)"', page, re.DOTALL)
    assert found_ is not None
    assert second.post(found_[1], f"{home}/joint-acts", digest=found_[2]).status_code == 302
    return page


@pytest.mark.parametrize("who", [OLGA, OTTO_TOO])
def test_both_officers_look_somebody_up(world: World, who: str) -> None:
    _, home, member = opened(world)
    officer = world.browser(who)
    assert f'href="{home}/members"' in officer.get(home).text
    page = officer.get(f"{home}/members").text
    assert page.count('<th scope="row">') == 5 and "5 members on the roll" in page
    page = officer.get(f"{home}/members", query_string={"words": "harbour"}).text
    assert "1 member found" in page and "7 Harbour Street, Porto" in page and 'value="harbour"' in page
    wanted = [f"{home}/{act}?member={member}" for act in ACTS]
    assert links(page) == wanted + [f"{home}/mails?members={member}#decide"] * (who == OLGA)
    for address in links(page):
        assert "7 Harbour Street" in officer.get(address).text, address
    assert "0 members found" in officer.get(f"{home}/members", query_string={"words": "nobody"}).text


def test_pages_of_the_roll(world: World) -> None:
    made = world.make("draft", members=51)
    officer, path = world.browser(OLGA), f"/officer/elections/{made.uuid}/members"
    first, second = officer.get(path).text, officer.get(path, query_string={"page": 2}).text
    assert "Member 49" in first and "Member 50" not in first and f'rel="next" href="{path}?page=2"' in first
    assert "Member 50" in second and "Member 49" not in second and "Page 2 of 2" in second
    assert officer.get(path, query_string={"page": 99999}).text.count("Page 2 of 2") == 1, "no page is behind the last"
    found_ = officer.get(path, query_string={"words": "member", "page": 1}).text
    assert f'href="{path}?words=member&amp;page=2"' in found_ and not links(found_), "nothing is changed in a draft"


def test_a_member_without_a_number_is_corrected_by_two(world: World) -> None:
    _, home, member = opened(world)
    officer, path = world.browser(OLGA), f"{home}/roll/correct"
    shared = officer.get(path, query_string={"who": "member1@example.org"})
    assert shared.status_code == 404 and "choose the member on the roll" in shared.text
    values = {"member": str(member), "name": "Zoe Null", "address": "7 Harbour Street", "reason": "Asked."}
    assert officer.post(path, f"{path}?member={member}", **values).status_code == 302
    shown = confirm(world, home)
    assert "Member 0, member1@example.org, 7 Harbour Street, Porto" in shown
    assert "Zoe Null" in officer.get(f"{home}/members").text


def test_a_member_without_a_number_is_removed_by_two(world: World) -> None:
    _, home, member = opened(world)
    officer, path = world.browser(OLGA), f"{home}/roll/changes/remove"
    values = {"member": str(member), "why": "died", "reason": "Letter of the family"}
    assert officer.post(path, f"{path}?member={member}", **values).status_code == 302
    assert "Member 0, member1@example.org, 7 Harbour Street, Porto" in confirm(world, home)
    page = officer.get(f"{home}/members").text
    assert "Member 0" not in page and "4 members on the roll" in page


def test_a_token_of_a_member_without_a_number_is_replaced(world: World) -> None:
    made = world.make("draft")
    world.appoint(made, OTTO_TOO, SECOND_OFFICER)
    world.freeze_for_letters(made)
    with world.database.session() as session:
        election = found(session, made.uuid)
        first, second = session.scalars(select(Member).where(Member.election_id == election.id).limit(2))
        first.number, first.email = None, second.email
        member, credential = first.id, first.credential
    home = f"/officer/elections/{made.uuid}"
    officer, path = world.browser(OLGA), f"{home}/replace"
    values = {"member": str(member), "why": "lost", "channel": "letter", "email": "", "reason": "Called back"}
    wrong = officer.post(path, f"{path}?member={member}", **{**values, "reason": ""})
    assert wrong.status_code == 422 and f'name="member" type="hidden" value="{member}"' in wrong.text
    assert officer.post(path, f"{path}?member={member}", **values).status_code == 302
    assert "Member 0, member1@example.org, 1 Harbour Street" in confirm(world, home)
    with world.database.reading() as session:
        assert session.get_one(Member, member).credential != credential


def test_what_becomes_of_the_token_of_a_member_without_a_number(world: World) -> None:
    _, home, member = opened(world)
    officer, page = world.browser(OLGA), f"{home}/mails?members={member}"
    assert re.search(rf'name="members" id="picked-{member}" value="{member}" checked', officer.get(page).text)
    values = {"members": [str(member)], "decision": "undeliverable"}
    wrong = officer.post(f"{home}/mails/decide", page, **values)
    assert wrong.status_code == 422 and f'id="picked-{member}"' in wrong.text, "nothing chosen is lost"
    assert officer.post(f"{home}/mails/decide", page, **values, reason="came back").status_code == 302
    with world.database.reading() as session:
        assert session.get_one(Member, member).delivery == "undeliverable"


@pytest.mark.parametrize("member", ["", "x", "999999999", "9" * 30])
def test_nobody_else_is_chosen(world: World, member: str) -> None:
    made, home, _ = opened(world)
    officer = world.browser(OLGA)
    values = {"member": member, "name": "Eve", "email": "eve@example.org", "reason": "x"}
    refused = officer.post(f"{home}/roll/correct", **values)
    assert refused.status_code == 422 and "no such member on this roll" in refused.text
    if member:
        for act in ACTS[1:]:
            assert officer.get(f"{home}/{act}", query_string={"member": member}).status_code == 409


def test_a_member_of_another_election_is_not_chosen(world: World) -> None:
    _, _, stranger = opened(world)
    _, home, _ = opened(world)
    officer = world.browser(OLGA)
    for act in ACTS[1:]:
        assert officer.get(f"{home}/{act}", query_string={"member": stranger}).status_code == 409
    assert officer.get(f"{home}/{ACTS[0]}", query_string={"member": stranger}).status_code == 404
    assert "picked-" not in officer.get(f"{home}/mails", query_string={"members": stranger}).text


def text_of(browser: Browser, path: str) -> str:
    return re.sub(r'csrf[-_]token" (?:content|value)="[^"]*"', "", browser.get(path).text)


def test_P5_the_roll_looks_the_same_whoever_has_voted(world: World) -> None:
    made, home, _ = opened(world)
    officers = [world.browser(OLGA), world.browser(OTTO_TOO)]
    before = [text_of(officer, f"{home}/members") for officer in officers]
    world.vote(made, (0, 1))
    assert [text_of(officer, f"{home}/members") for officer in officers] == before
    with world.database.reading() as session:
        assert session.scalars(select(Member.spent_at).where(Member.spent_at.is_not(None))).all(), "two have voted"
        assert session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == "notice")).all()
