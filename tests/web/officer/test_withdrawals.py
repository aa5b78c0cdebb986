"""A candidate withdraws, from the officer's page to the public one, the board and the booth."""

from __future__ import annotations

import re

import pytest

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from ballot.election.result.withdrawals import withdrawals
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from tests.web.officer.test_times import SECOND, confirm
from tests.web.world import OLGA, Browser, Made, World, found

REASON = "By letter of 3 March <b>"
NAMES = ("Ana", "Bo", "Cem")


def contest(**values: object) -> ContestDraft:
    """Three candidates for a seat."""
    candidates = tuple(CandidateDraft(name=name) for name in NAMES)
    return ContestDraft(**{"title": "Chair", "candidates": candidates, **values})  # type: ignore[arg-type]


@pytest.fixture
def two(world: World, monkeypatch: pytest.MonkeyPatch) -> Made:
    """An open election with a second officer; nothing sends mails meanwhile."""
    monkeypatch.setattr("ballot.web.worker.wake", lambda: None)
    made = world.make("open", contests=(contest(),))
    world.appoint(made, SECOND, SECOND_OFFICER)
    return made


def gone(world: World, made: Made) -> list[str]:
    with world.database.reading() as session:
        return [one.name for one in withdrawals(Scene(session, found(session, made.uuid)))]


def withdraw(browser: Browser, page: str, reason: str = REASON) -> int:
    """Give the reason, and say that what is read back is right."""
    assert browser.post(page, reason=reason).status_code == 200
    return browser.post(f"{page}/alone", page, reason=reason, sure="y").status_code


@pytest.mark.parametrize("state", ["frozen", "open", "closed"])
def test_a_withdrawal_is_seen_everywhere(world: World, state: str) -> None:
    made, browser = world.make(state, contests=(contest(),), votes=(0, 0, 1)), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    ana = f"{home}/withdraw/1/1"
    assert "A candidate withdraws" in browser.get(home).text
    assert browser.get(f"{home}/withdraw").text.count("</bdi> withdraws</a>") == 3
    page = browser.get(ana).text
    assert "2 candidates will be left for 1 seat." in page and "cannot be taken back" in page
    empty = browser.post(ana, reason="")
    assert empty.status_code == 422 and "Give a reason" in empty.text
    shown = "By letter of 3 March &lt;b&gt;"
    read_back = browser.post(ana, reason=REASON)
    assert read_back.status_code == 200 and gone(world, made) == []
    for text in ("Ana", "Chair", shown):
        assert f"<bdi>{text}</bdi>" in read_back.text
    unticked = browser.post(f"{ana}/alone", ana, reason=REASON)
    assert unticked.status_code == 422 and 'href="#sure"' in unticked.text and shown in unticked.text
    assert gone(world, made) == []
    assert browser.post(f"{ana}/alone", ana, reason=REASON, sure="y").status_code == 302
    assert browser.get(ana).status_code == 404
    for path in (home, f"{home}/withdraw", f"/elections/{made.uuid}", f"/elections/{made.uuid}/board"):
        assert shown in browser.get(path).text, path
    public = world.browser().get(f"/elections/{made.uuid}").text
    assert public.count('<span class="chip warn">Withdrawn</span>') == 1
    told = world.browser().get(f"/vote/{made.uuid}/booth.json").get_json()["contests"][0]["candidates"]
    assert [one.get("withdrawn", False) for one in told] == [True, False, False]
    companion = world.browser().get(f"/elections/{made.uuid}/{made.uuid}.companion.jsonl").data
    assert (b'"record":"withdrawal"' in companion) == (state != "open")  # then it comes out with the next portion


def test_what_is_not_possible_says_why(world: World) -> None:
    people = tuple(CandidateDraft(name=n, groups=("women",) if n == "Ana" else ()) for n in NAMES)
    contests = (contest(candidates=people, quotas=("women>=1",)), contest(title="Kept", withdrawals=False))
    made, browser = world.make("open", contests=contests), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}/withdraw"
    page = browser.get(f"{home}/1/1").text
    assert "This is not possible" in page and "quota for “women” cannot be met" in page and "<form method=" in page
    assert "Withdraw this candidate" not in page
    page = f"{home}/1/2"
    answer = browser.client.post(f"{home}/1/1", data={"csrf_token": browser.token(page), "reason": "x"})
    assert answer.status_code == 422 and "cannot withdraw" in answer.text
    for path in ("2/1", "1/4", "3/1", "0/1", "1/0"):
        assert browser.get(f"{home}/{path}").status_code == 404


