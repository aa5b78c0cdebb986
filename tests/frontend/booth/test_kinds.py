# SPDX-License-Identifier: Apache-2.0
"""The booth with ranked, graded and lists contests: by keyboard, at 360 px, in words, and on the encrypted ballot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ballot.crypto.group import ED25519
from tests.frontend.bridge import Bridge
from tests.frontend.stage import CLOSED, DELEGATES, EQUAL, GRADED, LISTS, NAMES, ORDER, Stage

G = ED25519
REVIEW = "Review my ballot"
LEFT = "Only the list that you choose counts. Choose the other one again to see what you have ticked on it."
pytestmark = pytest.mark.browser


@pytest.fixture()
def stage(browser: Browser) -> Iterator[Stage]:
    """Return an election with one contest of each kind, on a phone."""
    made = Stage(browser, questions=[ORDER, EQUAL, GRADED, LISTS])
    yield made
    made.close()


@pytest.fixture()
def ordered(browser: Browser) -> Iterator[Stage]:
    """Return an election with one ranked contest."""
    made = Stage(browser, questions=[ORDER])
    yield made
    made.close()


def fill(stage: Stage) -> None:
    """Fill in all four contests, from the first on."""
    page = stage.page
    rank(stage, DELEGATES[3], DELEGATES[0])
    stage.turn()
    page.get_by_label("Green", exact=False).select_option("1")
    page.get_by_label("Blue", exact=False).select_option("3")
    page.get_by_label("Red", exact=False).select_option("3")
    stage.turn()
    page.get_by_role("group", name=NAMES[0]).get_by_label("Excellent").check()
    page.get_by_role("group", name=NAMES[1]).get_by_label("Reject").check()
    stage.turn()
    page.get_by_label("Fresh Start").check()
    page.get_by_label(NAMES[4]).check()


def rank(stage: Stage, *names: str) -> None:
    """Give each of these the next place."""
    for name in names:
        stage.page.locator("ul.ranking .pick", has_text=name).click()


def plaintexts(stage: Stage, bridge: Bridge) -> list[Any]:
    """Decrypt the ballot that was cast."""
    ballot = json.loads(next(body for path, body in stage.scene.posts if path.endswith("/cast")))
    read = []
    for answer in ballot["answers"]:
        choices = answer["choices"]
        if isinstance(choices, dict):
            read.append(open_paper(stage, bridge, choices))
        else:
            read.append([[int(open_element(stage, c) == G.g) for c in row] for row in choices])
    return read


def open_element(stage: Stage, ciphertext: dict[str, str]) -> Any:
    """Decrypt one ciphertext."""
    return G.parse(ciphertext["beta"]) / G.parse(ciphertext["alpha"]) ** stage.private_key


def open_paper(stage: Stage, bridge: Bridge, ciphertext: dict[str, str]) -> list[int]:
    """Decrypt one ranked paper; it must be canonical (M1)."""
    read = bridge.accept("read_paper", text=str(open_element(stage, ciphertext)), size=30)
    canonical: list[int] = read["paper"]
    return canonical


def test_all_kinds_are_filled_in_reviewed_in_words_and_cast(stage: Stage, bridge: Bridge) -> None:
    page = stage.page
    stage.to_choose()
    fill(stage)
    assert stage.accessibility_problems() == []
    stage.review()
    reviews = [card.inner_text() for card in page.locator(".review").all()]
    assert f"{DELEGATES[3]}\n{DELEGATES[0]}" in reviews[0]
    assert f"Not ranked: {DELEGATES[1]}, {DELEGATES[2]}" in reviews[0]
    assert "Green\nRed = Blue" in reviews[1]
    assert f"{NAMES[0]}\nExcellent" in reviews[2] and f"{NAMES[2]}\nReject (no grade given)" in reviews[2]
    assert "Fresh Start" in reviews[3] and NAMES[4] in reviews[3] and NAMES[3] not in reviews[3]
    assert stage.accessibility_problems() == []
    stage.cast()
    page.get_by_role("heading", name="Your ballot is in the ballot box.").wait_for()
    ranked, equal, graded, lists = plaintexts(stage, bridge)
    assert ranked[-9:] == [2, 0, 0, 1, 0, 0, 0, 0, 0]
    assert equal[-3:] == [2, 1, 2], "gaps are closed: they would be a mark on the paper (P4)"
    assert graded[-3:] == [1, 5, 5], "no grade is written as the worst, in one way only (P4)"
    assert lists == [[0, 0, 0, 0], [1, 0, 1, 0], [0, 0]]


def test_lists_offer_a_blank_vote(browser: Browser, bridge: Bridge) -> None:
    stage = Stage(browser, [LISTS])
    page = stage.page
    stage.to_choose()
    stage.press_review()
    expect(page.get_by_role("alert")).to_have_text("Choose a list, or vote for nobody (blank).")
    page.get_by_label("Open Section", exact=True).check()
    page.get_by_role("button", name="Choose all on this list").click()
    page.get_by_label("Vote for nobody (blank)").check()
    expect(page.locator("#refusal-0")).to_have_text("3 choices were removed: a blank ballot names nobody.")
    expect(page.locator("#counter-0")).to_have_text("Blank: you vote for nobody")
    assert stage.accessibility_problems() == []
    page.get_by_label("Open Section", exact=True).check()
    expect(page.locator("#refusal-0")).to_have_text("")
    page.get_by_label("Vote for nobody (blank)").check()
    page.get_by_role("button", name=REVIEW).click()
    page.get_by_text("You have not voted yet.").wait_for()
    assert "Nobody (blank vote)" in page.locator(".review").inner_text()
    assert "List" not in page.locator(".review").inner_text()
    stage.cast()
    page.get_by_role("heading", name="Your ballot is in the ballot box.").wait_for()
    assert plaintexts(stage, bridge) == [[[0, 0, 0, 0], [0, 0, 0, 0], [1, 1]]]
    stage.close()


def test_a_blank_list_that_the_record_does_not_have_is_not_shown(browser: Browser) -> None:
    stage = Stage(browser, [{**LISTS, "value": {**LISTS["value"], "answers": LISTS["value"]["answers"][:2]}}])
    stage.scene.booth["contests"][0]["blank"] = True
    stage.page.goto(stage.booth)
    stage.page.get_by_text("The ballot paper on this page does not match the election record").wait_for()
    stage.close()


def test_a_challenge_of_all_kinds_is_checked(stage: Stage) -> None:
    page = stage.page
    stage.to_choose()
    fill(stage)
    stage.review()
    stage.challenge()
    page.get_by_role("button", name="Open this ballot and throw it away").click()
    opened = page.get_by_label("The opened ballot").input_value()
    checker = stage.new_page()
    checker.goto(f"{stage.server.address}/check")
    checker.get_by_label("Or its text").fill(opened)
    checker.get_by_role("button", name="Check this ballot").click()
    checker.get_by_text("The encryption is honest").wait_for()
    said = checker.locator("#check-result").inner_text()
    assert f"{DELEGATES[3]}\nnumber 1" in said and f"{DELEGATES[1]}\nno number (0)" in said
    assert "List: Fresh Start" in said
    assert f"{NAMES[0]}\nExcellent" in said
    changed = json.loads(opened)
    changed["choices"][0][1] = 3
    checker.get_by_label("Or its text").fill(json.dumps(changed))
    checker.get_by_role("button", name="Check this ballot").click()
    checker.get_by_text("does not hold the choices that the device showed you").wait_for()


def order_of(stage: Stage) -> list[str]:
    """Return the ranked names as the page shows them."""
    return stage.page.locator("ol.ranking .name").all_inner_texts()


def test_ranking_by_keyboard_alone(ordered: Stage) -> None:
    page = ordered.page
    ordered.to_choose()
    page.locator("#add-0-0").focus()
    for _ in range(3):  # the focus goes on to the next candidate
        page.keyboard.press("Enter")
    assert order_of(ordered) == DELEGATES[:3]
    assert page.evaluate("document.activeElement.id") == "add-0-3"
    page.get_by_label(f"Place of {DELEGATES[2]}").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#counter-0")).to_have_text(f"3 of 9 ranked {DELEGATES[2]}: number 2 of 3")
    page.keyboard.press("ArrowUp")  # the focus has moved with the candidate
    assert order_of(ordered) == [DELEGATES[2], DELEGATES[0], DELEGATES[1]]
    page.get_by_label(f"Place of {DELEGATES[1]}").select_option("1")
    assert order_of(ordered) == [DELEGATES[1], DELEGATES[2], DELEGATES[0]]
    page.get_by_label(f"Place of {DELEGATES[2]}").select_option("Not ranked")
    assert order_of(ordered) == [DELEGATES[1], DELEGATES[0]]
    assert page.evaluate("document.activeElement.id") == "add-0-2"
    page.keyboard.press("Enter")
    page.locator("#add-0-2").press("Enter")  # the name alone takes the place away again, as it gave it
    assert order_of(ordered) == [DELEGATES[1], DELEGATES[0]]


def test_each_rank_is_read_out_and_the_lists_are_lists(ordered: Stage) -> None:
    """Without a marker Safari takes a list's role away; and the number on the row is a field of its own."""
    page = ordered.page
    ordered.to_choose()
    rank(ordered, DELEGATES[4], DELEGATES[2])
    ranked = page.get_by_role("list", name="Your order")
    for at, name in enumerate((DELEGATES[4], DELEGATES[2])):
        row = ranked.get_by_role("listitem").nth(at)
        expect(row.get_by_role("button", name=f"Number {at + 1} {name}")).to_have_attribute("aria-pressed", "true")
    page.locator("#add-0-4").click()
    expect(ranked.get_by_role("listitem")).to_have_count(1)
    expect(ranked).to_contain_text("Number 1")
    expect(page.get_by_role("list", name="Not ranked")).not_to_contain_text("Number 1")
    assert page.locator(".cards:not([role=list])").count() == 0


