"""Passkeys in a browser: added with the password, used after it; and what each kind of attacker gets out of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from ballot.election.accounts.officers import find_officer_by_address
from ballot.store.models.people import Login, Passkey
from tests.authenticator import Authenticator
from tests.web.account.test_account import begin_app, code, password, turn_on, wrong
from tests.web.world import OLGA, OTTO, PASSWORD, Browser, World, make_world

HERE = "http://localhost:8000"
LOOK_ALIKE = "http://1ocalhost:8000"
NEW, FACTOR = "/account/passkeys/new", "/account/second-factor"


@pytest.fixture
def world(tmp_path: Path):
    """A server with a name: passkeys belong to names."""
    made = make_world(tmp_path, url=HERE)
    yield made
    made.close()


def begin(browser: Browser, typed: str = PASSWORD) -> TestResponse:
    """Type the password before a passkey is made."""
    return browser.post("/account/passkeys/begin", NEW, password=typed)


def options_of(page: TestResponse) -> str:
    found = re.search(r'data-options="([^"]+)"', page.text)
    assert found is not None
    return unescape(found[1])


def add(browser: Browser, name: str = "Phone", **fields: object) -> tuple[Authenticator, TestResponse]:
    """Add a passkey as a person does; return it, and the page that follows."""
    device = Authenticator(**{"origin": HERE, **fields})
    answer = device.make(options_of(begin(browser)))
    return device, browser.post("/account/passkeys/add", NEW, name=name, credential=answer)


def challenge(browser: Browser) -> TestResponse:
    """Ask for a challenge as the script of the page does."""
    return browser.post("/login/passkey/challenge", "/login/code")


def use(browser: Browser, device: Authenticator, **data: str) -> TestResponse:
    """Use a passkey for the second step."""
    return browser.post("/login/passkey", "/login/code", credential=device.use(challenge(browser).text), **data)


def after_password(world: World) -> Browser:
    """Return a browser whose half log-in is Olga's."""
    browser = world.browser()
    assert password(browser) == "/login/code"
    return browser


def number(world: World, email: str = OLGA) -> int:
    with world.database.reading() as session:
        officer = find_officer_by_address(session, email)
        assert officer is not None
        return officer.passkeys[0].id


def test_a_passkey_is_added_and_asked_for_after_the_password(world: World) -> None:
    device, page = add(world.browser(OLGA))
    assert "The second factor is on" in page.text and len(re.findall(r'<li class="mono">', page.text)) == 10
    browser = after_password(world)
    assert browser.get("/officer").status_code == 302  # half a log-in opens nothing
    shown = browser.get("/login/code").text
    assert "Use your passkey" in shown and "One of your recovery codes" in shown and "six digits" not in shown
    assert use(browser, device, next="/account").headers["Location"] == "/account"
    assert browser.get("/officer").status_code == 200


def test_whoever_has_both_chooses(world: World) -> None:
    olga = world.browser(OLGA)
    secret, _ = turn_on(olga)
    device, page = add(olga)
    assert page.headers["Location"] == FACTOR and "The passkey is added" in olga.get(FACTOR).text
    for second in (lambda one: use(one, device), lambda one: one.post("/login/code", code=code(secret, 1))):
        browser = after_password(world)
        shown = browser.get("/login/code").text
        assert "Use your passkey" in shown and "six digits" in shown
        assert second(browser).headers["Location"] == "/officer"


def test_a_lost_device_is_replaced_by_a_recovery_code(world: World) -> None:
    _, page = add(world.browser(OLGA))
    codes = re.findall(r'<li class="mono">([^<]+)</li>', page.text)
    browser = after_password(world)
    refused = browser.post("/login/code", code="000000")
    assert refused.status_code == 401 and "Type one of your recovery codes" in refused.text
    assert browser.post("/login/code", code=codes[0]).status_code == 302
    assert after_password(world).post("/login/code", code=codes[0]).status_code == 401


