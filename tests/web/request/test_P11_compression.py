"""P11: scripts and style sheets are sent compressed, and nothing that holds a secret or a ballot is."""

from __future__ import annotations

import gzip
import re

import pytest

from ballot.election.paper.photographs import SMALL_BYTES
from ballot.language import LANGUAGES
from tests.web.routes import address, rules
from tests.web.world import OLGA, Made, World

TAKES = {"Accept-Encoding": "gzip, deflate, br"}
MOST = 150 * 1024


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    return shared.make("open")


def static(shared: World, made: Made, language: str = "en") -> list[str]:
    """Return the static files that the booth loads in a language."""
    page = shared.browser().get(f"/vote/{made.uuid}?lang={language}").text
    found = re.findall(r'(?:src|href|data-worker)="(/static/[^"]+)"', page)
    assert {"booth.js", "worker.js", "ballot.css"} <= {path.rsplit("/", 1)[1].partition("?")[0] for path in found}
    return found


def test_the_booths_files_are_compressed_and_come_out_the_same(shared: World, made: Made) -> None:
    client = shared.app.test_client()
    for path in static(shared, made):
        plain, packed = client.get(path), client.get(path, headers=TAKES)
        assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        assert "Accept-Encoding" in packed.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]
        assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
        again = client.get(path, headers={**TAKES, "If-None-Match": packed.headers["ETag"]})
        assert again.status_code == 304 and again.data == b""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_booths_files_leave_room_for_photographs_on_a_slow_line(shared: World, made: Made, language: str) -> None:
    files = static(shared, made, language)
    assert any(f"messages.booth.{language}" in path for path in files) is (language != "en")
    client = shared.app.test_client()
    assert sum(len(client.get(path, headers=TAKES).data) for path in files) < MOST - 10 * SMALL_BYTES


def test_a_browser_that_refuses_compression_gets_none(shared: World, made: Made) -> None:
    client = shared.app.test_client()
    for refusal in ("identity", "gzip;q=0", ""):
        answer = client.get(static(shared, made)[0], headers={"Accept-Encoding": refusal})
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("reader", [None, OLGA])
def test_P11_no_page_and_no_answer_is_compressed(shared: World, made: Made, reader: str | None) -> None:
    client = shared.browser(reader).client
    for rule in rules(shared.app, writing=False):
        answer = client.get(address(shared.app, rule, made.uuid), headers=TAKES)
        assert "Content-Encoding" not in answer.headers, rule
    ballot = shared.browser().post_json(made.uuid, "cast", shared.ballot(made, 0), **TAKES)
    assert ballot.status_code in (200, 409) and "Content-Encoding" not in ballot.headers
