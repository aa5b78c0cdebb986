# SPDX-License-Identifier: Apache-2.0
"""The browser's Back, or its gesture, in the booth: one step back, and nothing that was chosen is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Route, expect

from ballot.crypto.credentials import new_token, public_credential
from ballot.crypto.group import ED25519
from tests.frontend.stage import NAMES, Stage, until

FIRST, LAST = "Executive committee", "Amend the <i>statutes</i>?"
START = "Executive committee election"
DONE = "Your ballot is in the ballot box."
pytestmark = pytest.mark.browser


def sees(stage: Stage, heading: str) -> None:
    expect(stage.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


def back(stage: Stage, heading: str) -> None:
    """Go back as the browser does, and see where that leads."""
    stage.page.evaluate("history.back()")
    sees(stage, heading)


def count_turns(stage: Stage) -> None:
    """Count the steps in the history from now on: to one that is not allowed, and back by itself."""
    stage.page.evaluate("window.turns = 0; addEventListener('popstate', () => { window.turns += 1; })")


def is_held(stage: Stage) -> None:
    """Go back, and see that the page has come forward again by itself."""
    count_turns(stage)
    stage.page.evaluate("history.back()")
    until(stage.page, lambda: bool(stage.page.evaluate("window.turns === 2 && history.state.depth === 3")))


def delayed(stage: Stage, what: str) -> list[Route]:
    """Return where what the page posts from now on is kept until the test lets it go."""
    kept: list[Route] = []
    stage.page.route(f"**/{what}", lambda route: kept.append(route))
    return kept


def let_go(stage: Stage, kept: list[Route]) -> Route:
    """Return what was kept, once it is there."""
    until(stage.page, lambda: kept != [])
    return kept.pop()


def review(stage: Stage) -> str:
    stage.review()
    return stage.check_number()


def has_choices(stage: Stage) -> None:
    """See what was chosen, contest by contest: the page is at any of them, and in the end at the last."""
    if stage.page.get_by_role("button", name="Back").count() > 0:
        stage.turn("Back")
    for name in (NAMES[0], NAMES[2]):
        expect(stage.box(name)).to_be_checked()
    stage.turn()
    expect(stage.box("Yes")).to_be_checked()


def test_back_on_review_keeps_the_choices(stage: Stage) -> None:
    first = stage.to_review()
    back(stage, LAST)
    has_choices(stage)
    assert review(stage) != first, "encrypted afresh"
    stage.cast()
    sees(stage, DONE)


def test_back_on_the_choices_goes_to_the_start_and_keeps_them_too(stage: Stage) -> None:
    stage.to_review()
    back(stage, LAST)
    back(stage, FIRST)
    back(stage, START)
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    has_choices(stage)


def test_nothing_but_a_number_is_kept_in_the_history(stage: Stage) -> None:
    stage.page.goto(f"{stage.booth}#{stage.token}")
    places = [stage.page.evaluate("history.state")]
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    places.append(stage.page.evaluate("history.state"))
    stage.choose(NAMES[0], "Yes")
    review(stage)
    places.append(stage.page.evaluate("history.state"))
    assert places == [None, {"depth": 1}, {"depth": 3}] and stage.page.url == stage.booth


def test_the_browsers_back_goes_from_contest_to_contest(stage: Stage) -> None:
    stage.to_review()
    back(stage, LAST)
    back(stage, FIRST)
    stage.page.evaluate("history.forward()")
    sees(stage, LAST)
    stage.turn("Back")
    sees(stage, FIRST)
    until(stage.page, lambda: bool(stage.page.evaluate("history.state.depth === 1")))


def test_the_button_that_changes_a_contest_goes_to_it_and_from_there_to_the_review(stage: Stage) -> None:
    stage.to_review()
    stage.page.get_by_role("button", name="Change Executive").click()
    expect(stage.page.locator("#contest-0")).to_be_focused()
    assert stage.page.get_by_role("button", name="Next").count() == 0
    review(stage)


def test_the_button_that_changes_a_contest_is_one_step_back_and_goes_to_the_contest(stage: Stage) -> None:
    stage.to_review()
    for _ in range(3):
        stage.page.get_by_role("button", name="Change Amend").click()
        expect(stage.page.locator("#contest-1")).to_be_focused()
        review(stage)
    back(stage, LAST)
    expect(stage.page.locator("h1")).to_be_focused()
    back(stage, FIRST)
    back(stage, START)


def test_back_in_the_challenge_goes_to_the_choices_and_an_opened_ballot_is_gone(stage: Stage) -> None:
    stage.to_review()
    stage.challenge()
    stage.page.get_by_role("button", name="Open this ballot and throw it away").click()
    expect(stage.page.locator("#opened")).to_be_visible()
    back(stage, LAST)
    expect(stage.page.locator("#opened")).to_have_count(0)
    has_choices(stage)
    review(stage)
    stage.challenge()
    stage.page.get_by_role("button", name="Open this ballot and throw it away").click()
    stage.page.get_by_role("button", name="Vote again").click()
    sees(stage, FIRST)
    has_choices(stage)


def test_back_before_the_code_is_typed_loses_nothing(stage: Stage) -> None:
    """The worker of the first ballot has ended by then: the next one gets to know the election anew."""
    stage.scene.booth["casting_code"] = True
    stage.scene.code = "012345"
    first = stage.to_review()
    stage.cast()
    expect(stage.page.get_by_label("Code")).to_be_visible()  # the heading is there while the code is asked for
    back(stage, LAST)
    has_choices(stage)
    back(stage, FIRST)
    back(stage, START)
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    assert review(stage) != first
    stage.cast()
    stage.page.get_by_label("Code").fill("012345")
    stage.cast()
    sees(stage, DONE)


def test_after_casting_back_leaves_the_booth_and_forward_shows_no_choices(stage: Stage) -> None:
    stage.page.goto(f"{stage.server.address}/check")
    stage.to_review()
    stage.cast()
    stage.page.get_by_text("Your ballot is on the public board.").wait_for()
    until(stage.page, lambda: bool(stage.page.evaluate("history.state === null")))
    count_turns(stage)
    stage.page.evaluate("history.forward()")
    until(stage.page, lambda: bool(stage.page.evaluate("window.turns === 2 && history.state === null")))
    sees(stage, DONE)
    stage.page.go_back()
    expect(stage.page).to_have_url(f"{stage.server.address}/check")


def test_a_page_that_is_loaded_again_begins_at_the_start(stage: Stage) -> None:
    stage.to_review()
    stage.page.reload()
    stage.page.get_by_label("Your ballot token").fill(stage.token)
    until(stage.page, lambda: bool(stage.page.evaluate("history.state === null")))
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    expect(stage.box(NAMES[0])).not_to_be_checked()
    back(stage, START)


def test_another_token_begins_without_the_choices_of_the_first(stage: Stage) -> None:
    stage.to_choose()
    stage.choose(NAMES[0])
    back(stage, START)
    other = new_token()
    stage.scene.credential = str(public_credential(ED25519, stage.scene.uuid, other))
    stage.page.goto(f"{stage.booth}#{other}")
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    expect(stage.box(NAMES[0])).not_to_be_checked()


def test_a_link_inside_the_page_is_no_step(stage: Stage) -> None:
    stage.to_choose()
    stage.choose(NAMES[0], NAMES[2], "Yes")
    stage.page.evaluate("location.hash = 'main'")
    review(stage)
    back(stage, LAST)
    has_choices(stage)


def test_back_waits_while_the_ballot_is_on_its_way(stage: Stage) -> None:
    kept = delayed(stage, "cast")
    number = stage.to_review()
    stage.cast()
    sending = stage.page.get_by_text("Sending your ballot…")
    expect(sending).to_be_visible()
    is_held(stage)
    expect(sending).to_be_visible()
    let_go(stage, kept).continue_()
    sees(stage, DONE)
    assert stage.tracking_number() == stage.sent(number) and kept == []


def test_back_waits_while_the_code_is_asked_for_and_not_afterwards(stage: Stage) -> None:
    stage.scene.booth["casting_code"] = True
    kept = delayed(stage, "code")
    stage.to_review()
    stage.cast()
    expect(stage.page.get_by_text("Asking for your code…")).to_be_visible()
    is_held(stage)
    let_go(stage, kept).continue_()
    expect(stage.page.get_by_label("Code")).to_be_visible()  # the heading is there while the code is asked for
    back(stage, LAST)
    has_choices(stage)


def test_back_does_not_leave_a_ballot_that_may_have_arrived(stage: Stage) -> None:
    stage.scene.faults = ["lose-answer"]
    number = stage.to_review()
    stage.cast()
    sees(stage, "Your ballot has not been cast")
    is_held(stage)
    stage.page.get_by_role("button", name="Try again").click()
    sees(stage, "Your ballot had already arrived; here is its receipt.")
    assert stage.tracking_number() == stage.sent(number)


def test_back_leaves_a_ballot_that_was_not_taken(stage: Stage) -> None:
    stage.scene.faults = ["stopped"]
    stage.to_review()
    stage.cast()
    sees(stage, "Your ballot has not been cast")
    back(stage, LAST)
    has_choices(stage)


def test_a_late_answer_about_the_token_does_not_leave_the_ballot_paper(stage: Stage) -> None:
    stage.to_choose()
    back(stage, START)
    kept = delayed(stage, "token")
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.get_by_text("Checking your token")).to_be_visible()
    stage.page.evaluate("history.forward()")
    sees(stage, FIRST)
    with stage.page.expect_event("requestfailed"):
        let_go(stage, kept).abort()
    stage.choose(NAMES[0], NAMES[2], "Yes")
    expect(stage.page.locator(".error-summary")).to_have_count(0)
    review(stage)


def test_a_link_inside_the_review_does_not_keep_the_voter_there(stage: Stage) -> None:
    stage.to_review()
    stage.page.evaluate("location.hash = 'main'")
    stage.page.get_by_role("button", name="Change Amend").click()
    expect(stage.page.locator("#contest-1")).to_be_focused()
    expect(stage.box("Yes")).to_be_checked()
    review(stage)
    stage.challenge()
    stage.page.get_by_role("button", name="Open this ballot and throw it away").click()
    expect(stage.page.locator("#opened")).to_be_visible()
    for place in ("main", "opened"):
        stage.page.evaluate("place => { location.hash = place }", place)
    stage.page.get_by_role("button", name="Vote again").click()
    sees(stage, FIRST)
    has_choices(stage)


def test_the_same_link_again_changes_nothing_and_another_one_forgets_the_first_voter(stage: Stage) -> None:
    stage.to_review()
    stage.page.get_by_label("Send the receipt to me by e-mail too").check()
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_label("Send the receipt to me by e-mail too")).to_be_checked()
    other = new_token()
    stage.scene.credential = str(public_credential(ED25519, stage.scene.uuid, other))
    stage.page.goto(f"{stage.booth}#{other}")
    sees(stage, START)
    until(stage.page, lambda: bool(stage.page.evaluate("history.state === null")))
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    stage.choose(NAMES[1], "No")
    review(stage)
    expect(stage.page.get_by_label("Send the receipt to me by e-mail too")).not_to_be_checked()


def test_with_another_token_in_the_field_forward_does_not_show_the_choices_of_the_first(stage: Stage) -> None:
    stage.to_choose()
    stage.choose(NAMES[0])
    back(stage, START)
    other = new_token()
    stage.scene.credential = str(public_credential(ED25519, stage.scene.uuid, other))
    stage.page.get_by_role("button", name="Start").click()
    stage.page.get_by_label("Your ballot token").fill(other)
    count_turns(stage)
    stage.page.evaluate("history.forward()")
    until(stage.page, lambda: bool(stage.page.evaluate("window.turns === 2 && history.state === null")))
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    expect(stage.box(NAMES[0])).not_to_be_checked()


@pytest.mark.parametrize(("state", "questions"), [("waiting", 1), ("stopped", 1), ("closed", 0)])
def test_a_reload_that_loses_a_token_of_use_is_asked_about(stage: Stage, state: str, questions: int) -> None:
    asked: list[str] = []
    stage.page.on("dialog", lambda dialog: asked.append(dialog.type))
    stage.scene.booth["state"] = state
    stage.page.goto(f"{stage.booth}#{stage.token}")
    sees(stage, START)
    expect(stage.page.get_by_text("Loading the ballot paper")).to_have_count(0)
    stage.page.locator("h1").click()  # a browser asks only who has touched the page
    stage.page.reload()
    sees(stage, START)
    assert asked == ["beforeunload"] * questions


def test_another_language_takes_the_token_along_and_asks_nothing(stage: Stage) -> None:
    asked: list[str] = []
    stage.page.on("dialog", lambda dialog: asked.append(dialog.type))
    stage.page.goto(f"{stage.booth}#{stage.token}")
    stage.page.get_by_text("Your ballot token was taken from your link.").wait_for()
    stage.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<a hreflang=fr href=' + location.pathname + '?lang=fr>fr</a>')"
    )
    stage.page.get_by_role("link", name="fr", exact=True).click()
    expect(stage.page).to_have_url(f"{stage.booth}?lang=fr")
    stage.page.get_by_text("Your ballot token was taken from your link.").wait_for()
    assert asked == []


def opens_beside(stage: Stage, link: Locator, address: str) -> None:
    """Follow a link: it opens a page of its own, and the booth is still there."""
    with stage.page.expect_popup() as opened:
        link.click()
    expect(opened.value).to_have_url(address)
    assert opened.value.evaluate("window.opener") is None
    opened.value.close()


def test_what_is_read_beside_the_booth_loses_neither_token_nor_choices(stage: Stage) -> None:
    """B18: nothing is stored, so the page must stay; a phone leaves it without asking."""
    page, election = stage.page, f"{stage.server.address}/elections/{stage.scene.uuid}"
    page.goto(f"{stage.booth}#{stage.token}")
    opens_beside(stage, page.get_by_role("link", name="Help"), f"{election}/help#top")
    opens_beside(stage, page.locator(".brand"), f"{stage.server.address}/")
    page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    stage.choose(NAMES[0], NAMES[2], "Yes")
    review(stage)
    page.get_by_text("Your check number", exact=True).click()
    opens_beside(stage, page.get_by_role("link", name="What is my check number?"), f"{election}/help#check")
    back(stage, LAST)
    has_choices(stage)


@pytest.mark.parametrize(("state", "beside"), [("waiting", True), ("stopped", True), ("closed", False)])
def test_the_elections_page_opens_beside_a_booth_that_waits(stage: Stage, state: str, beside: bool) -> None:
    stage.scene.booth["state"] = state
    election = f"{stage.server.address}/elections/{stage.scene.uuid}"
    stage.page.goto(f"{stage.booth}#{stage.token}")
    link = stage.page.get_by_role("link", name="Go to the page of the election")
    if beside:
        opens_beside(stage, link, election)
        sees(stage, START)
    else:
        link.click()
        expect(stage.page).to_have_url(election)


def test_a_link_inside_the_page_stays_in_it(stage: Stage) -> None:
    stage.page.goto(f"{stage.booth}#{stage.token}")
    stage.page.get_by_role("button", name="Start").click()
    sees(stage, FIRST)
    stage.press_review()
    expect(stage.page.locator("#choice-1-0")).to_be_focused()
    stage.page.get_by_role("link", name="Skip to the content").press("Enter")
    expect(stage.page).to_have_url(f"{stage.booth}#main")
    assert len(stage.page.context.pages) == 1
