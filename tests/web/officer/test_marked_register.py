"""The marked register (P5): off by default, announced before the vote, taken by two officers after the end."""

from __future__ import annotations

import csv
import io
import re

import pytest
from msgspec import UNSET

from ballot.election import acts
from ballot.election.board_facts import charter_of
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.result.marked_register import KIND
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.election.setup.create import begin_from_earlier
from ballot.election.tokens.registrar_list import choose_registrar
from ballot.errors import NotPermitted
from ballot.store.models.board import Receipt
from tests.web.officer.test_replacing import OTTO, confirm
from tests.web.world import OLGA, Made, World, draft, found

SENTENCE = "The rules of this election require a register of who has voted."
WHY = "Section 12 of our statutes; the electoral committee gets it."


def made_in(world: World, state: str, **values: bool) -> tuple[Made, str]:
    """Make an election with two officers, and the address of its register."""
    made = world.make(state, **values)
    world.appoint(made, OTTO, SECOND_OFFICER)
    return made, f"/officer/elections/{made.uuid}/register"


def charter(world: World, made: Made):
    with world.database.reading() as session:
        return charter_of(Scene(session, found(session, made.uuid)))


def test_two_officers_take_it_after_the_end_and_it_says_only_who_has_voted(world: World) -> None:
    made, address = made_in(world, "closed", marked_register=True)
    olga, otto = world.browser(OLGA), world.browser(OTTO)
    assert olga.post(f"{address}/download", address).status_code == 409, "nobody takes it alone"
    assert "Download" not in olga.get(address).text
    assert "Say why." in olga.post(address, address, reason="").text
    assert olga.post(address, address, reason=WHY).status_code == 302
    assert "waits for another officer" in otto.get(address).text
    assert olga.post(f"{address}/download", address).status_code == 409, "a proposal opens nothing"
    assert "can be downloaded by the two officers" in confirm(world, made)
    for browser in (olga, otto):
        answer = browser.post(f"{address}/download", address)
        assert "attachment" in answer.headers["Content-Disposition"]
        rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
        assert rows[0] == ["member_id", "name", "voted"]
        assert [(row[1], row[2]) for row in rows[1:]] == [
            *((f"Member {number}", "yes") for number in range(3)),
            *((f"Member {number}", "no") for number in (3, 4)),
        ]
    with world.database.reading() as session:
        secrets = [text for row in session.query(Receipt).all() for text in (row.credential, row.tracking_number)]
    assert secrets and not any(text in answer.text for text in secrets)
    page = olga.get(f"/officer/elections/{made.uuid}/log").text
    assert page.count("Downloaded the marked register.") == 2 and WHY not in page


def test_it_is_announced_to_members_and_in_the_charter(world: World) -> None:
    made, _ = made_in(world, "open", marked_register=True)
    assert charter(world, made).policy.marked_register is True
    anybody = world.browser()
    assert anybody.get(f"/vote/{made.uuid}/booth.json").json["marked_register"] is True
    for page in (f"/elections/{made.uuid}", f"/elections/{made.uuid}/help"):
        assert SENTENCE in anybody.get(page).text, page


def test_without_the_charters_word_there_is_none(world: World) -> None:
    made, address = made_in(world, "closed")
    assert charter(world, made).policy.marked_register is UNSET
    olga = world.browser(OLGA)
    assert "speaks of no register" in olga.get(address).text
    dashboard = f"/officer/elections/{made.uuid}"
    assert address not in olga.get(dashboard).text
    for way in (address, f"{address}/download"):
        assert olga.post(way, dashboard, reason=WHY).status_code == 409, way
    assert SENTENCE not in world.browser().get(f"/elections/{made.uuid}").text


@pytest.mark.parametrize("state", ["frozen", "open"])
def test_nobody_learns_before_the_end_who_has_voted(world: World, state: str) -> None:
    made, address = made_in(world, state, marked_register=True)
    olga = world.browser(OLGA)
    assert olga.get(address).status_code == 409
    with world.database.session() as session, pytest.raises(NotPermitted, match="possible only while"):
        election = found(session, made.uuid)
        acts.propose(Scene(session, election, person=election.officer), KIND, {}, WHY)


def test_where_the_registrar_issues_the_tokens_the_server_could_not_say(world: World) -> None:
    made, _ = made_in(world, "draft", marked_register=True)
    with world.database.session() as session:
        election = found(session, made.uuid)
        choose_registrar(Scene(session, election), chosen=True)
        assert any("could not say who has voted" in step for step in remaining_steps(Scene(session, election)))


def test_the_settings_ask_for_it_and_a_copy_keeps_it(world: World) -> None:
    made, _ = made_in(world, "draft", marked_register=True)
    settings = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/settings").text
    assert re.search(r'<input checked id="marked_register"', settings)
    with world.database.session() as session:
        earlier = found(session, made.uuid)
        copy = begin_from_earlier(session, earlier.officer, draft(name="Next year"), earlier, candidates=True)
        assert copy.marked_register