def test_new_recovery_codes_need_the_password_and_end_the_old_ones(world: World) -> None:
    olga, page = world.browser(OLGA), "/account/recovery-codes"
    assert olga.post(page, page, password=PASSWORD).status_code == 422  # there is no second factor
    _, first = add(olga)
    old = re.findall(r'<li class="mono">([^<]+)</li>', first.text)
    there = after_password(world)
    assert there.post("/login/code", code=old[1]).status_code == 302
    assert olga.post(page, page, password="not this one").status_code == 401
    fresh = re.findall(r'<li class="mono">([^<]+)</li>', olga.post(page, page, password=PASSWORD).text)
    assert len(fresh) == 10 and not set(fresh) & set(old)
    assert olga.get("/officer").status_code == 200 and there.get("/officer").status_code == 302
    assert after_password(world).post("/login/code", code=old[0]).status_code == 401
    assert after_password(world).post("/login/code", code=fresh[0]).status_code == 302


def test_W6_the_password_alone_opens_nothing(world: World) -> None:
    """An attacker has the password, and a passkey of their own: made for us, and even known to us as another's."""
    add(world.browser(OLGA))
    theirs, _ = add(world.browser(OTTO))
    for device in (theirs, replace(theirs, handle=b""), Authenticator(HERE, host="localhost")):
        browser = after_password(world)
        answer = use(browser, device)
        assert answer.status_code == 401 and "was not accepted" in answer.text
        assert browser.get("/officer").status_code == 302
        for page in ("/account", NEW, "/account/recovery-codes"):
            assert browser.get(page).headers["Location"].startswith("/login")


def test_W6_what_was_signed_for_a_look_alike_opens_nothing(world: World) -> None:
    """The look-alike asks us for a challenge, lets Olga sign it, and hands it on: the origin is in what is signed."""
    device, _ = add(world.browser(OLGA))
    assert use(after_password(world), replace(device, origin=LOOK_ALIKE)).status_code == 401
    assert use(after_password(world), replace(device, host="1ocalhost")).status_code == 401


def test_W6_an_answer_opens_one_log_in_once(world: World) -> None:
    device, _ = add(world.browser(OLGA))
    first, second = after_password(world), after_password(world)
    answer = device.use(challenge(first).text)
    challenge(second)
    assert second.post("/login/passkey", "/login/code", credential=answer).status_code == 401
    assert first.post("/login/passkey", "/login/code", credential=answer).status_code == 302
    third = after_password(world)
    assert third.post("/login/passkey", "/login/code", credential=answer).status_code == 401


def test_W6_a_wrong_answer_spends_its_challenge(world: World) -> None:
    device, _ = add(world.browser(OLGA))
    browser = after_password(world)
    options = challenge(browser).text
    assert browser.post("/login/passkey", "/login/code", credential="{}").status_code == 401
    late = browser.post("/login/passkey", "/login/code", credential=device.use(options))
    assert late.status_code == 401 and "was sent twice" in late.text
    assert use(browser, device).status_code == 302


def test_W6_five_refused_passkeys_end_the_log_in(world: World) -> None:
    device, _ = add(world.browser(OLGA))
    browser = after_password(world)
    unknown = Authenticator(HERE, host="localhost")
    assert [use(browser, unknown).status_code for _ in range(4)] == [401] * 4
    options = challenge(browser).text
    assert browser.post("/login/code", code="000000").status_code == 401  # codes and passkeys are counted together
    ended = challenge(browser)
    assert ended.status_code == 409 and "Log in again" in ended.json["error"]["message"]  # type: ignore[index]
    right = browser.post("/login/passkey", "/login/code", credential=device.use(options))
    assert right.headers["Location"] == "/login" and browser.get("/officer").status_code == 302


