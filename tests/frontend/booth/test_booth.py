# SPDX-License-Identifier: Apache-2.0
"""The booth and the checking page in a real browser, at a server that can fail and lie."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ballot.board.checkpoint import Receipt, verify_receipt
from ballot.crypto.hashing import sha256_base64
from ballot.protocol.ballots import ElectionContext, verify_ballot
from ballot.records.canonical import decode, encode
from tests.frontend.booth.conftest import Staging
from tests.frontend.bridge import FRONTEND, Bridge
from tests.frontend.mock_server import STATIC
from tests.frontend.stage import NAMES, Stage, until

SOURCES = FRONTEND / "src"

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: the booth was not tested.")
expect = playwright.expect
pytestmark = pytest.mark.browser


def context_of(stage: Stage) -> ElectionContext:
    """Return what the server would verify ballots with."""
    return ElectionContext.from_setup(stage.scene.election.encode(), encode([stage.scene.credential]))


def cast_ballots(stage: Stage) -> list[str]:
    """Return the bodies of all casts, in their order."""
    return [body for path, body in stage.scene.posts if path.endswith("/cast")]


def test_a_ballot_is_cast_verified_and_found_on_the_board(stage: Stage, tmp_path: Path) -> None:
    number = stage.to_review(NAMES[0], NAMES[4], "No")
    expect(stage.page.locator(".chosen").first).to_contain_text(NAMES[4])
    stage.cast()
    expect(stage.page.get_by_role("heading", name="Your ballot is in the ballot box.")).to_be_focused()
    expect(stage.page.get_by_text("Your ballot is on the public board.")).to_be_visible()
    [ballot] = cast_ballots(stage)
    assert sha256_base64(ballot.encode()) == stage.tracking_number() == stage.sent(number) != number
    expect(stage.page.locator("dl.facts")).to_contain_text("Check number (the one that you saw before you cast)")
    assert number in stage.page.locator("dl.facts").inner_text().replace(" ", "")
    verify_ballot(context_of(stage), ballot.encode())
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save receipt").click()
    download.value.save_as(tmp_path / "receipt.json")
    saved = decode(Receipt, (tmp_path / "receipt.json").read_bytes())
    verify_receipt(saved, stage.scene.board.key.public_hex, ballot.encode())


def test_the_booth_works_by_keyboard_alone(stage: Stage) -> None:
    page, press = stage.page, stage.page.keyboard.press
    page.goto(f"{stage.booth}#{stage.token}")
    expect(page.get_by_role("heading", level=1)).to_be_focused()

    def tab_to(text: str) -> None:
        for _ in range(60):
            press("Tab")
            focused = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent")
            if text in focused:
                return
        raise AssertionError(f"no way to {text} by keyboard")

    tab_to("Start")
    press("Enter")
    expect(page.get_by_role("heading", name="Executive committee", exact=True)).to_be_focused()
    for name, key in ((NAMES[1], "Space"), (NAMES[5], "Space"), ("Next", "Enter"), ("Yes", "Space")):
        tab_to(name)
        press(key)
    tab_to("Review my ballot")
    press("Enter")
    expect(page.get_by_role("heading", name="Review your ballot")).to_be_focused()
    page.get_by_text("You have not voted yet.").wait_for()
    tab_to("Cast my ballot")
    press("Enter")
    expect(page.get_by_text("Your ballot is on the public board.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_step_is_accessible_and_fits(staging: Staging, width: int) -> None:
    stage = staging(width=width)
    page = stage.page

    def inspect() -> None:
        assert stage.accessibility_problems() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(stage.booth)
    page.get_by_role("button", name="Start").click()
    page.locator(".error-summary").wait_for()
    inspect()
    page.get_by_label("Your ballot token").fill(stage.token)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Executive committee", exact=True).wait_for()
    inspect()
    stage.choose(NAMES[0], "Yes")
    inspect()
    stage.review()
    inspect()
    stage.challenge()
    inspect()
    page.get_by_role("button", name="Back").click()
    stage.cast()
    page.get_by_text("Your ballot is on the public board.").wait_for()
    inspect()
    page.goto(f"{stage.server.address}/check")
    page.get_by_role("button", name="Check this ballot").click()
    page.locator(".error-summary").wait_for()
    inspect()


# --- the ballot paper -----------------------------------------------------------------------------------


def test_a_sixth_choice_is_refused_and_said(stage: Stage) -> None:
    stage.to_choose()
    expect(stage.page.get_by_text("Choose up to 5 of 10.")).to_be_visible()
    stage.choose(*NAMES[:5])
    expect(stage.page.locator("#counter-0")).to_have_text("5 of 5 chosen")
    sixth = stage.box(NAMES[9])
    sixth.click()
    expect(stage.page.locator("#refusal-0")).to_have_text("You can choose 5. Remove one first.")
    expect(stage.page.locator("#refusal-0")).to_be_in_viewport()
    expect(sixth).not_to_be_checked()
    stage.box(NAMES[0]).uncheck()
    sixth.check()
    expect(stage.page.locator("#counter-0")).to_have_text("5 of 5 chosen")
    expect(stage.page.locator("#refusal-0")).to_have_text("")


def test_a_blank_vote_names_nobody(stage: Stage) -> None:
    stage.to_choose()
    stage.choose(NAMES[0])
    stage.page.get_by_label("Vote for nobody (blank)").check()
    expect(stage.box(NAMES[0])).not_to_be_checked()
    expect(stage.page.locator("#refusal-0")).to_contain_text("1 choice was removed")
    stage.choose("Yes")
    stage.press_review()
    expect(stage.page.locator(".chosen").first).to_have_text("Nobody (blank vote)")
    stage.page.get_by_text("You have not voted yet.").wait_for()
    stage.cast()
    stage.page.get_by_text("Your ballot is on the public board.").wait_for()
    verify_ballot(context_of(stage), cast_ballots(stage)[0].encode())


def test_too_few_choices_are_named_and_nothing_is_lost(stage: Stage) -> None:
    stage.to_choose()
    stage.choose(NAMES[0])
    stage.press_review()
    expect(stage.page.get_by_role("alert")).to_have_text("You have chosen 0. Choose at least 1.")
    yes = stage.box("Yes")
    expect(yes).to_be_focused()
    expect(yes).to_have_attribute("aria-invalid", "true")
    expect(yes).to_have_accessible_description("You have chosen 0. Choose at least 1.")
    assert stage.accessibility_problems() == []
    stage.choose("No")  # mended: nothing says any more that something is wrong
    expect(stage.page.get_by_role("alert")).to_have_text("")
    assert stage.page.locator("[aria-invalid]").count() == 0
    stage.turn("Back")
    expect(stage.box(NAMES[0])).to_be_checked()


def test_change_keeps_the_choices_and_encrypts_afresh(stage: Stage) -> None:
    first = stage.to_review()
    stage.page.get_by_role("button", name="Change").first.click()
    expect(stage.box(NAMES[0])).to_be_checked()
    stage.review()
    assert stage.check_number() != first


def test_W3_B16_names_and_statements_are_text_and_isolated(stage: Stage) -> None:
    stage.to_choose()
    stage.page.get_by_role("button", name=f"More about {NAMES[0]}").click()
    expect(stage.page.get_by_text("Vote <script>alert(1)</script> for me.").first).to_be_visible()
    assert stage.page.locator("label bdi").all_inner_texts() == NAMES_WITH_SLATES
    assert stage.page.locator("#booth script, #booth b, #booth i").count() == 0


NAMES_WITH_SLATES = [text for i, name in enumerate(NAMES) for text in (name, ["Open Section", "Fresh Start"][i % 2])]


def test_a_ballot_paper_unlike_the_election_record_is_refused(stage: Stage) -> None:
    stage.scene.booth["contests"][0]["candidates"].reverse()
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_role("alert")).to_contain_text("does not match the election record")


def test_another_election_record_than_the_fingerprint_is_refused(stage: Stage) -> None:
    stage.scene.election = stage.scene.election.replace("Executive", "Executivf")
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_role("alert")).to_contain_text("does not match the election record")


def test_scripts_of_statements_do_not_run_and_markup_in_the_sources_is_not_made() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|localStorage"
                           r"|sessionStorage|indexedDB|document\.cookie|Math\.random")  # fmt: skip
    # The one module that keeps anything: a hash and a public key of a trustee (T14), nothing of a voter.
    keeps = {"trustee/state.js": "localStorage"}
    for source in SOURCES.rglob("*.js"):
        name = str(source.relative_to(SOURCES))
        text = source.read_text().replace(keeps.get(name, "\0"), "")
        assert forbidden.search(text) is None, name
    members = [(SOURCES / name).read_text() for name in ("booth/main.js", "check/main.js", "booth/worker.js")]
    assert not any("trustee" in text for text in members)


# --- tokens ---------------------------------------------------------------------------------------------


def test_B18_the_token_is_cleared_at_once_and_never_sent(stage: Stage) -> None:
    stage.to_review()
    assert stage.page.url == stage.booth
    stage.cast()
    stage.page.get_by_text("Your ballot is on the public board.").wait_for()
    sent = " ".join([*stage.scene.addresses, *(path + body for path, body in stage.scene.posts)])
    assert stage.token not in sent and stage.token.replace("-", "") not in sent
    until(stage.page, lambda: bool(stage.page.evaluate("history.state === null")))
    stage.page.go_back()
    assert stage.token not in stage.page.url


def test_B17_a_typed_token_is_forgiven_spaces_and_look_alikes_are_named(stage: Stage) -> None:
    page = stage.page
    page.goto(stage.booth)
    field = page.get_by_label("Your ballot token")
    field.fill(stage.token[:-1] + "0")
    field.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Check for letters that look alike")
    expect(field).to_have_value(stage.token[:-1] + "0")
    field.fill("1" * 22)
    field.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text(
        "We do not know this token. Check for letters that look alike."
    )
    field.fill(f"  {stage.token.replace('-', ' ')} ")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Executive committee", exact=True)).to_be_visible()


def test_a_broken_link_shows_the_field_with_what_was_given(stage: Stage) -> None:
    stage.page.goto(f"{stage.booth}#{stage.token[:-3]}")
    expect(stage.page.get_by_label("Your ballot token")).to_have_value(stage.token[:-3])
    assert "#" not in stage.page.url


def test_an_unknown_token_in_the_link_can_be_corrected(stage: Stage) -> None:
    stage.page.goto(f"{stage.booth}#{'1' * 22}")
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.locator(".error-summary")).to_contain_text("We do not know this token.")
    stage.page.get_by_label("Your ballot token").fill(stage.token)
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.get_by_role("heading", name="Executive committee", exact=True)).to_be_visible()


def test_another_link_in_the_same_tab_is_taken(stage: Stage) -> None:
    stage.page.goto(f"{stage.booth}#{'1' * 22}")
    start = stage.page.get_by_role("button", name="Start")
    start.wait_for()
    before = start.element_handle()
    stage.page.goto(f"{stage.booth}#{stage.token}")
    before.wait_for_element_state("hidden")  # the page of the second link has come
    start.click()
    expect(stage.page.get_by_role("heading", name="Executive committee", exact=True)).to_be_visible()


def test_a_spent_token_is_told_when_it_was_used(stage: Stage) -> None:
    stage.scene.spent_at = "2026-03-03T10:12:00Z"
    stage.page.goto(f"{stage.booth}#{stage.token}")
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.get_by_text("This token has already been used on 3 March at 10:12 UTC.")).to_be_visible()
    expect(stage.page.get_by_text("If it was not you, tell the returning officer at once.")).to_be_visible()


@pytest.mark.parametrize(
    ("what", "text", "advice"),
    [
        ("replaced_at", "This token was replaced on 3 March at 10:12 UTC", "Look for the newer message"),
        ("removed_at", "This token was revoked on 3 March at 10:12 UTC: its member was taken off", "you can be put on"),
    ],
)
def test_a_token_that_is_dead_says_why(stage: Stage, what: str, text: str, advice: str) -> None:
    stage.scene.dead[what] = "2026-03-03T10:12:00Z"
    stage.page.goto(f"{stage.booth}#{stage.token}")
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.get_by_text(text)).to_be_visible()
    expect(stage.page.get_by_text(advice)).to_be_visible()


def test_with_re_voting_a_used_token_may_vote_again(stage: Stage) -> None:
    stage.scene.spent_at = "2026-03-03T10:12:00Z"
    stage.scene.booth["re_voting"] = True
    stage.to_choose()
    expect(stage.page.get_by_text("only your last ballot counts")).to_be_visible()


@pytest.mark.parametrize(
    ("state", "text"), [("draft", "not been opened"), ("waiting", "not been opened"), ("closed", "is closed")]
)
def test_an_election_that_is_not_open_takes_no_token(stage: Stage, state: str, text: str) -> None:
    stage.scene.booth["state"] = state
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_text(text)).to_be_visible()
    expect(stage.page.get_by_role("button", name="Start")).to_have_count(0)


def looks(stage: Stage) -> int:
    """Return how often the page has asked how the voting stands."""
    return sum(address.endswith("/booth.json") for address in stage.scene.addresses)


@pytest.mark.parametrize("state", ["waiting", "stopped"])
def test_who_comes_too_early_or_while_it_is_stopped_goes_on_from_there(stage: Stage, state: str) -> None:
    stage.scene.booth |= {"state": state, "stop_reason": "Wrong names.", "now": "2026-02-01T08:00:00Z"}
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_text("Keep this page open")).to_be_visible()
    assert stage.accessibility_problems() == []
    again = stage.page.get_by_role("button", name="Try again")
    before = again.element_handle()
    again.click()
    before.wait_for_element_state("hidden")  # the page of this answer has come
    expect(again).to_be_visible()
    stage.scene.booth["state"] = "open"
    again.click()
    expect(stage.page.get_by_text("Your ballot token was taken from your link.")).to_be_visible()
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.get_by_role("heading", name="Executive committee", exact=True)).to_be_visible()


def test_the_booth_goes_on_by_itself_when_the_voting_opens(stage: Stage) -> None:
    """It opens by the server's clock: that of this device is years away."""
    stage.page.clock.install(time="2020-01-01T00:00:00Z")
    stage.scene.booth |= {"state": "waiting", "opens_at": "2026-03-01T08:00:00Z", "now": "2026-03-01T07:00:00Z"}
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_text("it goes on by itself when the voting opens")).to_be_visible()
    stage.scene.booth["state"] = "open"
    stage.page.clock.fast_forward("59:00")
    expect(stage.page.get_by_text("it goes on by itself when the voting opens")).to_be_visible()
    assert looks(stage) == 1
    stage.page.clock.fast_forward("01:02")
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.get_by_role("heading", name="Executive committee", exact=True)).to_be_visible()
    assert looks(stage) == 2


