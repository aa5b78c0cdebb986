"""The pages about the times of the voting, and the turnout's."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from ballot import clock
from ballot.election.roles import SECOND_OFFICER
from ballot.store.models.roll import Member
from tests.web.world import OLGA, Browser, Made, World, found, until_sent

SECOND = "sam@example.org"


@pytest.fixture
def made(world: World) -> Made:
    """An open election with a second officer."""
    made = world.make("open")
    world.appoint(made, SECOND, SECOND_OFFICER)
    return made


def local(days: float) -> str:
    return (clock.now() + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def confirm(world: World, home: str) -> str:
    """Let the second officer confirm what waits."""
    second = world.browser(SECOND)
    page = second.get(f"{home}/joint-acts").text
    path, digest = re.search(r'action="([^"]+/confirm)".*?name="digest" value="(\w+)"', page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert second.post(path, f"{home}/joint-acts", digest=digest).status_code == 302
    return second.get(f"{home}/joint-acts").text


def test_a_later_end_is_proposed_confirmed_and_shown_to_everybody(world: World, made: Made) -> None:
    home, public = f"/officer/elections/{made.uuid}", f"/elections/{made.uuid}"
    officer = world.browser(OLGA)
    way, page = f"{home}/times/end", f"{home}/times"
    wrong = officer.post(way, page, closes_at=local(0.5), zone="UTC", reason="Mails were late.")
    assert wrong.status_code == 422 and "only become later" in wrong.text and "Mails were late." in wrong.text
    empty = officer.post(f"{home}/times/end", f"{home}/times", closes_at="", zone="UTC", reason="")
    assert empty.status_code == 422 and 'href="#reason"' in empty.text
    good = officer.post(f"{home}/times/end", f"{home}/times", closes_at=local(3), zone="UTC", reason="Mails were late.")
    assert good.status_code == 302
    assert "Mails were late." not in world.browser().get(public).text
    assert "The voting now ends on" in confirm(world, home)
    page = world.browser().get(public).text
    assert "the end was moved to" in page and "Mails were late." in page


@pytest.mark.parametrize(("days", "late"), [(0.003, True), (0.02, False)])
def test_how_long_telling_everybody_takes_is_said_before_the_end_is_moved(
    world: World, made: Made, days: float, late: bool
) -> None:
    home = f"/officer/elections/{made.uuid}"
    assert "this server’s pace" not in world.browser(OLGA).get(f"{home}/times").text
    services = world.app.extensions["ballot"]
    world.app.extensions["ballot"] = replace(services, config=replace(services.config, mail_per_minute=1))
    officer = world.browser(OLGA)
    assert "it takes about 5 minutes to tell everybody by mail." in officer.get(f"{home}/times").text
    with world.database.session() as session:
        found(session, made.uuid).closes_at = clock.now() + dt.timedelta(minutes=1)
    officer.post(f"{home}/times/end", f"{home}/times", closes_at=local(days), zone="UTC", reason="Mails were late.")
    page = world.browser(SECOND).get(f"{home}/joint-acts").text
    assert "it takes about 5 minutes" in page and ("propose a later one" in page) is late


def test_an_emergency_stop_is_seen_by_everybody_and_by_the_booth(world: World, made: Made) -> None:
    home, public = f"/officer/elections/{made.uuid}", f"/elections/{made.uuid}"
    second = world.browser(SECOND)
    assert second.post(f"{home}/times/stop", reason="Wrong names on the paper.").status_code == 422
    assert second.post(f"{home}/times/stop", reason="Wrong names on the paper.", sure="y").status_code == 302
    until_sent()
    (mail,) = [mail for mail in world.post.sent if mail.subject.startswith("The voting is stopped")]
    assert mail.address == OLGA and "Wrong names on the paper." in mail.text
    again = second.post(f"{home}/times/stop", reason="Once more.", sure="y")
    assert again.status_code == 422 and "stopped already" in again.text
    page = world.browser().get(public).text
    assert "The voting is stopped" in page and "Wrong names on the paper." in page and "Vote with my" not in page
    booth = world.browser().get(f"/vote/{made.uuid}/booth.json").get_json()
    assert (booth["state"], booth["stop_reason"]) == ("stopped", "Wrong names on the paper.")
    refused = world.browser().cast(made.uuid, world.ballot(made))
    assert refused.status_code == 409 and refused.get_json()["error"]["code"] == "stopped"
    officer = world.browser(OLGA)
    assert "The voting is stopped" in officer.get(home).text
    close = officer.post(f"{home}/close", sure="y")
    assert close.status_code == 422 and "Two people decide" in close.text
    said = {"closes_at": local(2), "zone": "UTC", "reason": "They were right."}
    go_on = officer.post(f"{home}/times/end", f"{home}/times", **said)
    assert go_on.status_code == 302
    assert "The voting goes on until" in confirm(world, home)
    assert world.browser().cast(made.uuid, world.ballot(made)).status_code == 200


def next_step(world: World, made: Made, who: str = OLGA) -> str:
    """Return what the dashboard says comes next."""
    page = world.browser(who).get(f"/officer/elections/{made.uuid}").text
    return re.search(r'aria-labelledby="next-title">(.*?)</section>', page, re.DOTALL)[1]  # type: ignore[index]


@pytest.mark.parametrize("ended", [False, True])
def test_while_stopped_the_next_step_is_to_decide_how_it_goes_on(world: World, made: Made, ended: bool) -> None:
    home = f"/officer/elections/{made.uuid}"
    officer = world.browser(OLGA)
    officer.post(f"{home}/times/stop", reason="Wrong names on the paper.", sure="y")
    if ended:
        with world.database.session() as session:
            found(session, made.uuid).closes_at = clock.now() - dt.timedelta(hours=1)
    said = next_step(world, made)
    assert "Next: decide how the voting goes on" in said and f'href="{home}/times"' in said
    assert "nothing to do" not in said and "nobody but you" not in said and "Close the voting" not in said
    assert "to confirm it" not in said, "nothing is proposed yet"
    officer.post(f"{home}/times/close", f"{home}/times", closing_reason="It cannot be mended.")
    assert officer.get(home).text.count("“Close the stopped voting”") == 1, "it is said once"
    said = next_step(world, made, SECOND)
    assert "Close the stopped voting" in said and re.search(r"Waiting for \W*sam\W* to confirm", said)


def test_a_stopped_voting_without_a_second_officer_says_whom_it_lacks(world: World) -> None:
    alone = world.make("open")
    home = f"/officer/elections/{alone.uuid}"
    world.browser(OLGA).post(f"{home}/times/stop", reason="Wrong names on the paper.", sure="y")
    assert "no second officer. Invite one." in next_step(world, alone)


def test_an_election_whose_end_passed_before_it_was_opened_says_what_is_next(world: World) -> None:
    made = world.make("frozen")
    home = f"/officer/elections/{made.uuid}"
    officer = world.browser(OLGA)
    with world.database.session() as session:
        found(session, made.uuid).closes_at = clock.now() - dt.timedelta(hours=1)
    said = next_step(world, made)
    assert "Next: set a later end" in said and "copy the election into a new one" in said
    assert f'href="{home}/times"' in said and "nobody but you" not in said
    world.appoint(made, SECOND, SECOND_OFFICER)
    assert "Two people can set a later one" in next_step(world, made)
    officer.post(f"{home}/times/end", f"{home}/times", closes_at=local(3), zone="UTC", reason="Letters were late.")
    assert "The voting now ends on" in confirm(world, home)
    assert "Next: open the voting" in next_step(world, made)


def test_a_stopped_voting_is_closed_by_two(world: World, made: Made) -> None:
    home = f"/officer/elections/{made.uuid}"
    world.vote(made, (0, 1))
    officer = world.browser(OLGA)
    officer.post(f"{home}/times/stop", reason="Wrong names on the paper.", sure="y")
    path = f"{home}/times/close"
    assert officer.post(path, f"{home}/times", closing_reason="").status_code == 422
    assert officer.post(path, f"{home}/times", closing_reason="It cannot be mended.").status_code == 302
    assert "The stopped voting is closed" in confirm(world, home)
    with world.database.reading() as session:
        assert found(session, made.uuid).state == "closed"


def test_the_clock_and_the_turnout_are_set_and_logged(world: World) -> None:
    made = world.make("draft")
    home = f"/officer/elections/{made.uuid}"
    officer = world.browser(OLGA)
    assert officer.post(f"{home}/times/schedule", f"{home}/times", by_schedule="y").status_code == 302
    with world.database.reading() as session:
        election = found(session, made.uuid)
        assert (election.by_schedule, election.turnout_public) == (True, False)
    assert "by the server’s clock; the officers alone can see the turnout" in officer.get(f"{home}/log").text


def voted(world: World, made: Made) -> None:
    """Mark half of the members as having voted two hours ago."""
    with world.database.session() as session:
        election = found(session, made.uuid)
        election.opens_at = clock.now() - dt.timedelta(hours=3)
        for number, member in enumerate(session.query(Member).filter_by(election_id=election.id)):
            member.country = "FR" if number < 25 else "BR" if number < 50 else "KE"
            member.spent_at = clock.now() - dt.timedelta(hours=2, minutes=30) if number % 2 else None


def turnout(browser: Browser, made: Made) -> str:
    return browser.get(f"/elections/{made.uuid}/turnout").text


def test_P5_the_turnout_has_numbers_and_no_names(world: World) -> None:
    made = world.make("open", members=80)
    voted(world, made)
    page = turnout(world.browser(), made)
    assert "40 of 80 members have voted." in page and "50.0 %" in page and "<polyline" in page
    assert "France" not in page, "countries only when the voting is over"
    assert "Member 1" not in page and "member1@" not in page
    with world.database.session() as session:
        found(session, made.uuid).turnout_public = False
    assert "when the voting has closed" in turnout(world.browser(), made)
    with world.database.session() as session:
        election = found(session, made.uuid)
        election.state, election.closed_at = "closed", clock.now()
    page = turnout(world.browser(), made)
    assert all(name in page for name in ("France", "Brazil", "Kenya")) and "All others" not in page
    frozen = world.make("frozen")
    assert "has not begun" in turnout(world.browser(), frozen)
