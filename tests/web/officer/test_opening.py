"""O6: nobody is urged to open days ahead, and mails that come back while the voting is open are seen."""

from __future__ import annotations

import datetime as dt

import pytest

from ballot import clock
from ballot.election.scene import Scene
from ballot.election.voting.opening import open_voting
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member
from tests.web.world import OLGA, Made, World, found


def announced(world: World, **ahead: float) -> Made:
    """Make a frozen election that begins so much later."""
    made = world.make("frozen")
    with world.database.session() as session:
        election = found(session, made.uuid)
        election.opens_at = clock.now() + dt.timedelta(**ahead)
        election.closes_at = election.opens_at + dt.timedelta(days=7)
    return made


def test_before_its_time_the_clock_is_waited_for_and_opening_is_no_first_choice(world: World) -> None:
    made = announced(world, hours=5)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    page = officer.get(home).text
    assert "The voting opens by itself on" in page and "nobody but you" not in page
    assert f'<a class="button secondary" href="{home}/open">' in page
    assert "You need not do this" in officer.get(f"{home}/open").text
    assert officer.post(f"{home}/open", sure="y").status_code == 302
    after = officer.get(home).text
    assert "The voting begins on" in after and "The voting goes on until" not in after


def test_where_the_clock_is_off_the_officer_is_waited_for(world: World) -> None:
    made = announced(world, hours=5)
    with world.database.session() as session:
        found(session, made.uuid).by_schedule = False
    page = world.browser(OLGA).get(f"/officer/elections/{made.uuid}").text
    assert "opens by itself" not in page and "nobody but you" in page


@pytest.mark.parametrize("by_schedule", [True, False])
def test_days_ahead_it_cannot_be_opened_and_all_pages_say_when_it_can(world: World, by_schedule: bool) -> None:
    made = announced(world, days=3)
    with world.database.session() as session:
        found(session, made.uuid).by_schedule = by_schedule
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    dashboard, page = officer.get(home).text, officer.get(f"{home}/open").text
    assert ("opens by itself on" if by_schedule else "from a day before") in dashboard
    assert "nobody but you" not in dashboard
    assert "from a day before" in page and 'name="sure"' not in page and "If you open now" not in page
    refused = officer.post(f"{home}/open", home, sure="y")
    assert refused.status_code == 422 and "from a day before" in refused.text
    with world.database.reading() as session:
        assert found(session, made.uuid).state == "frozen"


@pytest.mark.parametrize("opens_at", [None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)])
def test_without_a_beginning_ahead_it_is_opened_at_any_time(world: World, opens_at: dt.datetime | None) -> None:
    made = world.make("frozen")
    with world.database.session() as session:
        election = found(session, made.uuid)
        election.opens_at = opens_at
        open_voting(Scene(session, election))
        assert election.state == "open"


def test_a_token_mail_that_comes_back_during_the_voting_is_on_the_dashboard(world: World) -> None:
    made = world.make("open")
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert "came back while" not in officer.get(home).text
    with world.database.session() as session:
        election = found(session, made.uuid)
        member = session.query(Member).filter_by(election_id=election.id).first()
        member.delivery = "mail"
        session.add(
            OutboxMessage(
                election_id=election.id, member_id=member.id, key=f"token:{member.id}", kind="token", name="N",
                address="n@example.org", subject="S", body="B", state="bounced", attempts=1, due_at=clock.now(),
                created_at=clock.now(), turn=2,
            )
        )  # fmt: skip
    page = officer.get(home).text
    assert "1 token mail was refused or came back while the voting is open" in page and f'href="{home}/mails"' in page