def pass_time_until(stage: Stage, asked: list[str], times: int) -> None:
    """Let time pass until the page has asked that often: it sets its timer only when it has the answer."""
    for _ in range(2000):
        if len(asked) >= times:
            return
        stage.page.clock.fast_forward("00:05")
    raise AssertionError(f"The page asked {len(asked)} times instead of {times}.")


def test_the_booth_asks_again_until_the_voting_has_opened_indeed(stage: Stage) -> None:
    """It is opened some seconds late, or by hand; a line that fails meanwhile does not end the waiting."""
    asked: list[str] = []
    stage.page.on("request", lambda request: request.url.endswith("/booth.json") and asked.append(request.url))
    stage.page.clock.install()
    stage.scene.booth |= {"state": "waiting", "opens_at": "2026-03-01T08:00:00Z", "now": "2026-03-01T08:00:05Z"}
    stage.page.goto(f"{stage.booth}#{stage.token}")
    waits = stage.page.get_by_text("it goes on by itself when the voting opens")
    expect(waits).to_be_visible()
    again = stage.page.get_by_role("button", name="Try again")
    again.focus()
    stage.page.clock.fast_forward("00:03")  # of ten: the clock goes on by itself, too
    assert len(asked) == 1, "not at once"
    pass_time_until(stage, asked, 2)
    stage.page.route("**/booth.json", lambda route: route.abort())
    pass_time_until(stage, asked, 4)
    expect(again).to_be_focused()  # what has not changed is not said again
    again.click()
    stage.page.get_by_role("heading", name="This page cannot go on").wait_for()
    stage.page.unroute("**/booth.json")
    stage.scene.booth["state"] = "open"
    pass_time_until(stage, asked, 6)
    stage.page.get_by_role("button", name="Start").click()
    expect(stage.page.get_by_role("heading", name="Executive committee", exact=True)).to_be_visible()


