"""P6: the page that deletes the people's data, and what the others say afterwards instead of failing."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from ballot import clock
from ballot.election.accounts import api_keys
from ballot.election.amendments.forgetting import OBJECTIONS
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.store.models.election import Election
from tests.web.world import OLGA, Made, World, found, until_sent

SECOND = "sam@example.org"
WHY = "Nobody can object any more."
LINK = "Delete the data of the election’s people"


def ended(world: World, made: Made, ago: dt.timedelta) -> None:
    """Let an election have ended some time ago."""
    with world.database.session() as session:
        session.execute(update(Election).where(Election.uuid == made.uuid).values(published_at=clock.now() - ago))


def test_the_dashboard_reminds_of_it_with_a_date(world: World) -> None:
    made = world.make("published")
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    page = officer.get(home).text
    assert LINK in page and "When nobody can object any more" in page
    assert (clock.now() + OBJECTIONS).strftime("%Y-%m-%d") in page
    ended(world, made, OBJECTIONS)
    assert "nobody should need the members’ data" in officer.get(home).text
    assert LINK not in officer.get(f"/officer/elections/{world.make('declared').uuid}").text


@pytest.mark.parametrize("state", ["published", "called-off"])
def test_alone_an_officer_deletes_it_and_every_page_says_so(world: World, state: str) -> None:
    made = world.make(state, marked_register=True)
    with world.database.session() as session:
        election = found(session, made.uuid)
        key = api_keys.make_key(Scene(session, election), election.officer, "Program", ["roll:read"]).secret
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert "5 members" in officer.get(f"{home}/forget").text
    unsure = officer.post(f"{home}/forget", reason="")
    assert unsure.status_code == 422 and "Say why" in unsure.text and "Tick the box to confirm" in unsure.text
    assert officer.post(f"{home}/forget", reason=" ", sure="y").status_code == 422
    assert officer.post(f"{home}/forget", reason=WHY, sure="y").status_code == 302
    dashboard = officer.get(home).text
    assert "was deleted on" in dashboard and LINK not in dashboard and f"{home}/register" not in dashboard
    assert "<strong>5</strong> on the roll" in dashboard and WHY in dashboard
    for path in ("mails", "roll/changes", "members", "roles", "log", "joint-acts"):
        answer = officer.get(f"{home}/{path}")
        assert answer.status_code == 200 and "member1@example.org" not in answer.text, path
        assert ("Nobody can be named here any more" in answer.text) is (path in ("mails", "roll/changes", "members")), (
            path
        )
    assert "<strong>5</strong> issued" in officer.get(f"{home}/mails").text
    for path in ("forget", "register") if state == "published" else ("forget",):
        assert officer.get(f"{home}/{path}").status_code == 409, path
    roll = world.browser().get(f"/api/v1/elections/{made.uuid}/roll", headers={"Authorization": f"Bearer {key}"})
    assert roll.status_code == 409 and "deleted" in roll.get_json()["detail"]
    for path in ("", "/board", "/turnout", *(["/result"] if state == "published" else [])):
        assert world.browser().get(f"/elections/{made.uuid}{path}").status_code == 200, path


def test_where_there_are_two_it_takes_both(world: World) -> None:
    made = world.make("published")
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, sam, home = world.browser(OLGA), world.browser(SECOND), f"/officer/elections/{made.uuid}"
    assert "It takes two people" in officer.get(f"{home}/forget").text
    assert officer.post(f"{home}/forget", reason=WHY, sure="y").location.endswith("/joint-acts")
    until_sent()  # nothing is deleted while the mail about it is being sent
    page = sam.get(f"{home}/joint-acts").text
    assert WHY in page and "who had which ballot token" in page
    digest = page.split('name="digest" value="')[1].split('"')[0]
    number = page.split("/joint-acts/")[1].split("/")[0]
    assert sam.post(f"{home}/joint-acts/{number}/confirm", f"{home}/joint-acts", digest=digest).status_code == 302
    assert "was deleted on" in officer.get(home).text
    assert WHY not in officer.get(f"{home}/joint-acts").text + officer.get(f"{home}/log").text
