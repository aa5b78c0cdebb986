"""W13: log-in leads only to our own pages, and the Host header reaches no link."""

from __future__ import annotations

import re

import pytest

from ballot.store.models.mail import OutboxMessage
from tests.web.world import OLGA, PASSWORD, Browser, World

EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/officer",
    "http:evil.example",
    "javascript:alert(1)",
    "/officer//evil.example",
    "/officer/../../evil",
    "/officer%0d%0aSet-Cookie:x=1",
    "/officer\r\nSet-Cookie: x=1",
    "/officer?next=//evil.example",
    "/officer@evil.example",
    "officer.evil.example",
    "/logout",
    "/\t/evil.example",
    "/officer/elections/%2f%2fevil.example",
    "",
]


def evil_host(world: World) -> Browser:
    """Return an officer's browser that sends its cookie to the same server under another host name."""
    browser = world.browser(OLGA)
    cookie = browser.client.get_cookie("ballot")
    assert cookie is not None
    browser.client.set_cookie("ballot", cookie.value, domain="evil.example")
    return browser


@pytest.mark.parametrize("target", EVIL)
def test_W13_login_leads_to_no_other_site(world: World, target: str) -> None:
    answer = world.browser().post("/login", email=OLGA, password=PASSWORD, next=target)
    assert answer.status_code == 302 and answer.headers["Location"] == "/officer"


def test_login_leads_back_to_the_page_that_was_wanted(world: World) -> None:
    made = world.make("draft")
    wanted = f"/officer/elections/{made.uuid}/roll"
    browser = world.browser()
    sent = browser.get(wanted)
    assert sent.headers["Location"] == f"/login?next={wanted}"
    assert f'name="next" value="{wanted}"' in browser.get(sent.headers["Location"]).text
    answer = browser.post("/login", email=OLGA, password=PASSWORD, next=wanted)
    assert answer.headers["Location"] == wanted


def test_W13_the_host_header_reaches_no_page(world: World) -> None:
    made = world.make("published")
    browser = evil_host(world)
    paths = [
        "/",
        "/login",
        "/officer",
        f"/elections/{made.uuid}",
        f"/elections/{made.uuid}/audit",
        "/nothing",
        "/x//officer",
    ]
    for path in [*paths, f"/officer/elections/{made.uuid}"]:
        answer = browser.client.get(path, headers={"Host": "evil.example"})
        assert answer.status_code in (200, 302, 404), path
        assert "evil.example" not in answer.text + str(answer.headers), path


def test_W13_the_host_header_reaches_no_token(world: World) -> None:
    made = world.make("draft")
    browser = evil_host(world)
    path = f"/officer/elections/{made.uuid}/freeze"
    page = browser.client.get(path, headers={"Host": "evil.example"}).text
    data = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[-1], "channel": "mail"}
    data |= {"sure": "y", "secrecy": "y"}
    assert browser.client.post(path, data=data, headers={"Host": "evil.example"}).status_code == 302
    with world.database.reading() as session:
        bodies = [message.body for message in session.query(OutboxMessage)]
    assert len(bodies) == 5 and all("http://127.0.0.1:8000/vote/" in body for body in bodies)
    assert not any("evil.example" in body for body in bodies)
