"""In a made-up language that brackets every text of the catalogues, no page shows a word outside of brackets."""

from __future__ import annotations

import gettext
import re
from html.parser import HTMLParser

import pytest

from ballot import language
from tests.web.routes import address, rules
from tests.web.world import OLGA, STATES, World

OPEN, CLOSE = "⟦", "⟧"
INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[A-Za-z]{2,}")
SHOWN = frozenset({"aria-label", "title", "placeholder", "alt", "data-label", "label"})
QUIET = frozenset({"pre", "code", "style", "script", "svg", "bdi", "textarea", "time", "option"})
# What stands in the database of these tests, the program's name, times and addresses, and the words for a browser.
DATA = re.compile(
    r"\bballot\b|Executive committee|Noor|Ola|Pia|I am|Trustee [AB]|A browser|http://\S+|\S+@example.org"
    r"|English|Français|Español|Deutsch|\w+day \d+ \w+ \d{4}, \S+ UTC"
)


class Bracketed(gettext.NullTranslations):
    """The made-up language."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Texts(HTMLParser):
    """Collects what a page shows, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.quiet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        if self.quiet or tag in QUIET or {"mono", "checksum", "tracker"} & set(classes.split()):
            self.quiet += [tag] * (tag not in ("br", "input", "img", "wbr"))
        self.shown += [f"{value}\n" for name, value in attrs if name in SHOWN]

    def handle_endtag(self, tag: str) -> None:
        if self.quiet and tag == self.quiet[-1]:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.shown.append(data)


def outside(page: str) -> list[str]:
    """Return the lines of a page with words outside of brackets."""
    texts = Texts()
    texts.feed(page)
    text, before = "".join(texts.shown), ""
    while text != before:
        text, before = INNERMOST.sub("", text), text
    return [line.strip() for line in text.splitlines() if WORD.search(DATA.sub("", line))]


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be in the made-up language."""
    monkeypatch.setattr(language, "_catalogue", lambda code: Bracketed())


@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize("state", STATES)
def test_no_page_shows_a_text_that_is_in_no_catalogue(shared: World, state: str) -> None:
    made, browser, seen = shared.make(state), shared.browser(OLGA), 0
    for rule in rules(shared.app, writing=False):
        if "uuid" not in rule.arguments and state != "draft":
            continue
        answer = browser.get(address(shared.app, rule, made.uuid))
        if answer.status_code == 200 and answer.mimetype == "text/html":
            assert outside(answer.text) == [], rule
            seen += 1
    assert seen > 10


def test_a_word_outside_of_brackets_is_found() -> None:
    assert outside(f"<h1>{OPEN}Roll of {OPEN}5 members{CLOSE}{CLOSE}</h1><p>ballot</p>") == []
    assert outside('<p aria-label="Roll"></p>') == ["Roll"]
    assert outside(f"<p>{OPEN}See <a>the roll</a>{CLOSE}, now</p>") == [", now"]
