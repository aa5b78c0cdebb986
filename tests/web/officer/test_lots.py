"""A tie: the result waits for a public lot, which an officer alone reads back, and of which two must say the same."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ballot import clock
from ballot.election.log import entries
from ballot.election.proposals import decided
from ballot.election.result.counting import election_result, enter_lot_seed
from ballot.election.roles import SECOND_OFFICER, UNREACHABLE
from ballot.election.scene import Scene
from tests.web.officer.test_times import SECOND, confirm
from tests.web.world import OLGA, Made, World, found

DRAWN, OTHER = "dice 3 5 1 6", "dice 3 5 1 5"
TWO_PEOPLE = "This takes two people"
TIED = (0, 0, 1, 1)


@pytest.fixture
def two(world: World, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A tie in an election that has a second officer; nothing sends mails meanwhile."""
    monkeypatch.setattr("ballot.web.worker.wake", lambda: None)
    made = world.make("tallied", votes=TIED)
    world.appoint(made, SECOND, SECOND_OFFICER)
    return made


def seed_of(world: World, made: Made) -> str | None:
    """Return the seed with which the only contest was counted, if it was."""
    with world.database.reading() as session:
        sheet = election_result(Scene(session, found(session, made.uuid))).contests[0].sheet
    return sheet.ties[0].seed if sheet else None


def after_days(monkeypatch: pytest.MonkeyPatch, days: dt.timedelta) -> None:
    later = clock.now() + days
    monkeypatch.setattr(clock, "now", lambda: later)


def test_a_tie_waits_for_the_lot_and_then_has_a_winner(world: World) -> None:
    made = world.make("tallied", votes=TIED)
    browser = world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    waiting = browser.get(f"{home}/result").text
    assert (
        "The public lot decides" in waiting and "Tied: needs a lot" in waiting and "Declare the result" not in waiting
    )
    assert "Next: draw the public lot" in browser.get(home).text
    declare = browser.get(f"{home}/declare").text
    assert "nothing can be declared yet" in declare and ">Declare the result</button>" not in declare
    assert browser.post(f"{home}/declare", sure="y").status_code == 422
    assert browser.post(f"{home}/lot/1", seed="").status_code == 422
    read_back = browser.post(f"{home}/lot/1", seed=f" {DRAWN} ")
    assert read_back.status_code == 200 and f"<bdi>{DRAWN}</bdi>" in read_back.text and seed_of(world, made) is None
    unticked = browser.post(f"{home}/lot/1/enter", f"{home}/lot/1", seed=DRAWN)
    assert unticked.status_code == 422 and 'href="#sure"' in unticked.text and f'value="{DRAWN}"' in unticked.text
    assert browser.post(f"{home}/lot/1/enter", f"{home}/lot/1", seed=DRAWN, sure="y").status_code == 302
    decided = browser.get(f"{home}/result").text
    assert decided.count(">Elected</span>") == 1 and "; by the public lot" in decided
    assert browser.get(f"{home}/lot/1").status_code == 404 and seed_of(world, made) == DRAWN
    assert browser.post(f"{home}/declare", sure="y").status_code == 302


def test_only_a_tied_contest_has_a_lot(world: World) -> None:
    made = world.make("tallied", votes=(0, 0, 1))
    browser = world.browser(OLGA)
    for contest in (0, 1, 2, 99):
        assert browser.get(f"/officer/elections/{made.uuid}/lot/{contest}").status_code == 404


def test_one_of_two_officers_never_enters_a_draw_alone(world: World, two: Made) -> None:
    browser, home = world.browser(OLGA), f"/officer/elections/{two.uuid}"
    for _ in range(2):  # before anything is proposed, and while it waits
        alone = browser.post(f"{home}/lot/1/enter", f"{home}/result", seed=DRAWN, sure="y")
        assert alone.status_code == 422 and TWO_PEOPLE in alone.text and seed_of(world, two) is None
        browser.post(f"{home}/lot/1", seed=DRAWN)


def test_what_one_officer_saw_counts_when_the_other_has_seen_it_too(world: World, two: Made) -> None:
    browser, second, home = world.browser(OLGA), world.browser(SECOND), f"/officer/elections/{two.uuid}"
    assert browser.post(f"{home}/lot/1", seed=DRAWN).status_code == 302
    assert f"<bdi>{DRAWN}</bdi>" in browser.get(f"{home}/lot/1").text
    waits = browser.get(home).text
    assert "must confirm what the lot has drawn" in waits and "Proposed by" not in waits, "it is said once"
    assert "1 act waits for you to confirm it" in second.get(home).text
    again = browser.post(f"{home}/lot/1", f"{home}/result", seed=OTHER)
    assert again.status_code == 422 and "A draw waits to be confirmed" in again.text
    shown = second.get(f"{home}/joint-acts").text
    assert f"“{DRAWN}”" in shown and "Noor" in shown and "Ola" in shown and "Elected" not in shown
    confirm(world, home)
    assert seed_of(world, two) == DRAWN


def test_what_the_other_saw_differently_is_refused_and_proposed_anew(world: World, two: Made) -> None:
    browser, second, home = world.browser(OLGA), world.browser(SECOND), f"/officer/elections/{two.uuid}"
    browser.post(f"{home}/lot/1", seed=OTHER)
    assert second.post(f"{home}/joint-acts/1/refuse", f"{home}/joint-acts").status_code == 302
    assert seed_of(world, two) is None and browser.post(f"{home}/lot/1", seed=DRAWN).status_code == 302
    confirm(world, home)
    assert seed_of(world, two) == DRAWN


def test_a_draw_that_nobody_answers_for_days_is_entered_alone_as_it_was_proposed(
    world: World, two: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, home = world.browser(OLGA), f"/officer/elections/{two.uuid}"
    browser.post(f"{home}/lot/1", seed=DRAWN)
    after_days(monkeypatch, UNREACHABLE)
    browser = world.browser(OLGA)
    assert "has not answered since" in browser.get(f"{home}/lot/1").text
    other = browser.post(f"{home}/lot/1/enter", f"{home}/lot/1", seed=OTHER, sure="y")
    assert other.status_code == 422 and TWO_PEOPLE in other.text
    assert browser.post(f"{home}/lot/1/enter", f"{home}/lot/1", seed=DRAWN, sure="y").status_code == 302
    assert seed_of(world, two) == DRAWN
    with world.database.reading() as session:
        election = found(session, two.uuid)
        assert [act.state for act in decided(Scene(session, election))] == ["withdrawn"]
        assert any(
            re.match("Enters alone what act 1 proposed", line.sentence) for line in entries(Scene(session, election))
        )


def test_a_draw_for_what_was_counted_meanwhile_is_not_confirmed(world: World, two: Made) -> None:
    browser, second, home = world.browser(OLGA), world.browser(SECOND), f"/officer/elections/{two.uuid}"
    browser.post(f"{home}/lot/1", seed=OTHER)
    digest = re.search(r'name="digest" value="(\w+)"', second.get(f"{home}/joint-acts").text)[1]  # type: ignore[index]
    with world.database.session() as session:
        enter_lot_seed(Scene(session, found(session, two.uuid)), 0, DRAWN)
    late = second.post(f"{home}/joint-acts/1/confirm", f"{home}/joint-acts", digest=digest)
    assert late.status_code == 409 and "No tie in this contest" in late.text and seed_of(world, two) == DRAWN
