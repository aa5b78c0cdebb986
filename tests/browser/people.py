"""A person at a browser of their own, who finds everything by what the pages say in the language that they read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

import ballot
from ballot.language import DOMAIN, SOURCE, _, in_language, ngettext, translated
from tests.browser.looks import findings
from tests.web.world import OLGA, PASSWORD

_TAG = re.compile(r"<[^>]+>")
_LINK = re.compile(r"<a [^>]*>(.*?)</a>")
# Words that stand in nearly every English sentence, and that neither French nor Spanish nor Arabic knows.
_ENGLISH = re.compile(r"\b(?:the|of|and|is|are|was|this|that|with|your|you|it|by|to|from|have)\b", re.IGNORECASE)
# What the page says itself: commands and the log are English, a letter is in its reader's language, names are as given,
# and of 300 tracking numbers one has letters that make an English word ("Of+J").
_OWN_WORDS = """() => [...document.querySelectorAll("body *:not(script, style, noscript, template)")]
  .filter((it) => !it.closest("pre, code, bdi, [translate=no]") && it.closest("[lang]") === document.documentElement)
  .flatMap((it) => [it.ariaLabel, it.placeholder, ...[...it.childNodes].filter((node) => node.nodeType === 3)
    .map((node) => node.data)])
  .filter((text) => text && text.trim())"""


class Unknown(NullTranslations):
    """What a catalogue falls back on: a text that is not translated would be looked for in English, and be found."""

    def gettext(self, message: str) -> str:
        raise AssertionError(f"not translated: {message}")


@cache
def _catalogue(language: str) -> NullTranslations:
    found = translation(DOMAIN, Path(ballot.__file__).parent / "translations", [language])
    found.add_fallback(Unknown())
    return found


def said_in(language: str, text: str, many: str = "", number: int = 0, /, **values: object) -> str:
    """Return a text, or that for a number, as pages show it in a language: without its tags."""
    if language != SOURCE:
        _catalogue(language).gettext(text)
    with in_language(language):
        found = ngettext(text, many, number, **values) if many else _(text, **values)
    return unescape(_TAG.sub("", found))


def turn_page(link: Locator) -> None:
    """Follow a link, or press the button of a form, and wait for the page that answers.

    A click alone waits for neither: what comes next would meet the page before, the page after, or what is between.
    What leads on is waited for first: the page that it is on may be on its way itself.
    """
    link.wait_for()
    with link.page.expect_navigation():
        link.click()


@dataclass
class Person:
    """Somebody who sits before a page."""

    page: Page
    language: str = SOURCE
    axe: str = ""  # its source, if the pages are looked at

    def said(self, text: str, many: str = "", number: int = 0, /, **values: object) -> str:
        """Return a text, or that for a number, as pages show it in the person's language."""
        return said_in(self.language, text, many, number, **values)

    def button(self, *text: Any, **values: object) -> Locator:
        """Find a button by its name."""
        return self.page.get_by_role("button", name=self.said(*text, **values))

    def press(self, *text: Any, **values: object) -> None:
        """Press a button."""
        self.button(*text, **values).click()

    def submit(self, *text: Any, **values: object) -> None:
        """Press the button of a form, and wait for the page that answers."""
        turn_page(self.button(*text, **values))

    def link(self, text: str, *plural: Any, nth: int = 0, **values: object) -> Locator:
        """Find a link by its name, or by the sentence that it stands in: the link `nth` of that sentence."""
        with in_language(self.language):
            inside = _LINK.findall(translated(text))
        return self.page.get_by_role("link", name=inside[nth] if inside else self.said(text, *plural, **values))

    def follow(self, *text: Any, **values: Any) -> None:
        """Follow a link, the first one of this name, to its page."""
        turn_page(self.link(*text, **values).first)

    def download(self, link: Locator, place: Path) -> Path:
        """Press what downloads a file, and keep it as `place`, or in this folder under its own name."""
        with self.page.expect_download() as downloading:
            link.click()
        file = place / downloading.value.suggested_filename if place.is_dir() else place
        downloading.value.save_as(file)
        return file

    def field(self, label: str, *, exact: bool = True, **values: object) -> Locator:
        """Find a field by its label."""
        return self.page.get_by_label(self.said(label, **values), exact=exact)

    def fill(self, label: str, text: str) -> None:
        """Type into a field."""
        self.field(label).fill(text)

    def choose(self, label: str, **values: object) -> None:
        """Tick a box, or one choice of several."""
        self.field(label, **values).check()

    def take(self, label: str, file: Path | dict[str, Any]) -> None:
        """Choose a file."""
        self.field(label).set_input_files(file)  # type: ignore[arg-type]

    def sees(self, *text: Any, **values: object) -> None:
        """Wait until a text is on the page."""
        expect(self.page.get_by_text(self.said(*text, **values)).first).to_be_visible()

    def heading(self, *text: Any, **values: object) -> None:
        """Wait until the page has this title."""
        self.page.get_by_role("heading", level=1, name=self.said(*text, **values)).wait_for()

    def english(self) -> list[str]:
        """Return the texts of the page that are English though the person reads another language."""
        if self.language == SOURCE:
            return []
        return [text.strip() for text in self.page.evaluate(_OWN_WORDS) if _ENGLISH.search(text)]

    def look(self, where: str) -> None:
        """Fail if axe finds anything on the page as it is now, if something does not fit the screen, or is English."""
        found = [*findings(self.page, self.axe, where), *(f"{where}: {text}" for text in self.english())]
        assert not found, found

    def log_in(self, email: str = OLGA, password: str = PASSWORD) -> None:
        """Log in by the form."""
        self.page.goto("/login")
        self.fill("E-mail address", email)
        self.fill("Password", password)
        self.submit("Log in")
        self.page.wait_for_url("**/officer")

    def accept(self, link: str, name: str, password: str = PASSWORD) -> None:
        """Accept an invitation by the link of its mail, with a new account."""
        self.page.goto(link)
        self.heading("You are invited")
        expect(self.field("Code of the invitation")).to_have_value(link.partition("#")[2])
        self.submit("Continue")
        self.fill("Your name", name)
        self.fill("New password", password)
        self.fill("The new password again", password)
        self.submit("Accept and log in")
