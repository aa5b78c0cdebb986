"""The booth with every kind of contest, by the keyboard alone, and as people set their screens: 360 px, twice as large,
dark, in forced colours, without motion, from right to left. axe looks at every step; the bytes on the line are counted.
"""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from ballot.election.mail.delivery import deliver_outbox
from ballot.election.paper.contests import CandidateDraft, ContestDraft
from ballot.election.paper.photographs import keep_photograph, redraw
from ballot.election.scene import Scene
from tests.browser.conftest import DESK, PHONE, TWO_LANGUAGES, Site, Watched, watching
from tests.browser.keyboard import FOCUSED, press, step, tab_to
from tests.browser.looks import assert_accessible
from tests.browser.people import Person
from tests.frontend.stage import until
from tests.web.test_kinds import contest
from tests.web.world import OLGA, Made, found, until_sent

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("Noor Haddad", "Ola Lind", "Pia Conti", "Quim Sala", "Rosa Weber")
GRADES = ("Excellent", "Good", "Fair", "Poor")
LIMIT = 150 * 1024
WRONG_CODE = "This code is not right. Type the six digits of the newest mail."
SIZES = {"phone": PHONE, "desk": DESK, "twice": {"width": 640, "height": 450}, "reflow": {"width": 320, "height": 256}}


def people(*names: str) -> tuple[CandidateDraft, ...]:
    return tuple(
        CandidateDraft(name=name, slate="North" if at % 2 else "South", statement=f"I am **{name}**.")
        for at, name in enumerate(names)
    )


CONTESTS = (
    ContestDraft(title="Committee", seats=2, maximum=2, blank=True, under_vote="warned", candidates=people(*NAMES)),
    contest("choice", "approval", title="Approval", maximum=3, blank=True),
    ContestDraft(title="Delegates", kind="ranked", rule="scottish-stv", candidates=people(*NAMES)),
    contest("ranked", "schulze", title="Banner"),
    ContestDraft(
        title="President", kind="ranked", rule="majority-judgment", grades=GRADES, candidates=people(*NAMES[:3])
    ),
    contest("lists", "dhondt", title="Council"),
)


def make(site: Site, **values: Any) -> Made:
    """Make an open election with every kind of contest."""
    return site.world.make("open", contests=CONTESTS, **values)


@pytest.fixture(
    params=[
        ("phone", {}),
        ("phone", {"color_scheme": "dark"}),
        ("desk", {}),
        ("twice", {"reduced_motion": "reduce"}),  # a window of 1280 px at 200 %
        ("reflow", {"forced_colors": "active"}),  # WCAG 1.4.10: 1280 px at 400 %
    ],
    ids=["phone", "phone-dark", "desk", "zoomed-200", "forced-colours-400"],
)
def reader(request: pytest.FixtureRequest, chrome: Browser, shared_site: Site) -> Iterator[Watched]:
    """A browser as somebody has set it."""
    size, values = request.param
    sizes = {
        "phone": PHONE,
        "desk": DESK,
        "twice": {"width": 640, "height": 450},
        "reflow": {"width": 320, "height": 256},
    }
    with watching(chrome, shared_site, sizes[size], **values) as watched:
        yield watched


FILLED = (  # with the mouse, contest by contest: what is pressed, or chosen from
    ["#choice-0-0"],
    ["#choice-1-0"],
    ["#add-2-2", "#add-2-0"],
    ["#rank-3-0", "#rank-3-1"],
    ["#grade-4-0-0"],
    ["#list-5-0", "#on-list-5-0-0"],
)


def fill(page: Page, at: int) -> None:
    """Fill in the paper of a contest, with the mouse."""
    for field in FILLED[at]:
        if field.startswith("#rank"):
            page.locator(field).select_option("1")
        else:
            page.locator(field).click()


def go_on(page: Page) -> None:
    """Press the button that leads on from a contest."""
    page.locator("#booth > .actions button").first.click()


def test_axe_finds_nothing_in_any_step_of_any_kind(reader: Watched, shared_site: Site, axe: str) -> None:
    made = make(shared_site)
    page = reader.page()
    page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
    page.get_by_role("button", name="Start").click()
    for at, paper in enumerate(CONTESTS):
        page.locator(f"#contest-{at}").wait_for()
        for unfold in page.get_by_role("button", name="More about").all()[:1]:
            unfold.click()
        if paper.kind != "choice":
            go_on(page)
            assert_accessible(page, axe, f"{paper.title} with an error")
        fill(page, at)
        assert_accessible(page, axe, paper.title)
        go_on(page)
    page.get_by_role("button", name="Cast my ballot").wait_for()
    expect(page.locator(".review .notice")).to_have_text("You can choose 1 more. You can also cast it as it is.")
    page.get_by_text("Your check number", exact=True).click()
    assert_accessible(page, axe, "review")
    page.get_by_role("button", name="Cast my ballot").click()
    page.get_by_text("Your ballot is on the public board.").wait_for()
    assert_accessible(page, axe, "receipt")
    page.get_by_role("link", name="What is my tracking number?").click()
    page.wait_for_url("**/help#tracking-number")
    assert_accessible(page, axe, "help")


