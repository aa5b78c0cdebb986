"""axe finds nothing on any page of any election, on a phone and on a desk, and nothing too faint there in the dark, and
every page is among them. A page that differs from one already seen by nothing but keys and times is looked at once.
Where only the words differ, they have to fit the phone; axe looks at each of these too in `make soak`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.routing import Rule

from tests.browser.conftest import DESK, PHONE, Site, log_in, watching
from tests.browser.gallery import every_election
from tests.browser.looks import findings, too_faint_in_the_dark, what_does_not_fit
from tests.web.routes import address, readable
from tests.web.world import OLGA, OTTO

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRUSTEES_DATA = ("archive", "certificates", "companion", "private_key", "state", "test", "vinput")
# What the walk does not see, and why.
ELSEWHERE = {
    "second_step.page": "follows a right password of an account with a second factor: test_accounts.py looks at it",
    "passkeys.confirm_removal": "about one passkey: test_passkeys.py looks at it",
    "roll_rows.mend_rejected": "about one rejected row of an uploaded roll: tests/web/officer/roll looks at it",
    "branding.logo": "a picture",
    "pdf.progress": "no page: an answer to the script of the page that waits for a PDF",
    "my_elections.back": "no page: sends on to my.page",
    "public.on_board": "no page: an answer to the script of the booth",
    **dict.fromkeys(
        (f"trustee.{what}" for what in TRUSTEES_DATA),
        "no page: trustee.page asks for it, with the secret of the trustee's link",
    ),
}
NO_PAGES = re.compile(
    r"/(api|health|metrics)\b|\.(bel|css|csv|html|jpg|json|jsonl|pdf|zip)$"
)  # for programs, and files
# What the page shows comes from its script, so that the same HTML can be another page.
LIVELY = ("/vote/", "/trustee/")
TWICE = """() => [...document.querySelectorAll("[id]")].map(({ id }) => id)
  .filter((id, at, all) => all.indexOf(id) < at)"""  # a script that looks for one of them finds the other
_RECEIPT = re.compile(r"/elections/\w+/receipts/[^\"/]{43}")
_CHANGING = re.compile(
    r'csrf[-_]token" (?:content|value)="[^"]*"'
    r"|\d{4}-\d\d-\d\d|T?\d\d:\d\d(?::\d\d)?(?:[.\d]*Z)?|\d+ (?:minute|second)s?"
    r"|[0-9a-f]{64}|[\w+/-]{43}|(?:[\w+/-]{4} ){5,}[\w+/-]{1,4}"
)
# What axe does not read: which words and which addresses there are. That there are some, it does.
_WORDS = re.compile(r">[^<>]*[^<>\s][^<>]*<")
_VALUES = re.compile(r'\b(value|href|src|action|title|content|alt|placeholder|aria-label)="[^"]+"')


def frame(words: str) -> str:
    """Return a page without its words and numbers: its elements, their names, and which of them are empty."""
    return re.sub(r"\d+", "0", _VALUES.sub(r'\1="x"', _WORDS.sub(">x<", words)))


def pages(app: Flask) -> list[Rule]:
    """Return the rules of what a browser shows as a page."""
    return [rule for rule in readable(app) if not NO_PAGES.search(rule.rule)]


@dataclass
class Walk:
    """One person's walk over the pages with several browsers: what they have seen, and what axe has found there."""

    browsers: list[Page]
    site: Site
    axe: str
    seen: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def log_in(self, email: str) -> None:
        """Log the person in, in every browser."""
        for page in self.browsers:
            log_in(page, email)

    def over(self, uuid: str, what: str, endpoints: str = "") -> None:
        """Walk over the pages of an election."""
        for rule in pages(self.site.world.app):
            if rule.endpoint.startswith(endpoints) and "uuid" in rule.arguments:
                self.visit(rule, uuid, what)
        board = self.browsers[0].request.get(f"/elections/{uuid}/board").text()
        if receipt := _RECEIPT.search(board):
            self.look("booth.receipt_page", receipt[0], uuid, what)

    def over_the_rest(self, what: str) -> None:
        """Walk over the pages of no election."""
        for rule in pages(self.site.world.app):
            if not rule.arguments:
                self.visit(rule, "", what)

    def visit(self, rule: Rule, uuid: str, what: str) -> None:
        """Look at the page of a rule in an election."""
        self.look(rule.endpoint, address(self.site.world.app, rule, uuid), uuid, what)

    def look(self, endpoint: str, path: str, uuid: str, what: str) -> None:
        """Look at a page, unless one like it has been looked at; a page that says why it is none is a page too."""
        answer = self.browsers[0].request.get(path, max_redirects=0)
        if answer.ok:
            self.visited.add(endpoint)
        if answer.status in (301, 302, 303) or not answer.headers.get("content-type", "").startswith("text/html"):
            return
        words = _CHANGING.sub("", answer.text().replace(uuid, ""))
        if words in self.seen and not path.startswith(LIVELY):
            return
        self.seen.add(words)
        called, known = f"{path} ({what})", frame(words) in self.frames and not os.environ.get("BALLOT_SOAK")
        self.frames.add(frame(words))
        if known and not path.startswith(LIVELY):
            self.found += layout(self.browsers[0], path, called)
            return
        for page in self.browsers:
            self.found += problems(page, path, called, self.axe)
        self.found += too_faint_in_the_dark(self.browsers[0], called)


