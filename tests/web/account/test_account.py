"""One's own account in a browser: the second factor at log-in, log-ins that can be ended, the password."""

from __future__ import annotations

import re
from html import unescape

import pyotp
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.accounts.officers import check_password, find_officer_by_address
from ballot.election.accounts.passwords import hash_password
from ballot.election.accounts.second_factor import turn_off
from ballot.store.models.people import Login, Officer
from tests.web.world import OLGA, OTTO, PASSWORD, Browser, World, make_world

NEW = "another long password"


def begin_app(browser: Browser) -> tuple[str, str]:
    """Begin to connect an app; return its secret, as it is shown and as the page sends it back."""
    page = browser.post("/account/second-factor/begin", "/account/second-factor", password=PASSWORD).text
    secret = re.search(r'<p class="mono">([A-Z2-7 ]+)</p>', page)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert secret is not None and sealed is not None
    return secret[1].replace(" ", ""), unescape(sealed[1])


def turn_on(browser: Browser) -> tuple[str, list[str]]:
    """Turn the second factor on as a person does; return the app's secret and the recovery codes."""
    made, sealed = begin_app(browser)
    page = browser.post("/account/second-factor/on", "/account", sealed=sealed, code=code(made)).text
    return made, re.findall(r'<li class="mono">([^<]+)</li>', page)


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * steps)


def wrong(secret: str) -> str:
    """Return a code that the app shows neither now nor around now."""
    shown = [code(secret, steps) for steps in range(-2, 4)]
    return next(typed for typed in ("000000", "111111", "222222", "333333", "444444", "555555") if typed not in shown)


def password(browser: Browser, email: str = OLGA) -> str:
    """Log in with the password and return where that leads."""
    return browser.post("/login", email=email, password=PASSWORD).headers["Location"]


def test_the_code_is_asked_for_after_the_password(world: World) -> None:
    secret, codes = turn_on(world.browser(OLGA))
    assert len(codes) == 10
    browser = world.browser()
    assert password(browser) == "/login/code"
    assert browser.get("/officer").status_code == 302  # half a log-in opens nothing
    assert browser.post("/login/code", code=wrong(secret)).status_code == 401
    assert browser.post("/login/code", code=code(secret, 1), next="/account").headers["Location"] == "/account"
    assert browser.get("/officer").status_code == 200


def test_a_code_that_was_seen_is_worth_nothing(world: World) -> None:
    secret, _ = turn_on(world.browser(OLGA))
    first, second = world.browser(), world.browser()
    password(first), password(second)
    seen = code(secret, 1)
    assert first.post("/login/code", code=seen).status_code == 302
    assert second.post("/login/code", code=seen).status_code == 401


def test_a_recovery_code_replaces_the_app_once(world: World) -> None:
    _, codes = turn_on(world.browser(OLGA))
    for expected in (302, 401):
        browser = world.browser()
        password(browser)
        assert browser.post("/login/code", code=codes[3]).status_code == expected


def test_W6_five_wrong_codes_end_the_log_in(world: World) -> None:
    secret, _ = turn_on(world.browser(OLGA))
    browser = world.browser()
    password(browser)
    assert [browser.post("/login/code", code=wrong(secret)).status_code for _ in range(5)] == [401] * 5
    answer = browser.post("/login/code", code=code(secret, 1))
    assert answer.headers["Location"] == "/login"
    assert browser.get("/officer").status_code == 302


def test_W6_wrong_codes_are_counted_by_account_however_often_the_password_is_typed(limited: World) -> None:
    secret, _ = turn_on(limited.browser(OLGA))
    answers = []
    for number in range(11):
        browser = limited.browser()
        password(browser)
        data = {"csrf_token": browser.token("/login/code"), "code": wrong(secret)}
        environ = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answers.append(browser.client.post("/login/code", data=data, environ_base=environ).status_code)
    assert answers == [401] * 10 + [429]


