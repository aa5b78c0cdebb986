"""What all tests share: where things are, databases of both kinds, and what happens when a tool is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from ballot.language import SOURCE, speak
from tests.databases import fresh_database, make_schema, new_sqlite

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
PATIENCE = 60_000  # milliseconds that a browser may take: a machine that does other things too is slow, not broken

if not os.environ.get("BALLOT_SOAK"):  # the long runs look for new examples
    settings.load_profile("ci")  # here too: the same ones in every run, and no stopwatch over them

# Old kernels' entropy estimate makes belenios-tool wait otherwise.
os.environ.setdefault("BELENIOS_USE_URANDOM", "1")


def missing(what: str, advice: str) -> None:
    """Skip the test with a sentence; in CI, where everything must be there, fail it."""
    message = f"{what} is missing: {advice}"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)


def find_belenios_tool() -> Path | None:
    """Return belenios-tool: the one that BELENIOS_TOOL names, or that of scripts/install_belenios_tool."""
    path = Path(os.environ.get("BELENIOS_TOOL") or ROOT / ".cache/belenios/bin/belenios-tool")
    return path if path.is_file() and os.access(path, os.X_OK) else None


def find_chromium() -> str | None:
    """Return the path of a Chromium that Playwright can drive."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("BALLOT_TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say at the top of every run what it is run with."""
    postgres = "yes" if os.environ.get("BALLOT_TEST_POSTGRES") else "no (scripts/test_postgres starts one)"
    return [
        f"ballot: PostgreSQL {postgres}, Chromium {find_chromium() or 'no'}, "
        f"belenios-tool {find_belenios_tool() or 'no'}{', CI: nothing may be missing' if IN_CI else ''}"
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: no process is left alone with one of them at the end."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failure in CI, where everything that a test could miss has to be there."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail") and "network" not in item.keywords:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Skipped in CI, where nothing may be skipped: {reason}"
    return report


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def group_backend() -> str:
    """The backend of Ed25519 under test; the whole suite runs on each (BALLOT_GROUP_BACKEND)."""
    from ballot.crypto.group import backend

    return backend()


@pytest.fixture(scope="session")
def belenios_tool() -> Path:
    """The path of belenios-tool, the independent implementation."""
    tool = find_belenios_tool()
    if tool is None:
        missing("belenios-tool", "run scripts/install_belenios_tool, or set BELENIOS_TOOL")
    assert tool is not None
    version = subprocess.run([tool, "--version"], check=False, capture_output=True, text=True)
    assert version.returncode == 0, f"{tool} does not start: {version.stderr}"
    return tool


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium."""
    path = find_chromium()
    if path is None:
        missing("Chromium", "run: apt-get install chromium")
    assert path is not None
    return path


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL server on which databases may be created and dropped."""
    url = os.environ.get("BALLOT_TEST_POSTGRES")
    if not url:
        missing("PostgreSQL", "run the tests with scripts/test_postgres (make test does)")
    assert url
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a fresh SQLite database."""
    return f"sqlite:///{tmp_path / 'ballot.sqlite3'}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database, dropped afterwards."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def migrated_sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite database with the newest schema."""
    return new_sqlite(tmp_path)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database with the newest schema, of which tests get copies."""
    with fresh_database(postgres_server) as url:
        make_schema(url)
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture
def migrated_postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of a PostgreSQL database with the newest schema, dropped afterwards."""
    with fresh_database(postgres_server, template=postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with the newest schema, once of each kind."""
    return str(request.getfixturevalue(f"migrated_{request.param}_url"))


@pytest.fixture(scope="session")
def chrome(chromium: str) -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright: started once, since Playwright allows one driver in a process."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: no page was tested.")
    with sync_api.sync_playwright() as playwright:
        sync_api.expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"], timeout=2 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Begin each test in English: a request to a page leaves the reader's language to this process."""
    speak(SOURCE)


@pytest.fixture(autouse=True)
def same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what one test made of the time be of no effect on the next one."""
    from ballot import clock

    monkeypatch.setattr(clock, "_start", clock._start)
    monkeypatch.setattr(clock, "_latest", clock._latest)
