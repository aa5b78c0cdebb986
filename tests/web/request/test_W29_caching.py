"""W29: private pages are stored nowhere, files that name their content for ever."""

from __future__ import annotations

import re

import pytest

from tests.web.routes import address, rules
from tests.web.world import OLGA, Made, World

FOREVER = "public, max-age=31536000, immutable"
PRIVATE = (
    "dashboard",
    "paper",
    "roll",
    "lifecycle",
    "result",
    "withdrawals",
    "vacancies",
    "booth",
    "login",
    "second_step",
    "trustees",
    "trustee",
    "account",
    "passkeys",
    "invitation",
    "people",
)


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """A published election."""
    return shared.make("published")


def test_W29_private_pages_are_not_stored(shared: World, made: Made) -> None:
    for browser in (shared.browser(OLGA), shared.browser()):
        for rule in rules(shared.app, writing=False):
            if rule.endpoint.split(".")[0] in PRIVATE:
                answer = browser.get(address(shared.app, rule, made.uuid))
                assert answer.headers["Cache-Control"] == "no-store", rule


def test_W29_public_pages_are_stored_only_for_strangers(shared: World, made: Made) -> None:
    path = f"/elections/{made.uuid}"
    assert shared.browser().get(path).headers["Cache-Control"] == "no-cache"
    assert shared.browser(OLGA).get(path).headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in shared.browser().get(path).headers


def test_W29_files_that_name_their_content_are_kept(shared: World) -> None:
    page = shared.browser().get("/").text
    found = re.search(r'href="(/static/css/ballot\.css\?v=([0-9a-f]{16}))"', page)
    assert found is not None
    assert shared.browser().get(found[1]).headers["Cache-Control"] == FOREVER
    for other in ("/static/css/ballot.css", "/static/css/ballot.css?v=0000000000000000"):
        assert shared.browser().get(other).headers["Cache-Control"] == "no-cache"


def test_W29_errors_are_not_stored(shared: World) -> None:
    for path in ("/nothing", "/elections/AAAAAAAAAAAAAA", "/static/nothing?v=1"):
        assert shared.browser().get(path).headers["Cache-Control"] in ("no-store", "no-cache")
    assert shared.browser().get("/nothing").headers["Cache-Control"] == "no-store"
