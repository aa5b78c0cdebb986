"""W12: a body that is too large, too deep or not what it says is refused before it costs anything."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from werkzeug.formparser import FormDataParser

from ballot.web.request.access import ANYBODY
from ballot.web.request.bodies import BALLOT_BODY_LIMIT, DEFAULT_BODY_LIMIT, FORM_TYPES, PAPER_BODY_LIMIT, URL_ENCODED
from tests.web.routes import address, readable, rules
from tests.web.world import OLGA, Made, World, make_world


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


@pytest.mark.parametrize("kind", sorted(FORM_TYPES))
def test_W12_a_large_form_of_somebody_who_has_not_logged_in_is_never_parsed(
    shared: World, made: Made, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """On every address that takes something: the CSRF guard would parse it before the view asks who sends it."""

    def parse(*_: object) -> None:
        raise AssertionError("the body was parsed")

    monkeypatch.setattr(FormDataParser, "parse", parse)
    client, body = shared.app.test_client(), b"a&" * (DEFAULT_BODY_LIMIT // 2 + 1)
    for rule in rules(shared.app, writing=True):
        method = next(iter((rule.methods or set()) & {"POST", "PUT", "DELETE"}))
        path = address(shared.app, rule, made.uuid)
        answer = client.open(path, method=method, data=body, content_type=f"{kind}; boundary=x")
        assert answer.status_code in (413, 415) or answer.location.startswith("/login"), (path, answer.status_code)


@pytest.mark.parametrize("act", ["count/shuffle", "count/share", "roll", "mails/returned"])
def test_W12_no_file_is_sent_as_a_url_encoded_form(shared: World, made: Made, act: str) -> None:
    client, body = shared.browser(OLGA).client, b"a" * (PAPER_BODY_LIMIT + 1)
    answer = client.post(f"/officer/elections/{made.uuid}/{act}", data=body, content_type=URL_ENCODED)
    assert answer.status_code == 413


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
    assert answer.status_code == 422 and "Choose at least one member." in answer.text
    answer = officer.post(f"/officer/elections/{election.uuid}/reminders/cancel", number=huge)
    assert answer.status_code == 400


NUL = "a%00b"


@pytest.mark.postgres
def test_W12_a_NUL_is_refused_before_any_database_sees_it(tmp_path: Path, migrated_postgres_url: str) -> None:
    """PostgreSQL takes none in a text: in every address, and in the forms that anybody can send."""
    world = make_world(tmp_path, store=migrated_postgres_url)
    browser = world.browser(OLGA)
    for rule in readable(world.app):
        path = re.sub("<int:[a-z]+>", "1", rule.rule)
        if "<" in path:
            assert browser.get(re.sub("<[^>]*>", NUL, path)).status_code == 404, rule
        elif getattr(world.app.view_functions[rule.endpoint], "access", None) == ANYBODY:
            assert browser.get(f"{path}?next={NUL}&page={NUL}").status_code == 400, rule
    stranger = world.browser()
    for path in ("/login", "/my"):
        assert stranger.post(path, email="a\0@example.org", password="x").status_code == 400
    world.close()