def test_no_more_are_ranked_than_the_paper_takes(ordered: Stage) -> None:
    """The instruction, the counter and the refusal name the same number."""
    ordered.scene.booth["contests"][0]["ranks"] = 2
    ordered.to_choose()
    ordered.page.get_by_text("Choose up to 2 names in your order, your favourite first.").wait_for()
    rank(ordered, *DELEGATES[:3])
    assert order_of(ordered) == DELEGATES[:2]
    expect(ordered.page.locator("#counter-0")).to_contain_text("2 of 2 ranked")
    expect(ordered.page.locator("#refusal-0")).to_have_text("You can choose 2. Remove one first.")


def test_an_empty_paper_is_asked_for_in_so_many_words(ordered: Stage, bridge: Bridge) -> None:
    page = ordered.page
    ordered.to_choose()
    ordered.press_review()
    expect(page.locator("#refusal-0")).to_have_text("Rank at least one candidate, or vote for nobody (blank).")
    assert page.evaluate("document.activeElement.id") == "add-0-0"
    assert ordered.accessibility_problems() == []
    page.keyboard.press("Enter")
    expect(page.locator("#refusal-0")).to_have_text("")
    page.get_by_label("Vote for nobody (blank)").check()
    expect(page.locator("#refusal-0")).to_have_text("1 entry was removed: a blank ballot names nobody.")
    ordered.review()
    assert "Nobody (blank vote)" in page.locator(".review").inner_text()
    ordered.cast()
    page.get_by_role("heading", name="Your ballot is in the ballot box.").wait_for()
    assert plaintexts(ordered, bridge) == [[0] * 30]


