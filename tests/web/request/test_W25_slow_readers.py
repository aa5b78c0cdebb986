"""W25: so many downloads at once in a process, and no more; the place of each is given back, whatever becomes of it.

What slow readers do to a running server: tests/project/test_deploy.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.world import OLGA, World, make_world


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[World]:
    """A server that gives two downloads at once."""
    made = make_world(tmp_path, slow_answers=2)
    yield made
    made.database.dispose()


def test_the_third_download_is_told_to_come_again_and_pages_are_served(narrow: World) -> None:
    uuid = narrow.make("open").uuid
    browser = narrow.browser()
    archive, companion = (browser.get(f"/elections/{uuid}/{uuid}.{kind}") for kind in ("bel", "companion.jsonl"))
    assert (archive.status_code, companion.status_code) == (200, 200)
    for path in (f"/elections/{uuid}/{uuid}.bel", f"/api/v1/elections/{uuid}/archive"):
        refused = browser.get(path)
        assert refused.status_code == 503 and refused.headers["Retry-After"] == "60"
    assert browser.get(f"/vote/{uuid}").status_code == 200
    companion.close()
    assert browser.get(f"/api/v1/elections/{uuid}/companion").status_code == 200


def test_an_answer_that_is_no_download_gives_its_place_back(narrow: World) -> None:
    uuid = narrow.make("open").uuid
    browser = narrow.browser()
    for _ in range(3):
        missing = browser.get(f"/elections/{uuid}/report.zip")  # not before the publication
        assert missing.status_code == 404
        missing.close()


def test_a_failure_on_the_way_gives_the_place_back(narrow: World, monkeypatch: pytest.MonkeyPatch) -> None:
    uuid = narrow.make("open").uuid
    browser = narrow.browser()

    def fail(_response: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ballot.web.request.headers._caching", fail)
        for _ in range(3):
            browser.get(f"/elections/{uuid}/{uuid}.bel")
    assert browser.get(f"/elections/{uuid}/{uuid}.bel").status_code == 200


@pytest.mark.parametrize("name", ["archive", "companion"])
def test_officers_and_trustees_downloads_count_as_well(narrow: World, name: str) -> None:
    made = narrow.make("open")
    officer, browser = narrow.browser(OLGA), narrow.browser()
    kept = [officer.get(f"/officer/elections/{made.uuid}/{name}")]
    kept.append(browser.get(f"/trustee/{made.uuid}/{name}", headers={"X-Trustee-Link": narrow.link(made, 1)}))
    assert [answer.status_code for answer in kept] == [200, 200]
    assert browser.get(f"/elections/{made.uuid}/{made.uuid}.bel").status_code == 503
