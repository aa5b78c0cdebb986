"""The entry points: make, the scripts behind it, and what CI runs."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

TARGETS = ("run", "test", "test-fast", "demo", "bench", "soak", "screenshots", "site", "lint", "assets")
# Somebody's own folders, and hosts of package registries: neither belongs into the project.
FOREIGN = re.compile(rb"/(?:home|root|work)/[a-z]|files\.pythonhosted|pypi\.org/simple|registry\.npmjs|static\.crates")
TEXT = {".py", ".md", ".cfg", ".toml", ".js", ".json", ".html", ".txt", ".css", ".lock", ".csv", ".sh", ""}


def tracked(repo_root: Path) -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], check=False, capture_output=True, text=True, cwd=repo_root)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [repo_root / name for name in done.stdout.split("\0") if name and (repo_root / name).is_file()]


def shell_scripts(repo_root: Path) -> list[Path]:
    folders = (repo_root / "scripts", repo_root / ".ci")
    return [path for folder in folders for path in folder.iterdir() if path.is_file() and path.suffix == ""]


def test_make_alone_lists_every_target(repo_root: Path) -> None:
    shown = subprocess.run(["make"], check=True, capture_output=True, text=True, cwd=repo_root).stdout
    assert [target for target in TARGETS if not re.search(rf"^  make {target} +\S", shown, re.MULTILINE)] == []


def test_every_script_that_make_calls_exists_and_can_be_run(repo_root: Path) -> None:
    named = set(re.findall(r"scripts/[a-z_]+(?:\.py)?", (repo_root / "Makefile").read_text()))
    missing = [name for name in named if not (repo_root / name).exists() and not (repo_root / f"{name}.py").exists()]
    assert missing == []
    for name in named:
        path = repo_root / name
        assert path.suffix == ".py" or os.access(path, os.X_OK), f"{name} cannot be run"


def test_the_shell_scripts_have_no_syntax_error(repo_root: Path) -> None:
    for path in shell_scripts(repo_root):
        first = path.read_text().splitlines()[0]
        if "bash" in first or path.name == "say":
            done = subprocess.run(["bash", "-n", str(path)], check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr


def test_ci_runs_what_the_readme_says(repo_root: Path) -> None:
    commands = [
        line for line in (repo_root / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert commands[-1].endswith("make test")
    assert "make test" in (repo_root / "README.md").read_text()
    assert os.access(repo_root / ".ci" / "run", os.X_OK)


def test_make_run_says_that_a_port_is_taken(repo_root: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            ["make", "run", f"PORT={port}"], check=False, capture_output=True, text=True, cwd=repo_root,
            env={**os.environ, "BALLOT_DATA_DIR": str(tmp_path / "var")}, timeout=60,
        )  # fmt: skip
    assert done.returncode != 0
    assert f"Port {port} is taken" in done.stderr and f"make run PORT={port + 1}" in done.stderr
    assert not (tmp_path / "var").exists()


def test_an_old_python_is_named_with_what_to_do(repo_root: Path, tmp_path: Path) -> None:
    """The script is run in a copy, with nothing on the path but an old Python and the tools that it needs."""
    shutil.copytree(repo_root / "scripts", tmp_path / "scripts")
    for name in ("setup.cfg", "pyproject.toml"):
        shutil.copy(repo_root / name, tmp_path / name)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for tool in ("bash", "env", "dirname", "cat", "sha256sum", "cut", "id"):
        (bin_folder / tool).symlink_to(str(shutil.which(tool)))
    old = bin_folder / "python3"
    old.write_text('#!/bin/bash\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        [bin_folder / "bash", "scripts/venv", "server"], check=False, capture_output=True, text=True, cwd=tmp_path,
        env={"PATH": str(bin_folder)}, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Python 3.9.2 is too old. Install Python 3.11 or newer" in done.stderr


def test_W27_every_pinned_package_has_hashes_and_no_lock_names_a_registry(repo_root: Path) -> None:
    for name in ("server.lock", "dev.lock"):
        text = (repo_root / "scripts" / "requirements" / name).read_text()
        entries = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert len(entries) > 20
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
        assert "://" not in text and "--index" not in text


def test_the_locks_hold_everything_that_setup_cfg_asks_for(repo_root: Path) -> None:
    import configparser

    settings = configparser.ConfigParser()
    settings.read(repo_root / "setup.cfg")

    def names(text: str) -> set[str]:
        return {
            re.split(r"[\[<>=! ]", line.strip())[0].lower().replace("_", "-")
            for line in text.splitlines()
            if line.strip()
        }

    locked = {
        name: names((repo_root / "scripts" / "requirements" / name).read_text()) for name in ("server.lock", "dev.lock")
    }
    wanted = names(settings["options"]["install_requires"])
    assert wanted - locked["server.lock"] == set()
    assert (wanted | names(settings["options.extras_require"]["dev"])) - locked["dev.lock"] == set()


def test_no_file_names_a_folder_of_somebody_s_machine_or_a_registry(repo_root: Path) -> None:
    suspects = [
        str(path.relative_to(repo_root))
        for path in tracked(repo_root)
        if path.suffix in TEXT and path.name != "test_entry_points.py" and FOREIGN.search(path.read_bytes())
    ]
    assert suspects == []
