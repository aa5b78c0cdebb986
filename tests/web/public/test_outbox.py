"""The outbox of a demo: codes and tokens can be tried without a mail server, on this machine, never in production."""

from __future__ import annotations

import html
import re
from pathlib import Path

from ballot.config import OUTBOX
from tests.web.world import World, make_world, until_sent

SETTINGS = {"smtp_url": OUTBOX, "mail_from": "elections@demo.example.org"}


def test_a_code_of_my_elections_is_in_the_outbox(tmp_path: Path) -> None:
    world = make_world(tmp_path, **SETTINGS)
    world.make("open")
    browser = world.browser()
    assert "No mail yet." in browser.get("/demo/outbox").text
    browser.post("/my", email="member1@example.org")
    until_sent()
    page = html.unescape(browser.get("/demo/outbox").text)
    assert "member1@example.org" in page and re.search(r"\b\d{3} ?\d{3}\b", page)
    (kept,) = (tmp_path / "outbox").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert "/demo/outbox" in browser.get("/").text


def test_other_machines_do_not_see_the_outbox(tmp_path: Path) -> None:
    world = make_world(tmp_path, **SETTINGS)
    client = world.app.test_client()
    assert client.get("/demo/outbox").status_code == 200
    assert client.get("/demo/outbox", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404


def test_a_server_with_a_mail_server_or_none_has_no_outbox(world: World) -> None:
    assert world.browser().get("/demo/outbox").status_code == 404
    assert "/demo/outbox" not in world.browser().get("/").text
