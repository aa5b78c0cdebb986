"""A whole election of 200 members, as its people do it: every kind of contest, mail through a real SMTP server.

Two officers, three trustees and members with browsers of their own, on phones and desks; two addresses that do not
exist, a mail that comes back, a lost token, a reminder, a tie that a public lot breaks; verified by two programs.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ballot import clock
from ballot.verify import verify_archive
from tests.browser.conftest import DESK, PHONE, Site, log_in, serve, somebody, watching
from tests.browser.people import Person, said_in, turn_page
from tests.browser.post_office import RETURNS, SENDER, PostOffice, post_office
from tests.browser.test_trustees import Tab, make_common_key
from tests.browser.test_whole_election import assert_nothing_kept, choose_file, content_of, tracking_number
from tests.conftest import PATIENCE
from tests.web.world import OLGA, Made

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEMBERS = 200
OTTO = "otto.second@example.org"
LANGUAGES = ("en", "fr")  # of the mails
SUBJECT = tuple(said_in(language, "Your ballot: %(election)s", election="") for language in LANGUAGES)
REMINDER = "You can still vote:"
CANDIDATES = (("Noor Haddad", "Renewal"), ("Ola Lind", "Experience"), ("Pia Conti", "Renewal"))
# Title, kind, rule, seats, most choices. Members 4 to 53 vote by program, half for each of the first two candidates.
CONTESTS = (
    ("Chair", "choice", "block", "1", "1"),
    ("Auditors", "choice", "approval", "2", "3"),
    ("Delegates", "ranked", "scottish-stv", "2", "3"),
    ("Motto", "ranked", "majority-judgment", "1", "1"),
    ("Council", "lists", "dhondt", "3", "3"),
)
BY_PROGRAM = tuple(range(4, 54))
LOST, GONE, BACK = 2, 150, 151  # whose token is lost; whose address does not exist; whose mail comes back
# Member, candidate, screen, language: one vote for each of the first two candidates, and one with the new token.
BY_HAND = ((0, 0, PHONE, "en"), (1, 1, DESK, "fr"), (LOST, 2, PHONE, "ar"))


def address(member: int) -> str:
    """Return the e-mail address of a member."""
    return f"member{member}@example.org"


def roll() -> bytes:
    """Return the roll's file."""
    rows = [f"{1000 + n},Member {n},{address(n)},{'fr' if n == 1 else 'en'}" for n in range(MEMBERS)]
    return "\n".join(["member_id,name,email,language", *rows, ""]).encode()


@dataclass
class Story:
    """Everybody who takes part, and what they hold."""

    site: Site
    office: PostOffice
    officer: Page
    second: Page
    tabs: list[Tab]
    folder: Path
    uuid: str = ""
    receipts: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The address of the officers' pages of the election."""
        return f"/officer/elections/{self.uuid}"

    def token(self, member: int) -> str:
        """Return the token in the newest mail of a member."""
        return self.office.last(address(member), SUBJECT).link("vote/").partition("#")[2]


def eventually(page: Page, done: Callable[[], bool]) -> None:
    """Wait until something outside of a page has happened, such as a letter's arrival; else say what the page shows."""
    for _ in range(240):
        if done():
            return
        time.sleep(0.25)
    raise AssertionError(page.locator("main").inner_text())


def shows(page: Page, address: str, text: re.Pattern[str]) -> bool:
    """Look at a page anew: does it say this by now?"""
    page.goto(address)
    return page.get_by_text(text).count() > 0


@contextmanager
def people(chrome: Browser, site: Site, office: PostOffice, folder: Path) -> Iterator[Story]:
    """Open a browser for each of those who work on the election; nothing suspicious may happen in any of them."""
    with ExitStack() as stack:

        def open_browser(size: dict[str, int], **values: str) -> Page:
            page = stack.enter_context(watching(chrome, site, size, **values)).page()
            page.set_default_timeout(3 * PATIENCE)  # a trustee's page verifies every ballot
            return page

        officer, second = open_browser(DESK), open_browser(PHONE)
        tabs = [
            Tab(open_browser(PHONE, locale=language), language, key_file=folder / f"{language}.key")
            for language in ("en", "fr", "de")
        ]
        yield Story(site, office, officer, second, tabs, folder)


# -- before the voting


