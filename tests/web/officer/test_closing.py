"""B4: closing before the announced end, as it is seen in a browser: a reason, two people, and everybody reads it."""

from __future__ import annotations

import datetime as dt

import pytest

from ballot import clock
from ballot.election.mail.delivery import deliver_outbox
from ballot.election.notices.times import queue_times_notices
from ballot.election.roles import SECOND_OFFICER, UNREACHABLE
from tests.web.officer.test_lots import after_days
from tests.web.officer.test_times import SECOND, confirm
from tests.web.world import OLGA, Browser, Made, World, found

REASON = "The committee has <resigned>."
SHOWN = "The committee has &lt;resigned&gt;."


@pytest.fixture
def made(world: World, monkeypatch: pytest.MonkeyPatch) -> Made:
    """An open election with ballots; the test delivers the mails itself."""
    monkeypatch.setattr("ballot.web.worker.wake", lambda: None)
    made = world.make("open")
    world.vote(made, (0, 1))
    return made


def state_of(world: World, made: Made) -> str:
    with world.database.reading() as session:
        return found(session, made.uuid).state


def told_everywhere(world: World, made: Made) -> None:
    """Look at the public pages, and at the mails to every member."""
    for path in (f"/elections/{made.uuid}", f"/elections/{made.uuid}/board"):
        page = world.browser().get(path).text
        assert "closed" in page and "before its announced end" in page and SHOWN in page, path
    early = world.browser().client.get(f"/api/v1/elections/{made.uuid}").get_json()["closed_early"]
    assert early["reason"] == REASON and early["at"] < early["announced"]
    queue_times_notices(world.database, "https://vote.example.org")
    deliver_outbox(world.database, world.post)
    mails = [mail for mail in world.post.sent if mail.subject.startswith("The voting was closed early")]
    assert len(mails) == len(made.tokens) and all(REASON in mail.text for mail in mails)


def test_alone_an_officer_gives_a_reason_that_everybody_reads(world: World, made: Made) -> None:
    officer: Browser = world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    assert "is public, with your reason" in officer.get(f"{home}/close").text
    without = officer.post(f"{home}/close", sure="y", reason="")
    assert without.status_code == 422 and 'href="#reason"' in without.text and state_of(world, made) == "open"
    assert officer.post(f"{home}/close", sure="y", reason=REASON).status_code == 302
    assert state_of(world, made) == "closed"
    told_everywhere(world, made)


def test_where_there_are_two_one_proposes_and_the_other_confirms(world: World, made: Made) -> None:
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    page = officer.get(f"{home}/close").text
    assert f'href="{home}/times#closing"' in page and 'name="sure"' not in page
    forced = officer.post(f"{home}/close", sure="y", reason=REASON)
    assert forced.status_code == 422 and "two people close it" in forced.text
    empty = officer.post(f"{home}/times/close", f"{home}/times", closing_reason="")
    assert empty.status_code == 422 and 'href="#closing_reason"' in empty.text
    assert officer.post(f"{home}/times/close", f"{home}/times", closing_reason=REASON).status_code == 302
    waiting = world.browser(SECOND).get(f"{home}/joint-acts").text
    assert "Close the voting before its end" in waiting and "Every member is told" in waiting
    assert state_of(world, made) == "open"
    confirm(world, home)
    assert state_of(world, made) == "closed"
    told_everywhere(world, made)


def test_a_stopped_voting_is_not_closed_from_its_page(world: World, made: Made) -> None:
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    officer.post(f"{home}/times/stop", reason="Wrong names on the paper.", sure="y")
    page = officer.get(f"{home}/close").text
    assert "Two people decide whether it goes on or is closed" in page and 'name="sure"' not in page


def test_what_nobody_decided_on_for_days_is_closed_from_its_page_by_one(
    world: World, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    officer.post(f"{home}/times/stop", reason="Wrong names on the paper.", sure="y")
    for path in ("close", "times"):
        assert "the returning officer may close it alone from" in officer.get(f"{home}/{path}").text, path
    with world.database.reading() as session:
        left = found(session, made.uuid).closes_at - clock.now()
    after_days(monkeypatch, left + UNREACHABLE + dt.timedelta(hours=1))
    officer = world.browser(OLGA)
    assert "Next: close the voting" in officer.get(home).text
    of_times = officer.get(f"{home}/times").text
    assert "the returning officer may close it alone." in of_times and f'href="{home}/close"' in of_times
    assert f'href="{home}/close"' not in world.browser(SECOND).get(f"{home}/times").text
    page = officer.get(f"{home}/close").text
    assert 'name="reason"' in page and "alone is public, with your reason" in page and "is told by mail" in page
    without = officer.post(f"{home}/close", sure="y", reason="")
    assert without.status_code == 422 and state_of(world, made) == "open"
    assert officer.post(f"{home}/close", sure="y", reason=REASON).status_code == 302
    public = world.browser().get(f"/elections/{made.uuid}").text
    assert "the stopped voting was closed by the returning officer alone." in public and SHOWN in public
    assert "closed before its announced end" not in public and state_of(world, made) == "closed"
    page = world.browser().get(f"/elections/{made.uuid}/board").text
    assert "The voting was stopped on" in page and "closed it alone on" in page and SHOWN in page
    early = world.browser().client.get(f"/api/v1/elections/{made.uuid}").get_json()["closed_early"]
    assert early["stopped"] < early["announced"] < early["at"] and early["reason"] == REASON


def test_where_the_second_officer_has_answered_both_pages_say_that_it_takes_two(world: World, made: Made) -> None:
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    officer.post(f"{home}/times/stop", reason="Wrong names on the paper.", sure="y")
    second = world.browser(SECOND)
    assert second.post(f"{home}/times/close", f"{home}/times", closing_reason=REASON).status_code == 302
    for path in ("close", "times"):
        page = officer.get(f"{home}/{path}").text
        assert "The second officer has answered since" in page and "may close it alone" not in page, path