def test_W1_the_session_of_half_a_log_in_is_not_that_of_the_whole_one(world: World) -> None:
    secret, _ = turn_on(world.browser(OLGA))
    browser = world.browser()
    password(browser)
    half = browser.client.get_cookie("ballot")
    assert half is not None
    browser.post("/login/code", code=code(secret, 1))
    thief = world.app.test_client()
    thief.set_cookie("ballot", half.value)
    assert thief.get("/officer").status_code == 302
    assert thief.get("/login/code").status_code == 200  # the page is shown, and no code is taken any more
    planted = Browser(thief)
    assert planted.post("/login/code", code=code(secret, 1)).headers["Location"] == "/login"


def test_turning_it_on_needs_the_password_and_a_first_code(world: World) -> None:
    browser = world.browser(OLGA)
    answer = browser.post("/account/second-factor/begin", "/account/second-factor", password="not this one")
    assert answer.status_code == 401 and "This is not your password" in answer.text
    secret, sealed = begin_app(browser)
    assert browser.post("/account/second-factor/on", "/account", sealed=sealed, code=wrong(secret)).status_code == 401
    other = world.browser(OTTO).post("/account/second-factor/on", "/account", sealed=sealed, code=code(secret))
    assert other.status_code == 409  # what was sealed for Olga is nothing for Otto
    assert password(world.browser()) == "/officer"


def test_turning_it_off_needs_the_password(world: World) -> None:
    browser = world.browser(OLGA)
    turn_on(browser)
    page = "/account/second-factor"
    assert browser.post(f"{page}/off", page, password="not this one").status_code == 401
    assert password(world.browser()) == "/login/code"
    assert browser.post(f"{page}/off", page, password=PASSWORD).status_code == 302
    assert password(world.browser()) == "/officer"


def test_turning_it_off_logs_out_everywhere_else(world: World) -> None:
    """Somebody may have used the app that is turned off."""
    here, there, page = world.browser(OLGA), world.browser(), "/account/second-factor"
    secret, _ = turn_on(here)
    password(there)
    assert there.post("/login/code", code=code(secret, 1)).status_code == 302
    here.post(f"{page}/off", page, password=PASSWORD)
    assert here.get("/officer").status_code == 200 and there.get("/officer").status_code == 302


def test_turning_it_on_logs_out_everywhere_else(world: World) -> None:
    here, there = world.browser(OLGA), world.browser(OLGA)
    turn_on(here)
    assert here.get("/officer").status_code == 200 and there.get("/officer").status_code == 302


def test_a_server_that_requires_it_lets_nobody_go_on_without(tmp_path) -> None:
    world = make_world(tmp_path, second_factor_required=True)
    made = world.make("draft")
    browser = world.browser(OLGA)
    for page in ("/officer", "/officer/elections/new", f"/officer/elections/{made.uuid}"):
        assert browser.get(page).headers["Location"] == "/account/second-factor", page
    turn_on(browser)
    assert browser.get("/officer").status_code == 200
    with world.database.session() as session:
        officer = find_officer_by_address(session, OLGA)
        assert officer is not None
        turn_off(session, officer)
    assert browser.get("/officer").headers["Location"] == "/account/second-factor"
    world.close()


def test_log_ins_are_listed_and_ended(world: World) -> None:
    here = world.browser(OLGA)
    there = Browser(world.app.test_client())
    agent = {"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"}
    data = {"csrf_token": there.token("/login"), "email": OLGA, "password": PASSWORD}
    there.client.post("/login", data=data, headers=agent)
    page = here.get("/account").text
    assert "Firefox on Android" in page and page.count("This one") == 1
    ends = re.findall(r'action="(/account/log-ins/\d+/end)"', page)
    assert len(ends) == 1
    assert world.browser(OTTO).post(ends[0], "/account").status_code == 302  # another account ends nothing here
    assert there.get("/officer").status_code == 200
    assert here.post(ends[0], "/account").status_code == 302
    assert there.get("/officer").status_code == 302 and here.get("/officer").status_code == 200


def test_log_out_everywhere_else(world: World) -> None:
    browsers = [world.browser(OLGA) for _ in range(3)]
    assert browsers[0].post("/account/log-ins/end", "/account").status_code == 302
    assert [browser.get("/officer").status_code for browser in browsers] == [200, 302, 302]


