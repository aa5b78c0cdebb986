"""After the count: the officer counts again, anybody sees what-ifs, and a vacant seat is filled by a recount."""

from __future__ import annotations

import re

import pytest

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from tests.web.world import OLGA, Made, World

PEOPLE = (("Ana", "North"), ("Bo", "North"), ("Cem", "South"), ("Dia", "South"))
# World.paper ranks in the order of the paper, beginning at the candidate whom it votes for.
VOTES = (0, 0, 0, 2, 2)


def contest(kind: str = "ranked", rule: str = "block", **values: object) -> ContestDraft:
    """Four candidates of two slates for two seats."""
    candidates = tuple(CandidateDraft(name=name, slate=slate) for name, slate in PEOPLE)
    more = {"title": "Board", "kind": kind, "rule": rule, "seats": 2, "maximum": 2, "candidates": candidates}
    return ContestDraft(**{**more, **values})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def published(shared: World) -> Made:
    """A published election: by votes the first slate takes both seats, by preferences each has one."""
    return shared.make("published", contests=(contest(), contest("choice", title="Chair", seats=1)), votes=VOTES)


def officer(made: Made) -> str:
    return f"/officer/elections/{made.uuid}"


def rows(page: str) -> list[str]:
    """The text of each table row."""
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]


def test_a_recount_says_that_it_is_identical(shared: World, published: Made) -> None:
    browser = shared.browser(OLGA)
    assert "Recount</a>" in browser.get(f"{officer(published)}/result").text
    page = browser.get(f"{officer(published)}/recount").text
    assert page.count(": identical") == 2 and "not identical" not in page


@pytest.mark.parametrize("reader", ["officer", "public"])
def test_a_what_if_stands_beside_the_count_and_says_what_it_is(shared: World, published: Made, reader: str) -> None:
    browser = shared.browser(OLGA if reader == "officer" else None)
    home = officer(published) if reader == "officer" else f"/elections/{published.uuid}"
    result = browser.get(f"{home}/result").text
    assert result.count("What if the same votes were counted by another rule?") == 1
    page = browser.get(f"{home}/what-if/1").text
    assert "This is not the result" in page and "What if: not the official result" in page
    assert '<option value="scottish-stv" selected>' in page and '<option value="block"' not in page
    assert {"North 2 1", "South 0 1"} <= set(rows(page))
    assert "Elected only in the what-if: Cem." in page and "Elected only by the rule of this election: Bo." in page
    chosen = browser.get(f"{home}/what-if/1?rule=schulze").text
    assert '<option value="schulze" selected>' in chosen
    for path in ("what-if/1?rule=block", "what-if/1?rule=dhondt", "what-if/1?rule=", "what-if/0", "what-if/3"):
        assert browser.get(f"{home}/{path}").status_code == 404, path
    none = browser.get(f"{home}/what-if/2").text
    assert "There is no other rule that could count these votes" in none and "<select" not in none


def test_a_what_if_is_public_only_with_the_result(shared: World) -> None:
    for state in ("open", "tallied", "declared"):
        made = shared.make(state, contests=(contest(),), votes=VOTES)
        assert shared.browser().get(f"/elections/{made.uuid}/what-if/1").status_code == 404
    assert shared.browser(OLGA).get(f"{officer(made)}/what-if/1").status_code == 200


def test_a_tie_in_a_what_if_stops_it_and_the_officer_may_try_a_lot(shared: World) -> None:
    made = shared.make("published", contests=(contest(seats=1),), votes=(0, 0, 0, 2, 2))
    browser, home = shared.browser(OLGA), officer(made)
    page = browser.get(f"{home}/what-if/1?rule=approval").text
    assert "A tie" in page and "Ana, Bo, Cem and Dia come to a tie" in page and 'name="seed"' in page
    tried = browser.get(f"{home}/what-if/1?rule=approval&seed=7+31+44").text
    assert "Ties, and what decided them" in tried and 'value="7 31 44"' in tried
    bad = browser.get(f"{home}/what-if/1?rule=approval&seed=%E2%80%A8x")
    assert bad.status_code == 200
    public = shared.browser().get(f"/elections/{made.uuid}/what-if/1?rule=approval&seed=7").text
    assert "A what-if has no lot of its own" in public and 'name="seed"' not in public


