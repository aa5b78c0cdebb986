"""W6: which passwords the pages accept, who needs a second factor, and when a log-in that nobody uses ends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ballot import clock
from ballot.look import Look
from tests.web.account.test_account import turn_on
from tests.web.world import OLGA, OTTO, PASSWORD, make_world


@pytest.mark.parametrize("weak", ["password1234", "OlgaOfficer1", "BakersUnion26", "127.0.0.1 127.0.0.1"])
def test_W6_a_new_password_that_is_easy_to_guess_is_refused(tmp_path: Path, weak: str) -> None:
    world = make_world(tmp_path, look=Look(organisation="Union of Bakers"))
    answer = world.browser(OLGA).post("/account/password", "/account", current=PASSWORD, new=weak, again=weak)
    assert answer.status_code == 422 and "easy to guess" in answer.text
    assert world.browser().post("/login", email=OLGA, password=PASSWORD).status_code == 302
    world.close()


def test_W6_who_can_close_count_or_publish_needs_a_second_factor_and_others_do_not(tmp_path: Path) -> None:
    world = make_world(tmp_path, second_factor_of_officers=True)
    made = world.make("draft")
    home = f"/officer/elections/{made.uuid}"
    world.appoint(made, "rita@example.org", "registrar")
    world.appoint(made, "sami@example.org", "second-officer")
    assert world.browser("rita@example.org").get(home).status_code == 200
    for email in (OLGA, OTTO, "sami@example.org"):
        assert world.browser(email).get(home).headers["Location"] == "/account/second-factor", email
    browser = world.browser(OLGA)
    turn_on(browser)
    assert browser.get(home).status_code == 200
    world.close()


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    """Let so many minutes pass."""
    moment = clock.now() + dt.timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(("limit", "status"), [(30, 302), (None, 200)])
def test_W6_a_log_in_that_is_not_used_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None, status: int
) -> None:
    world = make_world(tmp_path, idle_minutes=limit)
    browser = world.browser(OLGA)
    for _ in range(3):  # being used, it goes on
        later(monkeypatch, 29)
        assert browser.get("/officer").status_code == 200
    old = browser.client.get_cookie("ballot")
    assert old is not None
    later(monkeypatch, 31)
    assert browser.get("/officer").status_code == status
    browser.client.set_cookie("ballot", old.value)  # a copy of the cookie opens nothing either
    assert browser.get("/officer").status_code == status
    world.close()