def problems(page: Page, path: str, called: str, axe: str) -> list[str]:
    """Open a page in a browser, and return what is wrong with it there."""
    page.goto(path)
    if path.startswith("/vote/"):
        expect(page.get_by_text("Loading the ballot paper")).to_have_count(0)
    return findings(page, axe, called) + repeated(page, called)


def layout(page: Page, path: str, called: str) -> list[str]:
    """Open a page whose like axe has seen, and return what does not fit the screen."""
    page.goto(path)
    return what_does_not_fit(page, called) + repeated(page, called)


def repeated(page: Page, called: str) -> list[str]:
    """Return the elements of a page that share a name."""
    return [f"{called}: two elements are #{name}" for name in page.evaluate(TWICE)]


SIZES = (PHONE, DESK)


@pytest.fixture
def olga(chrome: Browser, site: Site, axe: str) -> Iterator[Walk]:
    """The returning officer, at whose pages we look on a phone and on a desk."""
    yield from walk(chrome, site, axe)


@pytest.fixture
def otto(chrome: Browser, site: Site, axe: str) -> Iterator[Walk]:
    """The registrar, likewise."""
    yield from walk(chrome, site, axe)


def walk(chrome: Browser, site: Site, axe: str) -> Iterator[Walk]:
    """Open a watched browser of each size; what does not exist in some state has a page too, which is no complaint."""
    with ExitStack() as stack:
        browsers = [stack.enter_context(watching(chrome, site, size)) for size in SIZES]
        for browser in browsers:
            browser.expected.append("Failed to load resource")
        yield Walk([browser.page() for browser in browsers], site, axe)


def test_axe_finds_nothing_on_any_page_and_sees_them_all(site: Site, olga: Walk, otto: Walk) -> None:
    olga.over_the_rest("nobody has logged in")
    olga.log_in(OLGA)
    otto.log_in(OTTO)
    for what, uuid in every_election(site.world):
        olga.over(uuid, what)
        if what.startswith("registrar"):
            otto.over(uuid, f"{what}, as the registrar", "registrar.")
    olga.over_the_rest("an officer with many elections")
    assert "\n".join(olga.found + otto.found) == ""
    assert {rule.endpoint for rule in pages(site.world.app)} - olga.visited - otto.visited == set(ELSEWHERE)


def test_axe_finds_nothing_on_the_page_that_waits_for_a_pdf(
    site: Site, olga: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballot.web.page.pdf.worker.wake", lambda _jobs: None)  # nobody makes it
    path = f"/elections/{site.world.make('published', votes=(0, 0, 1)).uuid}/result.pdf"
    for page in olga.browsers:
        assert problems(page, path, "a PDF that is being made", olga.axe) == []
        expect(page.get_by_role("status")).to_have_text("The PDF is being made.")
