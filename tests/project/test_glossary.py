"""One word for each thing: the names in the glossary's third column are those of packages, modules or templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def rows(repo_root: Path) -> list[list[str]]:
    """The glossary's rows: word, meaning, and name in the code."""
    lines = (repo_root / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in table[1:] if not row[0].startswith("**")]


def test_every_word_is_there_once_with_its_meaning(rows: list[list[str]]) -> None:
    assert [row for row in rows if len(row) != 3 or not row[0] or not row[1]] == []
    words = [row[0] for row in rows]
    assert len(words) == len(set(words)) > 50


def test_every_name_is_that_of_a_package_a_module_or_a_template(repo_root: Path, rows: list[list[str]]) -> None:
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row[2])}
    there = {path.stem for folder in ("ballot", "templates") for path in (repo_root / folder).rglob("*")}
    assert len(named) > 20 and sorted(named - there) == []
