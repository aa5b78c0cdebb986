"""Attacks that only a browser shows: W3 (scripts in names), B7 (another tracking number), P7, P8, B18, W5."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from tests.browser.conftest import DESK, PHONE, Site, Watched, log_in, watching
from tests.browser.test_whole_election import assert_nothing_kept, tracking_number
from tests.frontend.stage import until
from tests.web.corpus import XSS
from tests.web.routes import address, rules
from tests.web.world import OLGA, STATES, Made

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def to_review(page: Page, made: Made, candidate: str = "Noor") -> None:
    """Open the booth by a ballot link, choose, and wait for the encryption."""
    page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
    page.get_by_role("button", name="Start").click()
    page.get_by_label(candidate).check()
    page.get_by_role("button", name="Review my ballot").click()
    page.get_by_role("button", name="Cast my ballot").wait_for()


def hostile_contest(text: str) -> ContestDraft:
    """Return a contest in which everything is `text`."""
    people = tuple(CandidateDraft(name=f"{text}{i}", slate=f"{text}{i}", statement=text) for i in range(2))
    return ContestDraft(title=text, maximum=1, blank=True, candidates=people)


def hostile(site: Site, state: str) -> Made:
    """Make an election in which whatever people type is an attack."""
    line = "".join(XSS)[:280]
    contests = tuple(hostile_contest(text) for text in XSS)
    values: dict[str, Any] = {"name": line, "description": "\n".join(XSS), "administrator": line}
    return site.world.make(state, contests=contests, people="".join(XSS)[:80], **values)


# Files, a ballot of the board as a file, and the log-in, which would send her away.
NO_PAGES = re.compile(r"\.json$|\.bel$|\.jsonl$|\.pdf$|\.csv$|\.zip$|/archive$|/companion$|/board/A|/login$")
SCRIPTS = re.compile(r"<script[^>]* src=")


def shows_attack(page: Page, path: str) -> bool:
    """Whether a page shows anything that an attacker has typed, escaped or not, or lets a script of its own show it."""
    if NO_PAGES.search(path):
        return False
    text = page.request.get(path).text()
    return "alert(1" in text or len(SCRIPTS.findall(text)) > text.count("/here.js")


@pytest.mark.parametrize("state", STATES)
def test_W3_nothing_runs_on_any_page(chrome: Browser, shared_site: Site, state: str) -> None:
    made = hostile(shared_site, state)
    with watching(chrome, shared_site, DESK) as desk:
        desk.expected.append("Failed to load resource")
        page = desk.page()
        log_in(page, OLGA)
        app = shared_site.world.app
        pages = [address(app, rule, made.uuid) for rule in rules(app, writing=False)]
        hostile_pages = [path for path in pages if shows_attack(page, path)]
        assert len(hostile_pages) > 15
        for path in hostile_pages:
            page.goto(path)
            assert page.evaluate("window.__alerts") == [], path


def test_W3_nothing_runs_in_the_booth(chrome: Browser, shared_site: Site) -> None:
    made = hostile(shared_site, "open")
    with watching(chrome, shared_site, PHONE) as phone:
        page = phone.page()
        page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        page.get_by_role("button", name="Start").click()
        for at, text in enumerate(XSS):
            page.locator(f"#contest-{at}").wait_for()
            assert text in (page.locator("#booth").text_content() or "")
            for unfolded in page.locator("summary, button.more").all():
                unfolded.click()
            page.locator("input[type=checkbox]").first.check()
            page.locator("#booth > .actions button").first.click()
        page.get_by_role("button", name="Cast my ballot").click()
        page.get_by_text("Your ballot is on the public board.").wait_for()
        assert phone.alerts() == []


def test_W3_a_token_with_a_script_is_shown_and_not_run(chrome: Browser, shared_site: Site) -> None:
    made = shared_site.world.make("open")
    with watching(chrome, shared_site, PHONE) as phone:
        for text in XSS:
            page = phone.page()
            page.goto(f"/vote/{made.uuid}")
            page.get_by_label("Your ballot token").fill(text)
            page.get_by_role("button", name="Start").click()
            expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()
        assert phone.alerts() == []


def test_B7_another_tracking_number_is_found_out(phone: Watched, site: Site) -> None:
    made = site.world.make("open")
    page = phone.page()

    def clash(route: Route) -> None:
        answer = route.fetch()
        receipt = answer.json()
        first = receipt["tracking_number"][0]
        receipt["tracking_number"] = ("B" if first == "A" else "A") + receipt["tracking_number"][1:]
        route.fulfill(response=answer, body=json.dumps(receipt))

    page.route("**/cast", clash)
    to_review(page, made)
    page.get_by_role("button", name="Cast my ballot").click()
    expect(page.get_by_role("heading", name="The receipt of the server is wrong")).to_be_visible()
    expect(page.get_by_text("It names another tracking number")).to_be_visible()


def test_B7_an_honest_receipt_gets_no_warning(phone: Watched, site: Site) -> None:
    made = site.world.make("open")
    page = phone.page()
    to_review(page, made)
    noted = tracking_number(page)
    page.get_by_role("button", name="Cast my ballot").click()
    expect(page.get_by_text("This page has verified the signature of the receipt")).to_be_visible()
    number = tracking_number(page)
    expect(page.get_by_role("heading", name="The receipt of the server is wrong")).to_have_count(0)
    page.goto(f"/elections/{made.uuid}/board?q={quote(number)}")
    assert tracking_number(page) == number
    page.locator("a.tracker").click()
    expect(page.locator("dl.facts")).to_contain_text("Check number")
    assert noted in page.locator("dl.facts").inner_text().replace(" ", ""), "the ballot under review is the one cast"


def test_P7_the_scripts_that_are_served_are_those_of_the_audit_page(phone: Watched, site: Site) -> None:
    made = site.world.make("open")
    page = phone.page()
    scripts: set[str] = set()
    page.on("response", lambda answer: scripts.add(answer.url) if "/static/js/" in answer.url else None)
    to_review(page, made)
    page.goto("/check", wait_until="networkidle")
    served = {
        url.split("/static/js/")[1].split("?")[0]: hashlib.sha256(page.request.get(url).body()).hexdigest()
        for url in scripts
    }
    assert {"booth.js", "worker.js", "check.js"} <= set(served)
    page.goto(f"/elections/{made.uuid}/audit")
    terms, values = page.locator("dt").all_text_contents(), page.locator("dd").all_text_contents()
    shown = {name.strip(): re.sub(r"\s", "", value) for name, value in zip(terms, values, strict=True)}
    assert served == {name: shown[name] for name in served}


def test_P8_nothing_stays_in_the_browser(phone: Watched, site: Site) -> None:
    made = site.world.make("open")
    page = phone.page()
    to_review(page, made)
    assert_nothing_kept(page)
    page.get_by_role("button", name="Cast my ballot").click()
    page.get_by_text("Your ballot is on the public board.").wait_for()
    assert_nothing_kept(page)
    text = page.content()
    assert made.tokens[0] not in text and "Noor" not in text


def test_B18_the_token_never_leaves_the_browser(phone: Watched, site: Site) -> None:
    made = site.world.make("open")
    page = phone.page()
    to_review(page, made)
    assert page.url == site.url(f"/vote/{made.uuid}")
    page.get_by_role("button", name="Cast my ballot").click()
    page.get_by_text("Your ballot is on the public board.").wait_for()
    bare = made.tokens[0].replace("-", "")
    assert len(phone.requests) > 5
    for request in phone.requests:
        sent = " ".join([request.url, request.post_data or "", *request.headers.values()])
        assert made.tokens[0] not in sent and bare not in sent, request.url
        assert not request.headers.get("referer"), request.url
    until(page, lambda: page.evaluate("history.state") is None)
    page.go_back()
    assert "#" not in page.url


def test_W2_a_page_of_another_site_cannot_cast_or_close(chrome: Browser, site: Site) -> None:
    made = site.world.make("open")
    with watching(chrome, site, DESK) as desk:
        desk.expected += ["Failed to load resource", "policy violation", "Content Security Policy", "form-action"]
        page = desk.page()
        log_in(page, OLGA)
        page.goto("about:blank")
        page.set_content(
            f'<form method=post action="{site.address}/officer/elections/{made.uuid}/close"><button>x</button></form>'
        )
        page.get_by_role("button").click()
        expect(page.get_by_text(re.compile("You may not do this|We could not read that")).first).to_be_visible()
        page.goto(f"{site.address}/officer/elections/{made.uuid}")
        expect(page.get_by_text("Next: close the voting")).to_be_visible()