def test_W6_who_knows_the_password_does_not_lock_the_passkeys_of_its_owner_out(tmp_path: Path) -> None:
    """Signatures cannot be guessed, so nothing is counted by account that anybody with the password could use up."""
    world = make_world(tmp_path, url=HERE, rate_limits=True)
    device, _ = add(world.browser(OLGA))
    for one in range(12):
        attacker = after_password(world)
        data = {"csrf_token": attacker.token("/login/code"), "credential": "{}"}
        environ: dict[str, str] = {"REMOTE_ADDR": f"192.0.2.{one}"}
        for address in ("/login/passkey/challenge",) * 4 + ("/login/passkey",):
            attacker.client.post(address, data=data, environ_base=environ)
    assert use(after_password(world), device).status_code == 302
    world.close()


def test_W6_one_log_in_asks_for_few_challenges_and_one_address_tries_few_passkeys(tmp_path: Path) -> None:
    world = make_world(tmp_path, url=HERE, rate_limits=True)
    add(world.browser(OLGA))
    browser = after_password(world)
    data = {"csrf_token": browser.token("/login/code"), "credential": "{}"}
    asked = [browser.client.post("/login/passkey/challenge", data=data).status_code for _ in range(31)]
    assert asked == [200] * 30 + [429]
    tried = []
    for one in range(31):
        browser = after_password(world) if one % 5 == 0 else browser
        data["csrf_token"] = browser.token("/login/code")
        tried.append(browser.client.post("/login/passkey", data=data).status_code)
    assert tried == [401] * 30 + [429]
    world.close()


def test_W1_the_session_before_the_passkey_is_worth_nothing_after_it(world: World) -> None:
    device, _ = add(world.browser(OLGA))
    browser = after_password(world)
    half = browser.client.get_cookie("ballot")
    assert half is not None and use(browser, device).status_code == 302
    thief = Browser(world.app.test_client())
    thief.client.set_cookie("ballot", half.value)
    assert thief.get("/officer").status_code == 302 and challenge(thief).status_code == 409


def test_W1_a_stolen_cookie_adds_and_removes_nothing(world: World) -> None:
    """Without the password there is no challenge, and without a challenge no passkey."""
    olga = world.browser(OLGA)
    add(olga)
    assert begin(olga, "not this one").status_code == 401
    assert begin(olga, "").status_code == 422
    made = Authenticator(HERE).make(options_of(begin(world.browser(OTTO))))
    answer = olga.post("/account/passkeys/add", NEW, credential=made)
    assert answer.status_code == 422 and "took too long" in answer.text
    remove = f"/account/passkeys/{number(world)}/remove"
    assert olga.post(remove, remove, password="not this one").status_code == 401
    assert password(world.browser()) == "/login/code"
    with world.database.reading() as session:
        assert session.query(Passkey).count() == 1


def grow_old(world: World) -> None:
    """Let all log-ins have begun eleven minutes ago."""
    with world.database.session() as session:
        for login in session.query(Login):
            login.began_at -= dt.timedelta(minutes=11)


def changes(world: World) -> list[tuple[str, str]]:
    """Return what changes a second factor, and the page that asks."""
    remove, codes = f"/account/passkeys/{number(world)}/remove", "/account/recovery-codes"
    return [("/account/passkeys/begin", NEW), (codes, codes), (remove, remove), (f"{FACTOR}/off", FACTOR)]


def test_W1_a_stolen_cookie_and_the_password_change_no_second_factor(world: World) -> None:
    """Else they would get rid of what protects from just that: a code is asked for too, once the second step is old."""
    olga = world.browser(OLGA)
    secret, codes = turn_on(olga)
    add(olga)
    assert "or a recovery code" not in olga.get(NEW).text
    grow_old(world)
    for one, (address, page) in enumerate(changes(world)):
        assert "Code of your app, or a recovery code" in olga.get(page).text
        for typed in ({}, {"code": wrong(secret)}):
            refused = olga.post(address, page, password=PASSWORD, **typed)
            assert refused.status_code == 401 and "This code is not right" in refused.text, address
        assert olga.post(address, page, password="not this one", code=codes[0]).status_code == 401
        right = code(secret, 1) if one == 0 else codes[0]
        answer = olga.post(address, page, password=PASSWORD, code=right)
        assert answer.status_code in (200, 302), address
        fresh = re.findall(r'<li class="mono">([^<]+)</li>', answer.text)
        codes = fresh or codes[one > 0 :]
    assert password(world.browser()) == "/officer"


