"""W7: nobody learns from an answer who has an account, or which election exists."""

from __future__ import annotations

import re
import statistics
import time

from tests.web.world import OLGA, OTTO, World


def failed(world: World, email: str) -> tuple[int, str, float]:
    """Fail to log in; return status, page without its random parts, and the seconds it took."""
    browser = world.browser()
    token = browser.token("/login")
    start = time.perf_counter()
    answer = browser.client.post("/login", data={"csrf_token": token, "email": email, "password": "not this one"})
    took = time.perf_counter() - start
    page = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(email, "")
    return answer.status_code, page, took


def test_W7_unknown_accounts_get_the_same_answer(world: World) -> None:
    known, unknown = failed(world, OLGA), failed(world, "nobody@example.org")
    assert known[:2] == unknown[:2] and known[0] == 401


def test_W7_unknown_accounts_take_as_long(world: World) -> None:
    known = statistics.median(failed(world, OLGA)[2] for _ in range(7))
    unknown = statistics.median(failed(world, "nobody@example.org")[2] for _ in range(7))
    # Without the hash of nobody an unknown account would be answered many times faster.
    assert 0.5 < known / unknown < 2.0


def test_W7_another_officers_election_looks_like_none(world: World) -> None:
    made = world.make("draft")
    browser = world.browser(OTTO)
    other = browser.get(f"/officer/elections/{made.uuid}")
    none = browser.get("/officer/elections/AAAAAAAAAAAAAA")
    pages = [re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text) for answer in (other, none)]
    assert other.status_code == none.status_code == 404 and pages[0] == pages[1]


def test_W7_a_draft_does_not_exist_for_the_public(world: World) -> None:
    made = world.make("draft")
    browser = world.browser()
    for page in ("", "/board", "/result", "/audit", f"/{made.uuid}.bel", f"/{made.uuid}.companion.jsonl"):
        assert browser.get(f"/elections/{made.uuid}{page}").status_code == 404, page
    for page in ("", "/election.json", "/booth.json", f"/board/{'A' * 43}"):
        assert browser.get(f"/vote/{made.uuid}{page}").status_code == 404, page
    assert made.uuid not in browser.get("/").text
