"""The example elections that belenios-tool's package ships (demo*.sh): run as they are, their archives pass ours.

The scripts expect the folders of their source tree and question templates that the package lacks: here is a shim with
our own templates. Not tested without them: elections written by the tool's authors rather than by us.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ballot.verify import verify_archive
from tests.factory.container import steps_of
from tests.factory.tool import Tool

pytestmark = pytest.mark.slow


def choice(answers: int) -> dict[str, Any]:
    """A question with at most one choice."""
    return {"answers": [f"A{i}" for i in range(answers)], "min": 0, "max": 1, "question": "Who?"}


def ranked(answers: int) -> dict[str, Any]:
    """A ranked question."""
    return {"type": "NonHomomorphic", "value": {"answers": [f"A{i}" for i in range(answers)], "question": "Order?"}}


LISTS = {"type": "Lists", "value": {"answers": [["X", "a", "b"], ["Y", "c"], ["Z", "d", "e", "f"]], "question": "?"}}
TEMPLATES: dict[str, list[Any]] = {
    "questions": [choice(2), choice(3)],
    "questions-nh": [choice(2), choice(3), ranked(3)],
    "questions-l": [LISTS],
    "questions-stv": [ranked(5)],
    "questions-mj": [ranked(4)],
}
# Script: what it is run with, and how its result begins.
SCRIPTS: dict[str, tuple[dict[str, str], str]] = {
    "demo": ({}, '[["7000000000","3000000000"]'),
    "demo-nh": ({}, "[["),
    "demo-l": ({}, "[[[7,3,4],[1,1],[11,11,2,2]]]"),
    "demo-threshold": ({}, "[[3,1],[2,2,1]]"),
    "demo-stv": ({}, "[[["),
    "demo-mj": ({}, "[[["),
    "demo-complex": ({"N": "3"}, "[[3,0"),
    "demo-n-voters": ({"num_voters": "4"}, "[[4,0],[0,4,0]]"),
}


def examples(tool: Tool) -> Path:
    """The folder of the package's example scripts, beside the tool."""
    roots = (tool.path.parent.parent, tool.path.resolve().parent.parent)
    folders = [root / doc / "examples" for root in roots for doc in ("doc", "share/doc/belenios-tool")]
    for folder in folders:
        if (folder / "demo.sh").is_file():
            return folder
    pytest.skip("the package's example scripts are missing: run scripts/install_belenios_tool")


def complex_template(script: str) -> list[Any]:
    """A template that the one ballot of demo-complex.sh fits."""
    line = next(line for line in script.splitlines() if line.startswith('printf "[['))
    ballot = json.loads(line.split('"')[1])
    return [choice(len(row)) for row in ballot]


@pytest.fixture
def shim(tool: Tool, tmp_path: Path) -> Path:
    """The folders that the scripts expect."""
    binary = tmp_path / "_run/tool-debug/bin/belenios-tool"
    binary.parent.mkdir(parents=True)
    binary.write_text(f'#!/bin/sh\nexec "{tool.path.resolve()}" "$@"\n')
    binary.chmod(0o755)
    (tmp_path / "tests/tool/data").mkdir(parents=True)
    (tmp_path / "tests/tool/templates").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", SCRIPTS)
def test_example(tool: Tool, shim: Path, name: str) -> None:
    folder = examples(tool)
    for program in ("bash", "jq", "tar", "paste"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing: the example scripts need it")
    script = folder / f"{name}.sh"
    templates = {**TEMPLATES, "questions-complex": complex_template((folder / "demo-complex.sh").read_text())}
    for title, questions in templates.items():
        record = {"description": "An example", "name": title, "questions": questions}
        (shim / "tests/tool/templates" / f"{title}.json").write_text(json.dumps(record))
    environment, begins = SCRIPTS[name]
    done = subprocess.run(
        ["bash", str(script)],
        cwd=shim,
        env={**os.environ, "BELENIOS": str(shim), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (archive,) = (shim / "tests/tool/data").glob("*/*.bel")
    report = verify_archive(archive, jobs=1)
    assert report.verdict == "valid", report.failures
    assert {warning.id for warning in report.warnings} == {"8.5"}
    result = json.loads(steps_of(archive.read_bytes())[-1].data[0])["result"]
    assert json.dumps(result, separators=(",", ":")).startswith(begins), result
