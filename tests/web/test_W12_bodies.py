"""W12: a body that is too large, too deep or not what it says is refused before it costs anything."""

from __future__ import annotations

import io
import re

import pytest

from ballot.web.requests import BALLOT_BODY_LIMIT, DEFAULT_BODY_LIMIT
from tests.web.world import OLGA, Made, World


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """An open election."""
    return shared.make("open")


def test_W12_a_ballot_that_is_too_large(shared: World, made: Made) -> None:
    answer = shared.browser().post_json(made.uuid, "cast", b"x" * (BALLOT_BODY_LIMIT + 1))
    assert answer.status_code == 413
    assert answer.get_json()["error"]["code"] == "too-large"


def test_W12_a_large_body_without_its_length(shared: World, made: Made) -> None:
    browser = shared.browser()
    token = browser.token(f"/vote/{made.uuid}")
    answer = browser.client.post(
        f"/vote/{made.uuid}/cast",
        input_stream=io.BytesIO(b"x" * (BALLOT_BODY_LIMIT + 10)),
        content_type="application/json",
        headers={"X-CSRFToken": token, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_W12_a_form_that_is_too_large(shared: World) -> None:
    answer = shared.browser().post("/login", email="x" * DEFAULT_BODY_LIMIT, password="x")
    assert answer.status_code == 413
    assert "larger than this page accepts" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[" * 100_000,
        b'{"credential":' * 5000,
        b'{"credential":' + b"9" * 5000 + b"}",
        b'{"credential":"\xff"}',
        b'{"credential":"00","more":1}',
        b'{"credential":[]}',
    ],
)
def test_W12_json_that_is_not_what_the_booth_sends(shared: World, made: Made, body: bytes) -> None:
    for path in ("token", "cast"):
        answer = shared.browser().post_json(made.uuid, path, body)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        assert answer.get_json()["error"]["message"]


def test_W12_a_roll_that_is_too_large(world: World) -> None:
    made = world.make("draft")
    browser = world.browser(OLGA)
    path = f"/officer/elections/{made.uuid}/roll"
    answer = browser.post(path, file=(io.BytesIO(b"name,email\n" + b"x" * (34 * 2**20)), "roll.csv"))
    assert answer.status_code == 413


def test_W12_a_roll_of_many_members_fits(world: World) -> None:
    made = world.make("draft")
    browser = world.browser(OLGA)
    rows = b"\n".join(b"Member %d,member%d@example.org" % (i, i) for i in range(10_000))
    answer = browser.upload_roll(f"/officer/elections/{made.uuid}", b"name,email\n" + rows + b"\n")
    assert answer.status_code == 200 and "Take this roll: 10,000 members" in answer.text


@pytest.mark.parametrize("digits", [10, 19, 25, 5000])
def test_W12_a_number_that_no_database_takes_is_none_of_a_page(shared: World, digits: int) -> None:
    """Every address with a number in it, and every form that sends numbers of rows."""
    election, huge = shared.make("open"), "9" * digits
    officer = shared.browser(OLGA)
    with_numbers = [rule for rule in shared.app.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(with_numbers) > 30
    for rule in with_numbers:
        path = re.sub("<int:[a-z]+>", huge, rule.rule).replace("<uuid>", election.uuid)
        assert "<" not in path or officer.client.get(path).status_code in (404, 414), path
    answer = officer.post(f"/officer/elections/{election.uuid}/mails/decide", members=huge, decision="held", reason="x")
    assert answer.status_code == 409 and "Choose at least one member." in answer.text
    answer = officer.post(f"/officer/elections/{election.uuid}/reminders/cancel", number=huge)
    assert answer.status_code == 400
