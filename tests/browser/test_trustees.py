"""Two trustees in two browsers, languages and sizes at the real server: from the personal link to the result."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from ballot.election.board_facts import context_of
from ballot.election.paper.contests import ContestDraft
from ballot.election.result.counting import election_result
from ballot.election.result.open import open_count
from ballot.election.scene import Scene
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tally import tally
from ballot.election.trustees import keygen
from ballot.election.trustees.link import new_link
from ballot.election.trustees.trustees import invite_trustee
from ballot.election.voting.casting import cast_ballot
from ballot.election.voting.opening import open_voting
from ballot.protocol.ballots import create_ballot
from ballot.store import board
from ballot.verify import verify_archive
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import Person
from tests.conftest import PATIENCE
from tests.late import late
from tests.web.world import World, contest_draft, found, make_world

pytestmark = pytest.mark.browser
PASSPHRASE = "four words and a number 7"
RANKED = ContestDraft(title="Delegates", kind="ranked", seats=2, maximum=2, candidates=contest_draft().candidates)


@dataclass
class Tab(Person):
    """A trustee, with a link and a key file."""

    link: str = ""
    key_file: Path = Path()

    def enter(self) -> None:
        self.page.goto("about:blank")
        self.page.goto(self.link)

    def hand_in(self, *name: Any) -> None:
        """Press a button, and wait until the server has taken what the page sent."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            self.press(*name)
        assert answer.value.status == 200, answer.value.text()

    def unlock(self) -> None:
        self.take("Your key file", self.key_file)
        self.fill("Passphrase", PASSPHRASE)

    def make_key(self) -> None:
        self.enter()
        self.heading("Make your key")
        self.fill("Passphrase", PASSPHRASE)
        self.fill("The passphrase again", PASSPHRASE)
        self.press("Make my key")
        self.heading("Save your key file")
        self.download(self.button("Save key file"), self.key_file)
        self.hand_in("I have saved it: hand in my public key")

    def go_on(self, button: str) -> None:
        """Come back another day, open the key, and press on."""
        self.enter()
        self.unlock()
        self.press(button)

    def work(self, *button: Any) -> None:
        """Come back, verify the ballots, and do what is next."""
        self.go_on("Open my key and verify the ballots")
        self.hand_in(*button)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[World, str]]:
    """The application behind an address, with a draft election of a choice and a ranked contest and no trustees."""
    holder: dict[str, Any] = {}
    server = make_server("127.0.0.1", 0, late(lambda e, s: holder["world"].app(e, s)), threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    holder["world"] = make_world(tmp_path, url=address)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield holder["world"], address
    server.shutdown()
    server.server_close()
    holder["world"].close()


def make_common_key(tabs: list[Tab]) -> None:
    """Let trustees make a common key, each in their own browser, and rehearse."""
    for tab in tabs:
        tab.make_key()
    for tab in tabs:
        tab.enter()
        tab.unlock()
        tab.hand_in("Open my key and continue")  # the polynomial
    for tab in tabs:
        tab.go_on("Open my key and continue")  # what the others sent
        tab.heading("Compare this number with the other trustees")
        tab.hand_in("We have compared: hand in my share")
        tab.heading("Show that your key file opens")
        tab.unlock()
        tab.press("Open my key and continue")
        tab.heading("Nothing to do just now")


def test_two_trustees_from_the_link_to_the_result(world: tuple[World, str], chrome: Any, tmp_path: Path) -> None:
    site, address = world
    made = site.make("draft", contests=(contest_draft(), RANKED))
    tabs, errors = [], []
    with site.database.session() as session:
        election = found(session, made.uuid)
        for trustee in list(election.trustees):
            election.trustees.remove(trustee)
        session.flush()
        people = [invite_trustee(Scene(session, election), name) for name in ("Amina", "Jonas")]
        keygen.set_threshold(Scene(session, election), 2)
        links = [new_link(Scene(session, election), trustee, address) for trustee in people]
    for link, code, size in zip(links, ("en", "fr"), (DESK, PHONE), strict=True):
        page = chrome.new_context(viewport=size, locale=code).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        tabs.append(Tab(page, code, link=link, key_file=tmp_path / f"{code}.key"))
    make_common_key(tabs)
    _vote(site, made.uuid)
    for tab in tabs:
        tab.work("Shuffle %(num)s ballot", "Shuffle %(num)s ballots", 3)
    for tab in tabs:
        tab.work("Make my share of %(num)s ballot", "Make my share of %(num)s ballots", 3)
    for tab in tabs:
        tab.work("Send my share")
        tab.heading("You have done everything")
    archive = tmp_path / f"{made.uuid}.bel"
    with site.database.session() as session:
        election = found(session, made.uuid)
        open_count(Scene(session, election))
        result = election_result(Scene(session, election))
        with archive.open("wb") as out:
            board.write_archive(session, election, out)
        with archive.with_suffix(".companion.jsonl").open("wb") as out:
            board.write_companion(session, election, out)
    assert [c.votes for c in result.contests[0].candidates] == [2, 1, 0]
    assert {c.name for c in result.contests[1].candidates if c.elected} == {"Noor", "Ola"}
    assert verify_archive(archive, strict=True).verdict == "valid"
    for tab in tabs:
        tab.page.context.close()
    assert errors == []


def _vote(site: World, uuid: str) -> None:
    """Freeze, open, cast three ballots, close."""
    with site.database.session() as session:
        election = found(session, uuid)
        frozen = freeze(Scene(session, election), Delivery(channel="merge", public_url="http://127.0.0.1"))
        open_voting(Scene(session, election))
        context = context_of(Scene(session, election))
    rows = csv.DictReader(io.StringIO((frozen.merge_csv or b"").decode("utf-8-sig")))
    tokens = [row["token"] for row in rows]
    identity = site.app.extensions["ballot"].identity
    for token, chosen in zip(
        tokens, ([[1, 0, 0], [1, 2, 0]], [[1, 0, 0], [2, 1, 3]], [[0, 1, 0], [1, 2, 3]]), strict=False
    ):
        cast_ballot(site.database, uuid, create_ballot(context, token, chosen), identity)
    with site.database.session() as session:
        tally.close_voting(Scene(session, found(session, uuid)))
