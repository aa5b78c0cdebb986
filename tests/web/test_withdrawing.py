"""A candidate withdraws, from the officer's page to the public one, the board and the booth."""

from __future__ import annotations

import pytest

from ballot.election.paper import CandidateDraft, ContestDraft
from tests.web.world import OLGA, World

REASON = "By letter of 3 March <b>"
NAMES = ("Ana", "Bo", "Cem")


def contest(**values: object) -> ContestDraft:
    """Three candidates for a seat."""
    candidates = tuple(CandidateDraft(name=name) for name in NAMES)
    return ContestDraft(**{"title": "Chair", "candidates": candidates, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["frozen", "open", "closed"])
def test_a_withdrawal_is_seen_everywhere(world: World, state: str) -> None:
    made, browser = world.make(state, contests=(contest(),), votes=(0, 0, 1)), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    assert "A candidate withdraws" in browser.get(home).text
    assert browser.get(f"{home}/withdraw").text.count("</bdi> withdraws</a>") == 3
    page = browser.get(f"{home}/withdraw/1/1").text
    assert "2 candidates will be left for 1 seat." in page and "cannot be taken back" in page
    assert browser.post(f"{home}/withdraw/1/1", reason=REASON).status_code == 422
    empty = browser.post(f"{home}/withdraw/1/1", reason="", sure="y")
    assert empty.status_code == 422 and "Give a reason" in empty.text
    assert browser.post(f"{home}/withdraw/1/1", reason=REASON, sure="y").status_code == 302
    assert browser.get(f"{home}/withdraw/1/1").status_code == 404
    shown = "By letter of 3 March &lt;b&gt;"
    for path in (home, f"{home}/withdraw", f"/elections/{made.uuid}", f"/elections/{made.uuid}/board"):
        assert shown in browser.get(path).text, path
    public = world.browser().get(f"/elections/{made.uuid}").text
    assert public.count('<span class="chip warn">Withdrawn</span>') == 1
    told = world.browser().get(f"/vote/{made.uuid}/booth.json").get_json()["contests"][0]["candidates"]
    assert [one["withdrawn"] for one in told] == [True, False, False]
    assert b'"record":"withdrawal"' in world.browser().get(f"/elections/{made.uuid}/{made.uuid}.companion.jsonl").data


def test_what_is_not_possible_says_why(world: World) -> None:
    people = tuple(CandidateDraft(name=n, groups=("women",) if n == "Ana" else ()) for n in NAMES)
    contests = (contest(candidates=people, quotas=("women>=1",)), contest(title="Kept", withdrawals=False))
    made, browser = world.make("open", contests=contests), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}/withdraw"
    page = browser.get(f"{home}/1/1").text
    assert "This is not possible" in page and "quota for “women” cannot be met" in page and "<form method=" in page
    assert "Withdraw this candidate" not in page
    page = f"{home}/1/2"
    answer = browser.client.post(f"{home}/1/1", data={"csrf_token": browser.token(page), "reason": "x", "sure": "y"})
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
    browser.post(f"/officer/elections/{made.uuid}/withdraw/1/1", reason="By letter", sure="y")
    world.finish(made, votes=(0, 0, 1))
    page = world.browser().get(f"/elections/{made.uuid}/result").text
    elected = page[: page.index(">Elected</span>")].rindex('<span class="name">')
    assert "<bdi>Bo</bdi>" in page[elected : elected + 60]
