"""Passkeys as people use them: a browser with a device of its own makes one, and logs in with it; axe on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from ballot.language import _, in_language
from tests.browser.conftest import DESK, PHONE, Site, log_in, serve, watching
from tests.browser.looks import assert_accessible
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


def give_password(page: Page) -> None:
    page.goto("/login")
    page.get_by_label(_("E-mail address")).fill(OLGA)
    page.get_by_label(_("Password")).fill(PASSWORD)
    page.get_by_role("button", name=_("Log in")).click()


def begin(page: Page) -> None:
    """Go to the page on which a passkey is made."""
    page.goto("/account/passkeys/new")
    page.get_by_label(_("Your password")).fill(PASSWORD)
    page.get_by_role("button", name=_("Continue")).click()


def make(page: Page, name: str) -> None:
    begin(page)
    page.get_by_label(_("Name of the passkey")).fill(name)
    page.get_by_role("button", name=_("Make the passkey")).click()


@pytest.mark.parametrize(("code", "locale", "size"), [("fr", "fr-FR", PHONE), ("en", "en-GB", DESK)])
def test_a_passkey_is_added_used_and_removed(
    chrome: Browser, site: Site, axe: str, code: str, locale: str, size: dict[str, int]
) -> None:
    with watching(chrome, site, size, locale=locale) as watched, in_language(code):
        page = watched.page()
        device = Device(page)
        log_in(page)
        page.get_by_role("link", name=_("My account")).click()
        page.get_by_role("link", name=_("Turn the second factor on")).click()
        assert_accessible(page, axe, "second factor, off")
        page.get_by_role("link", name=_("Add a passkey")).click()
        assert_accessible(page, axe, "password before a passkey")
        make(page, "Téléphone")
        expect(page.get_by_role("heading", name=_("The second factor is on"))).to_be_visible()
        begin(page)
        assert_accessible(page, axe, "making a passkey")
        page.get_by_role("button", name=_("Make the passkey")).click()
        expect(
            page.get_by_text(_("This device has a passkey of yours already. Add one on another device."))
        ).to_be_visible()

        page.locator("form[action$=logout] button").click()
        give_password(page)
        expect(page.get_by_role("heading", name=_("Second step"))).to_be_visible()
        assert_accessible(page, axe, "second step")
        device.refuse(refused=True)
        page.get_by_role("button", name=_("Use your passkey")).click()
        expect(page.get_by_role("status")).to_contain_text(_(NOT_USED))
        device.refuse(refused=False)
        page.get_by_role("button", name=_("Use your passkey")).click()
        page.wait_for_url("**/officer")

        page.goto("/account/second-factor")
        expect(page.get_by_role("heading", name="Téléphone")).to_be_visible()
        assert_accessible(page, axe, "second factor, with a passkey")
        page.get_by_role("link", name=_("Make new recovery codes")).click()
        assert_accessible(page, axe, "new recovery codes")
        page.goto("/account")
        assert_accessible(page, axe, "account with a passkey")
        page.goto("/account/second-factor")
        page.locator(".cards a").click()
        assert_accessible(page, axe, "removal of a passkey")
        page.get_by_label(_("Your password")).fill(PASSWORD)
        page.get_by_role("button", name=_("Remove the passkey")).click()
        expect(page.get_by_text(_("The passkey is removed, and the second factor is off."))).to_be_visible()


def test_a_browser_that_knows_no_passkeys_says_so_and_takes_a_recovery_code(
    chrome: Browser, site: Site, axe: str
) -> None:
    with watching(chrome, site, PHONE) as watched, watching(chrome, site, PHONE) as old:
        page = watched.page()
        Device(page)
        log_in(page)
        make(page, "Phone")
        recovery = page.locator("li.mono").first.inner_text()
        old.context.add_init_script("delete window.PublicKeyCredential")
        other = old.page()
        give_password(other)
        expect(other.get_by_text("This browser cannot use passkeys.")).to_be_visible()
        expect(other.get_by_role("button", name="Use your passkey")).to_be_disabled()
        assert_accessible(other, axe, "second step without passkeys")
        other.get_by_label("Code", exact=True).fill(recovery)
        other.get_by_role("button", name="Continue").click()
        other.wait_for_url("**/officer")


def test_W6_a_browser_uses_no_passkey_on_another_address(chrome: Browser, site: Site) -> None:
    """The same server, by an address that is not the configured one: as on a look-alike, nothing is signed there."""
    with watching(chrome, site, DESK) as watched:
        page = watched.page()
        Device(page)
        log_in(page)
        make(page, "Phone")
        expect(page.get_by_text("The second factor is on")).to_be_visible()
    elsewhere = chrome.new_context(base_url=site.address.replace("localhost", "127.0.0.1"))
    page = elsewhere.new_page()
    Device(page)
    give_password(page)
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
        make(page, "Phone")
        expect(page.get_by_text("The second factor is on")).to_be_visible()
        page.get_by_role("button", name="Log out").click()
        give_password(page)
        page.route("**/login/passkey/challenge", lambda route: route.abort())
        page.get_by_role("button", name="Use your passkey").click()
        expect(page.get_by_role("status")).to_contain_text("We could not reach the server")
        page.unroute("**/login/passkey/challenge")
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url("**/officer")