def test_a_change_of_the_list_is_said(council: Stage) -> None:
    page = council.page
    page.get_by_label("Open Section").check()
    page.get_by_role("button", name="Choose all on this list").click()
    expect(page.locator("#counter-0")).to_have_text("Open Section: 3 of 3 chosen")
    page.get_by_label("Fresh Start").check()
    expect(page.locator("#refusal-0")).to_have_text(LEFT)
    expect(page.locator("#counter-0")).to_have_text("Fresh Start: 0 of 3 chosen")
    page.get_by_text("Candidates of Fresh Start").first.click()  # folded away again
    page.get_by_role("button", name=REVIEW).click()
    expect(page.locator("#refusal-0")).to_have_text("Choose at least one candidate of Fresh Start.")
    expect(page.locator("#on-list-0-1-0")).to_be_focused()


@pytest.fixture
def council(browser: Browser) -> Iterator[Stage]:
    """A contest between lists alone, at its paper."""
    made = Stage(browser, [LISTS])
    made.to_choose()
    yield made
    made.close()


def test_who_is_on_a_list_can_be_read_before_any_is_chosen(council: Stage) -> None:
    page = council.page
    expect(page.get_by_label(NAMES[4])).to_be_hidden()
    page.get_by_text("Candidates of Fresh Start").first.click()
    expect(page.get_by_label(NAMES[4])).to_be_visible()
    expect(page.locator("#counter-0")).to_have_text("No list chosen")
    assert council.accessibility_problems() == []
    page.get_by_label(NAMES[4]).check()
    expect(page.get_by_label("Fresh Start", exact=True)).to_be_checked()
    expect(page.locator("#counter-0")).to_have_text("Fresh Start: 1 of 3 chosen")


def test_each_list_keeps_its_ticks_and_only_those_of_the_chosen_one_are_encrypted(
    council: Stage, bridge: Bridge
) -> None:
    page = council.page
    page.get_by_label("Open Section", exact=True).check()
    page.get_by_label(NAMES[0]).check()
    page.get_by_label(NAMES[2]).check()
    page.get_by_label("Fresh Start", exact=True).check()
    page.get_by_label(NAMES[3]).check()
    expect(page.get_by_label(NAMES[0])).not_to_be_checked()
    page.get_by_label("Open Section", exact=True).check()
    expect(page.locator("#refusal-0")).to_have_text(LEFT)
    expect(page.locator("#counter-0")).to_have_text("Open Section: 2 of 3 chosen")
    for name, ticked in ((NAMES[0], True), (NAMES[1], False), (NAMES[2], True), (NAMES[3], False)):
        expect(page.get_by_label(name)).to_be_checked(checked=ticked)
    page.get_by_role("button", name=REVIEW).click()
    page.get_by_text("You have not voted yet.").wait_for()
    council.cast()
    page.get_by_role("heading", name="Your ballot is in the ballot box.").wait_for()
    assert plaintexts(council, bridge) == [[[1, 1, 0, 1], [0, 0, 0, 0], [0, 0]]]


