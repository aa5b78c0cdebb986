"""A whole election with ranked papers, lists and a common key, over HTTP alone: officer's pages and trustees' links."""

from __future__ import annotations

import csv
import io
import re

import pytest

from ballot.election.scene import Scene
from ballot.protocol.ballots import create_ballot
from tests.web.test_flow import make_key, saved_tokens, set_up
from tests.web.trustees import HttpTrustee
from tests.web.world import OLGA, Browser, Made, World, election_context, found, until_sent

NAMES = ("Amina", "Jonas", "Rosa")
PAPERS = (
    ([1, 0, 0], [1, 2, 3, 0], [[1, 1, 0], [0, 0, 0], [0, 0]]),
    ([1, 0, 0], [1, 3, 2, 0], [[1, 0, 1], [0, 0, 0], [0, 0]]),
    ([0, 1, 0], [0, 1, 2, 3], [[0, 0, 0], [1, 1, 1], [0, 0]]),
)


def add_contests(officer: Browser, home: str) -> None:
    """Add a ranked contest and one of lists."""
    ranked = {"title": "Delegates", "kind": "ranked", "seats": "2", "minimum": "0", "maximum": "1"}
    people = {f"candidates-{i}-name": name for i, name in enumerate(("Ana", "Bo", "Cem", "Dia"))}
    assert officer.post(f"{home}/contests/new", **ranked, **people).status_code == 302
    lists = {"title": "Council", "kind": "lists", "rule": "sainte-lague", "seats": "3", "minimum": "0", "maximum": "1"}
    for i, name in enumerate(("Eva", "Fay", "Gil", "Hal")):
        lists |= {f"candidates-{i}-name": name, f"candidates-{i}-slate": "North" if i < 2 else "South"}
    assert officer.post(f"{home}/contests/new", **lists).status_code == 302


def link_of(officer: Browser, home: str, position: int) -> str:
    """Make a personal link on the officer's page and return its secret."""
    answer = officer.post(f"{home}/trustees/{position}/link", f"{home}/trustees")
    address = re.search(r'value="http://127\.0\.0\.1:8000/trustee/(\w+)#(\w{22})"', answer.text)
    assert address is not None and answer.headers["Cache-Control"] == "no-store", answer.text
    assert home.endswith(address[1])
    return address[2]


def invite(world: World, officer: Browser, home: str, names: tuple[str, ...] = NAMES) -> list[HttpTrustee]:
    """Add trustees and give each a link."""
    for name in names:
        assert officer.post(f"{home}/trustees/invite", f"{home}/trustees", **{"invite-name": name}).status_code == 302
    uuid = home.rsplit("/", 1)[1]
    return [HttpTrustee(world, uuid, link_of(officer, home, at)) for at, _ in enumerate(names, start=1)]


def take_turns(trustees: list[HttpTrustee], until: set[str]) -> list[str]:
    """Let all trustees act in turn until each has nothing to do; return what they did."""
    done: list[str] = []
    for _ in range(12):
        steps = [trustee.step() for trustee in trustees]
        done += steps
        if set(steps) <= until:
            return done
    raise AssertionError(done)


@pytest.fixture
def prepared(world: World) -> tuple[World, Browser, str, list[HttpTrustee]]:
    """A draft with three contests, whose three trustees are invited; two of them will be needed."""
    officer = world.browser(OLGA)
    home = set_up(officer)
    add_contests(officer, home)
    trustees = invite(world, officer, home)
    values = {"needed-who": "some", "needed-number": "2"}
    assert officer.post(f"{home}/trustees/needed", f"{home}/trustees", **values).status_code == 302
    return world, officer, home, trustees


def vote(world: World, uuid: str, tokens: list[str]) -> None:
    """Cast one paper of each member."""
    with world.database.reading() as session:
        context = election_context(Scene(session, found(session, uuid)))
    for token, paper in zip(tokens, PAPERS, strict=True):
        answer = world.browser().cast(uuid, create_ballot(context, token, list(paper)))
        assert answer.status_code == 200, answer.text


