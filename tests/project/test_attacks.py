"""Every attack in docs/security/attacks.md is named by a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.attack_table import PROCEDURES, ROWS, naming

LINK = re.compile(r"\]\(\.\./\.\./([^)]+)\)")


def rows_of_the_page(repo_root: Path) -> dict[str, str]:
    text = (repo_root / "docs" / "security" / "attacks.md").read_text(encoding="utf-8")
    return {line.split("|")[1].strip(): line for line in text.splitlines() if re.match(r"\| [A-Z]\d+ \|", line)}


@pytest.mark.parametrize("identifier", ROWS)
def test_a_test_names_this_attack(identifier: str) -> None:
    assert naming(identifier), f"no test names {identifier}: {ROWS[identifier][0]}"


def test_the_page_has_every_row(repo_root: Path) -> None:
    assert list(rows_of_the_page(repo_root)) == [*ROWS, *PROCEDURES]


def test_the_tests_on_the_page_exist_and_name_the_attack(repo_root: Path) -> None:
    wrong = [
        f"{identifier}: {target}"
        for identifier, line in rows_of_the_page(repo_root).items()
        for target in LINK.findall(line)
        if identifier in ROWS and Path(target) not in naming(identifier)
    ]
    assert wrong == [], "run scripts/attack_table.py"


@pytest.mark.parametrize("identifier", PROCEDURES)
def test_what_is_a_procedure_has_a_passage(repo_root: Path, identifier: str) -> None:
    assert re.search(rf"\*\*{identifier}:", (repo_root / "SECURITY.md").read_text(encoding="utf-8"))
