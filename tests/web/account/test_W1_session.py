"""W1: a session planted before log-in is worth nothing, and a copied cookie is dead after log-out."""

from __future__ import annotations

from tests.web.world import OLGA, PASSWORD, Browser, World

COOKIE = "ballot"


def cookie(browser: Browser) -> str:
    """Return the session cookie."""
    found = browser.client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def test_W1_the_session_before_login_is_not_the_one_after(world: World) -> None:
    browser = world.browser()
    browser.get("/login")
    planted = cookie(browser)
    browser.post("/login", email=OLGA, password=PASSWORD)
    assert cookie(browser) != planted
    attacker = world.app.test_client()
    attacker.set_cookie(COOKIE, planted)
    assert attacker.get("/officer").headers["Location"] == "/login?next=/officer"


def test_W1_what_was_in_the_session_before_login_is_gone(world: World) -> None:
    browser = world.browser()
    browser.get("/login")
    with browser.client.session_transaction() as session:
        session["planted"] = "yes"
    browser.post("/login", email=OLGA, password=PASSWORD)
    with browser.client.session_transaction() as session:
        assert "planted" not in session and "_user_id" in session


def test_W1_a_copied_cookie_is_dead_after_logout(world: World) -> None:
    browser = world.browser(OLGA)
    thief = world.app.test_client()
    thief.set_cookie(COOKIE, cookie(browser))
    assert thief.get("/officer").status_code == 200
    assert browser.post("/logout", "/officer").status_code == 302
    assert thief.get("/officer").status_code == 302


def test_the_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:
    answer = world.browser().get("/login")
    setting = answer.headers["Set-Cookie"]
    assert "HttpOnly" in setting and "SameSite=Lax" in setting


def test_a_disabled_officer_is_out_at_once(world: World) -> None:
    from ballot import clock
    from ballot.store.models.people import Officer

    browser = world.browser(OLGA)
    with world.database.session() as session:
        session.query(Officer).filter_by(email=OLGA).one().disabled_at = clock.now()
    assert browser.get("/officer").status_code == 302
    assert browser.post("/login", email=OLGA, password=PASSWORD).status_code == 401
