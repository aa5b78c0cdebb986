"""make site: the documentation as web pages, in ./site. Needs no network; any broken link stops it.

The pages are docs/ and three files at the root. A link to anything else in the tree, such as a test,
keeps its words only: the site does not hold the source.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sphinx.cmd.build import build_main

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
BESIDE = [ROOT / name for name in ("SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md")]
GROUPS = {
    "Use": ("member", "tour/member", "officer", "tour/officer", "officer-reference", "trustee", "registrar"),
    "Check": ("auditor", "tour/scrutineer", "counting", "verification", "SECURITY", "security/attacks", "spec/README"),
    "Run": ("deploy", "performance", "api"),
    "Develop": ("architecture", "glossary", "translating", "decisions/README", "CONTRIBUTING", "CHANGELOG"),
}
LINK = re.compile(r"(?<!!)\[((?:[^][]|\[[^][]*\])*)\]\(([^)\s]+)\)")


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="the folder for the pages")
    return build(parser.parse_args().out)


def build(out: Path) -> int:
    """Build the site into a folder; return Sphinx's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder, "sources")
        copy(sources)
        conf = str(Path(__file__).parent)
        failed = build_main(["-q", "-W", "--keep-going", "-b", "html", "-c", conf, "-d", f"{folder}/work",
                             str(sources), str(out)])  # fmt: skip
    if not failed:
        print(f"The documentation: open {out}/index.html")
    return failed


def copy(sources: Path) -> None:
    """Copy all pages and pictures, with links that hold within the site, and with Sphinx's tables of contents."""
    shutil.copytree(DOCS, sources, ignore=shutil.ignore_patterns("*.md"))
    for page in [*sorted(DOCS.rglob("*.md")), *BESIDE]:
        place = sources / str(place_of(page))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(with_links(page) + contents(page), "utf-8")


def place_of(file: Path) -> Path | None:
    """Return where a file of the tree is within the site; None if it is not in it."""
    if file.is_dir() and (file / "README.md").exists():
        file /= "README.md"
    if file in BESIDE:
        return Path(file.name)
    return file.relative_to(DOCS) if file.is_relative_to(DOCS) and file.is_file() else None


def with_links(page: Path) -> str:
    """Return the text of a page in which each link leads to a page of the site, or is words only."""
    here = os.path.dirname(str(place_of(page)))

    def held(link: re.Match[str]) -> str:
        words, target = link.groups()
        if re.match(r"[a-z]+:|#", target):
            return link[0]
        path, _, fragment = target.partition("#")
        found = (page.parent / path).resolve()
        if not found.exists():
            sys.exit(f"{page.relative_to(DOCS.parent)}: the link to {target} leads nowhere.")
        place = place_of(found)
        if place is None:
            return words
        return f"[{words}]({os.path.relpath(place, here or '.')}{'#' + fragment if fragment else ''})"

    return LINK.sub(held, page.read_text("utf-8"))


def contents(page: Path) -> str:
    """Return the tables of contents below a page, which are shown at the side only."""
    if page == DOCS / "index.md":
        return "".join(_tree((f":caption: {group}", "", *pages)) for group, pages in GROUPS.items())
    if page in (DOCS / "spec" / "README.md", DOCS / "decisions" / "README.md"):
        return _tree((":glob:", "", "*"))
    return ""


def _tree(lines: Iterable[str]) -> str:
    return "\n".join(("", "```{toctree}", ":hidden:", *lines, "```", ""))


if __name__ == "__main__":
    sys.exit(main())
