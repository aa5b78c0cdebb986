"""README's ten commands are run as they stand there, and its links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def shell_blocks(repo_root: Path) -> list[str]:
    return BLOCK.findall((repo_root / "README.md").read_text(encoding="utf-8"))


def numbered_commands(block: str) -> list[str]:
    return re.findall(r"^# (\d+)\. ", block, re.MULTILINE)


def test_there_are_exactly_ten_commands(repo_root: Path) -> None:
    assert numbered_commands(shell_blocks(repo_root)[-1]) == [str(number) for number in range(1, 11)]


@pytest.mark.slow
def test_a_whole_election_in_ten_commands(repo_root: Path, tmp_path: Path) -> None:
    preparation, commands = shell_blocks(repo_root)[-2:]
    (tmp_path / "docs").symlink_to(repo_root / "docs")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "activate").write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n')
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BALLOT_")}
    environment |= {"XDG_STATE_HOME": str(tmp_path / "state"), "COLUMNS": "100", "NO_COLOR": "1"}
    script = f"set -euo pipefail\n{preparation}\n{commands}"
    done = subprocess.run(
        ["bash", "-c", script], check=False, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=300
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stdout.count("Your ballot is in the ballot box.") == 5
    assert "Closed with 5 ballots." in done.stdout
    assert done.stdout.count("every check holds") == 2
    for winner in ("Ana Souza", "Chidi Okafor"):
        assert re.search(rf"{winner}.* 5 .*Elected", done.stdout), done.stdout
    assert re.search(r"^(Verdict: )?valid\b", done.stdout, re.MULTILINE | re.IGNORECASE), done.stdout


def documents(repo_root: Path) -> list[Path]:
    top = list(repo_root.glob("*.md"))
    return [*top, *(repo_root / "docs").rglob("*.md"), *(repo_root / "keys").glob("*.md")]


def test_links_between_documents_lead_somewhere(repo_root: Path) -> None:
    broken = [
        f"{path.relative_to(repo_root)} -> {target}"
        for path in documents(repo_root)
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_documents_name_only_make_targets_that_exist(repo_root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (repo_root / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for path in documents(repo_root)
        for name in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert named <= targets
