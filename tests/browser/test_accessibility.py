"""axe finds nothing on what only a click or another kind of paper shows: on a phone, on a desk, in light and in dark;
no page is wider than a phone. The pages themselves: test_every_page.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DESK, PHONE, Site, Watched, log_in, watching
from tests.browser.looks import assert_accessible, findings
from tests.browser.people import turn_page
from tests.web.officer.test_replacing import confirm, opened
from tests.web.officer.test_roll_changes import GONE, NEW
from tests.web.officer.test_roll_changes import propose as change
from tests.web.test_kinds import contest
from tests.web.world import OLGA, Made

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KINDS: tuple[tuple[str, str], ...] = (
    ("ranked", "scottish-stv"),
    ("ranked", "schulze"),
    ("ranked", "majority-judgment"),
    ("lists", "dhondt"),
)


@pytest.fixture(scope="module")
def elections(shared_site: Site) -> dict[str, Made]:
    """An election to be set up, and one that is over."""
    return {state: shared_site.world.make(state) for state in ("draft", "published")}


@pytest.fixture(params=["phone-light", "phone-dark", "desk-light"])
def reader(request: pytest.FixtureRequest, chrome: Browser, shared_site: Site) -> Iterator[Watched]:
    """A browser: small or large, light or dark."""
    size, scheme = request.param.split("-")
    with watching(chrome, shared_site, PHONE if size == "phone" else DESK, color_scheme=scheme) as watched:
        yield watched


@pytest.mark.parametrize("state", ["draft", "closed", "published"])
def test_axe_finds_nothing_where_papers_are_ranked_graded_or_lists(
    reader: Watched, shared_site: Site, axe: str, state: str
) -> None:
    contests = tuple(contest(*kind, title=kind[1]) for kind in KINDS)
    made = shared_site.world.make(state, contests=contests, votes=(0, 0, 0, 1, 1))
    page = reader.page()
    log_in(page, OLGA)
    home = f"/officer/elections/{made.uuid}"
    visited = {
        "draft": [home, f"{home}/contests", f"{home}/contests/3", f"{home}/trustees", f"{home}/trustees/1/rehearsal"],
        "closed": [home, f"{home}/count", f"{home}/count/1", f"{home}/trustees", f"/elections/{made.uuid}"],
        "published": [f"/elections/{made.uuid}/result", f"/trustee/{made.uuid}"],
    }
    found = []
    for path in visited[state]:
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        found += findings(page, axe, f"{path} ({state})")
    assert found == []


def test_axe_finds_nothing_where_the_roll_has_changed(reader: Watched, shared_site: Site, axe: str) -> None:
    world = shared_site.world
    made = opened(world)
    change(world, made, "remove", GONE)
    confirm(world, made)
    change(world, made, "add", NEW)
    home, public = f"/officer/elections/{made.uuid}", f"/elections/{made.uuid}"
    pages = [f"{home}/{page}" for page in ("roll/changes", "roll/changes/add?back=1", "joint-acts")]
    page = reader.page()
    log_in(page, OLGA)
    found = []
    for path in (*pages, public, f"{public}/board"):
        page.goto(path)
        found += findings(page, axe, path)
    assert found == []


def test_axe_finds_nothing_on_what_only_a_click_shows(
    reader: Watched, shared_site: Site, elections: dict[str, Made], axe: str
) -> None:
    reader.expected.append("Failed to load resource")
    page = reader.page()
    page.goto("/login")
    assert_accessible(page, axe, "log-in")
    turn_page(page.get_by_role("button", name="Log in"))
    assert_accessible(page, axe, "log-in with errors")
    log_in(page, OLGA)
    draft = f"/officer/elections/{elections['draft'].uuid}"
    page.goto("/officer/elections/new")
    turn_page(page.get_by_role("button", name="Create the election"))
    assert_accessible(page, axe, "new election with errors")
    page.goto(f"{draft}/contests/new")
    page.locator("#candidates-0-slate").fill("a slate without a name")
    turn_page(page.get_by_role("button", name="Save the contest"))
    assert_accessible(page, axe, "contest with errors")
    page.goto(f"{draft}/roll")
    roll = b"name,email\nA,a@example.org\nA,a@example.org\nB,\n"
    page.get_by_label("Roll as a CSV file").set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": roll})
    turn_page(page.get_by_role("button", name="Look at the file"))
    assert_accessible(page, axe, "columns of the roll")
    turn_page(page.get_by_role("button", name="Read the file"))
    page.get_by_role("heading", name="Duplicates").wait_for()
    assert_accessible(page, axe, "what the roll file holds")
    turn_page(page.get_by_role("button", name="Give this file up"))
    page.goto(f"/elections/{elections['published'].uuid}/board?q=nothing")
    assert_accessible(page, axe, "search without a result")
    page.goto(f"/elections/{elections['published'].uuid}/result")
    for summary in page.locator("summary").all():
        summary.click()
    assert_accessible(page, axe, "result with its table")


def test_axe_finds_nothing_in_the_booth(reader: Watched, shared_site: Site, axe: str) -> None:
    made = shared_site.world.make("open")
    page = reader.page()
    page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
    page.get_by_role("button", name="Start").wait_for()
    assert_accessible(page, axe, "start")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="More about").first.click()
    page.get_by_label("Noor").check()
    assert_accessible(page, axe, "choose")
    page.get_by_label("Ola").click()
    assert_accessible(page, axe, "one choice too many")
    page.get_by_role("button", name="Review my ballot").click()
    page.get_by_role("button", name="Cast my ballot").wait_for()
    assert_accessible(page, axe, "review")
    page.get_by_text("Your check number", exact=True).click()
    assert_accessible(page, axe, "check number")
    page.get_by_role("button", name="Check that this device").click()
    assert_accessible(page, axe, "challenge")
    page.get_by_role("button", name="Open this ballot").click()
    opened = page.get_by_label("The opened ballot").input_value()
    assert_accessible(page, axe, "opened ballot")
    page.get_by_role("button", name="Vote again").click()
    page.get_by_role("button", name="Review my ballot").click()
    page.get_by_role("button", name="Cast my ballot").click()
    page.get_by_text("Your ballot is on the public board.").wait_for()
    assert_accessible(page, axe, "receipt")
    page.goto("/check")
    page.get_by_label("Or its text").fill(opened)
    page.get_by_role("button", name="Check this ballot").click()
    page.get_by_text("The encryption is honest").wait_for()
    assert_accessible(page, axe, "checked ballot")
    page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
    page.get_by_role("button", name="Start").click()
    page.get_by_text("This token has already been used").wait_for()
    assert_accessible(page, axe, "spent token")
