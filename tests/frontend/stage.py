# SPDX-License-Identifier: Apache-2.0
"""A browser at a mock server: what the tests of the booth share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from ballot.crypto.credentials import new_token, new_uuid, public_credential
from ballot.crypto.group import ED25519, random_scalar
from ballot.crypto.hashing import sha256_base64
from ballot.election.paper.statements import statement_tree
from ballot.records.canonical import encode
from ballot.records.questions import BLANK_LIST
from tests.conftest import PATIENCE
from tests.frontend.bridge import FRONTEND
from tests.frontend.mock_server import MockServer, Scene

NAMES = [
    "Amina Okafor", "Jonas Lindqvist", "Zoë Ó Briain", "Łukasz Żak", "محمد العلي",
    "A <b>bold</b> name", "李小龙", "Ngọc Nguyễn", "O'Hara \"Red\" & Sons", "Ann-Kathrin Müller-Lüdenscheidt",
]  # fmt: skip
STATEMENT = statement_tree("I have served the section for **six** years.\n\nVote <script>alert(1)</script> for me.")


def committee() -> list[dict[str, Any]]:
    """Return the questions: five of ten with blank, and one that demands an answer."""
    return [
        {"answers": NAMES, "blank": True, "min": 0, "max": 5, "question": "Executive committee"},
        {"answers": ["Yes", "No"], "min": 1, "max": 1, "question": "Amend the <i>statutes</i>?"},
    ]


DELEGATES = [f"Delegate {name}" for name in "Anna Boris Carla Dmitri Eleni Farid Grete Hamid Inês".split()]
GRADES = ["Excellent", "Good", "Acceptable", "Poor", "Reject"]
ORDER = {"type": "NonHomomorphic", "value": {"answers": DELEGATES, "question": "Conference delegates"}}
EQUAL = {"type": "NonHomomorphic", "value": {"answers": ["Red", "Green", "Blue"], "question": "Colour of the banner"}}
GRADED = {
    "type": "NonHomomorphic", "value": {"answers": NAMES[:3], "question": "President"},
    "extra": {"type": "MajorityJudgment", "blank": False, "grades": GRADES},
}  # fmt: skip
LISTS = {
    "type": "Lists",
    "value": {
        "answers": [["Open Section", *NAMES[:3]], ["Fresh Start", *NAMES[3:6]], list(BLANK_LIST)],
        "question": "Council",
    },
}
CLOSED = {**LISTS, "extra": {"type": "ClosedLists"}}
RULES: dict[str, dict[str, Any]] = {
    "Conference delegates": {"kind": "ranked", "rule": "scottish-stv", "ranks": len(DELEGATES)},
    "Colour of the banner": {"kind": "ranked", "rule": "schulze", "ranks": 3},
    "President": {"kind": "ranked", "rule": "majority-judgment", "grades": GRADES},
}


def other_contest(question: dict[str, Any]) -> dict[str, Any]:
    """Return what booth.json says about a ranked or a lists question."""
    title, answers = question["value"]["question"], question["value"]["answers"]
    about = {"title": title, "seats": 3, "rule_text": "The rule of the count in plain words."}
    if question["type"] == "Lists":
        lists = [
            {"name": list_name, "candidates": [{"name": name, "statement": []} for name in names]}
            for list_name, *names in answers[:-1]
        ]
        return {**about, "kind": "lists", "lists": lists, "blank": True}
    candidates = [
        {"name": name, "slate": ["Open", "Fresh"][i % 2], "slate_colour": i % 2, "statement": [] if i else STATEMENT}
        for i, name in enumerate(answers)
    ]
    return {**about, "candidates": candidates, **RULES[title]}


def contests(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what booth.json says about the questions."""
    made = []
    for question in questions:
        if question.get("type") in ("NonHomomorphic", "Lists"):
            made.append(other_contest(question))
            continue
        candidates = [
            {
                "name": name, "slate": ["Open Section", "Fresh Start"][i % 2] if len(question["answers"]) > 2 else "",
                "statement": STATEMENT if i < 2 else [], "slate_colour": i % 2,
            }
            for i, name in enumerate(question["answers"])
        ]  # fmt: skip
        made.append({
            "title": question["question"], "seats": question["max"], "min": question["min"], "max": question["max"],
            "blank": bool(question.get("blank")), "rule_text": "The candidates with the most votes are elected.",
            "candidates": candidates,
        })  # fmt: skip
    return made


