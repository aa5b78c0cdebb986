"""The returning officer hands the election over in the browser, and the second officer leads it to its result."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from sqlalchemy import select

from ballot.election.mail.delivery import deliver_outbox
from ballot.election.roles import OBSERVER, SECOND_OFFICER
from ballot.store.models.people import Appointment
from tests.web.officer.test_lots import after_days
from tests.web.officer.test_times import SECOND, confirm
from tests.web.world import OLGA, PASSPHRASE, Browser, Made, World

REASON = "I am <ill>."
CONTACT = {"administrator": "sam, returning officer", "contact": "sam@example.org"}


@pytest.fixture(autouse=True)
def _mails_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.web.worker.wake", lambda: None)


@pytest.fixture
def made(world: World) -> Made:
    """An open election with ballots and a second officer, whose account runs no elections of its own."""
    made = world.make("open", administrator="Olga Officer, returning officer", contact=OLGA)
    world.vote(made, (0, 0, 1))
    world.appoint(made, SECOND, SECOND_OFFICER)
    return made


def form_of(officer: Browser, home: str) -> str:
    """Return the address of the page that "People and roles" links to."""
    [path] = re.findall(rf'href="({home}/roles/\d+/hand-over)"', officer.get(f"{home}/roles").text)
    return path


def hand_over(world: World, made: Made, officer: Browser) -> str:
    home = f"/officer/elections/{made.uuid}"
    answer = officer.post(form_of(officer, home), sure="y", reason=REASON, **CONTACT)
    assert answer.headers["Location"] == f"{home}/joint-acts", answer.text
    return home


def test_the_second_officer_confirms_and_both_are_told(world: World, made: Made) -> None:
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    path = form_of(officer, home)
    page = officer.get(path).text
    assert 'value="sam, returning officer"' in page and 'value="sam@example.org"' in page
    for wrong in ({"reason": ""}, {"sure": ""}):
        values = {"sure": "y", "reason": REASON} | CONTACT | wrong
        assert officer.post(path, **{key: value for key, value in values.items() if value}).status_code == 422
    nobody = officer.post(path, sure="y", reason=REASON, administrator="", contact="")
    assert nobody.status_code == 422 and "Say whom members ask" in nobody.text
    hand_over(world, made, officer)
    waiting = officer.get(f"{home}/joint-acts").text
    assert "I am &lt;ill&gt;." in waiting and "/confirm" not in waiting and "Take it back" in waiting
    assert "sam is the returning officer now" in confirm(world, home)
    deliver_outbox(world.database, world.post)
    mails = [mail for mail in world.post.sent if mail.subject.startswith("Another returning officer")]
    assert {mail.address for mail in mails} == {OLGA, SECOND} and all(REASON in mail.text for mail in mails)
    log = officer.get(f"{home}/log").text
    assert "sam is the returning officer now, and Olga Officer second officer: I am &lt;ill&gt;." in log


def test_everybody_sees_who_runs_it_and_whom_to_ask(world: World, made: Made) -> None:
    confirm(world, hand_over(world, made, world.browser(OLGA)))
    public = world.browser().get(f"/elections/{made.uuid}").text
    assert "Returning officer: <bdi>sam</bdi>" in public
    assert "<bdi>Olga Officer</bdi>" in public.partition("who must confirm")[2]
    help_page = world.browser().get(f"/elections/{made.uuid}/help").text
    assert "Returning officer: <bdi>sam</bdi>" in help_page and "sam@example.org" in help_page
    assert OLGA not in public + help_page


def test_permissions_follow_at_once_in_windows_that_are_open(world: World, made: Made) -> None:
    officer, second = world.browser(OLGA), world.browser(SECOND)
    home = f"/officer/elections/{made.uuid}"
    token = officer.token(f"{home}/close")
    assert second.get(f"{home}/close").status_code == 403
    confirm(world, hand_over(world, made, officer))
    late = officer.client.post(f"{home}/close", data={"csrf_token": token, "sure": "y", "reason": "Late"})
    assert late.status_code == 403 and officer.get(f"{home}/trustees").status_code == 403
    assert second.get(f"{home}/trustees").status_code == 200 and "You are returning officer" in second.get(home).text
    assert officer.get(f"{home}/joint-acts").status_code == 200 and "You are second officer" in officer.get(home).text
    assert made.uuid in officer.get("/officer").text and made.uuid in second.get("/officer").text


def test_the_second_officer_closes_counts_declares_and_publishes(
    world: World, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = hand_over(world, made, world.browser(OLGA))
    confirm(world, home)
    after_days(monkeypatch, dt.timedelta(days=2))
    second = world.browser(SECOND)
    assert second.post(f"{home}/close", sure="y").headers["Location"] == f"{home}/count"
    for position, key in enumerate(made.key_files, 1):
        file = (io.BytesIO(key.encode()), "key")
        assert second.post(f"{home}/count/{position}", file=file, passphrase=PASSPHRASE).status_code == 302
    assert second.post(f"{home}/count/open", f"{home}/count").status_code == 302
    assert second.post(f"{home}/declare", sure="y").status_code == 302
    assert second.post(f"{home}/publish", sure="y").status_code == 302
    assert "Elected" in world.browser().get(f"/elections/{made.uuid}/result").text


def test_who_takes_over_runs_this_election_and_begins_no_other(world: World, made: Made) -> None:
    home = hand_over(world, made, world.browser(OLGA))
    confirm(world, home)
    second = world.browser(SECOND)
    page = second.get(home).text
    assert "Practise with this ballot paper" not in page and "Copy into a new election" not in page
    assert second.post(f"{home}/practice", home).status_code == 403
    assert second.get(f"/officer/elections/new?copy={made.uuid}").status_code == 403


def test_there_is_no_such_page_for_others_than_second_officers(world: World, made: Made) -> None:
    world.appoint(made, "ivo@example.org", OBSERVER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    with world.database.reading() as session:
        number = session.scalars(select(Appointment.id).where(Appointment.role == OBSERVER)).one()
    assert officer.get(f"{home}/roles/{number}/hand-over").status_code == 409
    path = form_of(officer, home)
    for reader in (world.browser(SECOND), world.browser("ivo@example.org")):
        assert reader.get(path).status_code == 403 and "hand-over" not in reader.get(f"{home}/roles").text