def test_every_kind_is_filled_in_and_cast_by_the_keyboard_alone(chrome: Browser, shared_site: Site) -> None:
    made = make(shared_site)
    with watching(chrome, shared_site, PHONE) as watched:
        page = watched.page()
        page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        page.get_by_role("button", name="Start").wait_for()
        press(page, "Start")
        page.locator("#contest-0").wait_for()
        press(page, "Noor Haddad", "Space")
        press(page, "Ola Lind", "Space")
        press(page, "Vote for nobody (blank)", "Space")
        expect(page.locator("#refusal-0")).to_have_text("2 choices were removed: a blank ballot names nobody.")
        press(page, "Next")
        tab_to(page, name_of(page, "choice-1-0"))
        page.keyboard.press("Space")
        press(page, "Next")
        press(page, "Ola Lind")
        assert focused(page).startswith("Pia Conti")  # it goes on to the next one
        page.keyboard.press("Enter")
        go_back(page, "Place of Pia Conti")
        page.keyboard.press("ArrowUp")
        expect(page.locator("#counter-2")).to_have_text("2 of 5 ranked Pia Conti: number 1 of 2")
        press(page, "Next")
        tab_to(page, name_of(page, "rank-3-0"))
        page.keyboard.press("ArrowDown")
        press(page, "Next")
        tab_to(page, "Excellent")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#grade-4-0-1")).to_be_checked()
        press(page, "Next")
        tab_to(page, name_of(page, "list-5-0"))
        page.keyboard.press("Space")
        press(page, "Choose all on this list")
        press(page, "Review my ballot")
        page.get_by_role("button", name="Cast my ballot").wait_for()
        press(page, "Cast my ballot")
        page.get_by_text("Your ballot is on the public board.").wait_for()


def name_of(page: Page, field: str) -> str:
    """Return the label of a field, as the keyboard's helper reads it."""
    text = page.locator(f"label[for={field}]").text_content() or ""
    return re.sub(r"\s+", " ", text).strip()


def focused(page: Page) -> str:
    found: str = page.evaluate(FOCUSED)
    return found


def go_back(page: Page, name: str) -> None:
    """Go back with Shift and Tab to what is called `name`."""
    for _ in range(30):
        if focused(page).startswith(name):
            return
        step(page, "Shift+Tab")
    raise AssertionError(f"{name!r} is not reached backwards")


@pytest.mark.parametrize("size", ["phone", "reflow"])
def test_the_counter_covers_nothing_that_has_the_focus(chrome: Browser, shared_site: Site, size: str) -> None:
    """WCAG 2.2, 2.4.11, on the way forward and on the way back, beside a counter of several lines."""
    longest = f"Ann-Kathrin {'Müller-Lüdenscheidt ' * 3}von und zu Hohenlohe"
    delegates = ContestDraft(title="Delegates", kind="ranked", rule="scottish-stv", candidates=people(longest, *NAMES))
    made = shared_site.world.make("open", contests=(delegates, *CONTESTS))
    with watching(chrome, shared_site, SIZES[size]) as watched:
        page = watched.page()
        page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        page.get_by_role("button", name="Start").click()
        page.locator("#add-0-0").click()
        expect(page.locator("#counter-0")).to_contain_text("number 1 of 1")
        for at in range(len(CONTESTS) + 1):
            page.locator(f"#contest-{at}").focus()
            for unfold in page.get_by_role("button", name="More about").all()[:1]:
                unfold.click()
                page.locator(f"#contest-{at}").focus()
            walk(page, "Tab", "How the votes are counted")
            walk(page, "Shift+Tab", "Skip to the content")
            page.locator(f"#blank-{at}").check()
            go_on(page)


def walk(page: Page, key: str, end: str) -> None:
    """Go on until what is called `end` has the focus."""
    for _ in range(200):
        if step(page, key) == end:
            return
    raise AssertionError(f"{end!r} is not reached by {key}")


