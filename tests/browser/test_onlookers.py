"""Observer and auditor, from the invitation on: one sees numbers and nothing else, the other verifies the archive."""

from __future__ import annotations

import contextlib
import shlex
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from ballot.cli.main import main
from ballot.election.roles import AUDITOR, OBSERVER
from tests.browser.conftest import TWO_LANGUAGES, Site, somebody
from tests.browser.people import Person
from tests.web.world import Made

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VOTES = (0, 0, 1)
FILES = '<a href="%(address)s">Archive</a> and <a href="%(address_2)s">companion file</a> as they are now'
COMPARED = ("Election fingerprint", "Setup event", "List of public credentials", "Encrypted tally", "Last event")
# What an observer may not see: the roll, what becomes of tokens, votes, and what others do.
CLOSED = ("roll", "roll/changes", "mails", "replace", "joint-acts", "times", "count", "archive")


@TWO_LANGUAGES
def test_an_observer_sees_numbers_and_is_refused_everything_else(
    chrome: Browser, shared_site: Site, axe: str, language: str, size: dict[str, int]
) -> None:
    site, made = shared_site, shared_site.world.make("open")
    site.world.vote(made, VOTES)
    home = f"/officer/elections/{made.uuid}"
    with somebody(chrome, site, language, size, axe, expected="Failed to load resource") as ines:  # what is refused
        ines.accept(site.invite(made, f"{language}.ines@example.org", OBSERVER), "Ines")
        ines.sees("You are %(my_role)s.", my_role=ines.said("observer"))
        sees_the_numbers(ines)
        expect(ines.page.get_by_text("Member 0")).to_have_count(0)
        ines.follow("The whole log")
        ines.look("the log")
        expect(ines.page.get_by_text("Ines has become observer.").first).to_be_visible()
        links_are_open(ines, home)
        is_refused(ines, home)
        steps_down(ines, home)


def sees_the_numbers(ines: Person) -> None:
    """Three figures on the dashboard, and the turnout as everybody sees it."""
    ines.look("dashboard of an observer")
    figures = ines.page.locator(".figures li")
    on_the_roll = "<strong>%(num)s</strong> on the roll"
    expect(figures.nth(0)).to_have_text(ines.said(on_the_roll, on_the_roll, 5))
    expect(figures.nth(2)).to_contain_text("3")


def links_are_open(ines: Person, home: str) -> None:
    """Every link on the pages that an observer is shown leads to a page."""
    ines.page.goto(home)
    links = ines.page.locator("main a").evaluate_all("links => links.map((it) => it.href)")
    assert len(links) > 3
    for link in links:
        assert ines.page.goto(link).ok, link  # type: ignore[union-attr]


def is_refused(ines: Person, home: str) -> None:
    """Whoever types an address sees that the page is for others, in words of their language."""
    for page in CLOSED:
        ines.page.goto(f"{home}/{page}")
        ines.sees(
            "This page is not for your role in this election. Go back to its page, which shows what you can open."
        )
    ines.look("refused")


def steps_down(ines: Person, home: str) -> None:
    """An observer who has seen enough steps down; from then on the election does not exist for them."""
    ines.page.goto(home)
    ines.follow("People and roles")
    ines.look("people and roles")
    ines.submit("Step down")
    ines.sees("You have stepped down.")
    ines.look("no election")
    answer = ines.page.goto(home)
    assert answer is not None and answer.status == 404


@TWO_LANGUAGES
def test_an_auditor_verifies_before_the_result_is_declared_and_afterwards(
    chrome: Browser, shared_site: Site, axe: str, language: str, size: dict[str, int], tmp_path: Path
) -> None:
    site, made = shared_site, shared_site.world.make("open")
    home = f"/officer/elections/{made.uuid}"
    with somebody(chrome, site, language, size, axe) as adam:
        adam.accept(site.invite(made, f"{language}.adam@example.org", AUDITOR), "Adam")
        adam.sees("You are %(my_role)s.", my_role=adam.said("auditor"))
        adam.look("dashboard of an auditor")
        early = files_of(adam, made, tmp_path / "early")
        assert verified([early], 3).startswith("Verdict: VALID SO FAR\n")
        site.world.finish(made, VOTES, "tallied")
        adam.page.goto(home)
        adam.look("dashboard before the declaration")
        late = files_of(adam, made, tmp_path / "late")
        assert verified([late, "--against", early], 0).startswith("Verdict: VALID\n")
        for state in ("declared", "published"):
            with site.world.database.session() as session:
                site.world.advance(session, state, made, VOTES)
        adam.page.goto(home)
        adam.look("dashboard of a published election")
        verifies_the_published(adam, made, tmp_path / "published")


def files_of(adam: Person, made: Made, folder: Path) -> str:
    """Download archive and companion file from the dashboard, under the names that they come with."""
    folder.mkdir()
    archive, companion = (adam.download(adam.link(FILES, nth=at), folder) for at in (0, 1))
    assert (archive.name, companion.name) == (f"{made.uuid}.bel", f"{made.uuid}.companion.jsonl")
    return str(archive)


def verified(arguments: list[str], code: int) -> str:
    """Run `ballot verify`, which must end with this exit code; return what it says."""
    done = CliRunner().invoke(main, ["verify", *arguments])
    assert done.exit_code == code, done.output
    return done.output


def verifies_the_published(adam: Person, made: Made, folder: Path) -> None:
    """Follow the public page: download everything in one file, type the command, compare the checksums."""
    adam.follow("Public page")
    adam.follow("How to check this election without trusting us")
    adam.look("how to check")
    everything = adam.link("All in one file: the result, the archive, and how to verify them (ZIP)")
    with zipfile.ZipFile(adam.download(everything, folder.with_suffix(".zip"))) as file:
        file.extractall(folder)
    command = adam.page.get_by_role("region", name=adam.said("Command for our program")).inner_text()
    program, act, *arguments = shlex.split(command)
    assert (program, act) == ("ballot", "verify")
    with contextlib.chdir(folder / made.uuid):
        report = verified(arguments, 0)
    assert report.startswith("Verdict: VALID\n")
    for name in COMPARED:
        shown = adam.page.locator("dt", has_text=adam.said(name)).locator("+ dd .checksum").inner_text()
        assert f" {shown}\n" in report, name
    assert command in (folder / made.uuid / "README.txt").read_text()