def test_W1_who_has_passkeys_only_logs_in_again_before_they_change(world: World) -> None:
    olga = world.browser(OLGA)
    device, made = add(olga)
    codes = re.findall(r'<li class="mono">([^<]+)</li>', made.text)
    grow_old(world)
    for address, page in [*changes(world)[:3], (f"{FACTOR}/begin", FACTOR)]:
        shown = olga.get(page).text
        assert "more than ten minutes ago" in shown and 'name="password"' not in shown
        refused = olga.post(address, page, password=PASSWORD, code=codes[0])
        assert refused.status_code == 401 and "more than ten minutes ago" in refused.text, address
    again = olga.post("/logout", FACTOR, next=FACTOR).headers["Location"]
    assert again == f"/login?next={FACTOR}".replace("/account", "%2Faccount") or again == f"/login?next={FACTOR}"
    assert password(olga) == "/login/code"
    assert use(olga, device, next=FACTOR).headers["Location"] == FACTOR
    assert begin(olga).status_code == 200


def test_W1_an_app_that_was_begun_before_the_first_passkey_is_not_connected_later(world: World) -> None:
    """Whoever had the cookie and the password before there was a second factor has the secret of an app from then."""
    olga = world.browser(OLGA)
    secret, sealed = begin_app(olga)
    add(olga)
    grow_old(world)
    late = olga.post(f"{FACTOR}/on", "/account", sealed=sealed, code=code(secret))
    assert late.status_code == 401 and "more than ten minutes ago" in late.text
    assert "The app is on" not in olga.get(FACTOR).text


def test_a_challenge_of_another_log_in_adds_nothing_here(world: World) -> None:
    here, there = world.browser(OLGA), world.browser(OLGA)
    made = Authenticator(HERE).make(options_of(begin(there)))
    begin(here)
    assert here.post("/account/passkeys/add", NEW, credential=made).status_code == 422
    assert here.post("/account/passkeys/add", NEW, credential=made).status_code == 422
    assert there.post("/account/passkeys/add", NEW, credential=made).status_code == 200


def test_W6_passwords_are_guessed_slowly_here_too(tmp_path: Path) -> None:
    world = make_world(tmp_path, url=HERE, rate_limits=True)
    browser = world.browser(OLGA)
    assert [begin(browser, "not this one").status_code for _ in range(11)] == [401] * 10 + [429]
    world.close()


def test_passkeys_are_listed_and_removed(world: World) -> None:
    olga = world.browser(OLGA)
    first, _ = add(olga, "<b>My phone</b>")
    add(olga, " \1\n ")
    page = olga.get(FACTOR).text
    assert "<bdi>&lt;b&gt;My phone&lt;/b&gt;</bdi>" in page and "<bdi>A browser</bdi>" in page
    remove = f"/account/passkeys/{number(world)}/remove"
    assert "your only second factor" not in olga.get(remove).text
    assert olga.post(remove, remove, password=PASSWORD).headers["Location"] == FACTOR
    assert "My phone" not in olga.get(FACTOR).text
    assert use(after_password(world), first).status_code == 401
    last = f"/account/passkeys/{number(world)}/remove"
    assert "your only second factor" in olga.get(last).text
    assert olga.post(last, last, password=PASSWORD).headers["Location"] == FACTOR
    assert "the second factor is off" in olga.get(FACTOR).text
    assert password(world.browser()) == "/officer"


def test_W15_the_passkeys_of_others_do_not_exist(world: World) -> None:
    add(world.browser(OLGA))
    remove, otto = f"/account/passkeys/{number(world)}/remove", world.browser(OTTO)
    assert otto.get(remove).status_code == 404
    assert otto.post(remove, "/account", password=PASSWORD).status_code == 404
    assert password(world.browser()) == "/login/code"