def test_every_control_has_a_name_and_live_regions_speak(chrome: Browser, shared_site: Site) -> None:
    """What a screen reader is told: names of all controls, groups with their titles, and what has just changed."""
    made = make(shared_site)
    with watching(chrome, shared_site, PHONE) as watched:
        page = watched.page()
        page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        page.get_by_role("button", name="Start").click()
        for at, title in enumerate(("Committee", "Approval", "Delegates", "Banner", "President", "Council")):
            page.locator(f"#contest-{at}").wait_for()
            assert page.evaluate("document.activeElement.tagName") == "H1"
            assert page.get_by_role("group", name=title, exact=True).count() == 1
            assert page.get_by_text(f"Contest {at + 1} of 6").count() == 1
            assert page.evaluate(UNNAMED) == []
            for role in ("status", "alert"):
                assert page.locator(f".counter [role={role}]").count() == 1
            fill(page, at)
            expect(page.locator(f"#counter-{at}")).to_contain_text(re.compile("^(1|2) of|North: 1 of"))
            go_on(page)


UNNAMED = (
    "[...document.querySelectorAll('main button, main input, main select')].filter((it) => "
    "!(it.labels?.length || it.getAttribute('aria-label') || it.textContent.trim())).map((it) => it.outerHTML)"
)


def test_the_first_candidate_is_seen_without_scrolling(chrome: Browser, shared_site: Site) -> None:
    """In every kind of contest, on a phone; so are, at the end, the choices and the button that casts."""
    many = ContestDraft(title="Delegates", kind="ranked", rule="scottish-stv", candidates=people(*TWENTY_FOUR))
    made = shared_site.world.make("open", contests=(*CONTESTS, many))
    with watching(chrome, shared_site, PHONE) as watched:
        page = watched.page()
        page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        page.get_by_role("button", name="Start").click()
        for at in range(len(CONTESTS) + 1):
            page.locator(f"#contest-{at}").wait_for()
            expect(page.locator("li.candidate").first).to_be_in_viewport(ratio=1)
            if at < len(CONTESTS):
                fill(page, at)
                go_on(page)
        assert page.evaluate("document.documentElement.scrollHeight") <= 4 * PHONE["height"], "24 candidates"
        for _ in range(3):
            page.locator("ul.ranking .pick").last.click()
        expect(page.locator("#counter-6")).to_be_in_viewport(ratio=1)  # it stays where it is seen
        expect(page.locator("#counter-6")).to_contain_text("3 of 24 ranked")


TWENTY_FOUR = tuple(
    f"{first} {last}"
    for first in ("Amina", "Ann-Kathrin", "Jonas", "Łukasz")
    for last in ("Okafor", "Müller-Lüdenscheidt", "Haddad", "Papadaki", "Żak", "Nguyễn")
)


def test_what_was_chosen_and_the_button_that_casts_are_on_one_screen(chrome: Browser, shared_site: Site) -> None:
    made = shared_site.world.make("open", contests=(CONTESTS[0], CONTESTS[1], CONTESTS[4]))
    with watching(chrome, shared_site, PHONE) as watched:
        page = watched.page()
        page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        page.get_by_role("button", name="Start").click()
        for fields in (("#choice-0-0", "#choice-0-1"), ("#choice-1-0",), ("#blank-2",)):
            for field in fields:
                page.locator(field).check()
            go_on(page)
        expect(page.get_by_text("You have not voted yet.")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Cast my ballot")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Check that this device encrypts honestly")).to_be_hidden()


