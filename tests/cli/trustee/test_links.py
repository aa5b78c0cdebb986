"""Trustees with a personal link and a key file only: common key, rehearsal, shuffles, commitments and shares (M8)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from ballot.cli.transport import LinkDoor
from ballot.config import Config
from ballot.errors import ConfigurationError, InvalidEncoding, NotPermitted
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import open_database
from ballot.web import create_app
from tests.cli.conftest import Desk

NAMES = ("Amina", "Jonas", "Rosa")
PASS = ("--passphrase-file", "passphrase")
PLAN = {
    "name": "Section",
    "trustees": list(NAMES),
    "threshold": 2,
    "contests": [
        {"title": "Chair", "seats": 1, "maximum": 1, "candidates": [{"name": "Ana"}, {"name": "Björn"}]},
        {
            "title": "Delegates",
            "kind": "ranked",
            "seats": 2,
            "candidates": [{"name": "Chidi"}, {"name": "Dana"}, {"name": "Emre"}],
        },
        {
            "title": "Council",
            "kind": "lists",
            "seats": 3,
            "candidates": [
                {"name": "Fay", "slate": "Bridge"},
                {"name": "Gus", "slate": "Bridge"},
                {"name": "Hana", "slate": "Harbour"},
            ],
        },
    ],
}
BALLOTS = (
    ("1:Ana", "2: Chidi > Dana", "3: Bridge"),
    ("1:2", "2: 1 > Emre > 2", "3: Harbour"),
    ("1:1", "2: Dana > Chidi", "3: Bridge / Fay"),
)


@pytest.fixture
def server(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The web application on a port of this machine, over the desk's own database."""
    with_port = make_server("127.0.0.1", 0, lambda environ, start: running(environ, start), threaded=True)
    url = f"http://127.0.0.1:{with_port.server_port}"
    monkeypatch.setenv("BALLOT_PUBLIC_URL", url)
    desk.must("election", "list")  # makes the database
    running = create_app(Config.from_env(), rate_limits=False)
    thread = threading.Thread(target=with_port.serve_forever, daemon=True)
    thread.start()
    yield url
    with_port.shutdown()
    with_port.server_close()
    thread.join()


def links(desk: Desk, uuid: str) -> dict[str, str]:
    shown = desk.must("election", "trustee-add", uuid, *NAMES, "--link")
    return dict(line.split(": ", 1) for line in shown.splitlines())  # type: ignore[misc]


def step(desk: Desk, command: str, name: str, *options: str) -> str:
    return desk.must("trustee", command, f"{name}.key", *PASS, *options)


def make_keys(desk: Desk, uuid: str) -> None:
    for name, link in links(desk, uuid).items():
        shown = desk.must("trustee", "keygen", "--link", link, "--key-file", f"{name}.key", *PASS)
        assert "any 2 of you open the count" in shown and link.partition("#")[2] not in shown
    for command, words in (("polynomial", "Step 2 of 3"), ("voutput", "Step 3 of 3"), ("check", "The rehearsal: you")):
        for name in NAMES:
            assert words in step(desk, command, name)


def run_to_close(desk: Desk) -> str:
    uuid = desk.create(plan=PLAN)
    make_keys(desk, uuid)
    desk.must("election", "freeze", uuid, "--accept-risk", "--merge-file", "tokens.csv")
    desk.must("election", "open", uuid)
    for token, chosen in zip(desk.tokens(), BALLOTS, strict=False):
        done = desk.vote(uuid, token, *(part for text in chosen for part in ("--choose", text)))
        assert done.exit_code == 0, done.output
    assert "Waiting for Amina." in desk.must("election", "close", uuid, "--reason", "Everybody has voted.")
    return uuid


def test_a_link_that_goes_to_its_trustee_alone(desk: Desk) -> None:
    uuid = desk.create(plan=PLAN)
    add = ("election", "trustee-add", uuid)
    assert "“nobody” is not an e-mail address" in desk.refused(*add, NAMES[0], "--mail", "nobody")
    for wrong in ((*NAMES, "--mail", "a@example.org"), (NAMES[0], "--link", "--mail", "a@example.org")):
        assert "with --mail or --key, name one trustee" in desk.refused(*add, *wrong)
    shown = desk.must(*add, NAMES[0], "--mail", "Amina@example.org")
    assert "waits in the outbox for amina@example.org" in shown and "#" not in shown
    database = open_database(Config.from_env().database_url)
    with database.reading() as session:
        (mail,) = session.scalars(select(OutboxMessage))
        assert (mail.kind, mail.address, mail.state) == ("trustee", "amina@example.org", "queued")
    database.dispose()


@pytest.mark.slow
def test_a_whole_election_by_personal_links(desk: Desk, server: str) -> None:
    uuid = run_to_close(desk)
    assert "It is not your turn" in desk.refused("trustee", "shuffle", "Jonas.key", *PASS, "--yes")
    for name in NAMES:
        shown = step(desk, "shuffle", name, "--yes")
        assert "every check holds" in shown and "your proof was verified" in shown
    shown = step(desk, "decrypt", "Amina", "--yes")
    assert "You have committed" in shown and "Run this command again" in shown
    assert "Waiting for" in desk.must("election", "count", uuid)
    assert "Your share was verified." in step(desk, "decrypt", "Rosa", "--yes")
    assert "Your share was verified." in step(desk, "decrypt", "Amina", "--yes")
    counted = desk.must("election", "count", uuid)
    assert "Elected: Ana." in counted and "Elected: Chidi and Dana." in counted and "Quota: 2" in counted
    assert "Seats: Bridge 2 (Fay and Gus), Harbour 1 (Hana)." in counted
    desk.must("election", "publish", uuid, "--export", ".")
    assert desk.must("verify", f"{uuid}.bel", "--strict").startswith("Verdict: VALID\n")
    assert "Chidi" in desk.must("count", f"{uuid}.bel", "--contest", "Delegates")
    assert "you are done" in step(desk, "status", "Jonas")


