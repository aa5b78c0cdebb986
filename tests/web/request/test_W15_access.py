"""W15: who may open what. A matrix of every route and every kind of reader, made from the url map."""

from __future__ import annotations

import re

import pytest

from ballot.election.roles import ALL_ROLES, AUDITOR, OBSERVER, OFFICER, REGISTRAR, SECOND_OFFICER
from ballot.web.api.operations import KEY
from ballot.web.request.access import ACCOUNT, ANYBODY, CREATOR, OTHER_ROLE, ROLE, TRUSTEE
from tests.daily import daily
from tests.web.routes import READING, address, rules
from tests.web.world import OLGA, OTTO, STATES, Made, World

EXPECTED = {
    **dict.fromkeys(("public", "health", "booth", "my_elections", "login", "second_step", "invitation"), (ANYBODY,)),
    **dict.fromkeys(("trustee.page", "turnout", "branding", "pdf"), (ANYBODY,)),
    "api": (ANYBODY, KEY),  # which is which: tests/web/api/test_api.py
    "trustee": (TRUSTEE,),
    **dict.fromkeys(("account", "passkeys", "dashboard.elections", "dashboard.accept_invitation"), (ACCOUNT,)),
    **dict.fromkeys(("dashboard.new", "dashboard.create", "practice.begin"), (CREATOR,)),
}
# Who opens a page of an election: whatever is not named here, the returning officer alone.
ROLES = {
    **dict.fromkeys(("dashboard.dashboard", "people.page", "people.end", "people.activity"), set(ALL_ROLES)),
    **dict.fromkeys(("letters.page", "letters.prepare", "letters.download", "letters.printed"), {OFFICER, REGISTRAR}),
    **dict.fromkeys(("corrections.page", "corrections.propose"), {OFFICER, SECOND_OFFICER}),
    "members.page": {OFFICER, SECOND_OFFICER},
    **dict.fromkeys(
        ("marked_register.page", "marked_register.propose", "marked_register.download"), {OFFICER, SECOND_OFFICER}
    ),
    **dict.fromkeys(
        (f"roll_changes.{view}" for view in ("page", "add_page", "add", "remove_page", "remove")),
        {OFFICER, SECOND_OFFICER},
    ),
    **dict.fromkeys(
        (
            "registrar.page",
            "registrar.roll",
            "registrar.members",
            "registrar.particulars",
            "registrar.hand_in",
            "registrar.states",
            "registrar.tokens",
            "registrar.letters",
            "registrar.requests",
            "registrar.ask_for",
        ),
        {OFFICER, REGISTRAR},
    ),
    **dict.fromkeys(("registrar.replace_page", "registrar.replace"), {OFFICER, SECOND_OFFICER}),
    **dict.fromkeys(("replacing.page", "replacing.propose"), {OFFICER, SECOND_OFFICER}),
    **dict.fromkeys(("people.acts", "people.confirm", "people.refuse", "times.page"), {OFFICER, SECOND_OFFICER}),
    **dict.fromkeys(("forgetting.page", "forgetting.forget"), {OFFICER, SECOND_OFFICER}),
    **dict.fromkeys(("calling_off.page", "calling_off.call_off"), {OFFICER, SECOND_OFFICER}),
    **dict.fromkeys(("excusing.page", "excusing.excuse"), {OFFICER, SECOND_OFFICER}),
    **dict.fromkeys(
        (f"withdrawals.{view}" for view in ("candidates", "candidate", "withdraw")), {OFFICER, SECOND_OFFICER}
    ),
    **dict.fromkeys(
        ("times.propose_end", "times.propose_closing", "times.stop_page", "times.stop"), {OFFICER, SECOND_OFFICER}
    ),
    **dict.fromkeys(("mails.page", "mails.send", "mails.retry"), {OFFICER, REGISTRAR}),
    **dict.fromkeys(("mails.decide", "mails.take_returned"), {OFFICER, REGISTRAR}),
    **dict.fromkeys(("mails.test", "mails.send_test", "mails.preview_token"), {OFFICER, REGISTRAR}),
    **dict.fromkeys(("token_requests.page", "token_requests.end"), {OFFICER, SECOND_OFFICER}),
    **dict.fromkeys(("result.archive", "result.companion"), {OFFICER, AUDITOR}),
}
MULTIPART = "multipart/form-data"
OTHERS = {role: f"{role}@example.org" for role in (SECOND_OFFICER, REGISTRAR, OBSERVER, AUDITOR)}


@pytest.fixture(scope="module")
def elections(shared: World) -> dict[str, Made]:
    """One election in every state, all run by Olga."""
    made = {state: shared.make(state) for state in STATES}
    for one in made.values():
        for role, email in OTHERS.items():
            shared.appoint(one, email, role)
    return made


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
        expected = EXPECTED.get(endpoint, EXPECTED.get(endpoint.split(".")[0], (ROLE,)))
        assert getattr(view, "access", None) in expected, endpoint


