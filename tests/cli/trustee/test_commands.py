"""The trustee's tool: what it writes, what it verifies first, and what it refuses to decrypt (M8)."""

from __future__ import annotations

import functools
import json
import stat
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ballot.board.shares import parse_share
from tests.cli.conftest import PASSPHRASE, Desk


class QuietHandler(SimpleHTTPRequestHandler):
    """A server of files that prints nothing."""

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


def opened(desk: Desk) -> Path:
    """Return the file in which the tool remembers which tally it opened."""
    (found,) = (path for path in desk.path("state/ballot/trustee").glob("*.json") if b'"tally"' in path.read_bytes())
    return found


def test_keygen_asks_for_a_passphrase_twice(desk: Desk) -> None:
    desk.must("trustee", "keygen", "Amina Diallo", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert stat.S_IMODE(desk.path("Amina-Diallo.key").stat().st_mode) == 0o600
    public = desk.path("Amina-Diallo.public.json").read_text()
    assert json.loads(public)["trustee"]["name"] == "Amina Diallo"


def test_keygen_refuses_a_short_passphrase_and_leaves_nothing(desk: Desk) -> None:
    desk.write("short", "1234\n")
    assert "too short" in desk.refused("trustee", "keygen", "Amina", "--passphrase-file", "short")
    assert sorted(path.name for path in desk.folder.iterdir()) == ["short"]


def test_keygen_never_overwrites_a_key(desk: Desk) -> None:
    desk.write("passphrase", PASSPHRASE)
    desk.keygen("Amina")
    before = desk.path("Amina.key").read_bytes(), desk.path("Amina.public.json").read_bytes()
    assert "is there already" in desk.refused("trustee", "keygen", "Amina", "--passphrase-file", "passphrase")
    assert (desk.path("Amina.key").read_bytes(), desk.path("Amina.public.json").read_bytes()) == before


def test_T21_a_key_file_is_tried_before_the_vote(desk: Desk) -> None:
    desk.write("passphrase", PASSPHRASE)
    desk.keygen("Amina")
    public = json.loads(desk.path("Amina.public.json").read_text())
    shown = desk.must("trustee", "check", "Amina.key", "--passphrase-file", "passphrase")
    assert public["trustee"]["public_key"] in shown
    desk.write("passphrase", "one letter wrong")
    assert "does not open" in desk.refused("trustee", "check", "Amina.key", "--passphrase-file", "passphrase")
    desk.path("Amina.key").write_text(desk.path("Amina.key").read_text()[:-20])
    assert "key file" in desk.refused("trustee", "check", "Amina.key", "--passphrase-file", "passphrase")


def test_T13_decrypt_shows_the_number_of_ballots_and_the_hash_and_asks(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    arguments = ("trustee", "decrypt", "Amina.key", f"{uuid}.bel", "--passphrase-file", "passphrase")
    done = desk.run(*arguments, typed="n\n")
    assert done.exit_code == 1 and "Aborted" in done.output
    assert "3 ballots; hash of the tally" in done.output
    assert not desk.path("Amina.share.json").exists()
    assert not list(desk.path("state").rglob("*.share"))
    assert desk.run(*arguments, typed="y\n").exit_code == 0
    assert parse_share(desk.path("Amina.share.json").read_bytes()).owner == 1


def test_T13_nothing_is_decrypted_while_the_voting_is_open(desk: Desk) -> None:
    uuid = desk.open_election()
    desk.vote(uuid, desk.tokens()[0], "--choose", "1", "--choose", "2:2")
    desk.must("election", "export", uuid)
    done = desk.decrypt("Amina", f"{uuid}.bel")
    assert done.exit_code == 1 and "has not been closed yet" in done.output
    assert not desk.path("Amina.share.json").exists()


def test_T13_nothing_is_decrypted_from_an_archive_that_fails_a_check(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    content = bytearray(desk.path(f"{uuid}.bel").read_bytes())
    content[len(content) // 2] ^= 1
    desk.path("evil.bel").write_bytes(content)
    done = desk.decrypt("Amina", "evil.bel")
    assert done.exit_code == 1 and "Nothing was decrypted" in done.output
    assert not desk.path("Amina.share.json").exists()


def test_T14_a_second_and_different_tally_is_refused(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    assert desk.decrypt("Amina", f"{uuid}.bel").exit_code == 0
    memorandum = opened(desk)
    values = json.loads(memorandum.read_text())
    memorandum.write_text(json.dumps({**values, "tally": "00" * 32}))
    desk.path("Amina.share.json").unlink()
    done = desk.decrypt("Amina", f"{uuid}.bel")
    assert done.exit_code == 1 and "already opened a different tally" in done.output
    assert not desk.path("Amina.share.json").exists()


def test_T14_the_same_tally_can_be_decrypted_again(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    assert desk.decrypt("Amina", f"{uuid}.bel").exit_code == 0
    assert desk.decrypt("Amina", f"{uuid}.bel", "--out", "again.json").exit_code == 0


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"election":"x"}'])
def test_T14_a_damaged_memory_is_no_permission(closed: tuple[Desk, str], damage: str) -> None:
    desk, uuid = closed
    assert desk.decrypt("Amina", f"{uuid}.bel").exit_code == 0
    memorandum = opened(desk)
    memorandum.write_text(damage)
    done = desk.decrypt("Amina", f"{uuid}.bel", "--out", "again.json")
    assert done.exit_code == 1 and "is damaged, so nothing is decrypted" in done.output
    assert not desk.path("again.json").exists()


def test_a_stranger_s_key_and_a_wrong_passphrase_are_named(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    desk.keygen("Mallory")
    assert "the key file of another trustee" in desk.decrypt("Mallory", f"{uuid}.bel").output
    desk.write("passphrase", "another passphrase\n")
    assert "does not open this key file" in desk.decrypt("Amina", f"{uuid}.bel").output


def test_T10_a_share_cannot_be_handed_in_under_another_name(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    assert desk.decrypt("Amina", f"{uuid}.bel").exit_code == 0
    share = desk.path("Amina.share.json").read_text()
    for owner in ("2", "0", "3", "-1", str(2**62)):
        desk.write("forged.json", share.replace('{"owner":1,', f'{{"owner":{owner},', 1))
        assert "Error" in desk.refused("election", "count", uuid, "forged.json")
    assert "is good" in desk.must("election", "count", uuid, "Amina.share.json")


def test_T20_no_share_is_taken_before_the_voting_is_closed(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    assert desk.decrypt("Amina", f"{uuid}.bel").exit_code == 0
    for name in ("Amina.key", "Jonas.key", "tokens.csv"):
        desk.path(name).unlink()
    still_open = desk.open_election()
    assert "closed" in desk.refused("election", "count", still_open, "Amina.share.json")
    assert "open" in desk.must("election", "status", still_open)


def test_the_archive_is_downloaded_from_the_election_s_page(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    folder = desk.path("site/elections") / uuid
    folder.mkdir(parents=True)
    for ending in (".bel", ".companion.jsonl"):
        desk.path(f"{uuid}{ending}").rename(folder / f"{uuid}{ending}")
    handler = functools.partial(QuietHandler, directory=str(desk.path("site")))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = f"http://127.0.0.1:{server.server_port}/elections/{uuid}"
        done = desk.decrypt("Amina", page)
        missing = desk.decrypt("Amina", f"http://127.0.0.1:{server.server_port}/elections/other")
        server.shutdown()
    assert done.exit_code == 0, done.output
    assert parse_share(desk.path("Amina.share.json").read_bytes()).owner == 1
    assert missing.exit_code == 1 and "could not be downloaded" in missing.output


def test_an_archive_that_is_not_there_is_named(desk: Desk) -> None:
    desk.write("passphrase", PASSPHRASE)
    desk.keygen("Amina")
    done = desk.decrypt("Amina", "nothing.bel")
    assert done.exit_code == 1 and "nothing.bel cannot be read" in done.output
