"""A tie: the result waits for a public lot, which the officer enters once."""

from __future__ import annotations

from tests.web.world import OLGA, World


def test_a_tie_waits_for_the_lot_and_then_has_a_winner(world: World) -> None:
    made = world.make("tallied", votes=(0, 0, 1, 1))
    browser = world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    waiting = browser.get(f"{home}/result").text
    assert (
        "The public lot decides" in waiting and "Tied: needs a lot" in waiting and "Declare the result" not in waiting
    )
    assert "Next: draw the public lot" in browser.get(home).text
    declare = browser.get(f"{home}/declare").text
    assert "nothing can be declared yet" in declare and ">Declare the result</button>" not in declare
    assert browser.post(f"{home}/declare", sure="y").status_code == 409
    assert browser.post(f"{home}/lot/1", seed="").status_code == 422
    assert browser.post(f"{home}/lot/1", seed="dice 3 5 1 6").status_code == 302
    decided = browser.get(f"{home}/result").text
    assert decided.count(">Elected</span>") == 1 and "; by the public lot" in decided
    assert browser.get(f"{home}/lot/1").status_code == 404
    assert browser.post(f"{home}/declare", sure="y").status_code == 302


def test_only_a_tied_contest_has_a_lot(world: World) -> None:
    made = world.make("tallied", votes=(0, 0, 1))
    browser = world.browser(OLGA)
    for contest in (0, 1, 2, 99):
        assert browser.get(f"/officer/elections/{made.uuid}/lot/{contest}").status_code == 404