def test_the_link_is_kept_for_its_owner_only(desk: Desk, server: str) -> None:
    uuid = desk.create(plan=PLAN)
    link = links(desk, uuid)["Amina"]
    desk.must("trustee", "keygen", "--link", link, "--key-file", "Amina.key", *PASS)
    assert desk.path("Amina.link").stat().st_mode & 0o077 == 0
    assert "Waiting for Jonas, Rosa." in step(desk, "status", "Amina")
    assert "It is not time for this step" in desk.refused("trustee", "polynomial", "Amina.key", *PASS)
    again = links(desk, uuid)["Amina"]
    assert again != link
    assert "replaced by a newer one" in desk.refused("trustee", "status", "Amina.key", *PASS)
    assert "Waiting for" in step(desk, "status", "Amina", "--link", again)


def test_T6_a_restart_needs_fresh_keys(desk: Desk, server: str) -> None:
    uuid = desk.create(plan=PLAN)
    make_keys(desk, uuid)
    assert "Waiting for Amina, Jonas, Rosa." in desk.must("election", "trustee-restart", uuid, "--yes")
    before = desk.path("Amina.key").read_bytes()
    desk.path("Amina.key").rename(desk.path("old.key"))
    desk.must("trustee", "keygen", "--link", "Amina.link", "--key-file", "Amina.key", *PASS)
    assert desk.path("Amina.key").read_bytes() != before
    assert "ballot trustee" not in step(desk, "status", "Amina").partition("Next: ")[2]
    for command in ("polynomial", "voutput", "check"):  # the old file is recognised whatever is next
        refusal = desk.refused("trustee", command, "old.key", "--link", "Amina.link", *PASS)
        assert "This is the key file of another trustee or another election" in refusal


@pytest.mark.slow
def test_decrypt_can_wait_for_the_others(desk: Desk, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run_to_close(desk)
    for name in NAMES:
        step(desk, "shuffle", name, "--yes")
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        step(desk, "decrypt", "Rosa", "--yes")

    monkeypatch.setattr("ballot.cli.trustee.tally.time", SimpleNamespace(sleep=sleep))
    done = desk.run("trustee", "decrypt", "Amina.key", *PASS, "--yes", "--wait")
    assert done.exit_code == 0 and slept == [5.0], done.output
    assert "Elected: Ana." in desk.must("election", "count", LinkDoor(desk.path("Amina.link").read_text()).election)


@pytest.mark.slow
def test_T14_another_mixnet_and_a_lost_shuffle_are_refused(desk: Desk, server: str) -> None:
    run_to_close(desk)
    for name in NAMES:
        step(desk, "shuffle", name, "--yes")
    (note,) = (path for path in desk.path("state/ballot/trustee").glob("*.shuffle.json") if owner(desk, path, "Amina"))
    honest = json.loads(note.read_text())
    note.write_text(json.dumps({**honest, "shuffles": ["00" * 32]}))
    assert "your shuffle is not on the bulletin board" in desk.refused(
        "trustee", "decrypt", "Amina.key", *PASS, "--yes"
    )
    note.write_text(json.dumps({**honest, "tally": "00" * 32}))
    assert "a different tally" in desk.refused("trustee", "decrypt", "Amina.key", *PASS, "--yes")
    assert not list(desk.path("state").rglob("*.share"))
    note.write_text(json.dumps(honest))
    step(desk, "decrypt", "Amina", "--yes")


def owner(desk: Desk, path: Path, name: str) -> bool:
    """Return whether a memorandum is this trustee's: its name is a hash of election and signing key."""
    from ballot.cli.trustee.state_file import Memory
    from ballot.cli.trustee_key import unlock
    from tests.cli.conftest import PASSPHRASE

    key = unlock(desk.path(f"{name}.key"), PASSPHRASE).signing_key.public_hex
    uuid = LinkDoor(desk.path(f"{name}.link").read_text()).election
    return path.name.startswith(Memory(path.parent, uuid, key)._name)


@pytest.mark.parametrize(
    ("link", "kind", "words"),
    [
        ("http://vote.example.org/trustee/abc#secret", ConfigurationError, "unencrypted"),
        ("https://vote.example.org/trustee/abc", InvalidEncoding, "personal link"),
        ("https://vote.example.org/elections/abc#secret", InvalidEncoding, "personal link"),
        ("ftp://vote.example.org/trustee/abc#secret", InvalidEncoding, "personal link"),
    ],
)
def test_what_is_no_link_is_refused(link: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        LinkDoor(link)


def test_W16_the_secret_is_not_sent_on_to_another_address() -> None:
    seen: list[str] = []

    def evil(environ, start):  # type: ignore[no-untyped-def]
        seen.append(environ["PATH_INFO"])
        start("302 Found", [("Location", "/stolen")])
        return [b""]

    site = make_server("127.0.0.1", 0, evil)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    door = LinkDoor(f"http://127.0.0.1:{site.server_port}/trustee/abc#secret")
    with pytest.raises(NotPermitted, match="not followed"):
        door.get("status", dict)
    site.shutdown()
    site.server_close()
    assert seen == ["/trustee/abc/status"] and "secret" not in repr(door)