def test_no_link_where_nobody_can_withdraw(world: World) -> None:
    made = world.make("open", contests=(contest(withdrawals=False),))
    browser = world.browser(OLGA)
    assert "A candidate withdraws" not in browser.get(f"/officer/elections/{made.uuid}").text
    assert "Nobody can withdraw now" in browser.get(f"/officer/elections/{made.uuid}/withdraw").text


def test_the_count_passes_a_withdrawn_candidate_over(world: World) -> None:
    made, browser = world.make("open", contests=(contest(),)), world.browser(OLGA)
    assert withdraw(browser, f"/officer/elections/{made.uuid}/withdraw/1/1") == 302
    world.finish(made, votes=(0, 0, 1))
    page = world.browser().get(f"/elections/{made.uuid}/result").text
    elected = page[: page.index(">Elected</span>")].rindex('<span class="name">')
    assert "<bdi>Bo</bdi>" in page[elected : elected + 60]


@pytest.mark.parametrize("proposer", [OLGA, SECOND])
def test_where_there_are_two_either_proposes_and_the_other_confirms(world: World, two: Made, proposer: str) -> None:
    home, browser = f"/officer/elections/{two.uuid}", world.browser(proposer)
    assert "A candidate withdraws" in browser.get(home).text
    page = browser.get(f"{home}/withdraw/1/1").text
    assert "another officer must confirm it" in page and "Propose it" in page
    answer = browser.post(f"{home}/withdraw/1/1", reason=REASON)
    assert answer.status_code == 302 and answer.headers["Location"].endswith("/joint-acts") and gone(world, two) == []
    log = browser.get(f"{home}/log").text
    assert "must confirm: Withdraw a candidate" in log and "Ana" not in log, (
        "nobody else learns whom, before it is done"
    )
    assert "waits to be confirmed" in browser.get(f"{home}/withdraw/1/1").text
    assert browser.get(f"{home}/withdraw").text.count("Waits to be confirmed") == 1
    again = browser.post(f"{home}/withdraw/1/1", f"{home}/withdraw/1/2", reason="Another reason")
    assert again.status_code == 422 and "proposed already" in again.text
    other = world.browser(SECOND if proposer == OLGA else OLGA)
    shown = other.get(f"{home}/joint-acts").text
    for text in ("Ana", "Chair", "2 candidates will be left for 1 seat.", "By letter of 3 March &lt;b&gt;"):
        assert text in shown
    digest = re.search(r'name="digest" value="(\w+)"', shown)[1]  # type: ignore[index]
    assert other.post(f"{home}/joint-acts/1/confirm", f"{home}/joint-acts", digest=digest).status_code == 302
    assert gone(world, two) == ["Ana"] and "Ana has withdrawn" in other.get(home).text.replace("</bdi>", "")


def test_one_of_two_officers_never_withdraws_a_candidate_alone(world: World, two: Made) -> None:
    browser, page = world.browser(OLGA), f"/officer/elections/{two.uuid}/withdraw/1/1"
    for _ in range(2):  # before anything is proposed, and while it waits
        alone = browser.post(f"{page}/alone", page.removesuffix("/1/1"), reason=REASON, sure="y")
        assert alone.status_code == 422 and "Two people withdraw a candidate" in alone.text and gone(world, two) == []
        browser.post(page, reason=REASON)


def test_what_is_confirmed_when_somebody_else_has_gone_is_looked_at_anew(world: World, two: Made) -> None:
    home, browser = f"/officer/elections/{two.uuid}", world.browser(OLGA)
    for position in (1, 2, 3):
        browser.post(f"{home}/withdraw/1/{position}", reason=REASON)
    assert "1 candidate will be left" in confirm(world, home)
    assert "Nobody else stands in this contest" in confirm(world, home)
    assert gone(world, two) == ["Ana", "Bo"]
