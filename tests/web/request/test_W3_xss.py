"""W3: whatever officers, members and trustees are called, a page shows it and never runs it (server-rendered pages)."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

import pytest

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from ballot.report import render_text
from tests.daily import daily
from tests.web.corpus import XSS
from tests.web.routes import address, rules
from tests.web.world import OLGA, STATES, World, found

ALLOWED_SCRIPTS = ("/static/js/",)


class Page(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str, where: object) -> Page:
    """Check that a page runs nothing but our own scripts, and loads and links to nothing else."""
    page = Page(html)
    for tag, attributes in page.tags:
        assert tag not in ("iframe", "object", "embed", "math", "style", "base", "mglyph"), where
        assert not any(name.startswith("on") for name in attributes), (where, tag, attributes)
        if tag == "script":
            assert (attributes.get("src") or "").startswith(ALLOWED_SCRIPTS), where
        if tag == "img":
            raise AssertionError((where, attributes))
        for name in ("href", "src", "action"):
            value = attributes.get(name) or "/"
            assert value.startswith(("/", "#", "?", "data:application/octet-stream;base64,", "url(#")), (where, value)
    return page


def contest(text: str) -> ContestDraft:
    """Return a contest in which everything is `text`."""
    people = tuple(CandidateDraft(name=f"{text}{i}", slate=f"{text}{i}", statement=text) for i in range(2))
    return ContestDraft(title=text, maximum=1, candidates=people)


def hostile(world: World, state: str, texts: Sequence[str]) -> str:
    """Make an election in which whatever people type is one of the texts, or as many of them as fit."""
    line = "".join(texts)[:280]
    return world.make(
        state,
        name=line,
        description="\n".join(texts),
        administrator=line,
        contests=tuple(contest(text) for text in texts),
        votes=(0, 0, 1),
        people="".join(texts)[:80],
    ).uuid


@pytest.mark.parametrize("state", daily(["open"], STATES))
def test_W3_every_page_shows_and_none_runs(shared: World, state: str) -> None:
    uuid, browser = hostile(shared, state, XSS), shared.browser(OLGA)
    shown = dict.fromkeys(XSS, 0)
    for rule in rules(shared.app, writing=False):
        answer = browser.get(address(shared.app, rule, uuid))
        if answer.mimetype == "text/html":
            page = assert_harmless(answer.text, rule)
            for text in XSS:
                shown[text] += text in page.text
    assert min(shown.values()) >= 1, shown


@pytest.fixture(scope="module")
def draft_uuid(shared: World) -> str:
    """A draft election."""
    return shared.make("draft").uuid


@pytest.fixture(scope="module")
def open_uuid(shared: World) -> str:
    """An open election."""
    return shared.make("open").uuid


@pytest.mark.parametrize("text", XSS)
def test_W3_forms_give_back_what_was_typed_and_do_not_run_it(shared: World, open_uuid: str, text: str) -> None:
    browser = shared.browser(OLGA)
    answer = browser.post("/officer/elections/new", name=text, description=text, minimum_ballots=text, zone=text)
    assert answer.status_code == 422
    assert_harmless(answer.text, "new election")
    answer = browser.post("/login", "/officer", email=text, password=text, next=text)
    assert_harmless(answer.text, "login")
    assert_harmless(browser.get(f"/login?next={text}").text, "login")
    board = browser.get(f"/elections/{open_uuid}/board", query_string={"q": text, "page": text})
    assert_harmless(board.text, "board")


@pytest.mark.parametrize("text", XSS)
def test_W3_a_roll_shows_names_and_does_not_run_them(shared: World, draft_uuid: str, text: str) -> None:
    quoted = text.replace('"', '""')
    content = f'name,email\n"{quoted}",a@example.org\n"{quoted}",a@example.org\n"x","{quoted}"\n'.encode()
    browser = shared.browser(OLGA)
    home = f"/officer/elections/{draft_uuid}"
    answer = browser.upload_roll(home, content)
    assert answer.status_code == 200
    assert text in assert_harmless(answer.text, "what the file holds").text
    assert text in assert_harmless(browser.get(f"{home}/roll/columns").text, "columns").text
    assert browser.post(f"{home}/roll/give-up", f"{home}/roll/check").status_code == 302


def test_W3_a_mail_is_plain_text_and_is_never_rendered_from_html() -> None:
    with pytest.raises(ValueError, match="not a plain-text template"):
        render_text("base.html")


def test_B16_names_are_isolated_from_the_text_around_them(shared: World) -> None:
    uuid, browser = hostile(shared, "published", ["שלום abc"]), shared.browser()
    for path in (f"/elections/{uuid}", f"/elections/{uuid}/result", "/"):
        text = browser.get(path).text
        assert "<bdi>שלום abc" in text, path
    with shared.database.reading() as session:
        assert found(session, uuid).name == "שלום abc"
