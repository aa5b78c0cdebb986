"""Result sheets on the pages and as PDF: who gets them, what stands in them, and what happens while one is made."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from werkzeug.test import TestResponse

from ballot.election.result.vacancies import fill_vacancy
from ballot.election.scene import Scene
from ballot.errors import PdfUnavailable
from ballot.worker.press import Press
from tests.report.conftest import pdf_text
from tests.web.test_kinds import contest
from tests.web.world import OLGA, OTTO, Made, World, found

__all__ = ["pdf_text"]

CONTESTS = (
    contest("ranked", "scottish-stv", title="Delegates", seats=2),
    contest("ranked", "schulze", title="Pairs"),
    contest("ranked", "majority-judgment", title="Grades"),
    contest("lists", "dhondt", title="Lists", seats=3),
    contest("choice", "block", title="Board"),
)
VOTES = (0, 0, 0, 1, 1)


@pytest.fixture(scope="module")
def published(shared: World) -> Made:
    """An election of five contests, counted and published."""
    return shared.make("published", contests=CONTESTS, votes=VOTES)


def printed(world: World, path: str, officer: str | None = None) -> TestResponse:
    """Return a PDF when it is there."""
    browser = world.browser(officer)
    return world.printed(lambda: browser.get(path))


@pytest.fixture
def presses(shared: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were printed, by a press that prints nothing."""
    made: list[str] = []

    def press(page: str) -> bytes:
        made.append(page)
        return b"%PDF-made up"

    monkeypatch.setattr(shared.worker, "press", Press(press))
    return made


def test_the_page_shows_each_contest_whole(shared: World, published: Made) -> None:
    page = shared.browser().get(f"/elections/{published.uuid}/result").text
    for words in (
        "<bdi>Ana</bdi>",
        "The dashed line is the quota: 2.",
        "Stage by stage",
        "Pair by pair",
        "Strongest paths",
        "Grades of each candidate",
        "Middle grade: Good",
        "Quotients",
        "divided by 2",
        "SHA-256 of this count’s record",
        "Print the result (PDF)",
        "Print it with what-ifs by other rules (PDF)",
        "Print this sheet (PDF)",
        'href="#contest-5"',
    ):
        assert words in page, words
    assert "What if: not the official result" not in page and ' style="' not in page and "<style" not in page


