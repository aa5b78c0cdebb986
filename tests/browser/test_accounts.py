"""The second officer's whole way, from the invitation to what two officers decide together; axe looks at every page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from ballot import clock
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens.ledger import ledger
from ballot.election.voting.opening import open_voting
from tests.browser.conftest import DESK, PHONE, TWO_LANGUAGES, Site, somebody
from tests.browser.people import Person, turn_page
from tests.web.world import OLGA, PASSWORD, Made, found, until_sent

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NINA = "nina@example.org"
TIMES = '<a href="%(address)s">Times of the voting</a>: by the clock, a later end, emergency stop'
STOP = (
    "If something is wrong with the ballot paper or the ballot box, one officer can "
    '<a href="%(address)s">stop the voting at once</a>.'
)
SECOND = (
    "Second officer: confirms what takes two people, such as another token for a member. "
    "Without one, that is not possible in this election."
)
CONFIRM = 'Confirm: do it now<span class="sr-only"> (act %(id)s)</span>'


def code(secret: str, steps: int = 0) -> str:
    """Return what the app shows now, or so many steps from now."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * steps)


@contextmanager
def two_officers(
    chrome: Browser, site: Site, language: str, size: dict[str, int], axe: str
) -> Iterator[tuple[Person, Person]]:
    """Give the two officers a browser each: the second one's has this size, the returning officer's the other."""
    other = PHONE if size is DESK else DESK
    with (
        somebody(chrome, site, language, other, axe) as olga,
        somebody(chrome, site, language, size, axe, expected="422") as nina,  # a form with problems
    ):
        olga.log_in(OLGA)
        yield olga, nina


@TWO_LANGUAGES
def test_a_second_officer_from_the_invitation_to_the_decisions(
    chrome: Browser, shared_site: Site, axe: str, language: str, size: dict[str, int]
) -> None:
    site = shared_site
    made = site.world.make("draft")
    with two_officers(chrome, site, language, size, axe) as (olga, nina):
        nina.accept(invited(olga, site, made, f"{language}.{NINA}"), "Nina")
        nina.sees("You are %(my_role)s.", my_role=nina.said("second officer"))
        nina.look("dashboard of a second officer")
        secret = turn_second_factor_on(nina)
        log_in_with_it(nina, f"{language}.{NINA}", secret)
        begin_voting(site, made)
        home = f"/officer/elections/{made.uuid}"
        end = clock.now() + dt.timedelta(days=3)
        propose_end(olga, home, end)
        propose_replacement(olga, home)
        propose_end(olga, home, end + dt.timedelta(days=1))
        decide(nina, home)
        stop(nina, home)
        propose_end(nina, home, end, "Propose to go on")
        go_on(olga, home)
        seen_by_everybody(nina, made)
    until_sent()
    with site.world.database.reading() as session:
        election = found(session, made.uuid)
        assert election.stopped_at is None and election.closes_at == end.replace(second=0, microsecond=0)
        assert ledger(session, election).replaced == 1


# -- the account


def invited(olga: Person, site: Site, made: Made, email: str) -> str:
    """Let Olga invite a second officer; return the link in the mail, which is in her language."""
    olga.page.goto(f"/officer/elections/{made.uuid}")
    olga.follow("People and roles")
    olga.fill("E-mail address", email)
    olga.choose(SECOND)
    olga.submit("Send the invitation")
    olga.sees("The invitation is on its way to %(email)s.", email=email)
    olga.look("roles with an invitation")
    until_sent()
    [mail] = [mail for mail in site.world.post.sent if mail.address == email]
    who = {"inviter": "Olga Officer", "role": olga.said("second officer"), "election": "Executive committee"}
    assert mail.subject == olga.said("%(inviter)s invites you to be %(role)s: %(election)s", **who)
    link = re.search(r"/invitation#\S+", mail.text)
    assert link is not None
    return link[0]


def turn_second_factor_on(nina: Person) -> str:
    """Connect an app by hand; return its secret."""
    nina.follow("My account")
    nina.look("account")
    nina.follow("Turn the second factor on")
    nina.look("second factor")
    nina.fill("Your password", PASSWORD)
    nina.submit("Connect an app")
    nina.page.get_by_text(nina.said("The app cannot scan")).click()
    nina.look("app")
    secret = nina.page.locator("details .mono").inner_text().replace(" ", "")
    nina.fill("Code", code(secret))
    nina.submit("Turn it on")
    nina.sees("Write these recovery codes down")
    nina.look("recovery codes")
    return secret


def log_in_with_it(nina: Person, email: str, secret: str) -> None:
    """Log out, and in again with password and code."""
    nina.submit("Log out <bdi>%(name)s</bdi>", name="Nina")
    nina.fill("E-mail address", email)
    nina.fill("Password", PASSWORD)
    nina.submit("Log in")
    nina.heading("Enter the code")
    nina.look("code")
    nina.fill("Code", code(secret, 1))
    nina.submit("Continue")
    nina.heading("My elections")
    nina.look("elections of somebody who helps")


