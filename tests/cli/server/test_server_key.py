"""`ballot server-key`, as an operator types it when the key was stolen or lost (W30)."""

from __future__ import annotations

import os

import pytest

from ballot.election.custody import server_key
from ballot.election.custody.occupancy import occupy
from ballot.verify import verify_archive
from tests.cli.conftest import Desk

CHOICE = ("--choose", "1", "--choose", "2:2")
CHANGE = ("server-key", "change", "--yes")


@pytest.fixture
def running(desk: Desk) -> tuple[Desk, str, list[str]]:
    """An open election with one ballot; its name and its tokens."""
    uuid = desk.open_election()
    tokens = desk.tokens()
    assert desk.vote(uuid, tokens[0], *CHOICE).exit_code == 0
    return desk, uuid, tokens


def public(desk: Desk) -> list[str]:
    """Return the public halves, the newest first."""
    return [line.split()[0] for line in desk.must("server-key", "show").splitlines()]


def verdicts(desk: Desk, uuid: str, *keys: str) -> list[str]:
    """Close, and verify the archive with each of the keys."""
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.", "--export", ".")
    return [verify_archive(desk.path(f"{uuid}.bel"), server_key=key, jobs=1).verdict for key in keys]


def test_W30_after_a_theft_voting_goes_on_with_another_key(running: tuple[Desk, str, list[str]]) -> None:
    desk, uuid, tokens = running
    [old] = public(desk)
    assert "The server signs with a new key now" in desk.must(*CHANGE)
    new, former = public(desk)
    assert former == old != new
    assert desk.path("keys/server.key").stat().st_mode & 0o077 == 0
    assert old.encode() not in desk.path("keys/server.key").read_bytes()
    assert desk.vote(uuid, tokens[1], *CHOICE).exit_code == 0
    assert "Nothing is wrong." in desk.must("doctor")
    assert verdicts(desk, uuid, old, new) == ["valid so far", "valid so far"]


def test_W30_a_lost_key_is_replaced_on_the_word_of_the_new_one(running: tuple[Desk, str, list[str]]) -> None:
    desk, uuid, tokens = running
    [old] = public(desk)
    assert "so it is not lost" in desk.refused(*CHANGE, "--lost", old)
    desk.path("keys/server.key").unlink()
    assert "Put your copy of the folder back" in desk.refused("server-key", "show")
    assert "Put your copy back" in desk.refused(*CHANGE)
    assert not desk.path("keys/server.key").exists()  # nothing is made up in silence
    assert "64 hexadecimal digits" in desk.refused(*CHANGE, "--lost", "x")
    desk.must(*CHANGE, "--lost", old)
    assert desk.vote(uuid, tokens[1], *CHOICE).exit_code == 0
    assert verdicts(desk, uuid, public(desk)[0], old) == ["valid so far", "invalid"]


def test_W30_the_server_must_be_stopped(running: tuple[Desk, str, list[str]]) -> None:
    desk, _, _ = running
    before = desk.path("keys/server.key").read_bytes()
    held = occupy(desk.path("var"))
    try:
        assert "Stop them first" in desk.refused(*CHANGE)
    finally:
        os.close(held)
    assert desk.path("keys/server.key").read_bytes() == before


@pytest.mark.parametrize("step", ["_say", "_put_in_place"])
def test_W30_an_interrupted_change_is_finished_by_the_same_command(
    running: tuple[Desk, str, list[str]], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk, uuid, tokens = running
    [old] = public(desk)
    with monkeypatch.context() as patched:

        def fail(*arguments: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(server_key, step, fail)
        assert desk.run(*CHANGE).exit_code != 0
    refused = desk.vote(uuid, tokens[1], *CHOICE)
    assert refused.exit_code == 1 and "was interrupted" in refused.output
    desk.must(*CHANGE)
    new, former = public(desk)
    assert former == old and desk.vote(uuid, tokens[1], *CHOICE).exit_code == 0
    assert verdicts(desk, uuid, old, new) == ["valid so far", "valid so far"]
    companion = desk.path(f"{uuid}.companion.jsonl").read_text(encoding="utf-8")
    assert companion.count('"record":"server_key"') == 1
