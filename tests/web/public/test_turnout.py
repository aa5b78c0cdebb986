"""How the voting stands is said in the same words on every page for members and the public."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ballot import clock
from ballot.store.models.election import Election
from tests.web.member.test_my_elections import enter
from tests.web.world import OLGA, Made, World, found

HOUR = dt.timedelta(hours=1)


def wait(election: Election) -> None:
    election.opens_at = clock.now() + HOUR


def stop(election: Election) -> None:
    election.stopped_at, election.stop_reason = clock.now(), "Wrong names on the paper."


def end(election: Election) -> None:
    election.closes_at = clock.now() - HOUR


def pages(world: World, made: Made) -> dict[str, str]:
    """Return what the pages that say it say, without marks."""
    anybody, member = world.browser(), enter(world, "member1@example.org")
    home = f"/elections/{made.uuid}"
    seen = {path: anybody.get(path).text for path in ("/", home, f"{home}/help")} | {"/my": member.get("/my").text}
    return {path: re.sub(r"<[^>]+>", "", text) for path, text in seen.items()}


@pytest.mark.parametrize(
    ("change", "chip", "line"),
    [
        (None, "Open", "Voting is open until "),
        (wait, "Not open yet", "Voting opens "),
        (stop, "Stopped for now", "Voting is stopped for the time being."),
        (end, "Closed", "Voting is closed."),
    ],
)
def test_every_page_says_how_the_voting_stands(world: World, change: object, chip: str, line: str) -> None:
    made = world.make("open")
    if callable(change):
        with world.database.session() as session:
            change(found(session, made.uuid))
    said = pages(world, made)
    for path, text in said.items():
        lines = [known for known in ("Voting is ", "Voting opens ") if known in text]
        assert (line in text and len(lines) == 1) or (path == "/" and change is end and not lines), path
    for path in ("/", f"/elections/{made.uuid}"):
        chips = re.findall(r'<span class="chip[^"]*">([^<]+)</span>', world.browser().get(path).text)
        assert chips[0] == chip, path


def test_while_stopped_the_page_of_the_result_does_not_say_when_it_closes(world: World) -> None:
    made = world.make("open")
    with world.database.session() as session:
        stop(found(session, made.uuid))
    page = world.browser().get(f"/elections/{made.uuid}/result").text
    assert "Voting is stopped for the time being." in page
    assert "Until then" not in page and "Voting is closed" not in page


def test_officers_see_the_state_of_the_election_itself(world: World) -> None:
    made = world.make("frozen")
    assert '<span class="chip">Frozen</span>' in world.browser(OLGA).get(f"/officer/elections/{made.uuid}").text
    assert "Frozen" not in world.browser().get(f"/elections/{made.uuid}").text