def test_no_id_stands_twice_on_the_page(shared: World, published: Made) -> None:
    ids: list[str] = []

    class Ids(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            ids.extend(value or "" for name, value in attrs if name == "id")

    Ids().feed(shared.browser().get(f"/elections/{published.uuid}/result").text)
    assert len(ids) == len(set(ids)) > 10


def test_the_public_prints_it_after_the_publication_only(shared: World, presses: list[str]) -> None:
    for state in ("frozen", "open", "closed", "tallied", "declared"):
        made = shared.make(state)
        assert shared.browser().get(f"/elections/{made.uuid}/result.pdf").status_code == 404, state
    assert presses == []


def test_the_officer_prints_it_as_soon_as_it_is_counted(shared: World, presses: list[str]) -> None:
    for state, words in (("tallied", "Counted, not yet declared"), ("declared", "Declared, not yet published")):
        made = shared.make(state)
        path = f"/officer/elections/{made.uuid}/result.pdf"
        answer = printed(shared, path, OLGA)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store" and words in presses[-1]
        assert "Last event" not in presses[-1] and "Setup event" in presses[-1]
        assert shared.browser(OTTO).get(path).status_code == 404 and shared.browser().get(path).status_code == 302


def test_a_pdf_holds_the_whole_result_or_one_sheet(shared: World, published: Made, pdf_text: Callable) -> None:
    path = f"/elections/{published.uuid}/result.pdf"
    answer = printed(shared, path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={published.uuid}-result.pdf"
    text = pdf_text(answer.data)
    for words in (
        "Executive committee",
        "5 of 5 members voted: 100.0 %.",
        "Delegates Ana and Bo",
        "Stage by stage",
        "Last event",
        "Signed",
        "Teller 3",
    ):
        assert words in text, words
    for words in (f"http://127.0.0.1:8000/elections/{published.uuid}/audit", f"ballotverify{published.uuid}.bel"):
        assert words in text.replace(" ", ""), words
    part = pdf_text(printed(shared, f"{path}?contest=4").data)
    assert "divided by 3" in part and "Delegates" not in part and "Signed" not in part
    for number in (0, 6):
        assert shared.browser().get(f"{path}?contest={number}").status_code == 404


def test_a_print_is_made_once_and_what_ifs_only_for_who_asks(
    shared: World, published: Made, presses: list[str]
) -> None:
    path = f"/elections/{published.uuid}/result.pdf"
    for _ in range(3):
        assert printed(shared, path).data == b"%PDF-made up"
    assert len(presses) == 1 and "What if" not in presses[0]
    printed(shared, f"{path}?what_if=1")
    assert len(presses) == 2 and "What if: not the official result" in presses[1] and "Side by side" in presses[1]


def test_a_recount_for_a_vacancy_has_its_own_sheet(world: World) -> None:
    made = world.make("published", contests=(contest("ranked", "scottish-stv", title="Delegates"),), votes=VOTES)
    with world.database.session() as session:
        fill_vacancy(Scene(session, found(session, made.uuid)), 0, 0, "resigned in May")
    page = world.browser().get(f"/elections/{made.uuid}/result").text
    assert "Recount for a vacancy" in page and 'id="recount-1"' in page
    assert "The seat of Ana fell vacant (resigned in May)." in page and "The seat goes to Bo." in page
    pages: list[str] = []
    world.worker.press = Press(lambda page: pages.append(page) or b"%PDF")  # type: ignore[func-returns-value]
    printed(world, f"/officer/elections/{made.uuid}/result.pdf", OLGA)
    assert "The seat goes to Bo." in pages[0] and "The count: Single transferable vote, Scottish rules" in pages[0]


def test_without_pango_the_page_says_what_to_install(
    shared: World, published: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(page: str) -> bytes:
        raise PdfUnavailable("A PDF needs Pango. On Debian, as root: apt-get install libpango-1.0-0.")

    monkeypatch.setattr(shared.worker, "press", Press(broken))
    answer = printed(shared, f"/elections/{published.uuid}/result.pdf")
    assert answer.status_code == 503 and "apt-get install libpango-1.0-0" in answer.text


def test_nothing_waits_while_a_pdf_is_made(shared: World, published: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database can be written meanwhile, and no connection is held."""

    def press(page: str) -> bytes:
        with shared.database.session() as session:
            found(session, published.uuid).description = "changed while a PDF was made"
        assert shared.database._reading.pool.checkedout() == 0  # type: ignore[attr-defined]
        return b"%PDF"

    monkeypatch.setattr(shared.worker, "press", Press(press))
    assert printed(shared, f"/elections/{published.uuid}/result.pdf").status_code == 200


def test_while_a_pdf_is_made_the_page_says_so_and_fetches_it(
    shared: World, published: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(shared.worker, "press", Press(lambda page: b"%PDF" if go_on.wait(30) else b""))
    browser, path = shared.browser(), f"/elections/{published.uuid}/result.pdf?contest=2"
    answer = browser.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (202, "2")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The PDF is being made" in answer.text and 'name="contest" value="2"' in answer.text
    progress = re.search(r'data-address="([^"]+)"', answer.text)
    assert progress is not None and browser.get(progress[1]).get_json()["reading"] is True
    for accepts in ("application/pdf", "*/*"):
        answer = browser.get(path, headers={"Accept": accepts})
        assert (answer.status_code, answer.headers["Retry-After"]) == (202, "2")
        assert (answer.mimetype, answer.text) == ("text/plain", "The PDF is being made.\n")
    go_on.set()
    assert shared.printed(lambda: browser.get(path)).data == b"%PDF"
    assert browser.get(progress[1]).get_json()["reading"] is False
