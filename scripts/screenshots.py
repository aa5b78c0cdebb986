"""make screenshots: a picture of every page, in every state of an election, at 360 and at 1280 px.

Everything is served by this process on a free port of this machine, with made-up elections; nothing is kept but the
pictures and an index.html, in ./screenshots (--out FOLDER). A page that looks the same in two states is taken once.
With --tour, only the pictures of docs/tour are taken, and put into docs/images/tour.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from ballot.election.scene import Scene

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from ballot.election.paper.contests import ContestDraft  # noqa: E402
from ballot.election.practice.demo import LOT_SEED  # noqa: E402
from ballot.election.practice.people import demo_contests  # noqa: E402
from ballot.election.result.counting import contests_without_sheet, enter_lot_seed  # noqa: E402
from tests.browser.conftest import DESK, PHONE, Site, log_in, serve  # noqa: E402
from tests.conftest import PATIENCE, find_chromium  # noqa: E402
from tests.web.routes import address, rules  # noqa: E402
from tests.web.test_kinds import contest  # noqa: E402
from tests.web.world import STATES, Made, found  # noqa: E402

KINDS = (("ranked", "scottish-stv"), ("ranked", "majority-judgment"), ("lists", "dhondt"))
VOTES = (0, 1, 0, 2, 3, 4, 0, 5, 6, 1, 1, 0, 2, 7, 8)
SIZES = {"360": PHONE, "1280": DESK}
TOUR = {  # picture of docs/tour: what it shows
    "member-1-link": "booth/three-contests/1-start-360",
    "member-2-paper": "booth/three-contests/2-choose-1-360",
    "member-3-review": "booth/three-contests/3-review-360",
    "member-4-cast": "booth/three-contests/4-cast-360",
    "officer-1-draft": "draft/dashboard/dashboard-1280",
    "officer-2-paper": "draft/paper/contest-1280",
    "officer-3-freeze": "draft/lifecycle/freeze_page-1280",
    "officer-4-open": "open/dashboard/dashboard-1280",
    "officer-5-count": "closed/result/count-1280",
    "scrutineer-1-result": "published/public/result-1280",
    "scrutineer-2-board": "published/public/board-1280",
    "scrutineer-3-audit": "published/public/audit-1280",
}


@dataclass
class Album:
    """The folder of pictures, and a record of those already taken."""

    folder: Path
    wanted: frozenset[str] = frozenset()  # names with sizes; none means all
    seen: set[tuple[str, str]] = field(default_factory=set)
    taken: list[str] = field(default_factory=list)

    def wants(self, name: str, size: str) -> bool:
        """Say whether this picture is to be taken."""
        return not self.wanted or f"{name}-{size}" in self.wanted

    def take(self, page: Page, name: str) -> None:
        """Take a picture of the page, unless one with the same text was taken already."""
        width = str((page.viewport_size or DESK)["width"])
        if not self.wants(name, width):
            return
        words = re.sub(r"[A-Za-z0-9+/]{12,}|\d\d:\d\d", "", page.locator("body").inner_text())
        if (name.split("/")[-1] + width, words) in self.seen:
            return
        self.seen.add((name.split("/")[-1] + width, words))
        file = self.folder / f"{name}-{width}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file, full_page=not self.wanted)
        self.taken.append(f"{name}-{width}.png")

    def index(self) -> None:
        """Write a page that shows all pictures."""
        figures = "\n".join(
            f'<figure><a href="{escape(name)}"><img loading="lazy" src="{escape(name)}" alt=""></a>'
            f"<figcaption>{escape(name)}</figcaption></figure>"
            for name in sorted(self.taken)
        )
        style = "body{font:16px sans-serif;display:flex;flex-wrap:wrap}img{max-height:400px;max-width:400px}"
        text = f"<!doctype html><meta charset=utf-8><title>Screenshots</title><style>{style}</style>\n{figures}\n"
        (self.folder / "index.html").write_text(text, encoding="utf-8")


def main() -> int:
    """Take all pictures; return 1 if Chromium is missing."""
    arguments = read_arguments()
    chromium = find_chromium()
    if chromium is None:
        print("Chromium is missing. As root: apt-get install chromium", file=sys.stderr)
        return 1
    shutil.rmtree(arguments.out, ignore_errors=True)
    album = Album(arguments.out, frozenset(TOUR.values()) if arguments.tour else frozenset())
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site, sync_playwright() as playwright:
        print("Making an election in every state …", flush=True)
        elections = {state: made(site, state) for state in STATES}
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in SIZES:
            print(f"Pages at {size} px …", flush=True)
            take_pages(browser, site, elections, album, size)
            take_booths(browser, site, album, size)
        browser.close()
    if arguments.tour:
        keep_tour(arguments.out)
    album.index()
    print(f"{len(album.taken)} pictures: open {arguments.out}/index.html")
    return 0


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "screenshots", help="the folder for the pictures")
    parser.add_argument("--tour", action="store_true", help="only those of docs/tour")
    return parser.parse_args()


def keep_tour(taken: Path) -> None:
    """Put the pictures of the tour into the documentation, with few colours and so few bytes."""
    folder = ROOT / "docs" / "images" / "tour"
    folder.mkdir(parents=True, exist_ok=True)
    for name, shown in TOUR.items():
        with Image.open(taken / f"{shown}.png") as picture:
            picture.convert("RGB").quantize(64).save(folder / f"{name}.png", optimize=True)


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serve a fresh application."""
    yield from serve(folder)


