"""A registrar without a browser: every step by `ballot registrar`, with a key, against a server on loopback (B6)."""

from __future__ import annotations

import csv
import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from ballot.cli.registrar.api_client import Api
from ballot.election import acts, proposals
from ballot.election.accounts.api_keys import end_key, keys_of, make_key
from ballot.election.amendments.registrar import KIND, waiting_requests
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens.ledger import Ledger, ledger
from ballot.election.tokens.registrar_list import choose_registrar
from ballot.errors import ConfigurationError, InvalidEncoding
from ballot.store.models.people import Officer
from tests.cli.conftest import Desk
from tests.web.world import OLGA, Made, World, found, make_world

OSCAR = "oscar@example.org"


class Served:
    """A world behind an address, a draft whose registrar has a key, and everything that was sent there."""

    def __init__(self, world: World, url: str, received: list[bytes]) -> None:
        self.world, self.url, self.received = world, url, received
        self.made: Made = world.make("draft")
        world.appoint(self.made, OSCAR, SECOND_OFFICER)
        with world.database.session() as session:
            choose_registrar(Scene(session, found(session, self.made.uuid)), chosen=True)
        self.where = ("--election", f"{url}/elections/{self.made.uuid}", "--key", "key.txt")

    def key(self, *scopes: str) -> str:
        with self.world.database.session() as session:
            officer = session.query(Officer).filter_by(email=OLGA).one()
            return make_key(Scene(session, found(session, self.made.uuid)), officer, "Registrar", scopes).secret

    def freeze(self) -> None:
        with self.world.database.session() as session:
            freeze(Scene(session, found(session, self.made.uuid)), Delivery(channel="registrar", public_url=self.url))

    def propose(self) -> None:
        """Let one officer propose what the registrar asks for."""
        with self.world.database.session() as session:
            election = found(session, self.made.uuid)
            (one,) = waiting_requests(Scene(session, election))
            pair = {"revoked": one.revoked, "spare": one.spare, "reason": one.reason}
            acts.propose(Scene(session, election, person=election.officer), KIND, pair, "They called")

    def confirm(self) -> None:
        """Let the other officer confirm it."""
        with self.world.database.session() as session:
            election = found(session, self.made.uuid)
            (act,) = proposals.waiting(Scene(session, election))
            acts.confirm(
                Scene(session, election, person=second_officers(Scene(session, election))[0]), act.id, act.digest
            )


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    received: list[bytes] = []

    def application(environ: dict[str, Any], start: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        received.append(repr(sorted((k, v) for k, v in environ.items() if isinstance(v, str))).encode() + body)
        environ["wsgi.input"] = io.BytesIO(body)
        return world.app(environ, start)

    server = make_server("127.0.0.1", 0, application, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    world = make_world(tmp_path_factory.mktemp("served"), url=url)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(world, url, received)
    server.shutdown()
    server.server_close()
    thread.join()
    world.close()


def put_key(desk: Desk, text: str) -> None:
    desk.path("key.txt").write_text(text)
    desk.path("key.txt").chmod(0o600)


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def make(desk: Desk, served: Served) -> None:
    """Take the roll, make the tokens, and hand in the public credentials."""
    assert "5 members" in desk.must("registrar", "roll", *served.where, "--to", "roll.csv")
    files = ("--tokens", "tokens.csv", "--credentials", "credentials.json", "--spares", "2")
    desk.must("registrar", "make", "roll.csv", "--uuid", served.made.uuid, "--public-url", served.url, *files)
    said = desk.must("registrar", "hand-in", "credentials.json", *served.where)
    assert "Taken: 5 public credentials and 2 spare ones." in said


def test_B6_a_registrars_whole_way_by_the_command_line(desk: Desk, served: Served) -> None:
    put_key(desk, served.key("roll:read", "registrar:act"))
    make(desk, served)
    served.freeze()
    before = rows(desk.path("tokens.csv"))
    desk.must("registrar", "particulars", *served.where, "--to", "particulars.json")
    desk.must("registrar", "particulars", *served.where, "--to", "particulars.json")  # again, when something changed
    said = desk.must("registrar", "letters", "tokens.csv", "particulars.json", "--to", "letters.pdf", "--all")
    assert "5 letters" in said
    hand_in_states(desk, served, before)
    desk.must("registrar", "ask", "tokens.csv", before[1]["email"], "--reason", "lost", *served.where)
    for act, words in ((lambda: None, "an officer to propose"), (served.propose, "second officer")):
        act()
        waits = desk.run("registrar", "replacements", "tokens.csv", *served.where)
        assert waits.exit_code == 3 and words in waits.output and "Member 1" in waits.output
    served.confirm()
    assert "not yet written" in desk.must("registrar", "replacements", "tokens.csv", *served.where)
    assert rows(desk.path("tokens.csv")) == before
    assert "1 new tokens are in" in desk.must("registrar", "replacements", "tokens.csv", "--take", *served.where)
    after = rows(desk.path("tokens.csv"))
    assert after[1]["token"] == before[5]["token"] and len(after) == 6 and after[1]["name"] == before[1]["name"]
    assert desk.path("tokens.csv").stat().st_mode & 0o077 == 0
    assert desk.must("registrar", "replacements", "tokens.csv", *served.where) == ""
    lost_again = desk.must("registrar", "ask", "tokens.csv", after[1]["email"], "--reason", "lost", *served.where)
    assert "Asked for." in lost_again and after[1]["credential"] == before[5]["credential"]
    assert any(before[1]["credential"].encode() in one for one in served.received)
    for token in (row["token"] for row in before):
        assert not [one for one in served.received if token.encode() in one or token.replace("-", "").encode() in one]


def hand_in_states(desk: Desk, served: Served, tokens: list[dict[str, str]]) -> None:
    """The file of tokens with a column more: only that column is sent, and whose it is."""
    with desk.path("states.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*tokens[0], "state"])
        writer.writeheader()
        writer.writerows({**row, "state": state} for row, state in zip(tokens, ["issued"] * 4 + [""] * 3, strict=True))
    said = desk.must("registrar", "states", "states.csv", *served.where)
    assert "4 issued, 0 held, 0 undeliverable." in said and "1 member without a state" in said
    with served.world.database.reading() as session:
        assert ledger(Scene(session, found(session, served.made.uuid))) == Ledger(roll=5, issued=4, missing=1)


def test_what_is_refused_is_said_and_nothing_is_sent(desk: Desk, served: Served) -> None:
    put_key(desk, served.key("roll:read", "registrar:act"))
    make(desk, served)
    number = len(served.received)
    said = desk.refused("registrar", "hand-in", "tokens.csv", *served.where)
    assert "not a file of public credentials" in said and "Nothing was sent" in said
    assert "no row with a state" in desk.refused("registrar", "states", "tokens.csv", *served.where)
    assert "not a file of tokens" in desk.refused(
        "registrar", "ask", "roll.csv", "x", "--reason", "lost", *served.where
    )
    assert len(served.received) == number
    for kept in ("tokens.csv", "credentials.json"):
        before = desk.path(kept).read_bytes()
        said = desk.refused("registrar", "particulars", *served.where, "--to", kept)
        assert f"{kept} is not a file of particulars" in said and desk.path(kept).read_bytes() == before
    assert len(served.received) == number
    served.freeze()
    said = desk.refused("registrar", "hand-in", "credentials.json", *served.where)
    assert "This is possible only while the election is" in said
    said = desk.refused("registrar", "ask", "tokens.csv", "nobody@example.org", "--reason", "lost", *served.where)
    assert "“nobody@example.org”: nobody has it in tokens.csv" in said


def test_W15_a_key_without_the_right_or_one_that_ended_opens_nothing(desk: Desk, served: Served) -> None:
    put_key(desk, served.key("turnout:read"))
    assert "has no right “roll:read”" in desk.refused("registrar", "roll", *served.where, "--to", "roll.csv")
    assert "has no right “registrar:act”" in desk.refused("registrar", "particulars", *served.where, "--to", "p.json")
    with served.world.database.session() as session:
        election = found(session, served.made.uuid)
        end_key(Scene(session, election), keys_of(Scene(session, election))[0].id)
    assert "needs a key of this election" in desk.refused("registrar", "particulars", *served.where, "--to", "p.json")
    desk.path("key.txt").chmod(0o640)
    assert "can be read by others" in desk.refused("registrar", "particulars", *served.where, "--to", "p.json")
    put_key(desk, "not a key")
    assert "holds no key" in desk.refused("registrar", "particulars", *served.where, "--to", "p.json")


def test_a_key_goes_nowhere_unencrypted(desk: Desk) -> None:
    with pytest.raises(ConfigurationError, match="unencrypted"):
        Api("http://vote.example.org/elections/AAAAAAAAAAAAAA", "ballotkey_x")
    with pytest.raises(InvalidEncoding, match="not the address of an election"):
        Api("https://vote.example.org/", "ballotkey_x")
    assert "ballotkey" not in repr(Api("https://vote.example.org/elections/AAAAAAAAAAAAAA", "ballotkey_x"))
    put_key(desk, "ballotkey_" + "A" * 43)
    where = ("--election", "http://127.0.0.1:9/elections/AAAAAAAAAAAAAA", "--key", "key.txt")
    assert "cannot be reached" in desk.refused("registrar", "particulars", *where, "--to", "p.json")


def test_an_answer_that_breaks_off_is_said(desk: Desk) -> None:
    def cut() -> None:
        with server.accept()[0] as connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{")

    put_key(desk, "ballotkey_" + "A" * 43)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=cut, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/elections/AAAAAAAAAAAAAA"
        where = ("--election", address, "--key", "key.txt")
        assert "broke off" in desk.refused("registrar", "particulars", *where, "--to", "p.json")
        thread.join()
