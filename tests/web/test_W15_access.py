"""W15: who may open what. A matrix of every route and every kind of reader, made from the url map."""

from __future__ import annotations

import pytest

from ballot.web.access import ANYBODY, OFFICER, OWNER, TRUSTEE
from tests.web.routes import READING, address, rules
from tests.web.world import OLGA, OTTO, STATES, Browser, Made, World

EXPECTED = {
    **dict.fromkeys(("public", "member", "auth", "trustee.page"), (ANYBODY,)),
    "trustee": (TRUSTEE,),
}


@pytest.fixture(scope="module")
def elections(shared: World) -> dict[str, Made]:
    """One election in every state, all run by Olga."""
    return {state: shared.make(state) for state in STATES}


def every_rule(world: World) -> list[tuple[str, str]]:
    """Return the endpoint and one method of every rule."""
    return [
        (rule.endpoint, "POST" if set(rule.methods or ()) - READING else "GET")
        for writing in (False, True)
        for rule in rules(world.app, writing=writing)
    ]


def test_every_view_says_who_it_is_for(shared: World) -> None:
    assert len(every_rule(shared)) > 40
    for endpoint, _ in every_rule(shared):
        view = shared.app.view_functions[endpoint]
        expected = EXPECTED.get(endpoint, EXPECTED.get(endpoint.split(".")[0], (OFFICER, OWNER)))
        assert getattr(view, "access", None) in expected, endpoint


def test_a_view_that_says_nothing_answers_nobody(world: World) -> None:
    world.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert world.browser(OLGA).get("/forgotten").status_code == 404


@pytest.mark.parametrize("state", STATES)
def test_W15_strangers_and_other_officers_reach_no_election_of_an_officer(
    shared: World, elections: dict[str, Made], state: str
) -> None:
    readers: list[tuple[Browser, set[int]]] = [(shared.browser(), {302}), (shared.browser(OTTO), {404})]
    for writing in (False, True):
        for rule in rules(shared.app, writing=writing):
            if getattr(shared.app.view_functions[rule.endpoint], "access", None) != OWNER:
                continue
            path = address(shared.app, rule, elections[state].uuid)
            for browser, allowed in readers:
                answer = _request(browser, path, writing)
                assert answer in allowed, (path, answer)


def _request(browser: Browser, path: str, writing: bool) -> int:
    if not writing:
        return browser.get(path).status_code
    page = "/officer/elections/new" if browser.get("/officer").status_code == 200 else "/login"
    return browser.post(path, page, sure="y", channel="merge").status_code


def test_W15_officers_list_only_their_own(shared: World, elections: dict[str, Made]) -> None:
    mine, others = shared.browser(OLGA).get("/officer").text, shared.browser(OTTO).get("/officer").text
    assert all(made.uuid in mine and made.uuid not in others for made in elections.values())


def test_W15_contests_and_trustees_of_another_election_are_not_reachable(world: World) -> None:
    first, second = world.make("draft"), world.make("draft")
    browser = world.browser(OLGA)
    browser.post(f"/officer/elections/{first.uuid}/contests/1/remove", f"/officer/elections/{first.uuid}/contests")
    assert browser.get(f"/officer/elections/{first.uuid}/contests/1").status_code == 404
    assert browser.get(f"/officer/elections/{second.uuid}/contests/1").status_code == 200
    assert browser.get(f"/officer/elections/{second.uuid}/trustees/3/key").status_code == 404
