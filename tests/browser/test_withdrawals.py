"""A candidate withdraws: read back to an officer who is alone, and confirmed by another one where there are two."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from ballot.election.roles import SECOND_OFFICER
from tests.browser.conftest import TWO_LANGUAGES, Site, somebody
from tests.browser.people import Person
from tests.web.officer.test_times import SECOND
from tests.web.officer.test_withdrawals import contest, gone

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def give_reason(officer: Person, home: str, name: str) -> None:
    """Go to the page of a candidate who withdraws, and say why."""
    officer.page.goto(home)
    officer.follow("A candidate withdraws")
    officer.look("who stands")
    officer.follow("<bdi>%(name)s</bdi> withdraws", name=name)
    officer.look("a candidate withdraws")
    officer.fill("Reason", "By letter of 3 March")


@TWO_LANGUAGES
def test_alone_it_is_read_back_and_with_another_officer_it_is_confirmed(
    chrome: Browser, site: Site, axe: str, language: str, size: dict[str, int]
) -> None:
    made = site.world.make("open", contests=(contest(),))
    home = f"/officer/elections/{made.uuid}"
    with somebody(chrome, site, language, size, axe) as olga, somebody(chrome, site, language, size, axe) as noor:
        olga.log_in()
        give_reason(olga, home, "Ana")
        olga.submit("Continue")
        olga.heading("Is this who withdraws?")
        olga.look("read back")
        olga.choose("Yes, this is who withdraws, and from what")
        olga.submit("Withdraw this candidate")
        assert gone(site.world, made) == ["Ana"]
        site.world.appoint(made, SECOND, SECOND_OFFICER)
        give_reason(olga, home, "Bo")
        olga.submit("Propose it")
        olga.look("proposed")
        noor.log_in(SECOND)
        noor.page.goto(f"{home}/joint-acts")
        noor.look("to be confirmed")
        noor.submit('Confirm: do it now<span class="sr-only"> (act %(id)s)</span>', id=1)
        assert gone(site.world, made) == ["Ana", "Bo"]
