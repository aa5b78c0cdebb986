# SPDX-License-Identifier: Apache-2.0
"""Fixtures: the JavaScript modules, and an election set up by belenios-tool."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.frontend.bridge import FRONTEND, QUESTIONS, ROOT, Bridge, Reference, run_tool


def _install_modules() -> str | None:
    """Install the pinned packages of frontend/ once, and return why that failed, or None."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node.js and npm are not installed: the JavaScript of the booth was not tested."
    with (FRONTEND / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (FRONTEND / "node_modules" / "@noble" / "curves").is_dir():
            return None
        done = subprocess.run(["npm", "ci"], cwd=FRONTEND, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return "The packages of frontend/ could not be installed (npm ci): the JavaScript of the booth was not tested."
    return None


@pytest.fixture(scope="session")
def node_modules() -> None:
    """Make the pinned packages available, or skip."""
    problem = _install_modules()
    if problem is not None:
        pytest.skip(problem)


@pytest.fixture(scope="session")
def bridge(node_modules: None) -> Iterator[Bridge]:
    """Return the JavaScript modules."""
    running = Bridge()
    yield running
    running.close()


def _find_tool() -> str | None:
    named = os.environ.get("BELENIOS_TOOL")
    places = [named] if named else [str(ROOT / ".cache" / "belenios" / "bin" / "belenios-tool")]
    return next((place for place in places if os.access(place, os.X_OK)), None)


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Return an election set up by belenios-tool, or skip."""
    tool = _find_tool()
    if tool is None:
        pytest.skip("belenios-tool is not installed: the agreement of the booth's ballots with it was not tested.")
    directory = tmp_path_factory.mktemp("reference")

    def run(*arguments: str) -> str:
        done = run_tool(tool, directory, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    uuid = run("setup", "generate-token")
    named = ("--uuid", uuid, "--group", "Ed25519")
    (directory / "voters.txt").write_text("one\ntwo\nthree\n")
    run("setup", "generate-credentials", *named, "--file", "voters.txt")
    next(directory.glob("*.pubcreds")).rename(directory / "public_creds.json")
    tokens = json.loads(next(directory.glob("*.privcreds")).read_text())
    run("setup", "generate-trustee-key", "--group", "Ed25519")
    (directory / "public_keys.jsons").write_text(next(directory.glob("*.pubkey")).read_text())
    run("setup", "make-trustees")
    template = {"description": "Cross-check", "name": "Élection", "questions": QUESTIONS}
    (directory / "template.json").write_text(json.dumps(template, ensure_ascii=False))
    run("setup", "make-election", *named, "--template", "template.json")
    election = (directory / "election.json").read_text(encoding="utf-8").removesuffix("\n")
    run("archive", "init")
    return Reference(tool, directory, uuid, election, tuple(tokens.values()))


@pytest.fixture
def browser(node_modules: None, chrome: Any) -> Any:
    """Return Debian's Chromium, or skip."""
    return chrome
