"""A served application and a real browser that is watched: it must obey the policy, stay silent and stay at home."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from werkzeug.serving import WSGIRequestHandler, make_server

from ballot.election.accounts.invitations import invite
from tests.browser.people import Person
from tests.chance import same_practice  # noqa: F401  (a fixture)
from tests.conftest import PATIENCE, missing
from tests.late import late
from tests.quick import quick_passwords  # noqa: F401  (a fixture)
from tests.web.world import OLGA, Made, World, found, make_world

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
TWO_LANGUAGES = pytest.mark.parametrize(
    ("language", "size"), [("en", DESK), ("fr", PHONE)], ids=["in English at a desk", "in French on a phone"]
)

# Runs before every page's own scripts: what would be an attack's success, or a breach of the policy, is written down.
WATCH = """
window.__alerts = [];
window.alert = (text) => window.__alerts.push(String(text));
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("policy violation: " + event.violatedDirective + " " + event.blockedURI));
"""


class Silent(WSGIRequestHandler):
    """A server that writes no access log."""

    def log(self, type: str, message: str, *args: object) -> None:
        return


@dataclass
class Site:
    """A world that is served."""

    world: World
    address: str

    def url(self, path: str) -> str:
        """Return the full address of a page."""
        return self.address + path

    def invite(self, made: Made, email: str, role: str) -> str:
        """Let the officer invite somebody to a role; return the link that the mail has."""
        with self.world.database.session() as session:
            election = found(session, made.uuid)
            return invite(session, election, election.officer, email, role, self.address).link


@dataclass
class Watched:
    """A browser context and everything suspicious that happened in it."""

    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def page(self) -> Page:
        """Open a page that is watched."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.on("request", self._request)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(text in message.text for text in self.expected):
            self.complaints.append(f"{message.type} on the console: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.address + "/", "data:application/octet-stream;base64,", "blob:")):
            self.complaints.append(f"request to a foreign host: {request.url[:200]}")

    def alerts(self) -> list[str]:
        """Return what scripts have alerted in the open pages."""
        for page in self.context.pages:
            page.wait_for_load_state()
        return [text for page in self.context.pages for text in page.evaluate("window.__alerts")]


def serve(folder: Path, *, host: str = "127.0.0.1", rate_limits: bool = True, **values: object) -> Iterator[Site]:
    """Serve a fresh application on a free port of this machine; `values` go into its configuration."""
    holder: dict[str, object] = {}
    server = make_server(
        "127.0.0.1",
        0,
        lambda environ, start: holder["app"](environ, start),
        threaded=True,
        request_handler=Silent,  # type: ignore[operator]
    )
    address = f"http://{host}:{server.server_port}"
    world = make_world(folder, url=address, rate_limits=rate_limits, **values)
    holder["app"] = late(world.app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(world, address)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        world.close()


@pytest.fixture(scope="session")
def axe(repo_root: Path) -> str:
    """The source of axe-core, from the frontend's development dependencies."""
    file = repo_root / "frontend/node_modules/axe-core/axe.min.js"
    if not file.is_file():
        missing("axe-core", "run: npm ci --prefix frontend")
    return file.read_text()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A fresh site."""
    yield from serve(tmp_path)


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for the tests of a file."""
    yield from serve(tmp_path_factory.mktemp("site"))


def watch(chrome: Browser, site: Site, viewport: dict[str, int], **values: object) -> Watched:
    """Open a browser context and watch it."""
    context = chrome.new_context(viewport=viewport, base_url=site.address, **values)  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    return Watched(context, site.address)


def log_in(page: Page, email: str = OLGA) -> None:
    """Log somebody in by the form, in English."""
    Person(page).log_in(email)


@contextmanager
def watching(chrome: Browser, site: Site, viewport: dict[str, int], **values: object) -> Iterator[Watched]:
    """Watch a browser; nothing suspicious may have happened in it when it is closed."""
    watched = watch(chrome, site, viewport, **values)
    try:
        yield watched
    except BaseException:  # a page that stays open goes on asking its server, beside all the tests that follow
        watched.context.close()
        raise
    complaints, alerts = watched.complaints, watched.alerts()
    watched.context.close()
    assert complaints == [] and alerts == []


@contextmanager
def somebody(
    chrome: Browser, site: Site, language: str, size: dict[str, int], axe: str = "", expected: str = ""
) -> Iterator[Person]:
    """Give somebody a browser in their language; nothing suspicious may happen in it but what is `expected`."""
    with watching(chrome, site, size, locale=language) as watched:
        watched.expected += [expected] if expected else []
        yield Person(watched.page(), language, axe)


@pytest.fixture
def phone(chrome: Browser, site: Site) -> Iterator[Watched]:
    """A phone of 360 px."""
    with watching(chrome, site, PHONE) as watched:
        yield watched


@pytest.fixture
def desk(chrome: Browser, site: Site) -> Iterator[Watched]:
    """A desk's browser."""
    with watching(chrome, site, DESK) as watched:
        yield watched
