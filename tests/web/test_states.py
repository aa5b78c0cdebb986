"""Each step is possible only in its state; the dashboard names the one that comes next."""

from __future__ import annotations

import re

import pytest

from ballot.store.models.election import CALLED_OFF
from tests.browser.gallery import practice
from tests.daily import daily
from tests.web.routes import READING, rules
from tests.web.world import OLGA, STATES, Made, World

ALLOWED = {
    "dashboard.settings": "draft",
    "dashboard.save_settings": "draft",
    "delete": "draft",
    "contact": "frozen open closed tallied declared published called-off",
    "forgetting": "published called-off",
    "paper": "draft",
    "removing": "draft",
    "candidates": "draft",
    "roll_rows": "draft",
    "roll": "draft",
    "trustees": "draft",
    "trustees.page": "draft frozen open closed",
    "trustees.link": "draft frozen open closed",
    "trustees.send": "draft frozen open closed",
    "lifecycle.freeze_page": "draft",
    "lifecycle.freeze_now": "draft",
    "mails.page": "frozen open closed tallied declared published called-off",
    "mails.send": "frozen open",
    "mails.retry": "frozen open closed tallied declared published called-off",
    "mails.decide": "frozen open closed",
    "replacing": "frozen open",
    "registrar": "frozen open",
    "registrar.page": "draft frozen open",
    "registrar.roll": "draft frozen open",
    "registrar.choose": "draft",
    "registrar.members": "draft",
    "registrar.hand_in": "draft",
    "letters": "frozen open",
    "token_file": "frozen open",
    "reminders.page": "frozen open",
    "reminders.plan": "frozen open",
    "reminders.cancel": "frozen open",
    "mails.take_returned": "frozen open closed",
    "mails.test": "draft frozen open closed tallied declared published called-off",
    "mails.preview_token": "draft frozen open closed tallied declared published called-off",
    "mails.save_own_words": "draft frozen open",
    "mails.send_test": "draft frozen open",
    "lifecycle.open_page": "frozen",
    "lifecycle.open_now": "frozen",
    "lifecycle.close_page": "open",
    "lifecycle.close_now": "open",
    "withdrawals": "frozen open closed",
    "vacancies": "tallied declared published",
    "vacancies.vacancy_list": "published",
    "vacancies.vacancy": "published",
    "vacancies.fill": "published",
    "result.count": "closed",
    "result.hand_in_share": "closed",
    "result.hand_in_shuffle": "closed",
    "result.decrypt_page": "closed",
    "result.decrypt_now": "closed",
    "result.open_now": "closed",
    "result.result": "tallied declared published",
    "result.result_pdf": "tallied declared published",
    "lots": "tallied",
    "result.declare_page": "tallied",
    "result.declare_now": "tallied",
    "result.publish_page": "declared",
    "result.publish_now": "declared",
    **dict.fromkeys(("keys", "token_requests"), "draft frozen open closed tallied declared published called-off"),
    "times.page": "draft frozen open",
    "times.set_schedule": "draft frozen open",
    "times.propose_end": "frozen open",
    "times": "open",
    "calling_off": "frozen open closed",
    "excusing": "closed",
    "corrections": "frozen open",
    "members": "draft frozen open closed tallied declared published called-off",
    "marked_register": "closed tallied declared published",
    "roll_changes": "frozen open",
    "roll_changes.page": "frozen open closed tallied declared published called-off",
    "practice.begin_with": "draft frozen open closed tallied declared published called-off",
    "practice.hide_it": "draft frozen open closed tallied declared published called-off",
    "practice.voting": "open",
    "practice.ballots": "open",
    "practice.progress": "open",
    "practice.trustees": "closed",
    **dict.fromkeys(("people", "handing_over"), "draft frozen open closed tallied declared published called-off"),
    "result.archive": "frozen open closed tallied declared published called-off",
    "result.companion": "frozen open closed tallied declared published called-off",
}
FORM = "multipart/form-data"
EVERY_STATE = (*STATES, CALLED_OFF)
NEXT = {
    "draft": "freeze and issue tokens",
    "frozen": "open the voting",
    "open": "close the voting",
    "closed": "open the count",
    "tallied": "declare the result",
    "declared": "publish",
}


@pytest.fixture(scope="module")
def elections(shared: World) -> dict[str, Made]:
    """One election in every state."""
    return {state: shared.make(state) for state in EVERY_STATE}


def allowed(endpoint: str) -> list[str]:
    """Return the states in which a page works."""
    return ALLOWED.get(endpoint, ALLOWED.get(endpoint.split(".")[0], "")).split()


