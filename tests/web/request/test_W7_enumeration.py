"""W7: nobody learns from an answer who has an account, or which election exists."""

from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher, extract_parameters, profiles

from ballot.election.accounts import passwords
from tests.web.world import OLGA, OTTO, World


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> None:
    """Take the real cost of passwords: it is what is looked at here."""


class Counting:
    """Our hasher, and the hashes that it was asked to verify."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self.hasher = hasher
        self.verified: list[str] = []

    def verify(self, stored: str, password: str) -> bool:
        self.verified.append(stored)
        return self.hasher.verify(stored, password)


def failed(world: World, email: str) -> tuple[int, str]:
    """Fail to log in; return status and page without its random parts."""
    answer = world.browser().post("/login", email=email, password="not this one")
    return answer.status_code, re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(email, "")


def test_W7_unknown_accounts_get_the_same_answer_after_the_same_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is that of one Argon2 hash, with the same parameters, whether or not there is such an account."""
    counting = Counting(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", counting)
    known, unknown = failed(world, OLGA), failed(world, "nobody@example.org")
    assert known == unknown and known[0] == 401
    of_olga, of_nobody = counting.verified
    assert of_olga != of_nobody
    assert extract_parameters(of_olga) == extract_parameters(of_nobody) == profiles.RFC_9106_LOW_MEMORY


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
