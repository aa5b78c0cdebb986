"""How members reach the officer: shown where they look for it, missed before the freeze, changed after it."""

from __future__ import annotations

import pytest

from ballot.election import log
from ballot.election.setup.cautions import setup_warnings
from tests.web.world import OLGA, World, found

NOBODY = "no page says how"


def lines(world: World, uuid: str) -> list[str]:
    """Return the log of an election, newest first."""
    with world.database.session() as session:
        return [entry.sentence for entry in log.entries(session, found(session, uuid), 30)]


@pytest.mark.parametrize(("contact", "missed"), [("", True), ("+32 2 555 01 23", False)])
def test_an_election_whose_members_can_reach_nobody_is_a_reason_to_look_twice(
    world: World, contact: str, missed: bool
) -> None:
    made = world.make("draft", contact=contact)
    with world.database.session() as session:
        warnings = setup_warnings(session, found(session, made.uuid))
    assert any(NOBODY in warning for warning in warnings) is missed


@pytest.mark.parametrize("state", ["frozen", "open", "published", "called-off"])
def test_it_is_changed_after_the_freeze_and_shown_to_everybody(world: World, state: str) -> None:
    made = world.make(state)
    page = f"/officer/elections/{made.uuid}/contact"
    officer, member = world.browser(OLGA), world.browser()
    assert "Questions? Ask <bdi>olga@example.org</bdi>" in member.get(f"/elections/{made.uuid}").text
    assert f'href="{page}"' in officer.get(f"/officer/elections/{made.uuid}").text
    answer = officer.post(page, contact="nina@example.org, <+32 2>")
    assert answer.status_code == 302
    for address in (f"/elections/{made.uuid}", f"/elections/{made.uuid}/help"):
        assert "nina@example.org, &lt;+32 2&gt;" in member.get(address).text
    assert any("nina@example.org" in line and "olga@example.org" in line for line in lines(world, made.uuid))


@pytest.mark.parametrize(
    ("contact", "sentence"), [("", "Write an e-mail address"), ("a\x07b", "control character"), ("x" * 400, "at most")]
)
def test_what_is_no_line_of_text_changes_nothing(world: World, contact: str, sentence: str) -> None:
    made = world.make("open")
    answer = world.browser(OLGA).post(f"/officer/elections/{made.uuid}/contact", contact=contact)
    assert answer.status_code == 422 and sentence in answer.text
    with world.database.session() as session:
        assert found(session, made.uuid).contact == "olga@example.org"
