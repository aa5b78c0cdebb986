"""Contests of three kinds: their forms, what the booth is told, warnings, and how their results look."""

from __future__ import annotations

import io
import re

import pytest

from ballot.election.paper.contests import RULES_OF_KIND, CandidateDraft, ContestDraft
from ballot.report import RULE_NAMES
from tests.web.world import OLGA, Browser, Made, World

NAMES = ("Ana", "Bo", "Cem")


def contest(kind: str, rule: str = "", **values: object) -> ContestDraft:
    """Return a contest of three candidates on two lists."""
    candidates = tuple(CandidateDraft(name=n, slate="North" if n != "Bo" else "South") for n in NAMES)
    if rule == "majority-judgment":
        values = {"grades": ("Good", "Fair", "Bad"), **values}
    return ContestDraft(**{"title": kind, "kind": kind, "rule": rule, "candidates": candidates, **values})  # type: ignore[arg-type]


def submit(browser: Browser, made: Made, **values: str) -> tuple[int, str]:
    """Submit the form of a new contest."""
    people = {f"candidates-{i}-name": name for i, name in enumerate(NAMES)}
    common = {"title": "Board", "seats": "1", "minimum": "0", "maximum": "1", **people, **values}
    answer = browser.post(f"/officer/elections/{made.uuid}/contests/new", **common)
    return answer.status_code, answer.text


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """A draft."""
    return shared.make("draft")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "ranked", "rule": "dhondt"}, "This rule counts another kind of votes"),
        ({"kind": "choice", "rule": "schulze"}, "This rule counts another kind of votes"),
        ({"kind": "ranked", "rule": "av", "seats": "2"}, "This rule fills one seat only"),
        ({"kind": "ranked", "rule": "majority-judgment", "grades": "Good"}, "different grades, one on each line"),
        ({"kind": "ranked", "rule": "majority-judgment", "grades": "Good\nGood"}, "different grades"),
        ({"kind": "lists"}, "Candidate 1 is on no list"),
        ({"kind": "lists", "candidates-0-slate": "blank-Vote"}, "no list may be called so. Remove candidate 1"),
        ({"kind": "auction"}, "Not a valid choice"),
        ({"kind": "lists", "list_type": "loose"}, "Not a valid choice"),
        ({"kind": "lists", "list_type": "flexible", "lift": "101"}, "From 1 to 100."),
        ({"kind": "ranked", "rule": "dictator"}, "Not a valid choice"),
    ],
)
def test_a_kind_and_a_rule_that_do_not_fit_are_refused(
    shared: World, made: Made, values: dict[str, str], sentence: str
) -> None:
    status, text = submit(shared.browser(OLGA), made, **values)
    assert status == 422 and sentence in text
    assert " selected" in text if values.get("rule") in RULE_NAMES else True


def test_every_rule_can_be_chosen_and_is_explained(world: World) -> None:
    made, browser = world.make("draft"), world.browser(OLGA)
    form = browser.get(f"/officer/elections/{made.uuid}/contests/new").text
    for kind, names in RULES_OF_KIND.items():
        for rule in names:
            assert f'<option value="{rule}"' in form
            slates = {f"candidates-{i}-slate": "North" for i in range(3)}
            grades = {"grades": "Good\nBad"} if rule == "majority-judgment" else {}
            assert submit(browser, made, title=rule, kind=kind, rule=rule, **slates, **grades)[0] == 302
    page = browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert all(f"<strong>{name}.</strong>" in page for rule, name in RULE_NAMES.items())
    assert "Grades: <bdi>Good, Bad</bdi>." in page
    position = re.search(r'contests/(\d+)">Change<span class="sr-only"> majority-judgment<', page)
    assert position is not None
    again = browser.get(f"/officer/elections/{made.uuid}/contests/{position[1]}").text
    assert "Good\nBad</textarea>" in again.replace("\r", "") and '<option value="majority-judgment" selected>' in again


def test_the_officer_says_who_gets_the_seats_of_a_list(world: World) -> None:
    made, browser = world.make("draft"), world.browser(OLGA)
    slates = {f"candidates-{i}-slate": "North" for i in range(3)}
    form = f"/officer/elections/{made.uuid}/contests"
    assert submit(browser, made, kind="lists", **slates)[0] == 302
    assert "candidates with the most votes; if they are equal" in browser.get(form).text  # open, if nothing is said
    assert submit(browser, made, kind="lists", list_type="flexible", lift="7", **slates)[0] == 302
    page = browser.get(form).text
    assert "Candidates with at least 7 percent of their list" in page
    position = re.findall(r'contests/(\d+)">Change<span', page)[-1]
    again = browser.get(f"{form}/{position}").text
    assert re.search(r'value="flexible"[^>]* checked|checked[^>]* value="flexible"', again) and 'value="7"' in again