def test_a_voting_that_nobody_has_set_a_time_for_is_looked_at_too(stage: Stage) -> None:
    stage.page.clock.install()
    stage.scene.booth |= {"state": "waiting", "opens_at": None}
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_text("it goes on by itself when the voting opens")).to_be_visible()
    stage.scene.booth["state"] = "open"
    stage.page.clock.fast_forward("00:21")
    expect(stage.page.get_by_role("button", name="Start")).to_be_visible()


def test_a_voting_that_opens_in_a_month_is_looked_at_twice_a_day(stage: Stage) -> None:
    """A browser's timer of more than 24 days goes off at once."""
    stage.page.clock.install()
    stage.scene.booth |= {"state": "waiting", "opens_at": "2026-04-01T08:00:00Z", "now": "2026-03-01T08:00:00Z"}
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_text("it goes on by itself when the voting opens")).to_be_visible()
    stage.page.clock.fast_forward("11:59:00")
    assert looks(stage) == 1
    with stage.page.expect_response("**/booth.json"):
        stage.page.clock.fast_forward("01:02")
    expect(stage.page.get_by_role("button", name="Try again")).to_be_visible()


def test_times_are_given_in_both_zones(stage: Stage) -> None:
    stage.page.goto(stage.booth)
    expect(stage.page.get_by_text("Closes Sunday 14 March, 18:00 UTC: 19:00 where you are.")).to_be_visible()