def test_a_view_that_says_nothing_answers_nobody(world: World) -> None:
    world.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert world.browser(OLGA).get("/forgotten").status_code == 404


@pytest.mark.parametrize("state", daily(["open"], STATES))
def test_W15_strangers_and_other_officers_reach_no_election_of_an_officer(
    shared: World, elections: dict[str, Made], state: str
) -> None:
    stranger, other = shared.browser(), shared.browser(OTTO)
    readers = ((stranger, stranger.token("/login"), 302), (other, other.token("/account"), 404))
    for writing in (False, True):
        for rule in rules(shared.app, writing=writing):
            if getattr(shared.app.view_functions[rule.endpoint], "access", None) != ROLE:
                continue
            path = address(shared.app, rule, elections[state].uuid)
            for browser, token, expected in readers:
                sent = {"csrf_token": token, "sure": "y", "channel": "merge"}
                answer = browser.client.post(path, data=sent, content_type=MULTIPART) if writing else browser.get(path)
                assert answer.status_code == expected, (path, answer.status_code)


def test_every_endpoint_of_an_election_is_for_the_roles_of_the_table(shared: World) -> None:
    endpoints = {endpoint for endpoint, _ in every_rule(shared)}
    assert set(ROLES) <= endpoints
    for endpoint in endpoints:
        view = shared.app.view_functions[endpoint]
        if getattr(view, "access", None) == ROLE:
            assert set(view.roles) == ROLES.get(endpoint, {OFFICER}), endpoint  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("state", daily(["open"], ["draft", "open", "closed", "declared"]))
def test_W15_each_role_opens_its_pages_and_no_other(
    shared: World, elections: dict[str, Made], state: str, role: str
) -> None:
    browser = shared.browser(OTHERS[role])
    sent = {"csrf_token": browser.token("/account"), "sure": "y"}
    opened = refused = 0
    for writing in (False, True):
        for rule in rules(shared.app, writing=writing):
            if (
                getattr(shared.app.view_functions[rule.endpoint], "access", None) != ROLE
                or rule.endpoint == "people.end"
            ):
                continue
            path = address(shared.app, rule, elections[state].uuid)
            answer = browser.client.post(path, data=sent, content_type=MULTIPART) if writing else browser.get(path)
            if role in ROLES.get(rule.endpoint, {OFFICER}):
                assert answer.status_code in (200, 302, 409, 422), (rule, answer.status_code)
                opened += 1
            else:
                assert answer.status_code == 403 and OTHER_ROLE in answer.text, (rule, answer.status_code)
                refused += 1
    assert opened >= 3 and refused > 30


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("state", daily(["draft", "tallied"], STATES))
def test_W15_pages_link_only_to_what_the_role_opens(
    shared: World, elections: dict[str, Made], state: str, role: str
) -> None:
    browser, home = shared.browser(OTHERS[role]), f"/officer/elections/{elections[state].uuid}"
    for page in (home, f"{home}/roles", f"{home}/log"):
        for link in set(re.findall(rf'(?:href|action)="({home}[^"]*)"', browser.get(page).text)):
            answer = browser.get(link)
            assert answer.status_code in (200, 405), (page, link, answer.status_code)


@pytest.mark.parametrize("role", OTHERS)
def test_W15_a_role_in_one_election_is_none_in_another(shared: World, elections: dict[str, Made], role: str) -> None:
    other = shared.make("open")
    browser = shared.browser(OTHERS[role])
    assert browser.get(f"/officer/elections/{other.uuid}").status_code == 404
    assert other.uuid not in browser.get("/officer").text
    assert elections["open"].uuid in browser.get("/officer").text


def test_W15_an_account_that_only_helps_creates_no_election(shared: World, elections: dict[str, Made]) -> None:
    browser = shared.browser(OTHERS[OBSERVER])
    assert browser.get("/officer/elections/new").status_code == 403
    assert browser.post("/officer/elections/new", "/account", name="Mine").status_code == 403
    assert "New election" not in browser.get("/officer").text


def test_an_observer_sees_numbers_only(shared: World, elections: dict[str, Made]) -> None:
    browser = shared.browser(OTHERS[OBSERVER])
    for state in ("draft", "open", "tallied"):
        home = f"/officer/elections/{elections[state].uuid}"
        for page in (home, f"{home}/roles", f"{home}/log"):
            text = browser.get(page).text
            assert "Member 0" not in text and "member0@" not in text and "Elected" not in text, page
    assert "voted" in browser.get(f"/officer/elections/{elections['open'].uuid}").text


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
