"""W6, P5: the log has one line for each event of an account, with its number, and nothing of people and ballots."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ballot import logs as plain_logs
from ballot.config import PRODUCTION
from ballot.election.accounts import events
from ballot.election.accounts.officers import find_officer_by_address
from ballot.web.request import logs
from tests.web.account.test_account import NEW, code, turn_on, wrong
from tests.web.world import OLGA, OTTO, PASSWORD, World

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """What a server writes on standard error; a test takes what is new."""
    written, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, plain_logs.threading.excepthook
    monkeypatch.setattr(sys, "stderr", written)
    logs.to_standard_error(PRODUCTION)

    def take() -> list[dict[str, Any]]:
        text = written.getvalue()
        written.seek(0)
        written.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield take
    root.handlers, root.level = handlers, level
    sys.excepthook, plain_logs.threading.excepthook = hooks
    logging.getLogger(events.LOGGER).setLevel(logging.NOTSET)


def number_of(world: World, email: str) -> int:
    with world.database.reading() as session:
        found = find_officer_by_address(session, email)
        assert found is not None
        return found.id


def seen(lines: Lines) -> list[tuple[str, int | None]]:
    """Return event and account of the new lines, which hold nothing else."""
    found = lines()
    names = {"time", "level", "logger", "message", "view", "event", "account"}
    assert all(set(line) == names and line["logger"] == events.LOGGER for line in found)
    return [(line["event"], line["account"]) for line in found]


def test_W6_log_ins_and_failures_are_noted(world: World, lines: Lines) -> None:
    olga = number_of(world, OLGA)
    world.browser().post("/login", email=OLGA, password="wrong")
    world.browser().post("/login", email="nobody@example.org", password="wrong")
    browser = world.browser(OLGA)
    assert seen(lines) == [("wrong password", olga), ("wrong password", None), ("log-in", olga)]
    change = {"new": NEW, "again": NEW}
    browser.post("/account/password", "/account", current="wrong", **change)
    browser.post("/account/password", "/account", current=PASSWORD, **change)
    assert seen(lines) == [("wrong password", olga), ("new password", olga)]


def test_W6_the_second_step_and_its_end_are_noted(world: World, lines: Lines) -> None:
    olga = number_of(world, OLGA)
    secret, _ = turn_on(world.browser(OLGA))
    assert seen(lines) == [("log-in", olga), ("app turned on", olga)]
    browser = world.browser()
    browser.post("/login", email=OLGA, password=PASSWORD)
    for _ in range(5):
        browser.post("/login/code", code=wrong(secret))
    assert seen(lines) == [("second step asked for", olga), *[("wrong second step", olga)] * 5, ("lock-out", olga)]
    browser.post("/login", email=OLGA, password=PASSWORD)
    browser.post("/login/code", code=code(secret, 1))
    assert seen(lines) == [("second step asked for", olga), ("log-in", olga)]


def test_W6_a_lock_out_is_noted_once_a_minute(limited: World, lines: Lines) -> None:
    olga, browser = number_of(limited, OLGA), limited.browser()
    for _ in range(15):
        browser.post("/login", email=OLGA, password="wrong")
    assert seen(lines) == [*[("wrong password", olga)] * 10, ("lock-out", olga)]


def test_W6_made_up_addresses_fill_no_log(limited: World, lines: Lines) -> None:
    browser = limited.browser()
    for number in range(35):
        browser.post("/login", email=f"m{number}@example.org", password="wrong")
    assert seen(lines) == [*[("wrong password", None)] * 30, ("lock-out", None)]


def test_W15_refused_roles_and_keys_are_noted(world: World, lines: Lines) -> None:
    made = world.make("open")
    world.appoint(made, "rita@example.org", "registrar")
    home, path = f"/officer/elections/{made.uuid}", f"/api/v1/elections/{made.uuid}/turnout"
    stranger, rita = world.browser(OTTO), world.browser("rita@example.org")
    owner = world.browser(OLGA)
    seen(lines)
    assert stranger.get(home).status_code == 404 and rita.get(f"{home}/keys").status_code == 403
    assert (
        world.app.test_client().get(path, headers={"Authorization": f"Bearer ballotkey_{'0' * 43}"}).status_code == 401
    )
    owner.post(f"{home}/keys", label="Roll", scopes="roll:read", password=PASSWORD)
    assert seen(lines) == [
        ("refused role", number_of(world, OTTO)),
        ("refused role", number_of(world, "rita@example.org")),
        ("wrong API key", None),
        ("new API key", number_of(world, OLGA)),
    ]


def test_P5_nothing_is_said_of_addresses_members_and_ballots(world: World, lines: Lines) -> None:
    made = world.make("open")
    world.vote(made, (0, 1))
    browser = world.browser(OLGA)
    browser.get(f"/officer/elections/{made.uuid}")
    world.browser().post("/login", email="member0@example.org", password="wrong")
    text = json.dumps(lines())
    assert "log-in" in text and "wrong password" in text
    assert not any(word in text for word in ("@", "127.0.0.1", made.uuid, "Olga", "member0", "cast"))
