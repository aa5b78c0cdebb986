"""The documentation site builds without a network, asks nobody for anything, and a broken link stops it."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from scripts.screenshots import TOUR
from scripts.site import build

ROOT = Path(__file__).resolve().parent.parent.parent
LOADED = re.compile(r"<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//", re.I)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    assert build.build(out) == 0
    return out


def test_every_page_of_the_documentation_is_on_the_site(site: Path) -> None:
    pages = {page.relative_to(ROOT / "docs").with_suffix(".html") for page in (ROOT / "docs").rglob("*.md")}
    assert pages | {Path("SECURITY.html")} <= {page.relative_to(site) for page in site.rglob("*.html")}


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    assert not [page.name for page in site.rglob("*.html") if LOADED.search(page.read_text("utf-8"))]


def test_the_tour_shows_the_pictures_that_are_made_for_it() -> None:
    shown = {
        name
        for page in (ROOT / "docs/tour").glob("*.md")
        for name in re.findall(r"images/tour/([\w-]+)\.png", page.read_text("utf-8"))
    }
    assert shown == set(TOUR) == {picture.stem for picture in (ROOT / "docs/images/tour").iterdir()}


@pytest.mark.parametrize(
    ("link", "said"), [("member.md#nowhere", "nowhere"), ("missing.md", "the link to missing.md leads nowhere")]
)
def test_a_broken_link_stops_the_build(
    link: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs)
    with (docs / "translating.md").open("a", encoding="utf-8") as page:
        page.write(f"\n[a part that is not there]({link})\n")
    for other in ROOT.iterdir():
        if other.name != "docs":
            (tmp_path / other.name).symlink_to(other)
    monkeypatch.setattr(build, "DOCS", docs)
    with pytest.raises(SystemExit) as stopped:
        sys.exit(build.build(tmp_path / "site"))
    assert stopped.value.code != 0
    assert said in f"{stopped.value} {capfd.readouterr()}"