def test_quotas_can_be_left_out_in_a_what_if(shared: World) -> None:
    people = tuple(CandidateDraft(name=n, groups=("women",) if n == "Dia" else ()) for n, _ in PEOPLE)
    made = shared.make("published", contests=(contest(candidates=people, quotas=("women>=1",)),), votes=(0, 0, 0, 3, 3))
    page = shared.browser().get(f"/elections/{made.uuid}/what-if/1?rule=block.without").text
    assert "Most votes, without the quotas by group" in page and "Elected only in the what-if: Bo." in page
    kept = shared.browser().get(f"/elections/{made.uuid}/what-if/1").text
    assert "with the quotas by group" in kept and "members of the group “women”" in kept
    result = shared.browser().get(f"/elections/{made.uuid}/result").text
    assert "Quotas by group" in result and "members of the group “women”" in result


def test_a_vacant_seat_is_filled_and_the_result_stays(world: World) -> None:
    made = world.make("published", contests=(contest("ranked", "scottish-stv"),), votes=VOTES)
    browser, home = world.browser(OLGA), officer(made)
    assert "falls vacant" in browser.get(home).text
    page = browser.get(f"{home}/vacancies").text
    assert page.count("The seat of") == 2
    one = browser.get(f"{home}/vacancies/1/1").text
    assert "The seat goes to <strong><bdi>Bo</bdi></strong>" in one and 'name="seed"' not in one
    for fields in ({}, {"sure": "y"}, {"reason": "Resigned"}):
        assert browser.post(f"{home}/vacancies/1/1", **fields).status_code == 422
    assert browser.post(f"{home}/vacancies/1/1", reason="Resigned <3", sure="y").status_code == 302
    public = world.browser().get(f"/elections/{made.uuid}/result").text
    assert "Since the result" in public and "Resigned &lt;3" in public
    assert public.index("Since the result") < public.index("<h3>Elected</h3>")
    elected = public[public.index("<h3>Elected</h3>") :]
    assert elected.index("<bdi>Ana</bdi>") < elected.index("In numbers")
    assert public.index('id="contest-1"') < public.index('id="recount-1"') and "Recount for a vacancy" in public
    assert browser.get(f"{home}/vacancies/1/1").status_code == 404
    assert "Bo" in browser.get(f"{home}/vacancies/1/2").text
    assert browser.get(f"{home}/recount").text.count(": identical") == 2


def test_a_tie_for_a_vacant_seat_asks_for_the_lot(world: World) -> None:
    made = world.make("published", contests=(contest("choice", seats=1, maximum=1),), votes=(0, 0, 0, 1, 2))
    browser, home = world.browser(OLGA), officer(made)
    page = browser.get(f"{home}/vacancies/1/1").text
    assert "Bo, Cem have equally many votes" in page and 'name="seed"' in page
    refused = browser.post(f"{home}/vacancies/1/1", reason="Resigned", sure="y")
    assert refused.status_code == 422 and "The public lot decides" in refused.text
    answer = browser.post(f"{home}/vacancies/1/1", reason="Resigned", sure="y", seed="dice 3 5 1")
    assert answer.status_code == 302
    assert "dice 3 5 1" in world.browser().get(f"/elections/{made.uuid}/result").text


def test_where_no_recount_is_possible_the_reason_is_said(world: World) -> None:
    contests = (
        contest("ranked", "schulze", title="Pairs"),
        contest("choice", title="All seated", seats=4, maximum=4),
        contest("lists", "dhondt", title="Lists"),
    )
    made = world.make("published", contests=contests, votes=(0, 0, 1))
    browser, home = world.browser(OLGA), officer(made)
    page = browser.get(f"{home}/vacancies").text
    assert page.count("has no recount for a vacancy") == 2
    nobody = browser.get(f"{home}/vacancies/2/1").text
    assert "A recount cannot fill this seat" in nobody and "Nobody else stood" in nobody and "<form method=" in nobody
    assert "Fill the seat" not in nobody
    for path in ("1/1", "3/1", "4/1", "2/9", "0/1"):
        assert browser.get(f"{home}/vacancies/{path}").status_code == 404
    assert "Since the result" not in world.browser().get(f"/elections/{made.uuid}/result").text
