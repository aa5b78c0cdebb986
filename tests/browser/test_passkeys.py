"""Passkeys as people use them: a browser with a device of its own makes one, and logs in with it; axe on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import DESK, PHONE, TWO_LANGUAGES, Site, log_in, serve, somebody, watching
from tests.browser.looks import assert_accessible
from tests.browser.people import Person, turn_page
from tests.conftest import PATIENCE
from tests.web.world import OLGA, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOT_USED = (
    "No passkey was used: it was cancelled, it took too long, or this device has none of your passkeys. Try again."
)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site with a name: passkeys belong to names."""
    yield from serve(tmp_path, host="localhost")


class Device:
    """The device that a page's browser asks for passkeys."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def refuse(self, *, refused: bool) -> None:
        """Let the person fail at the finger, the face or the PIN; browsers report it as they report a cancellation."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": not refused})


def give_password(person: Person) -> None:
    person.page.goto("/login")
    person.fill("E-mail address", OLGA)
    person.fill("Password", PASSWORD)
    person.submit("Log in")


def begin(person: Person) -> None:
    """Go to the page on which a passkey is made."""
    person.page.goto("/account/passkeys/new")
    person.fill("Your password", PASSWORD)
    person.submit("Continue")


def make(person: Person, name: str) -> None:
    begin(person)
    person.fill("Name of the passkey", name)
    person.press("Make the passkey")


@TWO_LANGUAGES
def test_a_passkey_is_added_used_and_removed(
    chrome: Browser, site: Site, axe: str, language: str, size: dict[str, int]
) -> None:
    with somebody(chrome, site, language, size, axe) as olga:
        device = Device(olga.page)
        olga.log_in()
        olga.follow("My account")
        olga.follow("Turn the second factor on")
        olga.look("second factor, off")
        olga.follow("Add a passkey")
        olga.look("password before a passkey")
        make(olga, "Téléphone")
        olga.heading("The second factor is on")
        begin(olga)
        olga.look("making a passkey")
        olga.press("Make the passkey")
        olga.sees("This device has a passkey of yours already. Add one on another device.")
        log_in_with_it(olga, device)
        olga.page.goto("/account/second-factor")
        expect(olga.page.get_by_role("heading", name="Téléphone")).to_be_visible()
        olga.look("second factor, with a passkey")
        olga.follow("Make new recovery codes")
        olga.look("new recovery codes")
        olga.page.goto("/account")
        olga.look("account with a passkey")
        olga.page.goto("/account/second-factor")
        turn_page(olga.page.locator(".cards a"))
        olga.look("removal of a passkey")
        olga.fill("Your password", PASSWORD)
        olga.submit("Remove the passkey")
        olga.sees("The passkey is removed, and the second factor is off.")


def log_in_with_it(olga: Person, device: Device) -> None:
    """Log out, and in again with the passkey, at the second try."""
    turn_page(olga.page.locator("form[action$=logout] button"))
    give_password(olga)
    olga.heading("Second step")
    olga.look("second step")
    device.refuse(refused=True)
    olga.press("Use your passkey")
    expect(olga.page.get_by_role("status")).to_contain_text(olga.said(NOT_USED))
    device.refuse(refused=False)
    olga.press("Use your passkey")
    olga.page.wait_for_url("**/officer")


def test_a_browser_that_knows_no_passkeys_says_so_and_takes_a_recovery_code(
    chrome: Browser, site: Site, axe: str
) -> None:
    with watching(chrome, site, PHONE) as watched, watching(chrome, site, PHONE) as old:
        page = watched.page()
        Device(page)
        log_in(page)
        make(Person(page), "Phone")
        recovery = page.locator("li.mono").first.inner_text()
        old.context.add_init_script("delete window.PublicKeyCredential")
        other = old.page()
        give_password(Person(other))
        expect(other.get_by_text("This browser cannot use passkeys.")).to_be_visible()
        expect(other.get_by_role("button", name="Use your passkey")).to_be_disabled()
        assert_accessible(other, axe, "second step without passkeys")
        other.get_by_label("Code", exact=True).fill(recovery)
        turn_page(other.get_by_role("button", name="Continue"))
        other.wait_for_url("**/officer")


def test_W6_a_browser_uses_no_passkey_on_another_address(chrome: Browser, site: Site) -> None:
    """The same server, by an address that is not the configured one: as on a look-alike, nothing is signed there."""
    with watching(chrome, site, DESK) as watched:
        page = watched.page()
        Device(page)
        log_in(page)
        make(Person(page), "Phone")
        expect(page.get_by_text("The second factor is on")).to_be_visible()
    elsewhere = chrome.new_context(base_url=site.address.replace("localhost", "127.0.0.1"))
    page = elsewhere.new_page()
    page.set_default_timeout(PATIENCE)
    Device(page)
    give_password(Person(page))
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("status")).to_contain_text("This is not the address")
    assert page.context.request.get("/officer", max_redirects=0).status == 302
    elsewhere.close()


def test_a_server_that_does_not_answer_is_told(chrome: Browser, site: Site) -> None:
    with watching(chrome, site, PHONE) as watched:
        watched.expected.append("Failed to load resource")
        page = watched.page()
        Device(page)
        log_in(page)
        make(Person(page), "Phone")
        expect(page.get_by_text("The second factor is on")).to_be_visible()
        turn_page(page.get_by_role("button", name="Log out"))
        give_password(Person(page))
        page.route("**/login/passkey/challenge", lambda route: route.abort())
        page.get_by_role("button", name="Use your passkey").click()
        expect(page.get_by_role("status")).to_contain_text("We could not reach the server")
        page.unroute("**/login/passkey/challenge")
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url("**/officer")