# -- what takes two people


def begin_voting(site: Site, made: Made) -> None:
    """Freeze with a spare token, and open."""
    delivery = Delivery(
        channel="merge", public_url=site.address, spares=1, seal=site.world.app.extensions["ballot"].seal
    )
    with site.world.database.session() as session:
        freeze(session, found(session, made.uuid), delivery)
    with site.world.database.session() as session:
        open_voting(session, found(session, made.uuid))


def propose_end(officer: Person, home: str, end: dt.datetime, button: str = "Propose the new end") -> None:
    """Propose another end of the voting."""
    officer.page.goto(home)
    officer.follow(TIMES)
    officer.look("times")
    officer.fill("New end of the voting", end.strftime("%Y-%m-%dT%H:%M"))
    officer.field("Time zone").select_option("UTC")
    officer.fill("Reason, for everybody", "Courrier tardif.")
    officer.submit(button)
    officer.sees("It is proposed. Another officer must confirm it: nothing is changed until then.")
    officer.look("a new end that waits")


def propose_replacement(officer: Person, home: str) -> None:
    """Propose to replace a lost token."""
    officer.page.goto(home)
    officer.follow("The roll after the freeze")
    officer.look("the roll after the freeze")
    officer.follow("Replace a lost token")
    officer.look("a lost token")
    officer.fill("Membership number or e-mail address", "1000")
    officer.choose("The member has lost or deleted it")
    officer.choose("By e-mail")
    officer.fill("How do you know that it is this member who asks?", "appel")
    officer.submit("Propose the replacement")
    officer.sees("Proposed. The old token is dead as soon as another officer confirms it.")


def decide(nina: Person, home: str) -> None:
    """Confirm the later end and the replacement, and refuse the second end."""
    nina.page.goto(home)
    expect(nina.page.get_by_text(nina.said("%(num)s waiting", "%(num)s waiting", 3))).to_be_visible()
    nina.follow("Acts that take two people")
    nina.look("three acts that wait")
    first, second, third = waiting(nina)
    nina.submit(CONFIRM, id=first)
    nina.page.get_by_role("status").filter(has_text="Courrier tardif.").wait_for()
    nina.look("a new end that is decided")
    nina.submit(CONFIRM, id=second)
    nina.sees("Replaced a ballot token (number %(number)s of this election). The old one is dead.", number=1)
    turn_page(nina.page.get_by_role("button", name=f"{nina.said('Refuse')} {nina.said('(act %(id)s)', id=third)}"))
    nina.sees("Nothing is done. The log says that it was refused or taken back.")
    decided = nina.page.get_by_role("table").get_by_role("row")
    outcomes = [nina.said(outcome) for outcome in ("Refused", "Done", "Done")]
    expect(decided).to_have_count(1 + len(outcomes))
    for row, outcome in zip(decided.all()[1:], outcomes, strict=True):
        expect(row).to_contain_text(outcome)
    nina.look("decided acts")


def waiting(officer: Person) -> list[int]:
    """Return the numbers of the acts that wait, as the page has them."""
    return [int(heading.partition(".")[0]) for heading in officer.page.locator("li.card h3").all_inner_texts()]


def stop(nina: Person, home: str) -> None:
    """Stop the voting: one officer is enough, in an emergency."""
    nina.page.goto(home)
    nina.follow(TIMES)
    nina.follow(STOP)
    nina.look("stop")
    nina.submit("Stop the voting now")
    nina.sees("There is a problem")
    expect(nina.page.locator(".error-summary")).to_be_focused()
    nina.look("stop, with problems")
    nina.fill("Reason, for everybody", "Bulletin faux.")
    nina.choose("I have read this")
    nina.submit("Stop the voting now")
    nina.sees("The voting is stopped. No ballot is accepted.")
    nina.look("stopped")


def go_on(olga: Person, home: str) -> None:
    """Confirm that the voting goes on."""
    olga.page.goto(home)
    olga.sees("The voting is stopped")
    olga.look("dashboard of a stopped election")
    olga.follow("Acts that take two people")
    [last] = waiting(olga)
    olga.submit(CONFIRM, id=last)
    olga.page.get_by_role("status").filter(has_text="Courrier tardif.").wait_for()
    olga.look("the voting goes on")


def seen_by_everybody(reader: Person, made: Made) -> None:
    """Anybody reads on the public page what was changed, and why."""
    reader.page.goto(f"/elections/{made.uuid}")
    for reason in ("Courrier tardif.", "Bulletin faux."):
        expect(reader.page.get_by_text(reason).first).to_be_visible()
    reader.look("public page")
