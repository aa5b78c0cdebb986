"""B18: no token, password or passphrase reaches a log, an address or a page that is not meant for it."""

from __future__ import annotations

import io
import logging

import pytest

from ballot.crypto.credentials import new_token
from ballot.logs import REDACTED, redact
from ballot.store.models.election import LogEntry
from tests.web.test_flow import make_key, saved_tokens, set_up
from tests.web.world import OLGA, PASSPHRASE, PASSWORD, Made, World


def test_B18_nothing_secret_is_logged_in_a_whole_election(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.app.logger.debug("the log is being read")
    officer = world.browser(OLGA)
    home = set_up(officer)
    keys = [make_key(officer, home, name) for name in ("Amina", "Jonas")]
    officer.post(f"{home}/freeze", channel="merge", sure="y", secrecy="y")
    merge = saved_tokens(officer, home)
    tokens = [line.split(",")[4] for line in merge.splitlines()[1:]]
    made = Made(home.rsplit("/", 1)[1], tokens, [])
    officer.post(f"{home}/open", sure="y")
    world.vote(made, (0, 1))
    world.browser().cast(made.uuid, b"{}")
    officer.post(f"{home}/close", sure="y", reason="Everybody has voted.")
    officer.post(f"{home}/count/1", file=(io.BytesIO(keys[0]), "key"), passphrase="wrong wrong wrong")
    officer.post(f"{home}/count/1", file=(io.BytesIO(keys[0]), "key"), passphrase=PASSPHRASE)
    secrets = [*tokens, PASSWORD, PASSPHRASE, "wrong wrong wrong", *(key.decode().splitlines()[1] for key in keys)]
    assert len(tokens) == 3 and "the log is being read" in caplog.text
    with world.database.reading() as session:
        written = " ".join(entry.sentence for entry in session.query(LogEntry))
    stored = b"".join(file.read_bytes() for file in sorted(world.config.data_dir.rglob("*")) if file.is_file())
    assert b"member0@example.org" in stored
    for secret in secrets:
        assert secret not in caplog.text and secret not in written and secret.encode() not in stored


def test_B18_what_is_logged_by_accident_is_blotted_out(world: World, caplog: pytest.LogCaptureFixture) -> None:
    token = new_token()
    world.app.logger.error("bad link %s", f"/vote/ABC#{token}")
    assert token not in caplog.text and REDACTED in caplog.text


def test_B18_tokens_are_blotted_out_of_tracebacks() -> None:
    token = new_token()
    assert token not in redact(f"ValueError: {token}") and redact("nothing secret") == "nothing secret"
    quoted = "UniqueViolation: duplicate key\nDETAIL:  Key (name)=(Ann\nRue A) exists.\n[SQL: INSERT]\n"
    assert redact(quoted) == "UniqueViolation: duplicate key\nDETAIL:[redacted]\n[SQL: INSERT]\n"


def test_B18_the_booth_holds_no_secret(world: World) -> None:
    made = world.make("open")
    page = world.browser().get(f"/vote/{made.uuid}").text
    assert not any(token in page for token in made.tokens)


def test_P5_the_log_names_no_member_and_no_tracking_number(world: World) -> None:
    made = world.make("published")
    with world.database.reading() as session:
        written = " ".join(f"{entry.actor} {entry.sentence}" for entry in session.query(LogEntry))
    board = world.browser().get(f"/elections/{made.uuid}/board").text
    assert "tracker" in board and "Member " not in written and "member0@" not in written


def test_key_file_passphrases_must_match_and_be_long(world: World) -> None:
    made = world.make("draft")
    browser = world.browser(OLGA)
    path = f"/officer/elections/{made.uuid}/trustees"
    for passphrase, again in (("too brief", "too brief"), (PASSPHRASE, PASSPHRASE + "!")):
        values = {"file-name": "Li", "file-passphrase": passphrase, "file-again": again}
        answer = browser.post(f"{path}/key-file", path, **values)
        assert answer.status_code == 422 and passphrase not in answer.text
