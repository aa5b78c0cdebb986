"""New elections: templates, copies, the officer’s zone; practice by its pages; consent where a result may tell (P1)."""

from __future__ import annotations

import datetime as dt
import io
import time
from typing import Any

import pytest

from ballot import clock
from ballot.count import WITH_QUOTAS
from ballot.election.roles import SECOND_OFFICER
from ballot.election.setup.create import TEMPLATES
from ballot.store.models.election import Election
from ballot.store.models.roll import Member
from tests.election.paper.test_W12_photographs import portrait, saved
from tests.web.officer.test_photographs import contest as people_contest
from tests.web.world import OLGA, OTTO, Browser, World, found

VALUES = {"name": "Spring 2027", "zone": "Europe/Berlin", "minimum_ballots": "2"}


def created(browser: Browser, **values: Any) -> str:
    """Create an election; return its uuid."""
    answer = browser.post("/officer/elections/new", **{**VALUES, **values})
    assert answer.status_code == 302, answer.text
    return str(answer.location.rsplit("/", 1)[1])


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_template_makes_a_paper_that_can_be_saved_again(world: World, name: str) -> None:
    browser = world.browser(OLGA)
    uuid = created(browser, start=name)
    with world.database.reading() as session:
        (made,) = found(session, uuid).contests
        assert made.seats >= 1 and (not made.quotas or made.rule in WITH_QUOTAS)
    page = browser.get(f"/officer/elections/{uuid}/contests/1")
    assert page.status_code == 200 and made.title in page.text


def test_an_unknown_beginning_is_refused_and_nothing_typed_is_lost(world: World) -> None:
    answer = world.browser(OLGA).post("/officer/elections/new", **{**VALUES, "start": "coup"})
    assert answer.status_code == 422 and "Spring 2027" in answer.text


def test_a_copy_has_the_paper_and_the_settings_and_nothing_else(world: World) -> None:
    browser = world.browser(OLGA)
    made = world.make("draft", contests=(people_contest(order="random", list_type="flexible", lift=9),), re_voting=True)
    path = f"/officer/elections/{made.uuid}/contests/1/photographs/1"
    browser.post(path, file=(io.BytesIO(saved(portrait())), "me.jpg"))
    uuid = created(browser, start="copy", earlier=made.uuid, candidates="y")
    bare = created(browser, start="copy", earlier=made.uuid)
    with world.database.reading() as session:
        earlier, copy = found(session, made.uuid), found(session, uuid)
        (old,), (new,) = earlier.contests, copy.contests
        assert [(c.name, c.statement, c.photograph) for c in old.candidates] == [
            (c.name, c.statement, c.photograph) for c in new.candidates
        ]
        assert new.candidates[0].photograph and new.candidate_order == "random" and copy.re_voting
        assert (new.list_type, new.lift) == ("flexible", 9)
        assert copy.trustees == [] and not session.query(Member).filter_by(election_id=copy.id).count()
        assert copy.name == "Spring 2027" and copy.state == "draft" and copy.opens_at is None
        assert [c.name for c in found(session, bare).contests[0].candidates] == []
    picture = browser.get(f"/officer/elections/{uuid}/contests").text
    assert f"/officer/elections/{uuid}/contests/pictures/" in picture


def test_W15_an_election_of_somebody_else_cannot_be_copied(world: World) -> None:
    made = world.make("draft", officer=OTTO)
    answer = world.browser(OLGA).post("/officer/elections/new", **{**VALUES, "start": "copy", "earlier": made.uuid})
    assert answer.status_code == 422


def test_times_are_typed_and_shown_in_the_elections_zone(world: World) -> None:
    browser = world.browser(OLGA)
    uuid = created(browser, opens_at="2027-07-01T10:00", closes_at="2027-07-15T18:00")
    with world.database.reading() as session:
        assert found(session, uuid).opens_at == dt.datetime(2027, 7, 1, 8, tzinfo=dt.UTC)
    page = browser.get(f"/officer/elections/{uuid}").text
    assert "Thursday 1 July 2027, 08:00 UTC" in page and "Thursday 1 July 2027, 10:00 Europe/Berlin" in page
    assert 'value="2027-07-01T10:00"' in browser.get(f"/officer/elections/{uuid}/settings").text


def test_the_line_has_ten_steps_for_every_role(world: World) -> None:
    made = world.make("open")
    world.appoint(made, "watcher@example.org", "observer")
    for email in (OLGA, "watcher@example.org"):
        page = world.browser(email).get(f"/officer/elections/{made.uuid}").text
        line = page.partition('<ol class="steps">')[2].partition("</ol>")[0]
        assert line.count("<li ") == 10, email
        for title in "Set up,Trustees,Roll,Rehearsal,Tokens,Open,Close,Count,Declare,Publish".split(","):
            assert f">{title}<" in line, title