def create(story: Story) -> None:
    """Create the election with every kind of contest."""
    page = story.officer
    log_in(page, OLGA)
    page.goto("/officer/elections/new")
    page.get_by_label("Name of the election").fill("Section election")
    page.get_by_label("What is it about?").fill("Everything at once.")
    now = clock.now()
    page.get_by_label("Voting opens").fill((now - dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Voting closes").fill((now + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    turn_page(page.get_by_role("button", name="Create the election"))
    page.wait_for_url(re.compile(r"/officer/elections/\w{10,}$"))
    story.uuid = page.url.rsplit("/", 1)[1]
    for contest in CONTESTS:
        add_contest(page, story.home, *contest)


def add_contest(page: Page, home: str, title: str, kind: str, rule: str, seats: str, most: str) -> None:
    """Add a contest by its form."""
    page.goto(f"{home}/contests/new")
    page.get_by_label("Title of the contest").fill(title)
    page.locator(f'input[name="kind"][value="{kind}"]').check()
    page.get_by_label("Rule", exact=False).first.select_option(rule)
    page.get_by_label("Seats").fill(seats)
    page.get_by_label("Most choices").fill(most)
    for at, (name, slate) in enumerate(CANDIDATES):
        page.locator(f"#candidates-{at}-name").fill(name)
        page.locator(f"#candidates-{at}-slate").fill(slate)
    turn_page(page.get_by_role("button", name="Save the contest"))
    page.wait_for_url("**/contests")


def take_roll(story: Story) -> None:
    """Upload the roll and take it."""
    page = story.officer
    page.goto(f"{story.home}/roll")
    choose_file(Person(page), "Roll as a CSV file", "roll.csv", roll())
    turn_page(page.get_by_role("button", name="Look at the file"))
    turn_page(page.get_by_role("button", name="Read the file"))
    turn_page(page.get_by_role("button", name="Take this roll: 200 members"))
    expect(page.get_by_text("The roll is taken: 200 rows")).to_be_visible()


def invite_second(story: Story) -> None:
    """Invite a second officer by mail, who accepts on a phone."""
    page, other = story.officer, story.second
    page.goto(f"{story.home}/roles")
    page.get_by_label("E-mail address").fill(OTTO)
    page.get_by_label("Second officer").check()
    turn_page(page.get_by_role("button", name="Send the invitation"))
    eventually(page, lambda: bool(story.office.boxes.get(OTTO)))
    Person(other).accept(story.office.last(OTTO).link("invitation"), "Otto Second")
    expect(other.get_by_text("You are second officer.")).to_be_visible()


def make_keys(story: Story) -> None:
    """Three trustees make one key of which two are enough, each with a browser of their own."""
    page = story.officer
    page.goto(f"{story.home}/trustees")
    for name in ("Amina", "Jonas", "Ines"):
        page.get_by_label("Name of the trustee").first.fill(name)
        turn_page(page.get_by_role("button", name="Add the trustee"))
    page.get_by_label("Only some of them").check()
    page.get_by_label("Number needed").fill("2")
    turn_page(page.get_by_role("button", name="Save how many are needed"))
    for tab in story.tabs:
        page.goto(f"{story.home}/trustees")
        turn_page(page.get_by_role("button", name="Make the personal link").first)
        tab.link = page.get_by_label("The link alone").input_value()
    make_common_key(story.tabs)


def deliver(story: Story) -> None:
    """Freeze, send every token by mail, and write down what did not arrive: only then the voting can be opened."""
    page, office = story.officer, story.office
    office.refused.add(address(GONE))
    page.goto(f"{story.home}/freeze")
    page.get_by_label("By e-mail from this server").check()
    page.get_by_label("I have read this").check()
    turn_page(page.get_by_role("button", name="Freeze the election"))
    page.goto(f"{story.home}/mails")
    turn_page(page.get_by_role("button", name="Send the mails"))
    eventually(page, lambda: office.number(SUBJECT) == MEMBERS - 1)
    eventually(page, lambda: shows(page, f"{story.home}/mails", re.compile(r"^0 waiting$")))
    page.get_by_label("Mailbox", exact=False).or_(page.locator('input[type="file"]')).first.set_input_files(
        {"name": "back.eml", "mimeType": "message/rfc822", "buffer": office.send_back(address(BACK))}
    )
    turn_page(page.get_by_role("button", name="Read the file"))
    page.goto(f"{story.home}/open")
    expect(page.get_by_role("button", name="Open the voting")).to_have_count(0)  # it does not add up yet
    write_down(page, story.home, [GONE, BACK], "Undeliverable", "Two addresses that do not exist")
    expect(page.get_by_text("It adds up.")).to_be_visible()
    sure(page, f"{story.home}/open", "Open the voting")


def sure(page: Page, act: str, button: str) -> None:
    """Do what cannot be undone, on its own page."""
    page.goto(act)
    page.get_by_label("I have read this").check()
    turn_page(page.get_by_role("button", name=button))
    page.wait_for_url(lambda address: not address.endswith(act))


def write_down(page: Page, home: str, members: list[int], decision: str, reason: str) -> None:
    """Write down what becomes of members' tokens."""
    page.goto(f"{home}/mails")
    page.locator("textarea#who").fill("\n".join(str(1000 + member) for member in members))
    page.get_by_label(decision, exact=False).check()
    page.get_by_label("Reason").fill(reason)
    turn_page(page.get_by_role("button", name="Write it down"))


# -- the voting


def vote_by_hand(chrome: Browser, story: Story, member: int, candidate: int, size: dict[str, int], locale: str) -> None:
    """Vote in the booth; the papers are filled in by touch and the keyboard."""
    with somebody(chrome, story.site, locale, size) as voter:
        page = voter.page
        page.goto(story.office.last(address(member), SUBJECT).link("vote/"))
        voter.press("Start")
        for at, contest in enumerate(CONTESTS):
            page.locator(f"#contest-{at}").wait_for()
            fill_in(page, page.locator("fieldset.contest"), contest, candidate)
            voter.press("Review my ballot" if at == len(CONTESTS) - 1 else "Next")
        voter.sees("You have not voted yet.")
        voter.press("Cast my ballot")
        voter.sees("Your ballot is on the public board.")
        number = tracking_number(page)
        assert_nothing_kept(page)
        story.receipts.append(number)


def fill_in(page: Page, paper, contest: tuple[str, ...], candidate: int) -> None:  # type: ignore[no-untyped-def]
    """Fill in one paper for a candidate."""
    _, kind, rule, *_ = contest
    name = CANDIDATES[candidate][0]
    if kind == "choice":
        paper.get_by_label(name).check()
    elif rule == "majority-judgment":
        paper.get_by_role("group", name=name).get_by_label("Excellent").check()
    elif kind == "ranked":
        paper.locator(".pick", has_text=name).click()
    else:
        paper.get_by_label(CANDIDATES[candidate][1], exact=True).check()
        paper.locator(".on-list[open]").get_by_role("checkbox").first.check()


def vote(chrome: Browser, story: Story) -> None:
    """Everybody votes who does: three in browsers, fifty by program."""
    for voter in BY_HAND:
        vote_by_hand(chrome, story, *voter)
    tokens = [story.token(member) for member in BY_PROGRAM]
    story.site.world.vote(Made(story.uuid, tokens, []), tuple(at % 2 for at in range(len(tokens))))


def replace_lost(chrome: Browser, story: Story) -> None:
    """A member whose mail is lost shows that the address is theirs, and gets another token from two officers."""
    old, office = story.office.last(address(LOST), SUBJECT).link("vote/"), story.office
    with watching(chrome, story.site, PHONE) as browser:
        page = browser.page()
        page.goto("/my")
        page.get_by_label("E-mail address").fill(address(LOST))
        turn_page(page.get_by_role("button", name="Send me a code"))
        eventually(page, lambda: office.number("Your code") == 1)
        page.get_by_label("Code", exact=False).fill(re.findall(r"\b\d{6}\b", office.last(address(LOST)).text)[0])
        turn_page(page.get_by_role("button", name="Show my elections"))
        page.get_by_text("I have lost my ballot token").click()
        turn_page(page.get_by_role("button", name="Ask for a new ballot token"))
        expect(page.get_by_text("The returning officer has been told.")).to_be_visible()
        propose_and_confirm(story)
        eventually(page, lambda: office.last(address(LOST), SUBJECT).link("vote/") != old)
        page.goto("about:blank")
        page.goto(old)
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_text("This token was replaced on")).to_be_visible()


def propose_and_confirm(story: Story) -> None:
    """The officer finds the request and proposes; the second officer confirms on a phone."""
    page, other = story.officer, story.second
    page.goto(f"{story.home}/token-requests")
    turn_page(page.get_by_role("link", name="Replace the token"))
    page.get_by_label("Lost", exact=False).first.check()
    page.get_by_label("By e-mail").check()
    page.locator("#reason").fill("Called back at the number in the membership file")
    turn_page(page.get_by_role("button", name="Propose the replacement"))
    other.goto(f"{story.home}/joint-acts")
    turn_page(other.get_by_role("button", name="Confirm: do it now"))
    expect(other.get_by_text("Replaced a ballot token (number 1").first).to_be_visible()


def remind(story: Story) -> None:
    """Remind those who have not voted; nobody else gets a mail, and nobody sees who they are."""
    page = story.officer
    page.goto(f"{story.home}/reminders")
    page.get_by_label("Send it now").check()
    turn_page(page.get_by_role("button", name="Send or plan it"))
    waiting = MEMBERS - len(BY_HAND) - len(BY_PROGRAM) - 2
    eventually(page, lambda: story.office.number(REMINDER) >= waiting)
    assert story.office.number(REMINDER) == waiting
    voted = [story.office.boxes[address(member)] for member, *_ in BY_HAND]
    assert not any(letter.subject.startswith(REMINDER) for box in voted for letter in box)


# -- the count


def close_early(story: Story) -> None:
    """Before the announced end one officer proposes to close, and the other one confirms it."""
    page, other = story.officer, story.second
    page.goto(f"{story.home}/close")
    turn_page(page.get_by_role("link", name="Propose to close the voting"))
    page.get_by_label("Reason for closing").fill("Everybody who wanted to vote has voted.")
    turn_page(page.get_by_role("button", name="Propose to close the voting"))
    other.goto(f"{story.home}/joint-acts")
    turn_page(other.get_by_role("button", name="Confirm: do it now"))
    expect(other.get_by_text("The voting is closed.").first).to_be_visible()


def count(story: Story) -> None:
    """The trustees shuffle and two of them decrypt; a tie waits for the lot; declare and publish."""
    page, number = story.officer, len(BY_HAND) + len(BY_PROGRAM)
    for tab in story.tabs:
        tab.work("Shuffle %(num)s ballot", "Shuffle %(num)s ballots", number)
    for tab in story.tabs[:2]:
        tab.work("Make my share of %(num)s ballot", "Make my share of %(num)s ballots", number)
    for tab in story.tabs[:2]:
        tab.work("Send my share")
        tab.heading("You have done everything")
    page.goto(f"{story.home}/count")
    turn_page(page.get_by_role("button", name="Open the count"))
    page.wait_for_url("**/result")
    draw_lots(story)
    for act, button in (("declare", "Declare the result"), ("publish", "Publish the result")):
        sure(page, f"{story.home}/{act}", button)


def draw_lots(story: Story) -> None:
    """The first contest ends in a tie of the two; no result can be declared before both officers say what was drawn."""
    page, other, drawn = story.officer, story.second, 0
    page.goto(f"{story.home}/declare")
    expect(page.get_by_role("button", name="Declare the result")).to_have_count(0)
    while True:
        page.goto(f"{story.home}/result")
        links = page.get_by_role("link", name="Enter the lot")
        if links.count() == 0:
            break
        turn_page(links.first)
        page.get_by_label("What was drawn").fill("dice 3 5 1 6 6 2 4 1 5 3")
        turn_page(page.get_by_role("button", name="Propose what was drawn"))
        other.goto(f"{story.home}/joint-acts")
        expect(other.get_by_text("“dice 3 5 1 6 6 2 4 1 5 3”")).to_be_visible()
        turn_page(other.get_by_role("button", name="Confirm: do it now"))
        expect(other.get_by_text("The lot is entered and the contest is counted.")).to_be_visible()
        drawn += 1
    assert drawn >= 1


def download(story: Story) -> Path:
    """Download archive and companion as anybody can."""
    page = story.second
    page.goto(f"/elections/{story.uuid}/audit")
    files = {"Archive (.bel)": ".bel", "Companion file": ".companion.jsonl"}
    for name, suffix in files.items():
        with page.expect_download() as downloading:
            page.get_by_role("link", name=name).click()
        (story.folder / f"{story.uuid}{suffix}").write_bytes(content_of(downloading.value))
    return story.folder / f"{story.uuid}.bel"


def test_an_election_of_two_hundred_members(
    chrome: Browser, belenios_tool: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with post_office() as office:
        values = {"smtp_url": office.url, "mail_from": SENDER, "bounce_address": RETURNS}
        for site in serve(tmp_path_factory.mktemp("site"), rate_limits=False, **values):
            with people(chrome, site, office, tmp_path) as story:
                for act in (create, take_roll, invite_second, make_keys, deliver):
                    act(story)
                replace_lost(chrome, story)
                vote(chrome, story)
                remind(story)
                close_early(story)
                count(story)
                archive = download(story)
    assert verify_archive(archive, strict=True).verdict == "valid"
    assert all(number.encode() in archive.with_suffix(".companion.jsonl").read_bytes() for number in story.receipts)
    clean = tmp_path / "theirs"
    clean.mkdir()
    shutil.copy(archive, clean)
    done = subprocess.run(
        [belenios_tool, "election", "verify"], cwd=clean, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0 and "all checks passed" in done.stdout + done.stderr, done.stdout + done.stderr
