"""`ballot backup-key`, `ballot backup`, `ballot restore`: as an operator types them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import PASSPHRASE, Desk

KEY = ("--key", "operator.key", "--passphrase-file", "passphrase")


@pytest.fixture
def operated(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, str]:
    """An open election, and a server that knows the key of its backups."""
    uuid = desk.open_election()
    shown = desk.must("backup-key", "operator.key", "--passphrase-file", "passphrase")
    name, _, public = shown.strip().partition("=")
    assert name == "BALLOT_BACKUP_KEY"
    monkeypatch.setenv(name, public)
    return desk, uuid


def test_the_secret_half_is_sealed_and_the_server_needs_only_the_public_one(operated: tuple[Desk, str]) -> None:
    desk, _ = operated
    text = desk.path("operator.key").read_text()
    assert text.startswith("BALLOT SECRET BACKUP KEY 1 - keep this file and its passphrase secret, and apart\n")
    assert desk.path("operator.key").stat().st_mode & 0o077 == 0
    assert "is there already" in desk.refused("backup-key", "operator.key", "--passphrase-file", "passphrase")


def test_a_backup_is_written_checked_and_put_back(operated: tuple[Desk, str]) -> None:
    desk, uuid = operated
    tokens = desk.tokens()
    assert desk.vote(uuid, tokens[0], "--choose", "1", "--choose", "2:2").exit_code == 0
    desk.path("backups").mkdir()
    shown = desk.must("backup", "backups", "--keep", "3")
    (file,) = desk.path("backups").glob("ballot-*Z.ballot-backup")
    assert str(file.name) in shown and shown.rstrip().endswith("bytes")
    checked = desk.must("restore", str(file), *KEY, "--check")
    assert (
        "1 board with 2 events; every chain holds" in checked
        and f"The voting of {uuid} is open, or may have been opened since: 2 events." in checked
        and "Nothing was changed." in checked
    )
    restored = desk.must("restore", str(file), *KEY)
    assert "It is in place now. The database before it is kept: " in restored
    assert "Nothing is wrong." in desk.must("doctor")
    assert desk.vote(uuid, tokens[1], "--choose", "1", "--choose", "2:2").exit_code == 0


def test_W26_a_backup_older_than_the_newest_checkpoint_is_refused(operated: tuple[Desk, str]) -> None:
    desk, uuid = operated
    desk.must("backup", "one.ballot-backup")
    token = desk.tokens()[0]
    assert desk.vote(uuid, token, "--choose", "1", "--choose", "2:2").exit_code == 0
    sentence = desk.refused("restore", "one.ballot-backup", *KEY)
    assert "cannot be restored, and nothing was changed" in sentence and f"Election {uuid}: " in sentence
    assert "Nothing is wrong." in desk.must("doctor")
    assert "It is in place now." in desk.must("restore", "one.ballot-backup", *KEY, "--give-up", uuid)
    assert "Nothing is wrong." in desk.must("doctor")


def test_W30_without_the_servers_key_nothing_is_made_up(operated: tuple[Desk, str]) -> None:
    desk, _ = operated
    desk.must("backup", "one.ballot-backup")
    desk.path("keys/server.key").rename(desk.path("away"))
    assert "Put your copy of the keys folder back first" in desk.refused("restore", "one.ballot-backup", *KEY)
    assert "Put your copy of the keys folder back first" in desk.refused("backup", "two.ballot-backup")
    assert not desk.path("keys/server.key").exists()


def test_what_is_missing_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("passphrase", f"{PASSPHRASE}\n")
    assert "BALLOT_BACKUP_KEY is not set" in desk.refused("backup", "x")
    monkeypatch.setenv("BALLOT_BACKUP_KEY", "x")
    assert "64 hex digits" in desk.refused("backup", "x")
    monkeypatch.setenv("BALLOT_BACKUP_KEY", "ab" * 32)
    assert "--keep is for a folder" in desk.refused("backup", "x", "--keep", "2")


def test_another_passphrase_or_file_is_told(operated: tuple[Desk, str]) -> None:
    desk, _ = operated
    desk.must("backup", "one.ballot-backup")
    desk.write("wrong", "another passphrase\n")
    assert "does not open" in desk.refused("restore", "one.ballot-backup", *KEY[:2], "--passphrase-file", "wrong")
    assert "not a key file" in desk.refused("restore", "one.ballot-backup", "--key", "wrong", *KEY[2:])
    assert "not a backup" in desk.refused("restore", "roll.csv", *KEY)
    desk.write("proof", "nothing")
    assert "not a checkpoint" in desk.refused("restore", "one.ballot-backup", *KEY, "--proof", "proof")
