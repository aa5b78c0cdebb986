"""The changelog can be taken in at a glance: one line for each change, grouped, none twice."""

from __future__ import annotations

from pathlib import Path

import pytest

LONGEST = 120  # characters


@pytest.fixture(scope="module")
def lines(repo_root: Path) -> list[str]:
    """The changelog."""
    return (repo_root / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()


def test_no_line_is_too_long(lines: list[str]) -> None:
    assert [f"line {number}: {len(line)}" for number, line in enumerate(lines, 1) if len(line) > LONGEST] == []


def test_each_change_has_one_line(lines: list[str]) -> None:
    """A second line, or an entry that stands twice, is a change that was not put briefly."""
    assert [line for line in lines[lines.index("## Unreleased") :] if line.startswith((" ", "\t"))] == []
    changes = [line for line in lines if line.startswith("- ")]
    assert len(changes) == len(set(changes)) > 0
    assert [line for line in changes if not line.endswith(".")] == []