def test_a_whole_election_with_a_common_key(prepared: tuple[World, Browser, str, list[HttpTrustee]]) -> None:
    world, officer, home, trustees = prepared
    uuid = home.rsplit("/", 1)[1]
    assert "Waiting for Amina to make a key" in officer.get(home).text
    assert trustees[0].step() == "certificate"
    assert "Jonas to make a key" in officer.get(home).text and "Key: 1 of 3 steps done" in officer.get(home).text
    refused = officer.post(f"{home}/freeze", channel="merge", sure="y", secrecy="y")
    assert refused.status_code == 422 and "Waiting for Amina" in refused.text
    done = take_turns(trustees, {"wait"})
    assert {"polynomial", "voutput", "rehearsal"} <= set(done)
    assert "Next: freeze and issue tokens" in officer.get(home).text

    officer.post(f"{home}/freeze", channel="merge", sure="y", secrecy="y")
    merge = saved_tokens(officer, home)
    tokens = [row["token"] for row in csv.DictReader(io.StringIO(merge))]
    assert officer.post(f"{home}/open", sure="y").status_code == 302
    assert "D’Hondt" not in officer.get(f"/elections/{uuid}").text
    vote(world, uuid, tokens)
    assert trustees[0].get("private-key").status_code == 409
    assert officer.post(f"{home}/close", sure="y", reason="Everybody has voted.").status_code == 302

    assert "Next: shuffle the ballots" in officer.get(home).text and "Waiting for Amina" in officer.get(home).text
    assert [t.step() for t in trustees] == ["shuffle"] * 3
    assert b'"Shuffle"' in trustees[1].get("archive").data
    assert b'"Shuffle"' not in world.browser().get(f"/elections/{uuid}/{uuid}.bel").data
    page = officer.get(f"{home}/count").text
    assert page.count("Has shuffled") == 3 and "Trustees needed: any 2 of 3" in page
    assert trustees[2].step() == "commit" and trustees[2].status()["step"] == "wait"
    assert trustees[2].post("share", trustees[2].shares[3]).status_code == 200
    page = officer.get(f"{home}/count").text
    assert "Share is here, held back" in page and "1 of 2" in page and "Waiting for 1 more of Amina and Jonas" in page
    assert b'"PartialDecryption"' not in trustees[0].get("archive").data
    assert [trustees[0].step(), trustees[0].step()] == ["commit", "decrypt"]
    assert trustees[0].get("archive").data.count(b'"PartialDecryption"') == 2
    assert "Share is not needed" in officer.get(f"{home}/count").text
    assert officer.post(f"{home}/count/open", f"{home}/count").status_code == 302
    assert trustees[1].status()["step"] == "done"

    assert "Cem, Dia are level, " in officer.get(f"{home}/result").text
    assert officer.post(f"{home}/lot/2/enter", f"{home}/lot/2", seed="4711", sure="y").status_code == 302
    seen = officer.get(f"{home}/result").text
    assert "Cem, Dia were level; decided by the public lot" in seen and "with the seed “4711” among Cem, Dia" in seen
    for words in ("Stage by stage", "First preferences", "Quota", "1 seat", "2 seats", "Sainte-Laguë", "Ana"):
        assert words in seen, words
    assert officer.post(f"{home}/declare", sure="y").status_code == 302
    assert officer.post(f"{home}/publish", sure="y").status_code == 302
    assert "Stage by stage" in world.browser().get(f"/elections/{uuid}/result").text
    archive = world.browser().get(f"/elections/{uuid}/{uuid}.bel").data
    assert archive == trustees[0].get("archive").data and archive.count(b'"Shuffle"') == 3


def test_trustees_who_are_all_needed_make_keys_of_their_own(world: World) -> None:
    officer = world.browser(OLGA)
    home = set_up(officer)
    trustees = invite(world, officer, home, NAMES[:1])
    make_key(officer, home, "Jonas")
    assert [trustees[0].step() for _ in range(3)] == ["key", "rehearsal", "wait"]
    assert "Next: freeze and issue tokens" in officer.get(home).text
    again = trustees[0].post("key", b"{}")
    assert again.status_code == 409 and "already" in again.get_json()["error"]["message"]
    assert trustees[0].get("certificates").status_code == 409 and trustees[0].get("private-key").status_code == 409


def test_a_new_start_drops_all_parts_and_keeps_the_links(
    prepared: tuple[World, Browser, str, list[HttpTrustee]],
) -> None:
    _, officer, home, trustees = prepared
    assert [trustee.step() for trustee in trustees] == ["certificate"] * 3
    assert officer.post(f"{home}/trustees/restart", f"{home}/trustees").status_code == 302
    assert [trustee.status()["step"] for trustee in trustees] == ["certificate"] * 3
    take_turns(trustees, {"wait"})
    assert officer.post(f"{home}/trustees/needed", f"{home}/trustees", **{"needed-who": "all"}).status_code == 302
    assert {trustee.status()["step"] for trustee in trustees} == {"key"}


def test_one_trustee_more_makes_the_parts_of_the_others_useless(
    prepared: tuple[World, Browser, str, list[HttpTrustee]],
) -> None:
    """A certificate is made for a number of trustees: it is dropped, not kept until it is refused."""
    _, officer, home, trustees = prepared
    assert trustees[0].step() == "certificate"
    officer.post(f"{home}/trustees/invite", f"{home}/trustees", **{"invite-name": "Zoe"})
    assert trustees[0].status()["step"] == "certificate" and trustees[0].status()["context"]["size"] == 4
    key_file = {"file-name": "Li", "file-passphrase": "four words are enough", "file-again": "four words are enough"}
    refused = officer.post(f"{home}/trustees/key-file", f"{home}/trustees", **key_file)
    assert refused.status_code == 422


