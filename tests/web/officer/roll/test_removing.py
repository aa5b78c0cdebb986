"""Removing a contest, a candidate or a trustee asks first, and can be undone. (The folder above is full.)"""

from __future__ import annotations

import re

import pytest

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from tests.web.world import OLGA, Browser, Made, World, found

PEOPLE = ("Noor", "Ola", "Pia")


@pytest.fixture
def made(world: World) -> Made:
    people = tuple(CandidateDraft(name=name) for name in PEOPLE)
    return world.make("draft", contests=(ContestDraft(title="Chair", candidates=people),))


@pytest.fixture
def browser(world: World) -> Browser:
    return world.browser(OLGA)


@pytest.mark.parametrize(
    ("page", "back", "name"),
    [
        ("contests/1/remove", "contests", "Chair"),
        ("contests/1/candidates/2/remove", "contests", "Ola"),
        ("trustees/1/remove", "trustees", "Trustee A"),
    ],
)
def test_a_removal_asks_first_and_is_undone(made: Made, browser: Browser, page: str, back: str, name: str) -> None:
    home = f"/officer/elections/{made.uuid}"
    asked = browser.get(f"{home}/{page}").text
    assert "until the freeze" in asked and f"Remove <bdi>{name}</bdi>?" in asked
    assert f"/{page}" in browser.get(f"{home}/{back}").text  # a link: nothing is removed by one click
    assert browser.post(f"{home}/{page}").status_code == 302
    listed = browser.get(f"{home}/{back}").text
    number = re.search(r"/removed/(\d+)/bring-back", listed)
    assert number and f"<strong><bdi>{name}</bdi></strong>" in listed
    undo = f"{home}/removed/{number[1]}/bring-back"
    assert browser.post(undo, f"{home}/{back}").status_code == 302
    assert "Back again" in browser.get(f"{home}/{back}").text
    assert browser.post(undo, f"{home}/{back}").status_code == 409
    assert name in browser.get(f"{home}/log").text


def test_a_contest_saved_without_a_candidate_asks_first(world: World, made: Made, browser: Browser) -> None:
    page = f"/officer/elections/{made.uuid}/contests/1"
    values = {
        "title": "Chair", "kind": "choice", "seats": "1", "minimum": "0", "maximum": "1", "order": "fixed",
        "under_vote": "allowed", "rank_gaps": "allowed", "equal_ranks": "allowed", "list_type": "open", "lift": "5",
        "candidates-0-name": "Nora", "candidates-0-was": "Noor", "candidates-1-name": "", "candidates-1-was": "Ola",
        "candidates-2-name": "Pia", "candidates-2-was": "Pia",
    }  # fmt: skip
    asked = browser.post(page, **values)
    assert asked.status_code == 422 and "Saving removes candidates" in asked.text and names(world, made) == [*PEOPLE]
    assert "<bdi>Ola</bdi>" in asked.text
    assert browser.post(page, **values, going="Ola").status_code == 302
    assert names(world, made) == ["Nora", "Pia"]
    listed = browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert "<strong><bdi>Ola</bdi></strong>" in listed and "<strong><bdi>Noor</bdi></strong>" not in listed


def names(world: World, made: Made) -> list[str]:
    with world.database.reading() as session:
        return [one.name for one in found(session, made.uuid).contests[0].candidates]
