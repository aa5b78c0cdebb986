"""W8: reading changes nothing, however often a mail scanner follows a link."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.store.models.base import Base
from tests.web.routes import address, rules
from tests.web.world import OLGA, STATES, World


def contents(world: World) -> dict[str, list[object]]:
    """Return every row of every table."""
    with world.database.reading() as session:
        tables = Base.metadata.tables
        return {name: sorted(map(repr, session.execute(text(f"SELECT * FROM {name}")))) for name in tables}


@pytest.mark.parametrize("state", STATES)
def test_W8_get_and_head_of_every_page_change_nothing(world: World, state: str) -> None:
    made = world.make(state)
    browser, stranger = world.browser(OLGA), world.browser()
    known = KnownCheckpoints(world.config.keys_dir)
    known.folder.mkdir(parents=True, exist_ok=True)
    known.watch_file.touch()  # so that /health finds nothing wrong
    before = contents(world)
    for rule in rules(world.app, writing=False):
        path = address(world.app, rule, made.uuid)
        for _ in range(3):
            assert browser.get(path).status_code < 500, path
            assert stranger.client.head(path).status_code < 500, path
    for rule in rules(world.app, writing=True):
        browser.get(address(world.app, rule, made.uuid))
    assert contents(world) == before


def test_W8_a_ballot_link_still_works_after_a_scanner_has_opened_it(world: World) -> None:
    made = world.make("open")
    for _ in range(3):
        assert world.browser().get(f"/vote/{made.uuid}").status_code == 200
        assert world.browser().client.head(f"/vote/{made.uuid}").status_code == 200
    assert world.browser().cast(made.uuid, world.ballot(made)).status_code == 200