def test_a_tick_on_another_list_votes_for_nobody_who_is_not_seen_to_be_ticked(council: Stage) -> None:
    page = council.page
    page.get_by_label("Open Section", exact=True).check()
    page.get_by_role("button", name="Choose all on this list").click()
    page.get_by_label("Fresh Start", exact=True).check()
    page.get_by_label(NAMES[1]).check()
    expect(page.locator("#counter-0")).to_have_text("Open Section: 1 of 3 chosen")
    expect(page.get_by_label("Open Section", exact=True)).to_be_checked()


def test_a_closed_list_asks_for_no_tick(browser: Browser, bridge: Bridge) -> None:
    """Choosing the list is the whole vote, and all ballots for it are alike: everybody on it is ticked."""
    stage = Stage(browser, [CLOSED])
    page = stage.page
    stage.to_choose()
    assert page.get_by_role("checkbox").count() == 0
    assert page.get_by_role("button", name="Choose all on this list").count() == 0
    expect(page.locator(".contest .hint, .contest p").filter(has_text="Choose one list.").first).to_be_visible()
    page.get_by_label("Open Section", exact=True).check()
    expect(page.locator("#counter-0")).to_have_text("Chosen: Open Section")
    expect(page.get_by_text(NAMES[2])).to_be_visible()
    page.get_by_label("Fresh Start", exact=True).check()
    expect(page.locator("#refusal-0")).to_have_text("")
    assert stage.accessibility_problems() == []
    page.get_by_role("button", name=REVIEW).click()
    page.get_by_text("You have not voted yet.").wait_for()
    review = page.locator(".review").inner_text()
    assert "Fresh Start" in review and not any(name in review for name in NAMES)
    stage.cast()
    page.get_by_role("heading", name="Your ballot is in the ballot box.").wait_for()
    assert plaintexts(stage, bridge) == [[[0, 0, 0, 0], [1, 1, 1, 1], [0, 0]]]
    stage.close()


def test_B26_a_server_cannot_hide_the_ticks_of_an_open_list(browser: Browser) -> None:
    """What the server says besides the record changes nothing about what the booth asks for."""
    stage = Stage(browser, [LISTS])
    stage.scene.booth["contests"][0].update(list_type="closed", closed=True)
    stage.to_choose()
    stage.page.get_by_label("Open Section", exact=True).check()
    expect(stage.page.get_by_role("checkbox")).to_have_count(3)
    stage.close()


FREE_NUMBERS = """async ([script, text, token, choices, styles]) => {
    const worker = new Worker(URL.createObjectURL(await (await fetch(script)).blob()));
    const ask = (what, data) => new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage({ id: 1, what, ...data });
    });
    await ask("prepare", { text });
    const answer = await ask("encrypt", { token, choices, styles });
    worker.terminate();
    return answer;
}"""


def test_P4_numbers_that_are_no_vote_are_not_encrypted(stage: Stage) -> None:
    stage.page.goto(stage.booth)
    good: list[Any] = [[1, 2, *[0] * 7], [1, 1, 2], [1, 5, 5], [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0]]]
    styles = [
        {"kind": "strict", "limit": 9, "blank": True}, {"kind": "equal", "limit": 3, "blank": True},
        {"kind": "grades", "limit": 5, "blank": False}, None,
    ]  # fmt: skip
    bad: list[tuple[int, list[int]]] = [
        (0, [1, 3, *[0] * 7]), (0, [1, 1, *[0] * 7]), (0, [2, *[0] * 8]), (0, [1, 2, 255, *[0] * 6]),
        (1, [1, 3, 3]), (1, [2, 2, 2]), (2, [1, 5, 6]), (2, [1, 0, 5]), (2, [0, 0, 0]),
    ]  # fmt: skip

    def accepted(choices: list[Any]) -> bool:
        asked = ["/static/js/worker.js", stage.scene.election, stage.token, choices, styles]
        return bool(stage.page.evaluate(FREE_NUMBERS, asked)["ok"])

    assert accepted(good)
    for at, paper in bad:
        assert not accepted([*good[:at], paper, *good[at + 1 :]]), paper