def test_adding_and_removing_logs_out_everywhere_else(world: World) -> None:
    here, there = world.browser(OLGA), world.browser(OLGA)
    device, _ = add(here)
    assert here.get("/officer").status_code == 200 and there.get("/officer").status_code == 302
    thief = after_password(world)
    use(thief, device)
    assert thief.get("/officer").status_code == 200
    remove = f"/account/passkeys/{number(world)}/remove"
    here.post(remove, remove, password=PASSWORD)
    assert here.get("/officer").status_code == 200 and thief.get("/officer").status_code == 302


def test_half_log_ins_that_had_begun_end_with_a_removal(world: World) -> None:
    olga = world.browser(OLGA)
    device, _ = add(olga)
    half = after_password(world)
    answer = device.use(challenge(half).text)
    remove = f"/account/passkeys/{number(world)}/remove"
    olga.post(remove, remove, password=PASSWORD)
    assert half.post("/login/passkey", "/login/code", credential=answer).headers["Location"] == "/login"
    assert half.get("/officer").status_code == 302


def test_turning_the_app_off_leaves_passkeys_and_recovery_codes(world: World) -> None:
    olga = world.browser(OLGA)
    add(olga)
    _, codes = turn_on(olga)
    assert olga.post(f"{FACTOR}/off", FACTOR, password=PASSWORD).status_code == 302
    assert "Your passkeys are still asked for" in olga.get(FACTOR).text
    assert after_password(world).post("/login/code", code=codes[0]).status_code == 302


def test_a_server_that_requires_a_second_factor_takes_a_passkey(tmp_path: Path) -> None:
    world = make_world(tmp_path, url=HERE, second_factor_required=True)
    olga = world.browser(OLGA)
    assert olga.get("/officer").headers["Location"] == FACTOR
    add(olga)
    assert olga.get("/officer").status_code == 200
    remove = f"/account/passkeys/{number(world)}/remove"
    assert "turn one on again at once" in olga.get(remove).text
    olga.post(remove, remove, password=PASSWORD)
    assert olga.get("/officer").headers["Location"] == FACTOR
    world.close()


def test_a_server_without_a_name_makes_no_passkeys(tmp_path: Path) -> None:
    world = make_world(tmp_path, url="http://127.0.0.1:8000")
    otto = world.browser(OTTO)
    for page in (FACTOR, NEW):
        assert "has none that they can use" in otto.get(page).text
    refused = otto.post("/account/passkeys/begin", "/account", password=PASSWORD)
    assert refused.status_code == 422 and "BALLOT_PUBLIC_URL" in refused.text
    world.close()


def test_a_server_whose_name_was_taken_away_asks_for_recovery_codes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fail closed: the second factor stays on, though no passkey can be used."""
    _, page = add(world.browser(OLGA))
    codes = re.findall(r'<li class="mono">([^<]+)</li>', page.text)
    monkeypatch.setattr(world.app.extensions["ballot"].passkeys, "_site", None)
    browser = after_password(world)
    shown = browser.get("/login/code").text
    assert "cannot be used at this server" in shown and "Use your passkey" not in shown
    assert challenge(browser).status_code == 409
    assert browser.post("/login/code", code=codes[0]).status_code == 302


def test_W5_only_pages_about_passkeys_may_ask_the_browser_for_one(world: World) -> None:
    olga = world.browser(OLGA)
    add(olga)
    half = after_password(world)
    allowed = (begin(olga), half.get("/login/code"), half.post("/login/code", code="000000"))
    others = (olga.get("/account"), olga.get("/officer"), olga.get(FACTOR), olga.get("/"), olga.get("/nothing"))
    for pages, may in ((allowed, "(self)"), (others, "()")):
        for page in pages:
            policy = page.headers["Permissions-Policy"].split(", ")
            for what in ("create", "get"):
                assert f"publickey-credentials-{what}={may}" in policy, page.request.path


def test_W17_a_challenge_is_forgotten_with_its_answer(world: World) -> None:
    device, _ = add(world.browser(OLGA))
    use(after_password(world), device)
    with world.database.reading() as session:
        assert [login.challenge for login in session.query(Login)] == [None] * session.query(Login).count()