def test_nothing_moves_for_who_wants_no_motion(chrome: Browser, shared_site: Site) -> None:
    made = make(shared_site)
    with watching(chrome, shared_site, PHONE, reduced_motion="reduce") as watched:
        page = watched.page()
        page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        page.get_by_role("button", name="Start").click()
        page.locator("#contest-0").wait_for()
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter((it) => { const style = getComputedStyle(it); return "
            "parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none' || "
            "style.scrollBehavior === 'smooth'; }).length"
        )
        assert moving == 0


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_booth_reads_from_right_to_left(chrome: Browser, shared_site: Site, size: str) -> None:
    made = make(shared_site)
    with watching(chrome, shared_site, PHONE if size == "phone" else DESK) as watched:
        page = watched.page()
        page.goto(f"/vote/{made.uuid}?lang=ar#{made.tokens[0]}")
        assert page.evaluate("document.documentElement.dir") == "rtl"
        page.locator("#booth button").first.click()
        page.locator("#contest-0").wait_for()
        page.locator("#choice-0-0").check()
        box, label = (page.locator(it).bounding_box() for it in ("#choice-0-0", "label[for=choice-0-0]"))
        assert box["x"] > label["x"], "the box stands to the right of its label"
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def noise(seed: int) -> bytes:
    """Return a picture that compresses badly: the worst that somebody may upload."""
    picture = Image.effect_noise((900, 900), 60 + seed)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


TEN = tuple(f"Candidate {number}" for number in range(10))
PAPERS = {
    "block": ContestDraft(title="Board", seats=5, maximum=5, blank=True, candidates=people(*TEN)),
    "approval": ContestDraft(title="Board", rule="approval", maximum=10, blank=True, candidates=people(*TEN)),
    "scottish-stv": ContestDraft(title="Board", kind="ranked", seats=5, rule="scottish-stv", candidates=people(*TEN)),
    "schulze": ContestDraft(title="Board", kind="ranked", rule="schulze", candidates=people(*TEN)),
    "majority-judgment": ContestDraft(
        title="Board", kind="ranked", rule="majority-judgment", grades=GRADES, candidates=people(*TEN)
    ),
    "dhondt": ContestDraft(title="Board", kind="lists", rule="dhondt", seats=5, candidates=people(*TEN)),
}
MARKS = {  # the least that fills in a paper
    "block": ["#choice-0-0"],
    "approval": ["#choice-0-0"],
    "scottish-stv": ["#add-0-0"],
    "schulze": [],
    "majority-judgment": [f"#grade-0-{at}-0" for at in range(10)],
    "dhondt": ["#on-list-0-0-0"],
}


def open_with_photographs(site: Site, paper: ContestDraft) -> Made:
    """Make an open election in which ten candidates have photographs, and casting asks for a code by e-mail."""
    made = site.world.make("draft", contests=(paper,), casting_code=True)
    with site.world.database.session() as session:
        election = found(session, made.uuid)
        for number, candidate in enumerate(election.contests[0].candidates):
            keep_photograph(Scene(session, election), candidate, *redraw(noise(number)))
    for state in ("frozen", "open"):
        with site.world.database.session() as session:
            site.world.advance(session, state, made, ())
    return made


SEEN = "[...document.images].every((it) => !it.checkVisibility() || (it.complete && it.naturalWidth > 0))"


def show_everything(page: Page) -> None:
    """Scroll to every picture and wait until it is there; the policy forbids a script that would wait in the page."""
    for picture in page.locator("main img:visible").all():
        picture.scroll_into_view_if_needed()
    until(page, lambda: bool(page.evaluate(SEEN)))


def code_from_mail(site: Site) -> str:
    """Wait for the thread that sends, and return the newest code."""
    until_sent()
    deliver_outbox(site.world.database, site.world.post)
    codes = [re.search(r"^    (\d{6})$", mail.text, re.MULTILINE) for mail in site.world.post.sent]
    return [code[1] for code in codes if code][-1]


def counting(watched: Watched, page: Page) -> dict[str, float]:
    """Return what will hold the bytes of every answer by the end of its address, as the browser counts them."""
    sizes: dict[str, float] = {}
    urls: dict[str, str] = {}
    line = watched.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True})
    line.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in urls:
            name = urls[event["requestId"]].partition("?")[0].rsplit("/", 1)[1]
            sizes[name] = sizes.get(name, 0) + event["encodedDataLength"]

    line.on("Network.loadingFinished", finished)
    return sizes


def vote_with_code(page: Page, site: Site, rule: str) -> None:
    """Go from the link to the receipt, in whatever language, after having looked at every photograph."""
    page.locator("#booth .actions button").click()
    page.locator("#contest-0").wait_for()
    for unfolded in ("#list-0-1", "#list-0-0") if rule == "dhondt" else ("#contest-0",):
        page.locator(unfolded).click()
        folded = page.locator("button.more[aria-expanded=false]:visible")
        while folded.count() > 0:
            folded.first.click()
        show_everything(page)
    for mark in MARKS[rule]:
        page.locator(mark).click()
    if rule == "schulze":
        page.locator("#rank-0-0").select_option("1")
    go_on(page)
    page.locator("details .tracker").wait_for(state="attached")
    page.locator("#booth .actions button").first.click()
    page.locator("#casting-code").wait_for()
    page.locator("#casting-code").fill(code_from_mail(site))
    page.keyboard.press("Enter")
    page.get_by_text("بطاقتك على اللوحة العامة.").wait_for()