def until(page: Page, done: Callable[[], bool]) -> None:
    """Wait until something is so that the page itself does not show."""
    for _ in range(PATIENCE // 100):
        if done():
            return
        page.wait_for_timeout(100)
    raise AssertionError("this has not happened")


class Stage:
    """One election on a mock server, and one browser page."""

    def __init__(self, browser: Browser, questions: list[dict[str, Any]] | None = None, width: int = 360) -> None:
        questions = questions or committee()
        uuid, self.token = new_uuid(), new_token()
        self.private_key = random_scalar(ED25519)
        record = encode({
            "version": 1, "description": "", "name": "Executive committee election", "group": "Ed25519",
            "public_key": str(ED25519.g**self.private_key), "questions": questions, "uuid": uuid,
        })  # fmt: skip
        credential = str(public_credential(ED25519, uuid, self.token))
        self.scene = Scene(record.decode(), sha256_base64(record), uuid, credential, contests(questions))
        self.server = MockServer(self.scene)
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 740}, accept_downloads=True, timezone_id="Europe/Berlin", locale="en-GB"
        )
        self.troubles: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Return a page whose errors and foreign requests are noted."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: message.type in ("error", "warning") and self._note(message.text))
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda request: self._check_address(request.url))
        page.on("dialog", lambda dialog: self._dialog(dialog))
        return page

    def _dialog(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self._note(f"dialog: {dialog.message}")
        dialog.accept()

    def _note(self, text: str) -> None:
        # A missing ballot, a refusal or a lost connection is what some tests ask for; the page handles it.
        if "Failed to load resource" not in text:
            self.troubles.append(text)

    def _check_address(self, url: str) -> None:
        if not url.startswith((self.server.address, "blob:")):
            self.troubles.append(f"foreign request: {url}")

    @property
    def booth(self) -> str:
        """The address of the booth."""
        return f"{self.server.address}/vote/{self.scene.uuid}"

    def to_choose(self) -> None:
        """Open the ballot link and start."""
        self.page.goto(f"{self.booth}#{self.token}")
        self.page.get_by_role("button", name="Start").click()
        self.page.locator("#contest-0").wait_for()

    def choose(self, *names: str) -> None:
        """Tick candidates or answers, each in its contest: one of those that are still to come."""
        for name in names:
            while self.box(name).count() == 0:
                self.turn()
            self.box(name).check()

    def turn(self, way: str = "Next") -> None:
        """Go to the next contest, or the one before."""
        self.page.get_by_role("button", name=way, exact=True).click()

    def review(self) -> None:
        """Go on to the review, past the contests that are still to come, until the ballot is encrypted."""
        self.press_review()
        self.page.get_by_text("You have not voted yet.").wait_for()

    def press_review(self) -> None:
        """Go past the contests that are still to come, and press the button of the last one."""
        button = self.page.get_by_role("button", name="Review my ballot")
        while button.count() == 0:
            self.turn()
        button.click()

    def challenge(self) -> None:
        """Unfold the check number, and begin the challenge."""
        self.page.get_by_text("Your check number", exact=True).click()
        self.page.get_by_role("button", name="Check that this device encrypts honestly").click()

    def box(self, name: str) -> Locator:
        """Return the box of a candidate or answer."""
        card = self.page.locator(".choice", has=self.page.get_by_text(name, exact=True))
        return card.get_by_role("checkbox")

    def to_review(self, *names: str) -> str:
        """Choose and review; return the check number that the page shows."""
        self.to_choose()
        self.choose(*(names or (NAMES[0], NAMES[2], "Yes")))
        self.review()
        return self.check_number()

    def check_number(self) -> str:
        """Return the check number on the page of an encrypted ballot, without its spaces."""
        return self._number("Your check number")

    def tracking_number(self) -> str:
        """Return the tracking number on the page of a signed ballot, without its spaces."""
        return self._number("Your tracking number")

    def _number(self, heading: str) -> str:
        self.page.get_by_text(heading, exact=True).wait_for()
        return (self.page.locator(".tracker").first.text_content() or "").replace(" ", "")

    def sent(self, check_number: str) -> str:
        """Return the tracking number of the ballot sent last: it must be the one under review, signed."""
        body = [body for path, body in self.scene.posts if path.endswith("/cast")][-1]
        assert json.loads(body)["signature"]["hash"] == check_number
        return sha256_base64(body.encode())

    def cast(self) -> None:
        """Press the button that casts."""
        self.page.get_by_role("button", name="Cast my ballot").click()

    def accessibility_problems(self) -> list[str]:
        """Let axe look at the page as it is now."""
        self.page.evaluate((FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]

    def close(self) -> None:
        """Close everything, and fail for what went wrong unseen."""
        self.context.close()
        self.server.close()
        assert self.troubles == []
