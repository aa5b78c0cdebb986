# SPDX-License-Identifier: Apache-2.0
"""Casting with a code by e-mail; the receipt by e-mail; a reload; and a line that breaks at any step."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.frontend.stage import NAMES, Stage

CODE = "Type the code from your e-mail"
DONE = "Your ballot is in the ballot box."
pytestmark = pytest.mark.browser


@pytest.fixture()
def coded(stage: Stage) -> Stage:
    """An election that asks for a code."""
    stage.scene.booth["casting_code"] = True
    stage.scene.code = "012345"
    return stage


def type_code(stage: Stage, code: str) -> None:
    stage.page.get_by_label("Code").fill(code)
    stage.page.get_by_role("button", name="Cast my ballot").click()


def test_a_code_is_asked_for_and_goes_with_the_ballot(coded: Stage) -> None:
    coded.to_review()
    coded.cast()
    coded.page.get_by_role("heading", name=CODE).wait_for()
    assert coded.accessibility_problems() == []
    type_code(coded, "012 345")
    coded.page.get_by_role("heading", name=DONE).wait_for()
    assert [path.rsplit("/", 1)[1] for path, _ in coded.scene.posts] == ["token", "code", "cast"]
    assert coded.scene.posts[1][1] == coded.scene.posts[2][1], "the same ballot"
    assert coded.scene.wishes == [{"X-Casting-Code": "012345"}]


def test_a_wrong_code_is_said_at_the_field_and_nothing_is_lost(coded: Stage) -> None:
    number = coded.to_review()
    coded.cast()
    for typed, sentence in (
        ("", "Type the six digits from the mail."),
        ("12345", "Type the six digits from the mail."),
        ("999999", "This code is not right. Type the six digits of the newest mail."),
    ):
        type_code(coded, typed)
        summary = coded.page.locator(".error-summary")
        expect(summary).to_contain_text(sentence)
        summary.get_by_role("link").click()
        assert coded.page.evaluate("document.activeElement.id") == "casting-code"
    assert coded.accessibility_problems() == []
    type_code(coded, "012345")
    coded.page.get_by_role("heading", name=DONE).wait_for()
    assert coded.tracking_number() == coded.sent(number)


def test_another_code_is_sent_and_too_many_are_said(coded: Stage) -> None:
    coded.scene.codes = [(200, b"{}"), (429, b'{"error":{"code":"too-many-codes","message":"","at":null}}')]
    coded.to_review()
    coded.cast()
    coded.page.get_by_role("button", name="Send another code").click()
    expect(coded.page.locator(".error-summary")).to_contain_text("Too many codes were sent to you.")
    type_code(coded, "012345")
    coded.page.get_by_role("heading", name=DONE).wait_for()


def test_no_address_on_the_roll_is_the_end_and_says_whom_to_ask(coded: Stage) -> None:
    coded.scene.codes = [(409, b'{"error":{"code":"no-address","message":"","at":null}}')]
    coded.to_review()
    coded.cast()
    coded.page.get_by_text("The roll has no e-mail address for you").wait_for()
    assert coded.page.get_by_role("link", name="What to do when something looks wrong").count() == 1


def test_a_line_that_breaks_while_the_code_is_asked_for(coded: Stage) -> None:
    coded.scene.codes = [None]
    coded.to_review()
    coded.cast()
    coded.page.get_by_role("button", name="Try again").click()
    type_code(coded, "012345")
    coded.page.get_by_role("heading", name=DONE).wait_for()


def test_a_line_that_breaks_at_the_cast_keeps_the_code(coded: Stage) -> None:
    coded.scene.faults = ["lose"]
    coded.to_review()
    coded.cast()
    type_code(coded, "012345")
    coded.page.get_by_text("We could not reach the server. Your ballot has not been cast.").wait_for()
    coded.page.get_by_role("button", name="Try again").click()
    coded.page.get_by_role("heading", name=DONE).wait_for()


def test_the_receipt_goes_by_mail_only_if_it_is_wished(stage: Stage) -> None:
    stage.to_review()
    box = stage.page.get_by_label("Send the receipt to me by e-mail too")
    assert not box.is_checked()
    box.check()
    stage.page.get_by_role("button", name="Change").first.click()
    stage.review()
    assert box.is_checked()
    stage.cast()
    stage.page.get_by_text("The receipt is on its way").wait_for()
    assert stage.scene.wishes == [{"X-Receipt-By-Mail": "yes"}]


def test_the_receipt_does_not_go_by_mail_unasked(stage: Stage) -> None:
    stage.to_review()
    stage.cast()
    stage.page.get_by_role("heading", name=DONE).wait_for()
    assert stage.scene.wishes == [{}]
    assert stage.page.get_by_text("The receipt is on its way").count() == 0


def test_where_the_registrar_issues_the_tokens_no_receipt_by_mail_is_offered(stage: Stage) -> None:
    stage.scene.booth["receipt_by_mail"] = False
    stage.to_review()
    assert stage.page.get_by_role("checkbox").count() == 0
    stage.cast()
    stage.page.get_by_role("heading", name=DONE).wait_for()
    assert stage.scene.wishes == [{}]
    assert stage.page.locator("main").inner_text().count("mail") == 0


def test_without_a_line_one_can_choose_review_and_challenge_and_casts_later(stage: Stage) -> None:
    stage.to_choose()
    stage.context.set_offline(True)
    stage.choose(NAMES[0], "Yes")
    stage.review()
    stage.challenge()
    stage.page.get_by_role("button", name="Open this ballot").click()
    stage.page.get_by_role("button", name="Vote again").click()
    assert stage.box(NAMES[0]).is_checked()
    stage.review()
    number = stage.check_number()
    stage.cast()
    stage.page.get_by_text(
        "We could not reach the server. Your ballot has not been cast. Try again: nothing is lost."
    ).wait_for()
    tracking = stage.tracking_number()
    assert tracking not in stage.scene.board.receipts
    stage.context.set_offline(False)
    stage.page.get_by_role("button", name="Try again").click()
    stage.page.get_by_role("heading", name=DONE).wait_for()
    assert stage.tracking_number() == tracking == stage.sent(number) and tracking in stage.scene.board.receipts


def test_a_receipt_that_cannot_be_verified_here_is_still_a_receipt(stage: Stage) -> None:
    """The worker that verifies is a new one; if it does not start any more, the ballot is cast all the same."""
    stage.to_review()
    stage.page.evaluate("() => { window.Worker = class { constructor() { throw new Error(); } }; }")
    stage.cast()
    stage.page.get_by_role("heading", name=DONE).wait_for()
    assert stage.page.get_by_text("This browser could not verify the signature of the receipt just now.").count() == 1
    assert stage.page.get_by_role("button", name="Save receipt").count() == 1


STORED = """async () => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, history.state, location.href,
  await indexedDB.databases(), await caches.keys(),
])"""


def test_P8_a_reload_finds_nothing_and_says_so(stage: Stage) -> None:
    stage.to_choose()
    stage.choose(NAMES[0], "Yes")
    stage.review()
    stored = stage.page.evaluate(STORED)
    assert stage.token not in stored and stage.token[:11] not in stored and NAMES[0] not in stored
    assert stored.startswith("[[],[],")
    stage.page.reload()
    stage.page.get_by_text("This page was loaded again. It keeps nothing on your device").wait_for()
    assert stage.accessibility_problems() == []
    stage.page.get_by_label("Your ballot token").fill(stage.token)
    stage.page.get_by_role("button", name="Start").click()
    stage.page.get_by_role("heading", name="Executive committee", exact=True).wait_for()
    assert not stage.box(NAMES[0]).is_checked()


def test_the_first_visit_says_nothing_of_a_reload(stage: Stage) -> None:
    stage.page.goto(stage.booth)
    stage.page.get_by_label("Your ballot token").wait_for()
    assert stage.page.get_by_text("This page was loaded again.").count() == 0


def test_photographs_have_their_place_and_are_fetched_late(stage: Stage) -> None:
    for at, candidate in enumerate(stage.scene.booth["contests"][0]["candidates"]):
        candidate["photograph"] = f"/elections/{stage.scene.uuid}/photographs/{at:064x}.jpg"
    stage.to_choose()
    images = stage.page.locator(".candidate img")
    assert images.count() == len(NAMES)
    for image in images.all():
        values = [image.get_attribute(name) for name in ("loading", "width", "height", "alt")]
        assert values == ["lazy", "72", "72", ""]
    assert stage.accessibility_problems() == []
