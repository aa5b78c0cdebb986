# SPDX-License-Identifier: Apache-2.0
"""What a contest allows, warns of or blocks; dragging; the order of the paper. A blank vote is never in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ballot.crypto.credentials import new_token, public_credential
from ballot.crypto.group import ED25519
from tests.frontend.booth.test_kinds import order_of, rank
from tests.frontend.stage import DELEGATES, EQUAL, GRADED, NAMES, ORDER, Stage, committee

LEFT_OUT = re.compile("Who gets none|Leave out whom you like")
BLANK = "Vote for nobody (blank)"
CHOICE, RANKS, ORDERED, GRADES = range(4)
pytestmark = pytest.mark.browser


@pytest.fixture()
def stage(browser: Browser) -> Iterator[Stage]:
    """Return an election with one contest of each kind that has a policy."""
    made = Stage(browser, questions=[committee()[0], EQUAL, ORDER, GRADED])
    for contest in made.scene.booth["contests"]:
        contest["blank"] = True
    yield made
    made.close()


def set_policy(stage: Stage, how: str) -> None:
    """Let every contest treat everything unusual alike."""
    for contest in stage.scene.booth["contests"]:
        contest["policy"] = dict.fromkeys(("under_vote", "rank_gaps", "equal_ranks"), how)


def fill_unusually(stage: Stage) -> None:
    """Fill in every paper less than wholly, with a gap and with equal ranks."""
    for _ in fill_each_unusually(stage):
        pass


def fill_each_unusually(stage: Stage) -> Iterator[int]:
    """Fill in one paper after the other, and go on to the next; yield the number of the one that is filled in."""
    page = stage.page
    stage.choose(NAMES[0], NAMES[2])
    yield CHOICE
    stage.turn()
    page.get_by_label("Green", exact=False).select_option("1")
    page.get_by_label("Blue", exact=False).select_option("3")
    yield RANKS
    stage.turn()
    page.locator("#add-2-0").click()
    yield ORDERED
    stage.turn()
    page.get_by_role("group", name=NAMES[0]).get_by_label("Excellent").check()
    yield GRADES


def blank_all(stage: Stage) -> None:
    """Vote blank in every contest, from the first on."""
    for at in range(4):
        stage.page.locator(f"#blank-{at}").check()
        if at < GRADES:
            stage.turn()


def warnings(stage: Stage) -> list[str]:
    """Return what the review warns of."""
    return stage.page.locator(".review .notice").all_inner_texts()


WARNINGS = [
    "You can choose 3 more.",
    "You have ranked 2 of 3.",
    "A rank is left out. Only the order counts: your ranks are read as 1, 2, 3 without gaps.",
    "You have ranked 1 of 9.",
    "You have graded 1 of 3.",
]
BLOCKED = {  # by contest: what is said, and the field that it is about
    CHOICE: ("You have chosen 2. Choose at least 5, or vote for nobody (blank).", "choice-0-1"),
    RANKS: ("You have ranked 2 of 3. Rank all, or vote for nobody (blank).", "rank-1-0"),
    ORDERED: ("You have ranked 1 of 9. Rank all, or vote for nobody (blank).", "add-2-1"),
    GRADES: ("You have graded 1 of 3. Grade all, or vote for nobody (blank).", "grade-3-1-0"),
}


def instructions(stage: Stage) -> list[str]:
    """Return the first sentence of every contest, from the first on; each is left blank."""
    found = []
    for at in range(4):
        found.append(stage.page.locator(f"#rule-{at}").inner_text())
        stage.page.locator(f"#blank-{at}").check()
        if at < GRADES:
            stage.turn()
    return found


def test_what_is_allowed_is_not_spoken_of(stage: Stage) -> None:
    stage.to_choose()
    fill_unusually(stage)
    stage.review()
    assert warnings(stage) == []


def test_what_is_warned_of_can_be_cast_all_the_same(stage: Stage) -> None:
    """And the warning says so: it is no ban."""
    set_policy(stage, "warned")
    stage.to_choose()
    fill_unusually(stage)
    stage.review()
    assert warnings(stage) == [f"{sentence} You can also cast it as it is." for sentence in WARNINGS]
    assert stage.accessibility_problems() == []
    stage.cast()
    stage.page.get_by_role("heading", name="Your ballot is in the ballot box.").wait_for()


def test_what_is_blocked_is_said_at_its_field_until_it_is_mended(stage: Stage) -> None:
    set_policy(stage, "blocked")
    stage.to_choose()
    go_on = stage.page.locator("#booth > .actions button").first
    for at in fill_each_unusually(stage):
        go_on.click()
        text, field = BLOCKED[at]
        expect(stage.page.locator(f"#refusal-{at}")).to_have_text(text)
        wrong = stage.page.locator(f"#{field}")
        expect(wrong).to_be_focused()
        expect(wrong).to_have_attribute("aria-invalid", "true")
        assert stage.accessibility_problems() == []
        stage.page.locator(f"#blank-{at}").check()
        assert stage.page.locator("[aria-invalid]").count() == 0
    stage.review()


@pytest.mark.parametrize("how", ["allowed", "blocked"])
def test_each_paper_starts_with_one_instruction_that_is_true(stage: Stage, how: str) -> None:
    """At most 20 words, and nobody is told to leave out whom the paper then asks for."""
    set_policy(stage, how)
    stage.to_choose()
    said = instructions(stage)
    assert max(len(text.split()) for text in said) <= 20
    assert (said[CHOICE] == "Choose 5 of 10.") == (how == "blocked")
    assert sum("None may be left out." in text for text in said) == (3 if how == "blocked" else 0)
    assert sum(LEFT_OUT.search(text) is not None for text in said) == (0 if how == "blocked" else 3)


def test_equal_ranks_are_blocked_where_the_organisation_says_so(stage: Stage) -> None:
    stage.scene.booth["contests"][RANKS]["policy"] = {"equal_ranks": "blocked"}
    stage.to_choose()
    stage.turn()
    for answer in (0, 1):
        stage.page.locator(f"#rank-1-{answer}").select_option("1")
    stage.turn()
    expect(stage.page.locator("#refusal-1")).to_have_text("Rank 1 is given more than once.")


@pytest.mark.parametrize("how", ["allowed", "warned", "blocked", "a word of tomorrow"])
def test_a_blank_vote_is_always_possible(stage: Stage, how: str) -> None:
    set_policy(stage, how)
    stage.to_choose()
    blank_all(stage)
    stage.review()
    assert warnings(stage) == []
    assert stage.page.get_by_text("Nobody (blank vote)").count() == 4


def test_leaving_a_contest_open_is_a_blank_vote_where_there_is_no_box_for_it(browser: Browser) -> None:
    question = {**committee()[0]}
    del question["blank"]
    stage = Stage(browser, questions=[question])
    set_policy(stage, "blocked")
    stage.to_choose()
    stage.review()
    stage.close()


def drag(stage: Stage, name: str, onto: str, part: float) -> None:
    """Drag a card by its handle to a height of another card: 0 is its upper edge, 1 its lower."""
    page = stage.page
    cards = page.locator("li.candidate")
    target = cards.filter(has_text=onto).bounding_box()
    grip = cards.filter(has_text=name).locator(".grip")
    box = grip.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, target["y"] + target["height"] * part, steps=5)
    page.mouse.up()


@pytest.fixture()
def ordered(browser: Browser) -> Iterator[Stage]:
    made = Stage(browser, questions=[ORDER], width=1280)
    made.page.set_viewport_size({"width": 1280, "height": 2400})
    yield made
    made.close()


def test_ranking_by_dragging(ordered: Stage) -> None:
    ordered.to_choose()
    rank(ordered, *DELEGATES[:3])
    first, second, third = DELEGATES[:3]
    drag(ordered, third, first, 0.1)
    assert order_of(ordered) == [third, first, second]
    expect(ordered.page.locator("#counter-0")).to_contain_text(f"{third}: number 1 of 3")
    drag(ordered, third, second, 0.9)
    assert order_of(ordered) == [first, second, third]
    drag(ordered, DELEGATES[5], second, 0.1)
    assert order_of(ordered) == [first, DELEGATES[5], second, third]
    drag(ordered, first, DELEGATES[7], 0.5)
    assert order_of(ordered) == [DELEGATES[5], second, third]


def test_a_drag_that_is_broken_off_changes_nothing(ordered: Stage) -> None:
    page = ordered.page
    ordered.to_choose()
    rank(ordered, *DELEGATES[:2])
    box = page.locator("li.candidate").filter(has_text=DELEGATES[1]).locator(".grip").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] - 150, steps=4)
    assert page.locator(".dragged").count() == 1 and page.locator(".drop-before").count() == 1
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order_of(ordered) == DELEGATES[:2]
    assert page.locator(".dragged, .drop-before, .drop-after").count() == 0


def shown(stage: Stage) -> list[str]:
    """Return the names on the paper from top to bottom."""
    return stage.page.locator("li.candidate:not(.blank) .name").all_inner_texts()


def order_seen(stage: Stage) -> tuple[str, ...]:
    """Visit the booth as if for the first time, choose whoever stands first, and return the order of the paper."""
    stage.to_choose()
    names = shown(stage)
    assert sorted(names) == sorted(NAMES)
    stage.choose(names[0])
    stage.review()
    assert names[0] in stage.page.locator(".review").inner_text()
    stage.page.get_by_role("button", name="Change").click()
    expect(stage.page.get_by_role("heading", name="Executive committee", exact=True)).to_be_visible()
    assert shown(stage) == names and stage.box(names[0]).is_checked()
    stage.page.goto("about:blank")
    return tuple(names)


def test_an_order_by_chance_is_the_voters_own_at_every_visit_and_changes_nothing_that_is_encrypted(
    browser: Browser,
) -> None:
    stage = Stage(browser, questions=[committee()[0]])
    stage.scene.booth["contests"][0]["order"] = "random"
    first = order_seen(stage)
    assert order_seen(stage) == first
    others = set()
    for _ in range(2):
        stage.token = new_token()
        stage.scene.credential = str(public_credential(ED25519, stage.scene.uuid, stage.token))
        others.add(order_seen(stage))
    assert others != {first}  # of 3,628,800 orders, three voters with the same
    stage.close()


def test_reopening_nominations_stays_last(browser: Browser) -> None:
    stage = Stage(browser, questions=[committee()[0]])
    contest = stage.scene.booth["contests"][0]
    contest["order"] = "random"
    contest["candidates"][3]["reopens"] = True
    for _ in range(3):
        stage.to_choose()
        assert shown(stage)[-1] == NAMES[3]
        stage.page.goto("about:blank")
    stage.close()
