"""Invitations, roles and the second factor, as people do it in a browser; axe on every page that they see."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from ballot import clock
from ballot.election import joint_acts
from ballot.election.outbox import deliver_outbox
from ballot.election.roles import SECOND_OFFICER
from ballot.store.models import Officer
from tests.browser.conftest import DESK, PHONE, Site, assert_accessible, log_in, watching
from tests.web.world import OLGA, OTTO

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW = "a good long password"


def code(secret: str, steps: int = 0) -> str:
    """Return what the app shows now, or so many steps from now."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * steps)


def invite(page: Page, site: Site, uuid: str, email: str) -> str:
    """Let Olga invite a second officer, and return the link in the mail."""
    page.goto(f"/officer/elections/{uuid}/roles")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Second officer").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("is on its way to")).to_be_visible()
    deliver_outbox(site.world.database, site.world.post)
    [mail] = [mail for mail in site.world.post.sent if mail.address == email]
    found = re.search(r"/invitation#\S+", mail.text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_somebody_is_invited_turns_the_second_factor_on_and_logs_in_with_it(
    chrome: Browser, site: Site, axe: str, size: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballot.web.roles.start_sending", lambda services: None)
    made = site.world.make("draft")
    with watching(chrome, site, size) as olga, watching(chrome, site, size) as nina:
        officer, page = olga.page(), nina.page()
        log_in(officer, OLGA)
        link = invite(officer, site, made.uuid, "nina@example.org")
        assert_accessible(officer, axe, "roles with an invitation")
        page.goto(link)
        expect(page.get_by_label("Code of the invitation")).to_have_value(link.partition("#")[2])
        assert page.evaluate("location.hash") == ""  # the secret is out of the address bar
        assert_accessible(page, axe, "invitation")
        page.get_by_role("button", name="Continue").click()
        assert_accessible(page, axe, "acceptance")
        page.get_by_label("Your name").fill("Nina Neuer")
        page.get_by_label("New password", exact=True).fill(NEW)
        page.get_by_label("The new password again").fill(NEW)
        page.get_by_role("button", name="Accept and log in").click()
        expect(page.get_by_text("You are second officer.")).to_be_visible()
        assert_accessible(page, axe, "dashboard of a second officer")
        page.get_by_role("link", name="My account").click()
        page.get_by_role("link", name="Turn the second factor on").click()
        page.get_by_label("Your password").fill(NEW)
        page.get_by_role("button", name="Connect an app").click()
        page.get_by_text("The app cannot scan").click()
        assert_accessible(page, axe, "app")
        secret = page.locator("details .mono").inner_text().replace(" ", "")
        page.get_by_label("Code", exact=True).fill(code(secret))
        page.get_by_role("button", name="Turn it on").click()
        expect(page.get_by_text("Write these recovery codes down")).to_be_visible()
        assert_accessible(page, axe, "recovery codes")
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("E-mail address").fill("nina@example.org")
        page.get_by_label("Password").fill(NEW)
        page.get_by_role("button", name="Log in").click()
        assert_accessible(page, axe, "code")
        page.get_by_label("Code", exact=True).fill(code(secret, 1))
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="My elections")).to_be_visible()
        assert_accessible(page, axe, "elections of somebody who helps")
        page.goto("/account")
        assert_accessible(page, axe, "account")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_two_officers_decide_together(
    chrome: Browser, site: Site, axe: str, size: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joint_acts, "_kinds", {})
    done: list[str] = []
    kind = joint_acts.Kind(
        "Try something", lambda s, e, payload: f"Try {payload['what']}.", lambda s, e, payload: _done(done, payload)
    )
    joint_acts.register("try", kind)
    made = site.world.make("open")
    site.world.appoint(made, OTTO, SECOND_OFFICER)
    with site.world.database.session() as session:
        olga = session.query(Officer).filter_by(email=OLGA).one()
        for what in ("this", "that"):
            joint_acts.propose(session, olga.elections[-1], olga, "try", {"what": what}, "Because it is needed")
    home = f"/officer/elections/{made.uuid}/joint-acts"
    with watching(chrome, site, size) as watched:
        page = watched.page()
        log_in(page, OTTO)
        page.goto(home)
        assert_accessible(page, axe, "two acts that wait")
        page.get_by_role("button", name="Confirm").first.click()
        expect(page.get_by_text("Tried this.")).to_be_visible()
        page.get_by_role("button", name="Refuse").click()
        expect(page.get_by_text("Refused", exact=True)).to_be_visible()
        assert_accessible(page, axe, "decided acts")
    assert done == ["this"]


def _done(done: list[str], payload: joint_acts.Payload) -> str:
    done.append(payload["what"])
    return f"Tried {payload['what']}."