def made(site: Site, state: str) -> Made:
    """Create the demo's election with few members, in a state; before declaration, a tie waits for the public lot."""
    until = STATES[min(STATES.index(state), STATES.index("tallied"))]
    values = {"name": "Executive and delegates", "administrator": "Olga Officer", "members": 24, "votes": VOTES}
    values["marked_register"] = state == "closed"
    election = site.world.make(until, contests=demo_contests(), **values)
    for step in STATES[STATES.index(until) + 1 : STATES.index(state) + 1]:
        with site.world.database.session() as session:
            row = found(session, election.uuid)
            for position in contests_without_sheet(Scene(session, row)):
                enter_lot_seed(Scene(session, row), position, LOT_SEED)
            site.world.advance(session, step, election, VOTES)
    return election


def pages(site: Site, made: Made) -> Iterator[tuple[str, str]]:
    """Yield name and path of every page for browsers."""
    for rule in rules(site.world.app, writing=False):
        path = address(site.world.app, rule, made.uuid)
        if not re.match(r"/(static|api|metrics|health)", path):
            yield rule.endpoint.replace(".", "/"), path


def take_pages(browser: Browser, site: Site, elections: dict[str, Made], album: Album, size: str) -> None:
    """Take pictures of every page of every election as its officer sees it."""
    context = browser.new_context(viewport=SIZES[size], base_url=site.address)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/login")
    album.take(page, "anybody/login")
    log_in(page)
    for state, election in elections.items():
        for name, path in pages(site, election):
            if not album.wants(f"{state}/{name}", size):
                continue
            answer = context.request.get(path, max_redirects=0)
            if answer.ok and answer.headers.get("content-type", "").startswith("text/html"):
                page.goto(path)
                page.get_by_text("Loading the ballot paper").wait_for(state="detached")
                album.take(page, f"{state}/{name}")
    context.close()


def take_booths(browser: Browser, site: Site, album: Album, size: str) -> None:
    """Take pictures of each step of the booth, for every kind of contest."""
    kinds = {kind[1]: (contest(*kind, title=kind[1]),) for kind in KINDS}
    papers: dict[str, tuple[ContestDraft, ...]] = {"three-contests": demo_contests(), **kinds}
    for name, contests in papers.items():
        if not album.wants(f"booth/{name}/3-review", size):
            continue
        election = site.world.make("open", contests=contests, name="Executive and delegates")
        context = browser.new_context(viewport=SIZES[size], base_url=site.address)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"/vote/{election.uuid}#{election.tokens[0]}")
        page.get_by_role("button", name="Start").wait_for()
        album.take(page, f"booth/{name}/1-start")
        page.get_by_role("button", name="Start").click()
        for at, paper in enumerate(contests):
            page.locator(f"#contest-{at}").wait_for()
            fill_in(page, paper)
            album.take(page, f"booth/{name}/2-choose-{at + 1}")
            page.locator("#booth > .actions button").first.click()
        page.get_by_text("You have not voted yet.").wait_for()
        album.take(page, f"booth/{name}/3-review")
        page.get_by_role("button", name="Cast my ballot").click()
        page.get_by_text("Your ballot is on the public board.").wait_for()
        album.take(page, f"booth/{name}/4-cast")
        context.close()


def fill_in(page: Page, contest: ContestDraft) -> None:
    """Choose, rank or grade some candidates."""
    if contest.kind == "choice":
        for box in page.locator(".cards .choice input").all()[: contest.maximum]:
            box.check()
    elif contest.kind == "lists":
        page.get_by_role("radio").first.check()
        page.get_by_role("checkbox").first.check()
    elif contest.grades or contest.rule == "majority-judgment":
        for box in page.get_by_role("radio").all()[:3]:
            box.check()
    else:
        for pick in page.locator("button.pick").all()[:3]:
            pick.click()


if __name__ == "__main__":
    sys.exit(main())
