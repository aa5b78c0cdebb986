"""docs/architecture.md tells the truth: what it names is there, and no package or room is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

NAMED = re.compile(r"(?<![\w/])((?:ballot|frontend|rust|tests|scripts)/[\w./]*\w)")


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs/architecture.md").read_text()


def test_every_file_and_folder_that_is_named_exists(repo_root: Path, page: str) -> None:
    named = set(NAMED.findall(page))
    assert len(named) > 40
    assert [name for name in sorted(named) if not (repo_root / name).exists()] == []


def test_every_function_that_is_named_is_in_its_file(repo_root: Path, page: str) -> None:
    pairs = re.findall(r"`(ballot/[\w/]+\.py)` `(\w+)`", page)
    assert len(pairs) >= 3
    assert [pair for pair in pairs if f"def {pair[1]}(" not in (repo_root / pair[0]).read_text()] == []


def packages(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("*/__init__.py")}


def test_no_package_and_no_room_is_missing(repo_root: Path, page: str) -> None:
    assert [name for name in sorted(packages(repo_root / "ballot")) if f"ballot/{name}" not in page] == []
    assert [name for name in sorted(packages(repo_root / "ballot/election")) if f"| `{name}` |" not in page] == []


def test_a_developer_sees_it_on_one_page(page: str) -> None:
    assert len(page.splitlines()) < 120
