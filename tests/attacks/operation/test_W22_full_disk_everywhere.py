"""W22: on a full disk every request that would write is answered with 503, and `/health` says so at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from psycopg.errors import DiskFull, LockNotAvailable, ReadOnlySqlTransaction
from sqlalchemy.exc import DBAPIError

from ballot.store.session import is_unwritable
from ballot.worker.jobs import WATCH
from tests.attacks.operation.test_W22_disk_full import no_space, pragma
from tests.web.conftest import world
from tests.web.world import OLGA, PASSWORD, Browser, Made, World

__all__ = ["world"]

FULL = {
    "no space": no_space,
    "read-only": pragma("query_only", "ON"),
}
LONG = "A sentence that needs room. " * 300
Act = Callable[[World, Made, Browser], Any]


def post(path: str, **data: Any) -> Act:
    """Return an officer's act: a form is submitted."""

    def act(_world: World, made: Made, browser: Browser) -> Any:
        return browser.client.post(
            path.format(uuid=made.uuid),
            data={"csrf_token": browser.csrf, **data},
            content_type="multipart/form-data",
        )

    return act


def upload(_world: World, made: Made, browser: Browser) -> Any:
    """Upload a roll."""
    rows = "".join(f"M{n},Member {n},m{n}@example.org\n" for n in range(5000))
    file = (io.BytesIO(("member_id,name,email\n" + rows).encode()), "roll.csv")
    data = {"csrf_token": browser.csrf, "file": file}
    return browser.client.post(f"/officer/elections/{made.uuid}/roll", data=data, content_type="multipart/form-data")


def log_in(world: World, _made: Made, browser: Browser) -> Any:
    """Log in, from a browser that has a page already."""
    return browser.client.post("/login", data={"csrf_token": browser.csrf, "email": OLGA, "password": PASSWORD})


ACTS: dict[str, tuple[str, Act]] = {
    "log in": ("draft", log_in),
    "roll": ("draft", upload),
    "stop": ("open", post("/officer/elections/{uuid}/times/stop", reason="Two candidates were left out.", sure="y")),
    "close": ("open", post("/officer/elections/{uuid}/close", reason="Enough", sure="y")),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("fault", FULL)
def test_W22_every_request_that_would_write_is_answered_with_503(world: World, name: str, fault: str) -> None:
    state, act = ACTS[name]
    made = world.make(state)
    browser = world.browser() if name == "log in" else world.browser(OLGA)
    browser.csrf = browser.token("/login" if name == "log in" else f"/officer/elections/{made.uuid}")
    world.worker.take_turn(WATCH)
    with FULL[fault](world):
        answer = act(world, made, browser)
        health = world.browser().get("/health")
    assert answer.status_code == 503 and "Nothing was changed." in answer.text
    assert health.status_code == 503 and health.get_json()["disk"] == "full", "at once, not a minute later"
    world.worker.take_turn(WATCH)
    assert world.browser().get("/health").get_json()["status"] == "ok"


def test_W22_health_says_that_little_space_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.worker.take_turn(WATCH)
    assert world.browser().get("/health").status_code == 200
    usage = SimpleNamespace(free=10**6)
    monkeypatch.setattr("ballot.election.custody.health.shutil.disk_usage", lambda _folder: usage)
    assert world.browser().get("/health").get_json()["disk"] == "full"


def test_W22_postgresql_says_that_its_disk_is_full() -> None:
    for error, expected in ((DiskFull(), True), (ReadOnlySqlTransaction(), True), (LockNotAvailable(), False)):
        assert is_unwritable(DBAPIError("INSERT", {}, error)) is expected