def test_logging_out_ends_this_log_in_and_no_other(world: World) -> None:
    here, there = world.browser(OLGA), world.browser(OLGA)
    here.post("/logout", "/officer")
    assert here.get("/officer").status_code == 302 and there.get("/officer").status_code == 200


def test_a_new_password_ends_the_other_log_ins(world: World) -> None:
    here, there = world.browser(OLGA), world.browser(OLGA)
    change = {"current": PASSWORD, "new": NEW, "again": NEW}
    assert here.post("/account/password", "/account", **(change | {"current": "not this one"})).status_code == 401
    assert here.post("/account/password", "/account", **(change | {"again": "something else"})).status_code == 422
    assert there.get("/officer").status_code == 200
    assert here.post("/account/password", "/account", **change).status_code == 302
    assert here.get("/officer").status_code == 200 and there.get("/officer").status_code == 302
    assert world.browser().post("/login", email=OLGA, password=PASSWORD).status_code == 401
    assert world.browser().post("/login", email=OLGA, password=NEW).status_code == 302


def test_W6_passwords_are_guessed_slowly_from_a_session_too(limited: World) -> None:
    browser = limited.browser(OLGA)
    token = browser.token("/account")
    data = {"csrf_token": token, "current": "not this one", "new": NEW, "again": NEW}
    assert {browser.client.post("/account/password", data=data).status_code for _ in range(10)} == {401}
    assert browser.client.post("/account/password", data=data).status_code == 429


def test_W6_all_pages_that_ask_for_the_password_have_one_budget(limited: World) -> None:
    browser = limited.browser(OLGA)
    wrong = {"password": "not this one", "current": "not this one", "new": NEW, "again": NEW}
    data = {"csrf_token": browser.token("/account"), **wrong}
    pages = ("password", "second-factor/begin", "second-factor/off", "recovery-codes", "passkeys/begin")
    answers = [browser.client.post(f"/account/{page}", data=data).status_code for page in pages * 3]
    assert answers == [401] * 10 + [429] * 5


CHANGES = {
    "the password": {"password_hash": hash_password(NEW)},
    "whether it may log in": {"disabled_at": clock.now()},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_W6_a_log_in_is_over_if_the_account_changes_while_the_password_is_checked(
    world: World, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    """Checking takes a while; a log-in with the old password would outlive the new one, which ended all of them."""

    def slow(database: Session, email: str, typed: str) -> Officer | None:
        found = check_password(database, email, typed)
        with world.database.session() as other:
            other.execute(update(Officer).where(Officer.email == email).values(**change))
        return found

    monkeypatch.setattr("ballot.web.account.login.check_password", slow)
    browser = world.browser()
    answer = browser.post("/login", email=OLGA, password=PASSWORD)
    assert answer.status_code == 401 and "do not belong together" in answer.text
    with world.database.reading() as session:
        assert session.query(Login).count() == 0


def test_P5_no_address_of_a_device_is_kept(world: World) -> None:
    browser = world.browser()
    data = {"csrf_token": browser.token("/login"), "email": OLGA, "password": PASSWORD}
    browser.client.post("/login", data=data, environ_base={"REMOTE_ADDR": "192.0.2.77"})
    with world.database.reading() as session:
        assert all("192.0.2.77" not in repr(vars(login)) for login in session.query(Login))


@pytest.mark.parametrize("agent", ["", "x" * 5000, "<script>alert(1)</script>", "Chrome/1 Macintosh"])
def test_W3_what_a_browser_calls_itself_is_not_repeated(world: World, agent: str) -> None:
    browser = Browser(world.app.test_client())
    data = {"csrf_token": browser.token("/login"), "email": OLGA, "password": PASSWORD}
    browser.client.post("/login", data=data, headers={"User-Agent": agent})
    page = browser.get("/account").text
    assert "alert" not in page and "xxxx" not in page
    assert ("Chrome on a Mac" if agent.startswith("Chrome") else "A browser") in page
