"""W16: a trustee's link is a secret: in no log, no address and no database; guessing it is slow and tells nothing."""

from __future__ import annotations

import logging

import pytest

from ballot.store.models.election import Election, LogEntry, Trustee
from tests.web.routes import address, rules
from tests.web.test_flow import set_up
from tests.web.trustee.test_trustee_flow import invite, take_turns
from tests.web.trustees import HttpTrustee
from tests.web.world import OLGA, OTTO, World, found


def names_of(world: World) -> list[str]:
    """Return the names of the trustees' reading requests."""
    return [
        rule.rule.rsplit("/", 1)[1]
        for rule in rules(world.app, writing=False)
        if rule.endpoint.startswith("trustee.") and rule.endpoint != "trustee.page"
    ]


def test_W16_the_secret_is_in_no_log_and_not_in_the_database(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.app.logger.debug("the log is being read")
    officer = world.browser(OLGA)
    home = set_up(officer)
    trustees = invite(world, officer, home, ("Amina", "Jonas"))
    take_turns(trustees, {"wait"})
    trustees[0].post("share", b"{}")
    world.app.logger.error("a link was logged: %s", f"/trustee/ABC#{trustees[0].link}")
    assert "the log is being read" in caplog.text and len(trustees) == 2
    with world.database.reading() as session:
        written = " ".join(entry.sentence for entry in session.query(LogEntry))
    stored = b"".join(file.read_bytes() for file in sorted(world.config.data_dir.rglob("*")) if file.is_file())
    assert b"Amina" in stored and "Made a personal link for Amina" in written
    for trustee in trustees:
        secrets = [trustee.link, str(trustee.secret.private_key)]  # type: ignore[union-attr]
        for secret in secrets:
            assert secret not in caplog.text and secret not in written and secret.encode() not in stored


def test_W16_every_unknown_link_gets_the_same_answer(world: World) -> None:
    """A wrong secret, another election's, none; a draft, an open election, none: nothing can be learned."""
    draft, opened = world.make("draft"), world.make("open")
    other = world.link(opened, 1)
    answers = set()
    for uuid, link in (
        (draft.uuid, "x" * 22),
        (draft.uuid, other),
        (opened.uuid, ""),
        (opened.uuid, "é" * 10),
        ("AAAAAAAAAAAAAA", other),
    ):
        trustee = HttpTrustee(world, uuid, link)
        for name in names_of(world):
            answer = trustee.get(name)
            answers.add((answer.status_code, answer.data, answer.headers["Cache-Control"]))
    assert len(answers) == 1 and next(iter(answers))[0] == 403
    assert HttpTrustee(world, opened.uuid, other).get("status").status_code == 200


def test_W16_the_page_is_the_same_for_every_election(world: World) -> None:
    draft = world.make("draft")
    client = world.app.test_client()
    pages = {client.get(f"/trustee/{uuid}").text.replace(uuid, "") for uuid in (draft.uuid, "AAAAAAAAAAAAAA")}
    assert len(pages) == 1 and "Executive committee" not in pages.pop()
    assert client.get("/trustee/x").status_code == 404
    answer = client.get(f"/trustee/{draft.uuid}")
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers


def test_W16_answers_are_stored_nowhere_and_set_no_cookie(world: World) -> None:
    made = world.make("closed")
    trustee = HttpTrustee(world, made.uuid, world.link(made, 1))
    for name in names_of(world):
        answer = trustee.get(name)
        assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers, name
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_W16_guessing_is_slow_and_stops_nobody_elses_link(limited: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = limited.make("draft")
    right = HttpTrustee(limited, made.uuid, limited.link(made, 1))
    wrong = HttpTrustee(limited, made.uuid, "x" * 22)
    assert [right.get("status").status_code for _ in range(40)] == [200] * 40
    assert [wrong.get("status").status_code for _ in range(21)] == [403] * 20 + [429]
    assert wrong.get("status").get_json()["error"]["code"] == "rate-limited"


def test_W15_a_link_opens_its_own_election_only(world: World) -> None:
    first, second = world.make("draft"), world.make("draft")
    link = world.link(first, 1)
    assert HttpTrustee(world, first.uuid, link).get("status").get_json()["trustee"]["name"] == "Trustee A"
    assert HttpTrustee(world, second.uuid, link).get("status").status_code == 403
    stranger = world.browser(OTTO)
    path = f"/officer/elections/{first.uuid}/trustees/1/link"
    assert stranger.post(path, "/officer/elections/new").status_code == 404
    with world.database.reading() as session:
        assert found(session, second.uuid).trustees[0].link_hash is None


def test_the_status_is_what_the_page_and_the_tool_read(world: World) -> None:
    made = world.make("frozen")
    with world.database.reading() as session:
        election = session.query(Election).filter_by(uuid=made.uuid).one()
        phi, event, trustees = election.fingerprint, election.setup_event, session.query(Trustee).count()
        signing_key = election.trustees[1].signing_key
    status = HttpTrustee(world, made.uuid, world.link(made, 2)).status()
    assert trustees == 2
    assert status["election"] == {
        "name": "Executive committee",
        "state": "frozen",
        "uuid": made.uuid,
        "phi": phi,
        "setup_event": event,
    }
    assert status["trustee"] == {
        "name": "Trustee B",
        "owner": 2,
        "signing_key": signing_key,
        "kind": "single",
        "size": 2,
        "threshold": 2,
        "mixes": False,
    }
    assert (status["step"], status["context"], status["waiting_for"]) == ("wait", None, [])


def test_W12_requests_that_are_too_large_are_refused(world: World) -> None:
    made = world.make("draft")
    trustee = HttpTrustee(world, made.uuid, world.link(made, 1))
    for name, size in (
        ("key", 257 * 1024),
        ("commitment", 257 * 1024),
        ("polynomial", 3 * 2**20),
        ("share", 17 * 2**20),
    ):
        answer = trustee.post(name, b"x" * size)
        assert answer.status_code == 413 and answer.get_json()["error"]["code"] == "too-large", name


@pytest.mark.parametrize("body", [b"", b"null", b"[" * 50_000, b'{"plaintext":"\xff"}', b'{"plaintext":1}', b'{"a":1}'])
def test_W12_what_no_trustee_sends_is_refused(world: World, body: bytes) -> None:
    made = world.make("draft")
    trustee = HttpTrustee(world, made.uuid, world.link(made, 1))
    for rule in rules(world.app, writing=True):
        if rule.endpoint.startswith("trustee."):
            name = address(world.app, rule, made.uuid).rsplit("/", 1)[1]
            answer = trustee.post(name, body)
            assert answer.status_code in (409, 422) and answer.get_json()["error"]["message"], name