# --- when the server fails ------------------------------------------------------------------------------


def test_W18_a_lost_connection_loses_nothing_and_the_same_ballot_is_sent_again(stage: Stage) -> None:
    stage.scene.faults = ["lose", "unavailable"]
    number = stage.to_review()
    stage.cast()
    sentence = "We could not reach the server. Your ballot has not been cast. Try again: nothing is lost."
    expect(stage.page.get_by_text(sentence)).to_be_visible()
    stage.page.get_by_role("button", name="Try again").click()
    expect(stage.page.get_by_text("The server cannot accept ballots at the moment.")).to_be_visible()
    stage.page.get_by_role("button", name="Try again").click()
    expect(stage.page.get_by_role("heading", name="Your ballot is in the ballot box.")).to_be_visible()
    assert stage.tracking_number() == stage.sent(number)
    assert len(cast_ballots(stage)) == 3 and len(set(cast_ballots(stage))) == 1


def test_B2_W20_a_ballot_that_had_arrived_gets_its_receipt(stage: Stage) -> None:
    stage.scene.faults = ["lose-answer"]
    stage.to_review()
    stage.cast()
    stage.page.get_by_role("button", name="Try again").click()
    expect(
        stage.page.get_by_role("heading", name="Your ballot had already arrived; here is its receipt.")
    ).to_be_visible()
    expect(stage.page.get_by_text("This page has verified the signature of the receipt")).to_be_visible()