def test_the_booth_is_told_what_each_paper_needs(world: World) -> None:
    contests = (
        contest("choice"),
        contest("ranked", seats=2),
        contest("ranked", "schulze", title="Pairs"),
        contest("ranked", "majority-judgment", title="Grades", grades=("Good", "Bad")),
        contest("lists", seats=2),
    )
    made = world.make("open", contests=contests, votes=())
    told = world.browser().get(f"/vote/{made.uuid}/booth.json").get_json()["contests"]
    assert [one["kind"] for one in told] == ["choice", "ranked", "ranked", "ranked", "lists"]
    assert [one.get("ranks") for one in told] == [None, 3, 3, 3, None]
    assert [one.get("equal_ranks") for one in told] == [None, False, True, False, None]
    assert [one.get("grades") for one in told] == [None, None, None, ["Good", "Bad"], None]
    lists = told[4]["lists"]
    assert [(one["name"], [c["name"] for c in one["candidates"]]) for one in lists] == [
        ("North", ["Ana", "Cem"]),
        ("South", ["Bo"]),
    ]
    record = world.browser().get(f"/vote/{made.uuid}/election.json").get_json()["questions"][4]
    assert record["value"]["answers"] == [["North", "Ana", "Cem"], ["South", "Bo"], ["Blank vote"] * 2]
    assert [one["blank"] for one in told] == [False, True, True, True, True]
    page = world.browser().get(f"/elections/{made.uuid}").text
    assert "Grades: <bdi>Good, Bad</bdi>." in page
    north, south = page.partition("<strong><bdi>North</bdi></strong>")[2].split("<strong><bdi>South</bdi></strong>")
    assert re.findall(r"<p><bdi>(.+?)</bdi>", north) == ["Ana", "Cem"]
    assert re.findall(r"<p><bdi>(.+?)</bdi>", south) == ["Bo"]
    assert all(f"<strong>{RULE_NAMES[one['rule']]}.</strong>" in page for one in told)


def test_P2_the_officer_sees_how_easily_a_paper_can_be_recognised(world: World) -> None:
    many = tuple(CandidateDraft(name=f"Candidate {i}") for i in range(8))
    few = tuple(CandidateDraft(name=f"Candidate {i}") for i in range(2))
    contests = (contest("ranked", candidates=many, title="Many"), contest("ranked", candidates=few, title="Few"))
    made = world.make("draft", contests=contests)
    browser = world.browser(OLGA)
    page = browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert "There are 13,700 possible papers with the same first preference; members on the roll: 5." in page
    assert "There are 2 possible papers with the same first preference; members on the roll: 5." in page
    dashboard = browser.get(f"/officer/elections/{made.uuid}").text
    assert "“Many”: There are 13,700" in dashboard and "“Few”: There are" not in dashboard


def test_the_officer_decides_who_shuffles(world: World) -> None:
    made = world.make("draft", contests=(contest("ranked"),))
    browser, path = world.browser(OLGA), f"/officer/elections/{made.uuid}/trustees"
    assert browser.post(f"{path}/mixers", path, mixer="2").status_code == 302
    page = browser.get(path).text
    assert 'value="2" checked' in page and 'value="1" checked' not in page
    refused = browser.post(f"{path}/mixers", path)
    assert refused.status_code == 422 and "at least one who shuffles" in refused.text
    for number, sentence in (("1", "Enter a number of at least 2"), ("3", "at least 2, and at most")):
        refused = browser.post(f"{path}/mixers", path, mixer=["1", "2"], **{"mixers-fewest": number})
        assert refused.status_code == 422 and sentence in refused.text
    assert "Proposed: all of them. All are needed to open the count anyway." in page
    plain = world.make("draft")
    assert "Who shuffles" not in browser.get(f"/officer/elections/{plain.uuid}/trustees").text


def test_how_many_are_needed_is_checked(world: World) -> None:
    made = world.make("draft")
    browser, path = world.browser(OLGA), f"/officer/elections/{made.uuid}/trustees"
    for values, sentence in (
        ({"needed-who": "some", "needed-number": ""}, "Enter how many of the trustees are needed"),
        ({"needed-who": "some", "needed-number": "3"}, "between 1 and 2"),
        ({"needed-who": "some", "needed-number": "2"}, "Remove Trustee A and Trustee B first"),
        ({}, "Choose one of the two"),
    ):
        answer = browser.post(f"{path}/needed", path, **values)
        assert answer.status_code == 422 and sentence in answer.text, sentence
    assert browser.post(f"{path}/restart", path).status_code == 409


def test_T21_a_wrong_key_file_does_not_pass_the_rehearsal(world: World) -> None:
    made = world.make("draft")
    browser, path = world.browser(OLGA), f"/officer/elections/{made.uuid}/trustees"
    for file, passphrase, words in (
        (made.key_files[1], "four words are enough", "right key file"),
        (made.key_files[0], "another passphrase", "passphrase"),
        ("nothing", "four words are enough", "key file"),
    ):
        values = {"file": (io.BytesIO(file.encode()), "key"), "passphrase": passphrase}
        answer = browser.post(f"{path}/1/rehearsal", **values)
        assert answer.status_code == 422 and words in answer.text, words


def test_where_only_the_first_preferences_count_no_more_are_asked_for(world: World) -> None:
    """The booth must not ask for ranks that the rule then leaves out."""
    made = world.make("open", contests=(contest("ranked", "block", seats=2),), votes=())
    (told,) = world.browser().get(f"/vote/{made.uuid}/booth.json").get_json()["contests"]
    assert told["ranks"] == 2


def test_without_scripts_the_booth_says_whom_to_ask(world: World) -> None:
    made = world.make("open", votes=())
    page = world.browser().get(f"/vote/{made.uuid}").text
    inside = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "Returning officer: <bdi>Olga" in inside


def test_the_form_of_a_new_contest_proposes_a_random_order(world: World) -> None:
    made = world.make("draft")
    page = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/contests/new").text
    chosen = [field for field in re.findall("<input[^>]*>", page) if 'name="order"' in field and "checked" in field]
    assert len(chosen) == 1 and 'value="random"' in chosen[0]
