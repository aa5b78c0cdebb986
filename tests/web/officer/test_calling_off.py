"""B4, O7: an election is called off in the browser, and every page says so."""

from __future__ import annotations

import io

import pytest

from ballot.election.mail.delivery import deliver_outbox
from ballot.election.notices.times import queue_times_notices
from ballot.election.roles import SECOND_OFFICER, UNREACHABLE
from ballot.store.models.roll import Member, TokenRequest
from tests.web.member.test_my_elections import enter
from tests.web.officer.test_lots import after_days
from tests.web.officer.test_times import SECOND, confirm
from tests.web.world import OLGA, PASSPHRASE, Made, World, found

REASON = "Two candidates were <left out>."
SHOWN = "Two candidates were &lt;left out&gt;."


@pytest.fixture(autouse=True)
def _mails_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.web.worker.wake", lambda: None)


def state_of(world: World, made: Made) -> str:
    with world.database.reading() as session:
        return found(session, made.uuid).state


def told_everywhere(world: World, made: Made) -> None:
    """Look at what the public, the booth and programs are shown, and at the mails."""
    public = world.browser()
    for path in ("", "/board", "/result", "/audit"):
        page = public.get(f"/elections/{made.uuid}{path}").text
        assert "The election was called off" in page and SHOWN in page, path
        assert "Voting is closed" not in page and "no public result yet" not in page and "report.zip" not in page, path
    assert "Called off" in public.get("/").text
    booth = public.client.get(f"/vote/{made.uuid}/booth.json").get_json()
    assert (booth["state"], booth["call_off_reason"]) == ("called-off", REASON)
    api = public.client.get(f"/api/v1/elections/{made.uuid}").get_json()
    assert (api["state"], api["called_off"]["reason"], api["archive_complete"]) == ("called-off", REASON, True)
    assert public.client.get(f"/api/v1/elections/{made.uuid}/checkpoint").status_code == 200
    results = public.client.get(f"/api/v1/elections/{made.uuid}/results")
    assert results.status_code == 409 and "called off" in results.text
    queue_times_notices(world.database, "https://vote.example.org")
    deliver_outbox(world.database, world.post)
    mails = [mail for mail in world.post.sent if mail.subject.startswith("Called off")]
    assert len(mails) == len(made.tokens) and all(REASON in mail.text for mail in mails)


@pytest.mark.parametrize("state", ["frozen", "open", "closed"])
def test_alone_an_officer_calls_it_off_with_a_reason_that_everybody_reads(world: World, state: str) -> None:
    made = world.make(state)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert f'href="{home}/call-off"' in officer.get(home).text
    page = officer.get(f"{home}/call-off").text
    assert "never be a result" in page and ("are never counted" in page) == (state == "closed")
    without = officer.post(f"{home}/call-off", sure="y", reason="")
    assert without.status_code == 422 and 'href="#reason"' in without.text
    unsure = officer.post(f"{home}/call-off", reason=REASON)
    assert unsure.status_code == 422 and SHOWN in unsure.text and state_of(world, made) == state
    assert officer.post(f"{home}/call-off", sure="y", reason=REASON).status_code == 302
    assert state_of(world, made) == "called-off"
    told_everywhere(world, made)
    dashboard = officer.get(home).text
    assert SHOWN in dashboard and f'href="{home}/call-off"' not in dashboard and "Next:" not in dashboard
    assert "Called off" in officer.get("/officer").text


def test_where_there_are_two_one_proposes_and_the_other_confirms(world: World) -> None:
    made = world.make("open")
    world.vote(made, (0, 1))
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert "another officer must confirm it" in officer.get(f"{home}/call-off").text
    assert officer.post(f"{home}/call-off", sure="y", reason=REASON).status_code == 302
    assert state_of(world, made) == "open" and SHOWN not in world.browser().get(f"/elections/{made.uuid}").text
    assert "Call the election off" in world.browser(SECOND).get(f"{home}/joint-acts").text
    confirm(world, home)
    assert state_of(world, made) == "called-off"
    told_everywhere(world, made)


def test_after_a_share_there_is_no_way_to_it(world: World) -> None:
    made = world.make("closed")
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    key = (io.BytesIO(made.key_files[0].encode()), "key")
    assert officer.post(f"{home}/count/1", file=key, passphrase=PASSPHRASE).status_code == 302
    assert f'href="{home}/call-off"' not in officer.get(home).text
    shown = officer.get(f"{home}/call-off").text
    assert "has handed in a share" in shown and 'name="sure"' not in shown
    refused = officer.post(f"{home}/call-off", home, sure="y", reason=REASON)
    assert refused.status_code == 422 and state_of(world, made) == "closed"


def test_with_too_few_ballots_the_election_is_concluded_without_a_result(world: World) -> None:
    made = world.make("closed", votes=(0,))
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    dashboard = officer.get(home).text
    assert "Next: conclude without a result" in dashboard and "Only 1 ballot was cast" in dashboard
    count = officer.get(f"{home}/count").text
    assert "fewer than 2" in count and f'href="{home}/call-off"' in count
    assert "Decrypt with the key file" not in count and "are decrypting" not in count
    page = officer.get(f"{home}/call-off").text
    assert "<h1>Conclude without a result</h1>" in page and "Only 1 ballot was cast" in page.split("<textarea")[1]
    officer.post(f"{home}/call-off", sure="y", reason="We vote again in autumn.")
    for path in ("", "/result"):
        public = world.browser().get(f"/elections/{made.uuid}{path}").text
        assert "We vote again in autumn." in public and "fewer than 2" in public, path


def test_with_too_few_ballots_an_answer_is_waited_for_three_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world.make("closed", votes=(0,))
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert "within three days" in officer.get(f"{home}/call-off").text
    officer.post(f"{home}/call-off", sure="y", reason=REASON)
    after_days(monkeypatch, UNREACHABLE)
    second, officer = world.browser(SECOND), world.browser(OLGA)
    assert "Propose it" in second.get(f"{home}/call-off").text, "the second officer does not end it alone"
    page = officer.get(f"{home}/call-off").text
    assert "has not answered since" in page and "Propose it" not in page
    assert officer.post(f"{home}/call-off", sure="y", reason=REASON).status_code == 302
    assert state_of(world, made) == "called-off"


def test_my_elections_and_the_help_say_so_and_no_token_can_be_asked_for(world: World) -> None:
    made = world.make("called-off")
    member = enter(world, "member0@example.org")
    page = member.get("/my").text
    assert "The election was called off: " in page and "Two candidates were left out." in page
    assert "I have lost my ballot token" not in page and "Voting is closed" not in page
    with world.database.reading() as session:
        number = session.query(Member).filter_by(election_id=found(session, made.uuid).id).first().id
    member.post("/my/lost", "/my", member=str(number))
    with world.database.reading() as session:
        assert session.query(TokenRequest).count() == 0
    assert "The election was called off" in world.browser().get(f"/elections/{made.uuid}/help").text


@pytest.mark.parametrize(("state", "words"), [("frozen", "before the voting had begun"), ("open", "never counted")])
def test_the_turnout_says_so(world: World, state: str, words: str) -> None:
    made = world.make(state)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    officer.post(f"{home}/call-off", sure="y", reason=REASON)
    assert words in world.browser().get(f"/elections/{made.uuid}/turnout").text


def test_a_ballot_that_comes_later_is_refused_with_a_code_of_its_own(world: World) -> None:
    made = world.make("called-off")
    answer = world.browser().cast(made.uuid, world.ballot(made))
    assert answer.status_code == 409 and answer.get_json()["error"]["code"] == "called-off"