@pytest.mark.parametrize("state", daily(["open"], EVERY_STATE))
def test_no_step_works_outside_its_state(shared: World, elections: dict[str, Made], state: str) -> None:
    browser, made = shared.browser(OLGA), elections[state]
    sent = {"csrf_token": browser.token("/officer/elections/new"), "sure": "y"}
    values = {"uuid": made.uuid, "position": 1, "contest": 1, "number": 1, "digest": "0" * 64}
    tried = 0
    for writing in (False, True):
        for rule in rules(shared.app, writing=writing):
            states = allowed(rule.endpoint)
            if not states or state in states:
                continue
            with shared.app.test_request_context():
                path = shared.app.url_map.bind("x").build(
                    rule.endpoint, {name: values[name] for name in rule.arguments}
                )
            writes = set(rule.methods or ()) - READING
            answer = browser.client.post(path, data=sent, content_type=FORM) if writes else browser.get(path)
            assert answer.status_code == 409, (rule, answer.status_code)
            assert "This is possible only while the election is" in answer.text, rule
            tried += 1
    assert tried > 10


def test_every_officer_page_of_an_election_is_in_the_table(shared: World) -> None:
    everywhere = {"dashboard.elections", "dashboard.new", "dashboard.create", "dashboard.dashboard"}
    everywhere |= {"dashboard.accept_invitation", "practice.begin"}
    for writing in (False, True):
        for rule in rules(shared.app, writing=writing):
            if rule.rule.startswith("/officer"):
                assert rule.endpoint in everywhere or allowed(rule.endpoint), rule


@pytest.mark.parametrize(("state", "words"), NEXT.items())
def test_the_dashboard_names_the_next_step(shared: World, elections: dict[str, Made], state: str, words: str) -> None:
    text = shared.browser(OLGA).get(f"/officer/elections/{elections[state].uuid}").text
    assert f"Next: {words}" in text
    assert len(re.findall(r'<li class="(?:now|waiting)">', text)) == 1


def test_a_published_election_has_no_next_step(shared: World, elections: dict[str, Made]) -> None:
    text = shared.browser(OLGA).get(f"/officer/elections/{elections['published'].uuid}").text
    assert "Next:" not in text and "The result is public" in text


def test_an_election_that_was_called_off_has_no_next_step(shared: World, elections: dict[str, Made]) -> None:
    text = shared.browser(OLGA).get(f"/officer/elections/{elections[CALLED_OFF].uuid}").text
    assert "Next:" not in text and "The election was called off" in text and "The result is public" not in text
    assert not re.search(r'<li class="(?:now|waiting|later)">', text) and primary_buttons(text) == []


def test_a_step_that_cannot_be_undone_asks(shared: World) -> None:
    made = shared.make("frozen")
    browser = shared.browser(OLGA)
    answer = browser.post(f"/officer/elections/{made.uuid}/open")
    assert answer.status_code == 422 and "Tick the box to confirm" in answer.text
    assert "Next: open the voting" in browser.get(f"/officer/elections/{made.uuid}").text


def test_the_result_is_the_officers_until_it_is_published(shared: World, elections: dict[str, Made]) -> None:
    for state in STATES[1:-1]:
        uuid = elections[state].uuid
        text = shared.browser().get(f"/elections/{uuid}/result").text
        assert "There is no public result yet" in text and "Elected" not in text, state
        assert b"\x22type\x22:\x22Result\x22" not in shared.browser().get(f"/elections/{uuid}/{uuid}.bel").data, state
    assert "Elected" in shared.browser().get(f"/elections/{elections['published'].uuid}/result").text


def primary_buttons(page: str) -> list[str]:
    """Return the buttons of a page that stand out."""
    main = page[page.index("<main") : page.index("</main")]
    return re.findall(r'<a class="button"[^>]*>[^<]*|<button(?! class="(?:plain|secondary|danger))[^>]*>[^<]*', main)


@pytest.mark.parametrize("state", STATES)
def test_the_dashboard_has_one_primary_button(shared: World, elections: dict[str, Made], state: str) -> None:
    page = shared.browser(OLGA).get(f"/officer/elections/{elections[state].uuid}").text
    nobody_else_is_waited_for = state not in ("open", "closed")  # members vote, trustees decrypt
    assert len(primary_buttons(page)) == nobody_else_is_waited_for


def test_the_dashboard_of_a_practice_election_has_one_in_every_state(world: World) -> None:
    seen = 0
    for what, uuid in practice(world):
        page = world.browser(OLGA).get(f"/officer/elections/{uuid}").text
        assert len(primary_buttons(page)) == 1, what
        seen += 1
    assert seen == 4
