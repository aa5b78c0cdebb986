"""Every rule from the opening of the count to the publication, with ties: of all, within an exclusion, with quotas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ballot.election.paper.contests import RULES_OF_KIND, CandidateDraft, ContestDraft
from ballot.verify import verify_archive
from tests.daily import daily
from tests.web.world import OLGA, Browser, Made, World

NAMES = ("Ana", "Bo", "Cem")
TIE = "<h3>A tie</h3>"
DAILY = [("choice", "block"), ("ranked", "scottish-stv"), ("lists", "dhondt")]  # one of each kind
_NORTH = (("Ana", "North"), ("Bo", "North"), ("Dee", "North"))
EVERY = [(kind, rule) for kind, rules in RULES_OF_KIND.items() for rule in rules]


def contest(kind: str, rule: str, **values: object) -> ContestDraft:
    """Three candidates for one seat, each on a slate of their own."""
    candidates = tuple(CandidateDraft(name=name, slate=f"Slate {name}") for name in NAMES)
    grades = ("Good", "Fair", "Bad") if rule == "majority-judgment" else ()
    return ContestDraft(
        **{"title": rule, "kind": kind, "rule": rule, "candidates": candidates, "grades": grades, **values}
    )  # type: ignore[arg-type]


def elected(page: str) -> list[str]:
    """Return the names under the first heading “Elected”."""
    names = page[page.index('<ol class="elected">') :].partition("</ol>")[0]
    return re.findall(r"<strong><bdi>(.*?)</bdi></strong>", names)


def home(made: Made) -> str:
    return f"/officer/elections/{made.uuid}"


def draw(browser: Browser, made: Made) -> None:
    """Draw the lot, as the pages ask for it, and declare and publish."""
    dashboard = browser.get(home(made)).text
    assert "Next: draw the public lot" in dashboard and "Candidates are level" in dashboard
    assert TIE in browser.get(f"{home(made)}/result").text
    assert browser.post(f"{home(made)}/declare", sure="y").status_code == 422
    lot = browser.get(f"{home(made)}/lot/1").text
    assert "The public lot decides" in lot and "same number of votes" not in lot
    drawn, page = "dice 3 5 1 6", f"{home(made)}/lot/1"
    assert f"<bdi>{drawn}</bdi>" in browser.post(page, seed=drawn).text  # read back
    assert browser.post(f"{page}/enter", page, seed=drawn, sure="y").status_code == 302


def publish(world: World, browser: Browser, made: Made, folder: Path) -> str:
    """Declare and publish; verify what is public; return the public result."""
    assert browser.post(f"{home(made)}/declare", sure="y").status_code == 302
    assert browser.post(f"{home(made)}/publish", sure="y").status_code == 302
    path = folder / f"{made.uuid}.bel"
    for file in (path, path.with_suffix(".companion.jsonl")):
        file.write_bytes(world.browser().get(f"/elections/{made.uuid}/{file.name}").data)
    report = verify_archive(path, strict=True, jobs=1)
    assert (report.verdict, report.warnings) == ("valid", ()), report.failures
    return world.browser().get(f"/elections/{made.uuid}/result").text


@pytest.mark.parametrize(("kind", "rule"), daily(DAILY, EVERY), ids=[f"{kind}-{rule}" for kind, rule in EVERY])
def test_a_tie_of_all_candidates(shared: World, kind: str, rule: str, tmp_path: Path) -> None:
    """Three papers, each the same turned on by one: nobody is ahead by any rule."""
    made = shared.make("tallied", contests=(contest(kind, rule),), votes=(0, 1, 2))
    browser = shared.browser(OLGA)
    draw(browser, made)
    page = publish(shared, browser, made, tmp_path)
    assert "Ties, and what decided them" in page and "dice 3 5 1 6" in page


CLEAR = [pair for pair in EVERY if pair != ("ranked", "approval")]  # here all papers rank everybody


@pytest.mark.parametrize(("kind", "rule"), daily(DAILY, CLEAR), ids=[f"{kind}-{rule}" for kind, rule in CLEAR])
def test_a_clear_winner(shared: World, kind: str, rule: str, tmp_path: Path) -> None:
    made = shared.make("tallied", contests=(contest(kind, rule),), votes=(0, 0, 0, 0))
    page = publish(shared, shared.browser(OLGA), made, tmp_path)
    assert elected(page) == ["Ana"] and "Ties, and what decided them" not in page


@pytest.mark.parametrize("rule", daily(["av"], ["scottish-stv", "meek-prf", "nz-meek", "wigm-prf", "av"]))
def test_a_tie_within_an_exclusion(shared: World, rule: str, tmp_path: Path) -> None:
    """The first is ahead; who of the other two is excluded first has to be drawn."""
    made = shared.make("tallied", contests=(contest("ranked", rule),), votes=(0, 0, 1, 2))
    browser = shared.browser(OLGA)
    page = browser.get(f"{home(made)}/result").text
    assert "Bo, Cem are level, and one of them has to be excluded." in page
    draw(browser, made)
    assert "Ana" in publish(shared, browser, made, tmp_path)


@pytest.mark.parametrize(
    ("kind", "rule"), daily(DAILY[:1], [("choice", "block"), ("ranked", "block"), ("ranked", "scottish-stv")])
)
def test_a_tie_under_a_quota(shared: World, kind: str, rule: str, tmp_path: Path) -> None:
    """The one with the most votes is no woman; the two women are level, and one of them gets the seat."""
    people = tuple(CandidateDraft(name=name, groups=("women",) if name != "Ana" else ()) for name in NAMES)
    made = shared.make(
        "tallied", contests=(contest(kind, rule, candidates=people, quotas=("women>=1",)),), votes=(0, 0, 1, 2)
    )
    browser = shared.browser(OLGA)
    if TIE in browser.get(f"{home(made)}/result").text:
        draw(browser, made)
    page = publish(shared, browser, made, tmp_path)
    assert elected(page) in (["Bo"], ["Cem"]) and "Quotas by group" in page


@pytest.mark.parametrize(
    ("list_type", "people", "words"),
    [
        ("open", ["Bo", "Ana"], "with 3 votes"),
        ("closed", ["Ana", "Bo"], "by the order of the list"),
        ("flexible", ["Bo", "Ana"], "with 3 votes"),
    ],
)
def test_a_list_seats_its_people(shared: World, list_type: str, people: list[str], words: str, tmp_path: Path) -> None:
    """Both seats go to the list of Ana, Bo and Dee; all votes of people are for Bo, who is second on it."""
    candidates = tuple(CandidateDraft(name=name, slate=slate) for name, slate in (*_NORTH, ("Cem", "South")))
    draft = contest("lists", "dhondt", seats=2, candidates=candidates, list_type=list_type)
    made = shared.make("tallied", contests=(draft,), votes=(2, 2, 2))
    page = publish(shared, shared.browser(OLGA), made, tmp_path)
    assert elected(page) == people and words in page and "On the list" in page
