"""A draft is deleted on a page of its own, and is then an election that does not exist."""

from __future__ import annotations

from ballot.election.roles import SECOND_OFFICER
from tests.web.world import OLGA, OTTO, World

SECOND = "sam@example.org"


def test_a_draft_is_deleted_and_its_pages_are_gone_for_everybody(world: World) -> None:
    made = world.make("draft", name="A mistake")
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert f'href="{home}/delete"' in officer.get(home).text
    assert "5 members" in officer.get(f"{home}/delete").text
    assert world.browser(SECOND).get(f"{home}/delete").status_code == 403
    unsure = officer.post(f"{home}/delete")
    assert unsure.status_code == 422 and "Tick the box to confirm" in unsure.text
    assert officer.post(f"{home}/delete", sure="y").status_code == 302
    for who in (OLGA, SECOND, OTTO):
        assert world.browser(who).get(home).status_code == 404, who
        assert "A mistake" not in world.browser(who).get("/officer?hidden=1").text, who
    assert "A mistake" not in officer.get("/officer/elections/new").text
    assert world.browser().get(f"/elections/{made.uuid}").status_code == 404


def test_what_is_frozen_is_not_deleted(world: World) -> None:
    made = world.make("frozen")
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert "Delete this draft" not in officer.get(home).text
    assert officer.post(f"{home}/delete", home, sure="y").status_code == 409
