"""The result sheet in a browser: the flow reads from top to bottom on a phone, tables scroll inside, print is whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, Site, log_in, watching
from tests.browser.looks import assert_accessible
from tests.web.test_kinds import contest
from tests.web.world import Made

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Where the middle of each strip's drawing and words is, and how broad the drawing is.
STRIPS = """() => [...document.querySelectorAll(".strip")].map((strip) => {
  const words = strip.querySelector(".said").getBoundingClientRect();
  const drawn = strip.querySelector(".drawn").getBoundingClientRect();
  const { top, bottom, left, width } = drawn;
  return { top, bottom, left, width, words: words.bottom, x: words.left };
})"""
FILLED = """() => [...document.querySelectorAll(".bars .bar, .ribbons, .bands")]
  .every((svg) => svg.getBoundingClientRect().height >= 12)"""


COLOURS = """() => [...document.querySelectorAll("main, main *")].map((it) => {
  const { color, backgroundColor, fill, borderTopColor } = getComputedStyle(it);
  return [it.tagName, color, backgroundColor, fill, borderTopColor].join(" ");
})"""


@pytest.fixture(scope="module")
def counted(shared_site: Site) -> Made:
    """Six papers, one seat by STV: one is excluded, and the flow has two strips."""
    contests = (contest("ranked", "scottish-stv", title="Chair"), contest("choice", "block", title="Board"))
    return shared_site.world.make("published", contests=contests, votes=(0, 0, 0, 1, 1, 2), members=6)


def opened(page: Page, made: Made) -> Page:
    """Open the public result with everything unfolded."""
    page.goto(f"/elections/{made.uuid}/result")
    for summary in page.locator("summary").all():
        summary.click()
    return page


def test_on_a_phone_words_stand_above_each_strip(chrome: Browser, shared_site: Site, counted: Made, axe: str) -> None:
    for scheme in ("light", "dark"):
        with watching(chrome, shared_site, PHONE, color_scheme=scheme) as phone:
            page = opened(phone.page(), counted)
            strips = page.evaluate(STRIPS)
            assert len(strips) == 2
            assert all(strip["words"] <= strip["top"] + 1 and strip["width"] > 300 for strip in strips)
            assert strips[0]["bottom"] <= strips[1]["top"] and page.evaluate(FILLED)
            assert page.get_by_text("Cem passes on 1 vote: to Ana 1.").is_visible()
            assert (
                page.locator(".bands .brief").first.is_visible()
                and not page.locator(".bands .label").first.is_visible()
            )
            assert_accessible(page, axe, f"result on a phone, {scheme}")


def test_on_a_desk_words_stand_beside_one_drawing(chrome: Browser, shared_site: Site, counted: Made, axe: str) -> None:
    with watching(chrome, shared_site, DESK) as desk:
        page = opened(desk.page(), counted)
        strips = page.evaluate(STRIPS)
        assert all(strip["x"] < strip["left"] for strip in strips)
        assert abs(strips[0]["bottom"] - strips[1]["top"]) <= 1, "the drawing is torn between two stages"
        assert_accessible(page, axe, "result on a desk")


def test_every_table_scrolls_inside_its_edge_by_keyboard(chrome: Browser, shared_site: Site, counted: Made) -> None:
    with watching(chrome, shared_site, PHONE) as phone:
        page = opened(phone.page(), counted)
        for region in page.locator(".scroll").all():
            assert region.get_attribute("tabindex") == "0" and region.get_attribute("aria-label")
            assert region.evaluate("(e) => getComputedStyle(e).borderLeftWidth") != "0px"


def test_printed_from_the_browser_nothing_is_cut_off(chrome: Browser, shared_site: Site, counted: Made) -> None:
    with watching(chrome, shared_site, DESK, color_scheme="dark") as desk:
        page = desk.page()
        page.goto(f"/elections/{counted.uuid}/result")
        page.emulate_media(media="print")
        paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        for navigation in (".masthead nav", ".crumbs", ".foot", "form"):
            assert page.locator(navigation).locator("visible=true").count() == 0, navigation
        assert page.get_by_text("no further preference").or_(page.get_by_text("Papers to")).first.is_visible()
        assert page.evaluate(
            "() => [...document.querySelectorAll('.scroll')].every((e) => e.scrollWidth <= e.clientWidth + 1)"
        )


def test_paper_is_the_same_for_who_likes_it_dark(chrome: Browser, shared_site: Site, counted: Made) -> None:
    found = []
    for scheme in ("light", "dark"):
        with watching(chrome, shared_site, DESK, color_scheme=scheme) as desk:
            page = desk.page()
            page.goto(f"/elections/{counted.uuid}/result")
            page.emulate_media(media="print", color_scheme=scheme)
            found.append(page.evaluate(COLOURS))
    assert found[0] == found[1]


def test_the_officer_downloads_the_pdf(chrome: Browser, shared_site: Site, counted: Made) -> None:
    with watching(chrome, shared_site, DESK) as desk:
        page = desk.page()
        log_in(page)
        page.goto(f"/officer/elections/{counted.uuid}/result")
        address = page.get_by_role("link", name="Print the result (PDF)").get_attribute("href")
        assert address is not None
        answer = page.request.get(address, headers={"Accept": "application/pdf"})
        for _ in range(120):
            if answer.status != 202:
                break
            page.wait_for_timeout(500)  # it is being made
            answer = page.request.get(address, headers={"Accept": "application/pdf"})
        assert answer.status == 200 and answer.body().startswith(b"%PDF-")