@pytest.mark.parametrize("rule", PAPERS)
def test_a_whole_vote_takes_less_than_150_kilobytes_of_the_line(chrome: Browser, site: Site, rule: str) -> None:
    """Headers included, with ten photographs and a code by e-mail, in Arabic, from the link to the receipt."""
    made = open_with_photographs(site, PAPERS[rule])
    with watching(chrome, site, PHONE) as watched:
        page = watched.page()
        fetched = counting(watched, page)
        page.goto(f"/vote/{made.uuid}?lang=ar#{made.tokens[0]}")
        vote_with_code(page, site, rule)
        if "worker.js" not in fetched:  # the browser counts a worker's script in the worker's own session
            worker = Path(site.world.app.static_folder or "") / "js/worker.js"
            fetched["worker.js"] = len(gzip.compress(worker.read_bytes(), 9)) + 1024
        assert sum(name.endswith(".jpg") for name in fetched) == 10
        counted = {"booth.js", "messages.booth.ar.js", "ballot.css", "booth.json", "election.json", "code", "cast"}
        assert counted <= fetched.keys()
        assert sum(fetched.values()) < LIMIT, sorted(fetched.items(), key=lambda one: -one[1])


@TWO_LANGUAGES
def test_a_vote_with_a_code_by_e_mail_and_the_members_own_page(
    chrome: Browser, site: Site, axe: str, language: str, size: dict[str, int]
) -> None:
    made = site.world.make("open", casting_code=True)
    with watching(chrome, site, size, locale=language) as watched:
        watched.expected.append("Failed to load resource")  # a wrong code is refused
        member = Person(watched.page(), language, axe)
        member.page.goto(f"/vote/{made.uuid}#{made.tokens[0]}")
        member.press("Start")
        member.page.get_by_label("Noor").check()
        member.press("Review my ballot")
        member.choose("Send the receipt to me by e-mail too")
        member.look("review")
        member.press("Cast my ballot")
        type_codes(member, site)
        member.sees("Your ballot is on the public board.")
        member.look("receipt")
        number = (member.page.locator(".tracker").first.text_content() or "").replace(" ", "")
        deliver_outbox(site.world.database, site.world.post)
        (receipt,) = [mail for mail in site.world.post.sent if number in mail.text]
        assert receipt.subject.startswith("A ballot was cast") and receipt.address == "member0@example.org"
        sees_own_elections(member, site)
        asks_for_a_token(member, site)
        member.page.goto(f"/elections/{made.uuid}/board?q={quote(number)}")
        member.page.locator("a.tracker").click()
        member.sees("This ballot was accepted and is on the board.")
        member.look("receipt as a page")


def type_codes(member: Person, site: Site) -> None:
    """Type a wrong code, and then the one of the mail."""
    field = member.page.locator("#casting-code")
    field.wait_for()
    member.look("the code")
    code = code_from_mail(site)
    field.fill(f"{(int(code) + 1) % 1_000_000:06d}")
    member.page.keyboard.press("Enter")
    expect(member.page.locator(".error-summary")).to_contain_text(member.said(WRONG_CODE))
    member.look("a wrong code")
    field.fill(code)
    member.press("Cast my ballot")


def sees_own_elections(member: Person, site: Site) -> None:
    """Whoever reads the address on the roll sees that a ballot was cast, and not which."""
    log_in_as_member(member, site, "member0@example.org")
    member.sees("A ballot was cast with your token. If that was not you, tell the returning officer at once.")
    member.look("my elections")
    member.submit("Leave this page")


def asks_for_a_token(member: Person, site: Site) -> None:
    """Somebody else who has lost the token asks for another one."""
    log_in_as_member(member, site, "member1@example.org")
    member.page.get_by_text(member.said("I have lost my ballot token")).click()
    member.look("a lost token")
    member.submit("Ask for a new ballot token")
    member.sees("You have asked for a new ballot token. The returning officer has been told.")
    code_from_mail(site)  # everything is sent
    [told] = [mail for mail in site.world.post.sent if mail.address == OLGA]
    assert told.subject == "A member asks for a new ballot token: Executive committee"


def log_in_as_member(member: Person, site: Site, email: str) -> None:
    """Get to the page of one's own elections by a code, at the second try."""
    member.page.goto("/my")
    member.fill("Your e-mail address", email)
    member.look("my: the address")
    member.submit("Send me a code")
    member.heading("Type the code")
    member.look("my: the code")
    member.fill("Code", "1")
    member.submit("Show my elections")
    member.sees("This code is not right, or it is good no more. Type the newest one, or ask for another.")
    member.look("my: a wrong code")
    member.fill("Code", code_from_mail(site))
    member.submit("Show my elections")
