"""Photographs and statements: upload, preview, freeze, public page, booth; and what nobody can exchange."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import text

from ballot.board import companion
from ballot.election.custody.agreement import disagreements
from ballot.election.paper.contests import CandidateDraft, ContestDraft, update_contest
from ballot.election.paper.photographs import redraw
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.records.charter import Charter
from ballot.store import board
from ballot.store import session as store
from ballot.store.models.paper import Photograph
from ballot.web.officer import paper
from tests.election.paper.test_W12_photographs import portrait, saved
from tests.web.world import OLGA, OTTO, Browser, Made, World, found

FOREVER = "public, max-age=31536000, immutable"
STATEMENT = "I am **for** it.\n\n- [mine](https://example.org)\n- <b>no</b> markup"


def person(name: str, **values: Any) -> CandidateDraft:
    """Return a candidate."""
    return CandidateDraft(name=name, **values)


def contest(**values: Any) -> ContestDraft:
    """Return a contest of two."""
    people = (person("Zoë Berg", statement=STATEMENT), person("ada Lund"))
    return ContestDraft(**{"title": "Chair", "candidates": people, **values})


def upload(browser: Browser, made: Made, content: bytes, number: int = 1) -> Any:
    """Upload a photograph of a candidate."""
    path = f"/officer/elections/{made.uuid}/contests/1/photographs/{number}"
    return browser.post(path, file=(io.BytesIO(content), "me.jpg"))


def pictures(page: str) -> list[str]:
    """Return the addresses of the pictures of a page."""
    return re.findall(r'<img src="([^"]+)"', page)


def charter(world: World, made: Made) -> Charter:
    """Return the charter of a frozen election."""
    with world.database.reading() as session:
        (record,) = board.companion_records_of(session, found(session, made.uuid), companion.CharterRecord)
    return record.value


def test_a_photograph_from_the_upload_to_the_booth(world: World) -> None:
    made, browser = world.make("draft", contests=(contest(),)), world.browser(OLGA)
    assert upload(browser, made, saved(portrait())).status_code == 302
    home = f"/officer/elections/{made.uuid}"
    (small,) = pictures(browser.get(f"{home}/contests").text)
    answer = browser.get(small)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert world.browser(OTTO).get(small).status_code == 404 and world.browser().get(small).status_code == 302

    # Saving the contest again keeps it: the form carries its hash.
    form = dict(
        re.findall(r'name="(candidates-\d-(?:name|photograph))"[^>]* value="([^"]*)"', _contest_page(browser, made))
    )
    data = {"title": "Chair", "seats": "1", "minimum": "0", "maximum": "1", "kind": "choice", "order": "fixed"}
    assert browser.post(f"{home}/contests/1", **data, **form).status_code == 302
    assert pictures(browser.get(f"{home}/contests").text) == [small]

    _freeze(world, made)
    public = world.browser().get(f"/elections/{made.uuid}").text
    (address,) = pictures(public)
    answer = world.browser().get(address)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", FOREVER)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = world.browser().get(f"/vote/{made.uuid}/booth.json").json["contests"][0]
    assert told["order"] == "fixed"
    assert [one.get("photograph") for one in told["candidates"]] == [address, None]
    assert browser.get(small).status_code == 409  # it is no draft any more


def _contest_page(browser: Browser, made: Made) -> str:
    return browser.get(f"/officer/elections/{made.uuid}/contests/1").text


def _freeze(world: World, made: Made) -> None:
    with world.database.session() as session:
        world.advance(session, "frozen", made, ())


def test_the_charter_binds_statement_photograph_and_order(world: World) -> None:
    made, browser = world.make("draft", contests=(contest(order="random"),)), world.browser(OLGA)
    upload(browser, made, saved(portrait()), number=2)
    _freeze(world, made)
    (rule,) = charter(world, made).contests
    assert rule.order == "random"
    assert [len(one) for one in rule.statements or ()] == [64, 0]
    nothing, both = rule.photographs or ((), ())
    assert nothing == ()
    for digest in both:
        assert world.browser().get(f"/elections/{made.uuid}/photographs/{digest}.jpg").status_code == 200


def test_W3_a_charter_without_them_is_as_it_was(world: World) -> None:
    made = world.make("frozen", contests=(contest(candidates=(person("A"), person("B"))),))
    assert b"statements" not in _charter_bytes(world, made) and b"photographs" not in _charter_bytes(world, made)


def _charter_bytes(world: World, made: Made) -> bytes:
    return world.browser().get(f"/elections/{made.uuid}/{made.uuid}.companion.jsonl").data.split(b"\n")[0]


@pytest.mark.parametrize("change", ["statement", "photograph", "picture"])
def test_W26_a_statement_or_photograph_that_is_exchanged_after_the_freeze_is_found(world: World, change: str) -> None:
    made, browser = world.make("draft", contests=(contest(),)), world.browser(OLGA)
    upload(browser, made, saved(portrait()))
    upload(browser, made, saved(portrait(600, 600)), number=2)
    _freeze(world, made)
    edit = {
        "statement": "UPDATE candidate SET statement = 'I am against it.' WHERE position = 1",
        "photograph": "UPDATE candidate SET photograph = (SELECT photograph FROM candidate WHERE position = 2)",
        "picture": "UPDATE photograph SET small = large",
    }[change]
    with world.database.session() as session:
        session.execute(text(edit))
    with world.database.reading() as session:
        election = found(session, made.uuid)
        if change == "picture":
            (address, _) = pictures(world.browser().get(f"/elections/{made.uuid}").text)
            assert world.browser().get(address).status_code == 404
        else:
            assert any("not those of its charter" in sentence for sentence in disagreements(Scene(session, election)))


def test_a_photograph_that_nobody_has_is_not_kept(world: World) -> None:
    made, browser = world.make("draft", contests=(contest(),)), world.browser(OLGA)
    upload(browser, made, saved(portrait()))
    upload(browser, made, saved(portrait(700, 500)))
    with world.database.reading() as session:
        assert session.query(Photograph).count() == 1
    path = f"/officer/elections/{made.uuid}/contests/1/photographs/1"
    assert browser.post(path, remove="yes").status_code == 302
    with world.database.reading() as session:
        assert session.query(Photograph).count() == 0


def test_W12_a_refused_upload_says_why_and_changes_nothing(world: World) -> None:
    made, browser = world.make("draft", contests=(contest(),)), world.browser(OLGA)
    upload(browser, made, saved(portrait()))
    before = pictures(browser.get(f"/officer/elections/{made.uuid}/contests").text)
    answer = upload(browser, made, b"<svg onload=alert(1)>")
    assert answer.status_code == 422 and "not a photograph that can be read" in answer.text
    assert upload(browser, made, bytes(9 * 1024 * 1024)).status_code == 413
    assert pictures(browser.get(f"/officer/elections/{made.uuid}/contests").text) == before


def test_nobody_waits_for_the_database_while_a_photograph_is_drawn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, browser = world.make("draft", contests=(contest(),)), world.browser(OLGA)
    monkeypatch.setattr(store, "BUSY_TIMEOUT", 0.0)  # a writer that finds the lock taken fails at once
    drawn: list[str] = []

    def draw(content: bytes) -> tuple[bytes, bytes]:
        with world.database.session() as session:
            drawn.append(found(session, made.uuid).name)
        return redraw(content)

    monkeypatch.setattr(paper, "redraw", draw)
    assert upload(browser, made, saved(portrait())).status_code == 302
    assert drawn == ["Executive committee"]


def test_W15_a_photograph_of_another_election_cannot_be_named(world: World) -> None:
    mine, other = world.make("draft", contests=(contest(),)), world.make("draft", contests=(contest(),), officer=OTTO)
    upload(world.browser(OTTO), other, saved(portrait()))
    with world.database.reading() as session:
        digest = session.query(Photograph).one().digest
    data = {"title": "Chair", "seats": "1", "minimum": "0", "maximum": "1", "kind": "choice", "order": "fixed"}
    browser = world.browser(OLGA)
    answer = browser.post(
        f"/officer/elections/{mine.uuid}/contests/1",
        **data,
        **{"candidates-0-name": "A", "candidates-0-photograph": digest, "going": ["Zoë Berg", "ada Lund"]},
    )
    assert answer.status_code == 422 and "Upload it again" in answer.text
    assert browser.get(f"/officer/elections/{mine.uuid}/contests/pictures/{digest}.jpg").status_code == 404


def test_W3_a_statement_is_drawn_from_its_tree(world: World) -> None:
    made = world.make("frozen", contests=(contest(),))
    page = world.browser().get(f"/elections/{made.uuid}").text
    assert "I am <strong>for</strong> it." in page
    assert '<a href="https://example.org" rel="noopener noreferrer nofollow">mine</a>' in page
    assert "&lt;b&gt;no&lt;/b&gt; markup" in page
    told = world.browser().get(f"/vote/{made.uuid}/booth.json").json["contests"][0]["candidates"]
    assert [node["kind"] for node in told[0]["statement"]] == ["paragraph", "list"] and "statement" not in told[1]


def test_the_alphabet_orders_the_record_itself(world: World) -> None:
    names = ("Zoë Berg", "ada Lund", "Örjan Å", "Olaf B")
    people = tuple(map(person, names))
    made = world.make("draft", contests=(contest(order="alphabetical", reopen=True, candidates=people),))
    with world.database.reading() as session:
        written = [one.name for one in found(session, made.uuid).contests[0].candidates]
    assert written == ["ada Lund", "Olaf B", "Örjan Å", "Zoë Berg", "Reopen nominations"]


def test_lists_are_ordered_and_their_people_are_not(world: World) -> None:
    people = (person("Z", slate="South"), person("B", slate="north"), person("A", slate="South"))
    made = world.make("draft", contests=(contest(kind="lists", order="alphabetical", candidates=people),))
    with world.database.session() as session:
        election = find_election(session, made.uuid)
        assert election is not None
        assert [one.name for one in election.contests[0].candidates] == ["B", "Z", "A"]
        update_contest(Scene(session, election), election.contests[0], contest(kind="lists", candidates=people))
        assert [one.name for one in election.contests[0].candidates] == ["Z", "B", "A"]