def test_a_page_that_was_open_too_long_renews_its_form_token(stage: Stage) -> None:
    stage.to_review()
    stage.scene.form_token = "another-form-token"
    stage.cast()
    expect(stage.page.get_by_text("Your ballot is on the public board.")).to_be_visible()
    assert len(cast_ballots(stage)) == 2


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("closed", "The election has closed."),
        ("token-spent", "This token has already been used on 3 March at 10:12 UTC."),
        ("invalid-ballot", "The server found a mistake in the encrypted ballot."),
        ("something-new", "The server says something-new."),
    ],
)
def test_a_refusal_is_explained(stage: Stage, code: str, text: str) -> None:
    stage.scene.faults = [code]
    stage.to_review()
    stage.cast()
    expect(stage.page.get_by_role("heading", name="Your ballot has not been cast")).to_be_visible()
    expect(stage.page.get_by_role("alert")).to_contain_text(text)


# --- when the server lies -------------------------------------------------------------------------------


def wrong(**fields: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a change of a receipt."""
    return lambda receipt: {**receipt, **fields}


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (wrong(tracking_number="A" * 43), "another tracking number"),
        (wrong(setup_event="0" * 64), "another set-up"),
        (wrong(server_key="0" * 64), "another server key"),
        (wrong(signature="0" * 128), "signature is not the server's"),
        (wrong(height=2), "not your ballot"),
        (wrong(inclusion=[]), "part of the board"),
        (wrong(checkpoint="no note"), "state of the board"),
        (wrong(election_uuid="11111111111111"), "another election"),
        (wrong(event=None), "not in the form of a receipt"),
    ],
)
def test_B7_a_receipt_that_is_not_for_this_ballot_is_shown_as_wrong(stage: Stage, change: Any, text: str) -> None:
    stage.scene.change_receipt = change
    number = stage.to_review()
    stage.cast()
    alert = stage.page.get_by_role("alert")
    expect(alert).to_contain_text(text)
    expect(alert).to_contain_text("Save this receipt")
    expect(stage.page.get_by_text("This page has verified")).to_have_count(0)
    assert stage.tracking_number() == stage.sent(number)


def test_B7_another_voters_receipt_is_noticed(stage: Stage) -> None:
    others = json.loads(stage.scene.board.append(b"somebody else's ballot"))
    stage.scene.change_receipt = lambda _: others
    stage.to_review()
    stage.cast()
    expect(stage.page.get_by_role("alert")).to_contain_text(
        "another tracking number than the one that this device computed"
    )


def test_B8_a_ballot_missing_on_the_board_is_noticed(stage: Stage) -> None:
    stage.scene.hidden = True
    stage.to_review()
    stage.cast()
    expect(stage.page.get_by_text("Your ballot is not yet on the public board")).to_be_visible()


# --- secrets, the challenge, and the checking page ------------------------------------------------------


def test_P8_nothing_is_stored_and_the_randomness_ends_with_the_worker(stage: Stage) -> None:
    stage.to_review()
    assert len(stage.page.workers) == 1
    worker = stage.page.workers[0]
    stage.scene.faults = ["lose"]
    stage.cast()
    stage.page.get_by_role("button", name="Try again").wait_for()
    until(stage.page, lambda: worker not in stage.page.workers)
    stage.page.get_by_role("button", name="Try again").click()
    stage.page.get_by_text("Your ballot is on the public board.").wait_for()
    until(stage.page, lambda: stage.page.workers == [])
    until(stage.page, lambda: bool(stage.page.evaluate("history.state === null")))
    kept = "[localStorage.length, sessionStorage.length, document.cookie, history.state]"
    assert stage.page.evaluate(kept) == [0, 0, "", None]
    assert stage.page.evaluate("indexedDB.databases()") == []


def test_P8_the_worker_opens_a_ballot_or_signs_it_and_never_both(stage: Stage) -> None:
    """Whatever page speaks to it: after the one act, the other finds no ballot."""
    stage.to_review()
    ask = """async ([script, acts]) => {
      const worker = new Worker(URL.createObjectURL(await (await fetch(script)).blob())), answers = [];
      return new Promise((done) => {
        worker.onmessage = ({ data }) => { answers.push(data.ok); if (answers.length === acts.length) done(answers); };
        acts.forEach((act, id) => worker.postMessage({ id, ...act }));
      });
    }"""
    paper = {"token": stage.token, "choices": [[0, 1] + [0] * 9, [1, 0]], "styles": [None, None]}
    start = [{"what": "prepare", "text": stage.scene.election}, {"what": "encrypt", **paper}]
    opened, signed = {"what": "open"}, {"what": "sign", "token": stage.token}
    for first, second in ((opened, signed), (signed, opened)):
        asked = ["/static/js/worker.js", [*start, first, second]]
        assert stage.page.evaluate(ask, asked) == [True, True, True, False]


def integrity(script: str) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(script.encode()).digest()).decode()}"


def serve_worker(stage: Stage, added: str, *, page_too: bool) -> None:
    """Serve the worker with something added; `page_too`: and a page that was built with that worker."""
    worker, script = ((STATIC / "js" / name).read_text() for name in ("worker.js", "booth.js"))
    of_another = script.replace(integrity(worker), integrity(added + worker))
    assert of_another != script
    changed = {"worker.js": added + worker, "booth.js": of_another} if page_too else {"worker.js": added + worker}

    def page(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(integrity(script), integrity(of_another)))

    if page_too:
        stage.page.route(stage.booth, page)

    def other(route: Any) -> None:
        route.fulfill(body=changed[route.request.url.rsplit("/", 1)[1]], content_type="text/javascript")

    for name in changed:
        stage.page.route(f"**/js/{name}", other)


def test_P7_another_worker_than_the_one_of_the_page_is_not_started(stage: Stage) -> None:
    """The server sends one voter a worker that is honest in all but a comment, and nothing else is changed."""
    serve_worker(stage, "// evil\n", page_too=False)
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_role("alert")).to_contain_text("The server sent another program than the one that belongs")
    assert stage.page.workers == [] and stage.scene.posts == []
    refusals = [text for text in stage.troubles if "integrity" in text]
    assert refusals
    stage.troubles = [text for text in stage.troubles if text not in refusals]


def test_P7_W5_no_page_starts_a_worker_by_its_address(stage: Stage) -> None:
    stage.to_review()
    start = """([script]) => new Promise((done) => {
      try { new Worker(script).onerror = () => done("refused"); } catch { done("refused"); }
    })"""
    assert stage.page.evaluate(start, ["/static/js/worker.js"]) == "refused"
    assert all("worker-src" in text for text in stage.troubles) and stage.troubles
    stage.troubles = []


def test_a_line_that_breaks_is_not_called_another_program(stage: Stage) -> None:
    stage.page.route("**/js/worker.js", lambda route: route.abort())
    stage.page.goto(f"{stage.booth}#{stage.token}")
    expect(stage.page.get_by_role("alert")).to_contain_text("could not start the program that encrypts your vote")
    stage.page.unroute("**/js/worker.js")
    stage.page.get_by_role("button", name="Try again").click()
    expect(stage.page.get_by_role("button", name="Start")).to_be_visible()


def test_C20_without_a_source_of_randomness_the_booth_stops(stage: Stage) -> None:
    serve_worker(stage, "crypto.__proto__.getRandomValues = undefined;\n", page_too=True)
    stage.page.goto(f"{stage.booth}#{stage.token}")
    stage.page.get_by_role("button", name="Start").click()  # the proof that the token is the voter's needs some already
    expect(stage.page.get_by_role("alert")).to_contain_text("no secure source of random numbers")
    assert cast_ballots(stage) == []


def challenge(stage: Stage) -> tuple[str, str]:
    """Challenge the ballot under review; return its check number and the opened ballot."""
    number = stage.check_number()
    stage.challenge()
    expect(stage.page.get_by_text("This ballot will be opened and thrown away.")).to_be_visible()
    stage.page.get_by_role("button", name="Open this ballot").click()
    return number, stage.page.get_by_label("The opened ballot").input_value()


def test_P8_B7_a_challenged_ballot_is_not_signed_and_never_cast(stage: Stage, bridge: Bridge, tmp_path: Path) -> None:
    stage.to_review()
    number, opened = challenge(stage)
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save opened ballot").click()
    download.value.save_as(tmp_path / "opened.json")
    assert (tmp_path / "opened.json").read_text() == opened
    assert bridge.accept("verify_opened", opened=opened)["check_number"] == number == stage.check_number()
    expect(stage.page.get_by_role("button", name="Cast my ballot")).to_have_count(0)
    stage.page.get_by_role("button", name="Vote again").click()
    expect(stage.box(NAMES[0])).to_be_checked()
    stage.review()
    assert stage.check_number() != number
    stage.cast()
    stage.page.get_by_text("Your ballot is on the public board.").wait_for()
    [ballot] = cast_ballots(stage)
    challenged, cast = json.loads(json.loads(opened)["ballot"]), json.loads(ballot)
    assert set(challenged) == set(cast) - {"signature"}
    used = {c[part] for answer in challenged["answers"] for c in answer["choices"] for part in ("alpha", "beta")}
    assert all(c["alpha"] not in used for answer in cast["answers"] for c in answer["choices"])


def test_the_checking_page_says_what_the_ballot_contains(stage: Stage, tmp_path: Path) -> None:
    stage.to_review(NAMES[2], NAMES[6], "No")
    number, opened = challenge(stage)
    page = stage.new_page()
    page.goto(f"{stage.server.address}/check")
    page.wait_for_load_state("networkidle")
    before = len(stage.scene.addresses) + len(stage.scene.posts)
    (tmp_path / "opened.json").write_text(opened)
    page.get_by_label("The file that the booth saved").set_input_files(tmp_path / "opened.json")
    result = page.locator(".notice.good")
    expect(result).to_contain_text("The encryption is honest: the ballot holds exactly these choices.")
    assert result.locator(".chosen li").all_inner_texts() == [NAMES[2], NAMES[6], "No"]
    assert result.locator(".tracker").inner_text().replace(" ", "") == number
    assert len(stage.scene.addresses) + len(stage.scene.posts) == before


def test_the_checking_page_finds_a_lie(stage: Stage) -> None:
    stage.to_review(NAMES[2], "No")
    _, opened = challenge(stage)
    record = json.loads(opened)
    record["choices"][0] = [0, 1] + [0] * 9
    page = stage.new_page()
    page.goto(f"{stage.server.address}/check")
    for text in (json.dumps(record), opened[:-10], "not an opened ballot"):
        page.get_by_label("Or its text").fill(text)
        page.get_by_role("button", name="Check this ballot").click()
        expect(page.locator(".error-summary")).to_contain_text("This opened ballot is not right")
        expect(page.get_by_label("Or its text")).to_have_value(text)
        expect(page.locator(".notice.good")).to_have_count(0)


def test_booth_and_checking_page_share_nothing(stage: Stage) -> None:
    source = (SOURCES / "check" / "main.js").read_text()
    imports = re.findall(r'from "(\S+)"', source)
    assert len(imports) > 3 and not any(re.search(r"/booth/|/worker|/api\.js", path) for path in imports)
    shared = re.compile(r"BroadcastChannel|SharedWorker|serviceWorker|window\.opener|postMessage|window\.name")
    assert shared.search(source) is None
    stage.to_review()
    challenge(stage)
    attributes = stage.page.get_by_role("link", name="Go to the checking page")
    expect(attributes).to_have_attribute("rel", "noopener noreferrer")
