"""`ballot doctor`, `ballot serve`, `ballot mail`: what they show, and what they refuse."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiosmtpd.handlers import Message

from ballot import clock
from ballot.cli.server import upkeep
from ballot.crypto.credentials import new_token
from ballot.crypto.group import backend
from tests.cli.conftest import Desk
from tests.election.mail.test_W9_returned_mails import report
from tests.ports import mail_server


def test_doctor_on_a_fresh_machine_finds_nothing_wrong(desk: Desk) -> None:
    shown = desk.must("doctor")
    for words in (
        "ballot 0.1.0",
        f"group backend: {backend()}",
        "made at the first start",
        "mail: none",
        "Nothing is wrong.",
    ):
        assert words in shown


def test_doctor_shows_the_durability_of_the_database(desk: Desk) -> None:
    desk.create()
    shown = desk.must("doctor")
    assert "journal_mode wal" in shown and "synchronous 2" in shown


def test_W6_doctor_wants_a_second_factor_of_officers_in_production(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "second factor: optional" in desk.must("doctor")
    monkeypatch.setenv("BALLOT_ENV", "production")
    monkeypatch.setenv("BALLOT_PUBLIC_URL", "https://vote.example.org")
    monkeypatch.setenv("BALLOT_SECRET_KEY", secrets.token_urlsafe(48))
    monkeypatch.setenv("BALLOT_SECOND_FACTOR", "optional")
    done = desk.run("doctor")
    assert done.exit_code == 1 and "Set BALLOT_SECOND_FACTOR=officers" in done.output
    monkeypatch.delenv("BALLOT_SECOND_FACTOR")
    assert "BALLOT_SECOND_FACTOR" not in desk.run("doctor").output


@pytest.mark.postgres
def test_doctor_shows_the_durability_of_postgresql(
    desk: Desk, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALLOT_DATABASE", postgres_url)
    desk.create()
    shown = desk.must("doctor")
    assert "fsync on" in shown and "full_page_writes on" in shown
    password = postgres_url.split(":")[2].split("@")[0]
    assert password not in shown


def test_doctor_misses_backups_in_production_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.create()
    assert "backups:" not in desk.must("doctor")
    monkeypatch.setenv("BALLOT_ENV", "production")
    monkeypatch.setenv("BALLOT_PUBLIC_URL", "https://vote.example.org")
    monkeypatch.setenv("BALLOT_SECRET_KEY", secrets.token_urlsafe(48))
    done = desk.run("doctor")
    assert done.exit_code == 1 and "BALLOT_BACKUP_KEY is not set" in done.output
    public = desk.must("backup-key", "operator.key", "--passphrase-file", "passphrase").strip().partition("=")[2]
    monkeypatch.setenv("BALLOT_BACKUP_KEY", public)
    done = desk.run("doctor")
    assert done.exit_code == 1 and "backups: none yet" in done.output
    desk.must("backup", "first.ballot-backup")
    assert "backups: the last of" in desk.must("doctor")
    long_ago = (clock.now() - dt.timedelta(hours=3)).timestamp()
    os.utime(desk.path("var/.last-backup"), (long_ago, long_ago))
    done = desk.run("doctor")
    assert done.exit_code == 1 and "There should be one every hour." in done.output


def test_doctor_names_overdue_mails_and_a_disk_that_is_nearly_full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    desk.must("election", "freeze", uuid, "--accept-risk", *desk.rehearse(uuid, "Amina", "Jonas"), "--mail")
    desk.must("election", "tokens", uuid, "--send")
    assert "mails that should have gone out: 0" in desk.must("doctor")
    monkeypatch.setattr(upkeep, "LEAST_FREE", 2**60)
    done = desk.run("doctor")
    assert done.exit_code == 1 and "Make room: below" in done.output and "1 thing to put right" in done.output
    later = clock.now() + dt.timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    done = desk.run("doctor")
    assert "mails that should have gone out: 5" in done.output and "2 things to put right" in done.output


def test_doctor_names_a_key_that_others_can_read(desk: Desk) -> None:
    desk.create()
    desk.path("keys/server.key").chmod(0o644)
    done = desk.run("doctor")
    assert done.exit_code == 1
    assert "It can be read by others. Run: chmod 600" in done.output


def test_doctor_names_a_configuration_that_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALLOT_ENV", "production")
    done = desk.run("doctor")
    assert done.exit_code == 1
    assert "BALLOT_SECRET_KEY is missing" in done.output


def test_doctor_names_a_database_that_does_not_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALLOT_DATABASE", "postgresql://ballot:hunter2@127.0.0.1:1/none")
    done = desk.run("doctor")
    assert done.exit_code == 1
    assert "does not answer" in done.output and "hunter2" not in done.output


def test_W26_doctor_examines_the_boards_and_bars_what_is_wrong(desk: Desk) -> None:
    uuid = desk.open_election()
    shown = desk.must("doctor")
    assert "boards: 1, with 1 events; every chain holds" in shown
    known = desk.path("keys/known_checkpoints")
    assert (known / uuid).exists()
    with sqlite3.connect(desk.path("var/ballot.sqlite3")) as connection:
        content = connection.execute("SELECT content FROM board_event").fetchone()
        connection.execute("DROP TRIGGER board_event_no_update")
        connection.execute("UPDATE board_event SET content = x'7b7d'")
    done = desk.run("doctor")
    assert done.exit_code == 1
    assert f"board of {uuid}" in done.output and "its ballot box is closed until this is put right" in done.output
    assert (known / f"{uuid}.bar").exists()
    with connection:
        connection.execute("UPDATE board_event SET content = ?", content)
    connection.close()
    assert "Nothing is wrong." in desk.must("doctor")
    assert not (known / f"{uuid}.bar").exists()


def test_W26_doctor_compares_the_tables_with_the_board(desk: Desk) -> None:
    uuid = desk.open_election()
    with sqlite3.connect(desk.path("var/ballot.sqlite3")) as connection:
        connection.execute("UPDATE contest SET seats = 2")
    connection.close()
    done = desk.run("doctor")
    assert done.exit_code == 1
    assert f"tables of {uuid}" in done.output and "not those of its charter" in done.output


def test_W30_doctor_misses_a_lost_server_key(desk: Desk) -> None:
    desk.open_election()
    desk.path("keys/server.key").unlink()
    done = desk.run("doctor")
    assert done.exit_code == 1 and "although it has signed receipts. Put it back." in done.output
    assert not desk.path("keys/server.key").exists()


def test_doctor_names_a_database_of_a_newer_version(desk: Desk) -> None:
    desk.create()
    with sqlite3.connect(desk.path("var/ballot.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "9999; this version has" in desk.run("doctor").output
    assert "a newer one made it. Install that version again." in desk.refused("election", "list")


def test_serve_says_that_a_port_is_taken(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = desk.refused("serve", "--port", str(port))
    assert f"Port {port} on 127.0.0.1 cannot be used" in sentence
    assert f"--port {port + 1}" in sentence
    assert not desk.path("var").exists()


def test_W28_serve_refuses_an_unsafe_configuration(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALLOT_PUBLIC_URL", "https://vote.example.org")
    assert "BALLOT_ENV=production" in desk.refused("serve")


def test_mail_says_which_settings_are_missing(desk: Desk) -> None:
    assert "BALLOT_SMTP_URL and BALLOT_MAIL_FROM are not set" in desk.refused("mail")
    assert "BALLOT_BOUNCE_ADDRESS is not set" in desk.refused("mail", "bounces", "-")


class Letterbox(Message):
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[object] = []

    def handle_message(self, message: object) -> None:
        """Keep a mail."""
        self.letters.append(message)


def test_B18_a_worker_writes_json_without_secrets_whatever_ends_it(desk: Desk) -> None:
    token = new_token()
    script = (
        "import threading; from ballot import logs; logs.of_command('production')\n"
        f"def fail(): raise ValueError('no {token}')\n"
        "thread = threading.Thread(target=fail); thread.start(); thread.join(); fail()"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert ended.returncode == 1 and [line["level"] for line in lines] == ["critical", "critical"]
    assert all("ValueError: no [redacted]" in line["exception"] for line in lines) and token not in ended.stderr


@contextmanager
def tokens_that_no_server_takes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the tokens of an election wait for a mail server that does not answer."""
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    desk.must("election", "freeze", uuid, "--accept-risk", *desk.rehearse(uuid, "Amina", "Jonas"), "--mail")
    desk.must("election", "tokens", uuid, "--send")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("BALLOT_SMTP_URL", f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setenv("BALLOT_MAIL_FROM", "elections@example.org")
        yield


def test_the_worker_that_follows_logs_what_it_does_as_json(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with tokens_that_no_server_takes(desk, monkeypatch):
        monkeypatch.setenv("BALLOT_ENV", "production")
        monkeypatch.setenv("BALLOT_PUBLIC_URL", "https://vote.example.org")
        monkeypatch.setenv("BALLOT_SECRET_KEY", secrets.token_urlsafe(48))
        command = [sys.executable, "-m", "ballot.cli.main", "mail", "--follow"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as worker:
            line = json.loads(worker.stderr.readline())
            worker.terminate()
            rest = worker.stderr.read()
    said = line["message"]
    assert said.startswith("Accepted by the mail server: 0; later again: 1; refused: 0. No mail is sent since ")
    assert "The mail server cannot be reached: " in said and rest == ""
    assert (line["level"], line["logger"]) == ("info", "ballot.cli.server.mail")


def test_doctor_and_mail_say_since_when_no_mail_server_is_reached(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with tokens_that_no_server_takes(desk, monkeypatch):
        for command in ("mail", "mail", "doctor"):  # the second time it is left alone, and it is said all the same
            done = desk.run(command)
            assert done.exit_code == 1 and "one is tried every minute. The mail server cannot be reached" in done.output


def test_mail_sends_each_token_once_and_the_server_forgets_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    desk.must("election", "freeze", uuid, "--accept-risk", *desk.rehearse(uuid, "Amina", "Jonas"), "--mail")
    letterbox = Letterbox()
    controller = mail_server(letterbox)
    try:
        monkeypatch.setenv("BALLOT_SMTP_URL", f"smtp://127.0.0.1:{controller.port}")
        monkeypatch.setenv("BALLOT_MAIL_FROM", "elections@example.org")
        monkeypatch.setenv("BALLOT_BOUNCE_ADDRESS", "bounces@example.org")
        monkeypatch.setenv("BALLOT_MAIL_PER_MINUTE", "2")
        assert "Accepted by the mail server: 0" in desk.must("mail"), "the Setup event is announced first"
        assert "Waiting 5, returned 0" in desk.must("election", "tokens", uuid, "--send")
        said = desk.must("mail")
        assert "Accepted by the mail server: 2;" in said and "3 wait: no more than 2 go out in a minute" in said
        monkeypatch.setenv("BALLOT_MAIL_PER_MINUTE", "0")
        assert "Accepted by the mail server: 3; later again: 0; refused: 0." in desk.must("mail")
        assert "Accepted by the mail server: 0" in desk.must("mail")
    finally:
        controller.stop()
    assert len(letterbox.letters) == 5
    links = {line for letter in letterbox.letters for line in str(letter).split() if "/vote/" in line and "#" in line}
    assert len(links) == 5
    database = b"".join(path.read_bytes() for path in desk.path("var").iterdir())
    assert [link for link in links if link.rpartition("#")[2].encode() in database] == []
    desk.path("mbox").write_bytes(
        b"\n".join(b"From x\n" + report(back["X-MailFrom"]) for back in letterbox.letters[:2])
    )
    assert desk.must("mail", "bounces", str(desk.path("mbox"))).startswith("2 mails came back; 0 were known")
    maildir = desk.path("bounces")
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    (maildir / "new" / "1.host").write_bytes(report(letterbox.letters[0]["X-MailFrom"]))
    assert desk.must("mail", "bounces", str(maildir)).startswith("0 mails came back; 1 were known")
    assert desk.must("mail", "bounces", "--delete", str(maildir)).startswith("0 mails came back; 1 were known")
    assert list(maildir.rglob("*.host")) == []
    assert "--delete is for a Maildir" in desk.refused("mail", "bounces", "--delete", str(desk.path("mbox")))
    assert "2 token mails were refused or came back" in desk.refused("election", "open", uuid)
    lost = [back["X-RcptTo"] for back in letterbox.letters[:2]]
    marked = desk.must("election", "tokens", uuid, *lost, "--undeliverable", "--reason", "no such user")
    assert marked.startswith("3 issued + 0 held + 2 undeliverable; roll 5.")
    desk.must("election", "open", uuid)
