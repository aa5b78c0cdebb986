# SPDX-License-Identifier: Apache-2.0
"""The booth at the real application: what it shows and sends is what the server means and accepts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from ballot.board.checkpoint import Receipt, verify_receipt
from ballot.election.scene import Scene
from ballot.election.tally.tally import close_voting
from ballot.records.canonical import decode
from tests.conftest import PATIENCE
from tests.frontend.stage import until
from tests.late import late
from tests.web.world import Made, World, contest_draft, found, make_world

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: the booth was not tested.")
expect = playwright.expect
pytestmark = pytest.mark.browser


@dataclass
class Site:
    """The application behind an address, an election in it, and a page."""

    world: World
    made: Made
    page: Any
    address: str
    troubles: list[str]

    def to_review(self, member: int, *names: str) -> None:
        """Follow a member's link, choose and review."""
        self.page.goto(f"{self.address}/vote/{self.made.uuid}#{self.made.tokens[member]}")
        self.page.get_by_role("button", name="Start").click()
        for name in names:
            card = self.page.locator(".choice", has=self.page.get_by_text(name, exact=True))
            card.first.get_by_role("checkbox").check()
        self.page.get_by_role("button", name="Next").click()
        self.page.get_by_role("button", name="Review my ballot").click()
        self.page.get_by_text("You have not voted yet.").wait_for()

    def cast(self) -> None:
        """Press the button that casts."""
        self.page.get_by_role("button", name="Cast my ballot").click()


@pytest.fixture
def site(tmp_path: Path, chrome: Any) -> Iterator[Site]:
    """Return the application with an open election of two contests."""
    world = make_world(tmp_path)
    made = world.make("open", contests=(contest_draft("Chair"), contest_draft("Treasurer")))
    server = make_server("127.0.0.1", 0, late(world.app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    troubles: list[str] = []
    page = chrome.new_page(viewport={"width": 360, "height": 740})
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: "Security Policy" in message.text and troubles.append(message.text))
    yield Site(world, made, page, f"http://127.0.0.1:{server.port}", troubles)
    page.close()
    server.shutdown()
    server.server_close()
    world.close()
    assert troubles == []


def test_a_ballot_of_the_booth_is_accepted_receipted_and_on_the_board(site: Site, tmp_path: Path) -> None:
    site.to_review(0, "Noor")
    site.cast()
    expect(site.page.get_by_text("This page has verified the signature of the receipt")).to_be_visible()
    expect(site.page.get_by_text("Your ballot is on the public board.")).to_be_visible()
    number = site.page.locator(".tracker").inner_text()
    with site.page.expect_download() as download:
        site.page.get_by_role("button", name="Save receipt").click()
    download.value.save_as(tmp_path / "receipt.json")
    receipt = decode(Receipt, (tmp_path / "receipt.json").read_bytes())
    verify_receipt(receipt, receipt.server_key)
    with site.page.expect_navigation():
        site.page.get_by_role("link", name="See it on the board").click()
    expect(site.page.locator(".tracker")).to_have_text(number)


def test_a_used_token_is_refused_with_the_time(site: Site) -> None:
    site.world.vote(site.made, (0,))
    site.page.goto(f"{site.address}/vote/{site.made.uuid}#{site.made.tokens[0]}")
    site.page.get_by_role("button", name="Start").click()
    expect(site.page.get_by_text("This token has already been used on")).to_be_visible()


def test_W19_a_ballot_after_the_closing_is_refused_in_words(site: Site) -> None:
    site.world.vote(site.made, (1, 1))
    site.to_review(3, "Ola")
    with site.world.database.session() as session:
        close_voting(Scene(session, found(session, site.made.uuid)))
    site.cast()
    expect(site.page.get_by_role("alert")).to_contain_text("The election has closed.")
    until(site.page, lambda: site.page.evaluate("history.state") is None)
    site.page.goto(f"{site.address}/vote/{site.made.uuid}#{site.made.tokens[3]}")
    expect(site.page.get_by_text("This election is closed. No more ballots can be cast.")).to_be_visible()