def test_P1_a_small_electorate_is_frozen_only_with_consent(world: World) -> None:
    made, browser = world.make("draft"), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    assert "I accept that the result itself may show" in browser.get(f"{home}/freeze").text
    refused = browser.post(f"{home}/freeze", channel="merge", sure="y")
    assert refused.status_code == 422 and "Only 5 members may vote" in refused.text
    assert browser.post(f"{home}/freeze", channel="merge", sure="y", secrecy="y").status_code == 302
    with world.database.reading() as session:
        assert found(session, made.uuid).secrecy_accepted
    assert "Accepted that the result itself may show" in browser.get(f"{home}/log").text


def test_P1_a_large_electorate_needs_no_consent(world: World) -> None:
    made, browser = world.make("draft", members=12), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    assert "I accept that the result itself" not in browser.get(f"{home}/freeze").text
    assert browser.post(f"{home}/freeze", channel="merge", sure="y").status_code == 302


def test_a_practice_election_by_its_pages(world: World) -> None:
    browser = world.browser(OLGA)
    answer = browser.post("/officer/practice", "/officer")
    assert answer.status_code == 302
    home = answer.location
    uuid = home.rsplit("/", 1)[1]
    page = browser.get(home).text
    assert "PRACTICE: three kinds of contests" in page and "Let made-up members vote" in page
    assert browser.post(f"{home}/practice/ballots", f"{home}/practice").status_code == 302
    for _ in range(600):
        if not (told := browser.get(f"{home}/practice/progress").json)["reading"]:
            break
        time.sleep(0.1)
    assert told == {"reading": False, "rows": 24, "lines": 24}
    for path in (f"/elections/{uuid}", f"/vote/{uuid}", "/", f"/elections/{uuid}/board"):
        assert "PRACTICE: three kinds" in world.browser().get(path).text, path
    assert browser.post(f"{home}/close", sure="y").status_code == 302
    assert browser.post(f"{home}/practice/trustees", home).status_code == 302
    assert browser.post(f"{home}/count/open", f"{home}/count").status_code == 302
    assert "PRACTICE: three kinds" in browser.get(f"{home}/result").text
    assert world.post.sent == []


def test_nobody_is_played_in_a_real_election(world: World) -> None:
    browser = world.browser(OLGA)
    for state, path in (("open", "practice/ballots"), ("closed", "practice/trustees"), ("open", "hide")):
        made = world.make(state)
        answer = browser.post(f"/officer/elections/{made.uuid}/{path}", "/account")
        assert answer.status_code == 409 and "This is a real election" in answer.text, path


def test_practice_takes_the_paper_of_a_draft_and_changes_nothing_in_it(world: World) -> None:
    made, browser = world.make("draft"), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    answer = browser.post(f"{home}/practice", home)
    assert answer.status_code == 302 and answer.location != home
    with world.database.reading() as session:
        practice = found(session, answer.location.rsplit("/", 1)[1])
        assert practice.practice and practice.state == "open" and practice.closes_at > clock.now()
        assert found(session, made.uuid).state == "draft"


def test_W31_hiding_leaves_the_election_where_it_is(world: World) -> None:
    browser = world.browser(OLGA)
    home = browser.post("/officer/practice", "/officer").location
    uuid = home.rsplit("/", 1)[1]
    assert browser.post(f"{home}/hide", home).status_code == 302
    assert uuid not in browser.get("/officer").text and uuid not in world.browser().get("/").text
    assert uuid in browser.get("/officer?hidden=1").text
    assert world.browser().get(f"/elections/{uuid}").status_code == 200
    with world.database.reading() as session:
        assert session.query(Election).filter_by(uuid=uuid).one().hidden_at is not None


def test_the_freeze_page_says_what_two_people_can_still_change(world: World) -> None:
    made, browser = world.make("draft"), world.browser(OLGA)
    alone = browser.get(f"/officer/elections/{made.uuid}/freeze").text
    fixed, changing = alone.split("What two people can still change")
    assert "The announced opening" in fixed and "The roll" not in fixed and "The end" not in fixed
    assert "The roll, until the voting ends" in changing and "it can become later" in changing
    assert "There is no second officer" in changing
    world.appoint(made, "second@example.org", SECOND_OFFICER)
    page = browser.get(f"/officer/elections/{made.uuid}/freeze").text
    assert "And who the second officer is: <bdi>second</bdi>" in page and "There is no second officer" not in page