def test_a_replaced_link_is_dead(prepared: tuple[World, Browser, str, list[HttpTrustee]]) -> None:
    _, officer, home, trustees = prepared
    new = link_of(officer, home, 1)
    assert trustees[0].get("status").status_code == 403
    trustees[0].link = new
    assert trustees[0].status()["trustee"]["name"] == "Amina"


def test_what_a_trustee_sends_for_another_one_is_refused(
    prepared: tuple[World, Browser, str, list[HttpTrustee]],
) -> None:
    world, officer, home, trustees = prepared
    take_turns(trustees, {"wait"})
    officer.post(f"{home}/freeze", channel="merge", sure="y", secrecy="y")
    merge = saved_tokens(officer, home)
    officer.post(f"{home}/open", sure="y")
    uuid = home.rsplit("/", 1)[1]
    vote(world, uuid, [row["token"] for row in csv.DictReader(io.StringIO(merge))])
    officer.post(f"{home}/close", sure="y", reason="Everybody has voted.")
    answer = trustees[1].post("shuffle", trustees[0].group.shuffle(1))
    assert answer.status_code == 422 and "another trustee" in answer.get_json()["error"]["message"]
    for body in (b"{}", b"[" * 1000, b"\xff", b'{"shuffle":{},"signing_key":"","parent":"","signature":""}'):
        assert trustees[0].post("shuffle", body).status_code == 422
    assert trustees[0].post("commitment", {"commitment": "0" * 64}).status_code == 409
    assert trustees[0].status()["step"] == "shuffle"
    handed_in = trustees[0].group.shuffle(1)
    answer = officer.post(
        f"{home}/count/shuffle", f"{home}/count", **{"shuffle-file": (io.BytesIO(handed_in), "shuffle.json")}
    )
    assert answer.status_code == 302 and trustees[0].status()["step"] == "wait"
    made = Made(uuid, [], [])
    assert world.link(made, 1) != trustees[0].link


@pytest.mark.parametrize("kind", ["invite", "key-file"])
def test_a_trustee_of_either_kind_can_come_from_outside(world: World, kind: str) -> None:
    made, officer = world.make("draft"), world.browser(OLGA)
    home, words = f"/officer/elections/{made.uuid}", "No trustee comes from outside"
    assert words in officer.get(home).text
    prefix, passphrase = {"invite": "invite", "key-file": "file"}[kind], "four words are enough"
    sent = {"name": "Rosa", "organisation": "Notary <Diaz>", "passphrase": passphrase, "again": passphrase}
    answer = officer.post(
        f"{home}/trustees/{kind}", f"{home}/trustees", **{f"{prefix}-{name}": value for name, value in sent.items()}
    )
    assert answer.status_code in (200, 302)
    assert "From outside: <bdi>Notary &lt;Diaz&gt;</bdi>" in officer.get(f"{home}/trustees").text
    assert words not in officer.get(home).text


def test_the_server_sends_the_link_and_the_page_says_when(world: World) -> None:
    made, officer = world.make("draft"), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    page = officer.get(f"{home}/trustees").text
    assert "Send the personal link by e-mail" not in page, "nobody has an address"
    said = {"invite-name": "Zoe", "invite-email": "zoe@example.org"}
    officer.post(f"{home}/trustees/invite", f"{home}/trustees", **said)
    assert "Send the personal link by e-mail" in officer.get(f"{home}/trustees").text
    answer = officer.post(f"{home}/trustees/3/send", f"{home}/trustees")
    page = officer.get(answer.location).text
    assert "The personal link is on its way to zoe@example.org." in page and "/trustee/" not in page
    until_sent()
    (mail,) = [mail for mail in world.post.sent if mail.address == "zoe@example.org"]
    assert f"{world.config.public_url}/trustee/{made.uuid}#" in mail.text
    for path in (f"{home}/trustees", home):
        assert "Told by e-mail" in officer.get(path).text, path


def test_a_wrong_address_of_a_trustee_is_refused_and_nothing_is_lost(world: World) -> None:
    made, officer = world.make("draft"), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}/trustees"
    answer = officer.post(f"{home}/invite", home, **{"invite-name": "Zoe", "invite-email": "zoe at example"})
    assert answer.status_code == 422 and "is not an e-mail address" in answer.text
    assert 'value="Zoe"' in answer.text and 'value="zoe at example"' in answer.text
