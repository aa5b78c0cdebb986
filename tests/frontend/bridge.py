# SPDX-License-Identifier: Apache-2.0
"""The JavaScript modules behind a line-by-line bridge, and elections made by belenios-tool."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"

QUESTIONS: list[dict[str, Any]] = [
    {"answers": ["Ünal", 'B "b" \\ \u007f\u2028', "c/d"], "min": 0, "max": 2, "question": "Choose up to two\n\u0001"},
    {"answers": ["yes", "no"], "blank": True, "min": 1, "max": 1, "question": "One, or blank"},
    {"answers": ["only"], "min": 1, "max": 1, "question": "No freedom at all"},
    {"answers": [f"Candidate {i}" for i in range(10)], "blank": True, "min": 0, "max": 5, "question": "Committee"},
    {"answers": ["p", "q", "r", "s"], "min": 2, "max": 4, "question": "At least two"},
    {"type": "Homomorphic", "value": {"answers": ["w", "x"], "min": 0, "max": 1, "question": "Wrapped"}},
]
CHOICES: list[list[list[int]]] = [
    [[0, 0, 0], [0, 1, 0], [1], [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 0, 0], [0, 1]],
    [[1, 0, 1], [1, 0, 0], [1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1], [0, 0]],
    [[0, 1, 0], [0, 0, 1], [1], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 1], [1, 0]],
]


class Bridge:
    """The JavaScript modules in one Node process that answers JSON lines."""

    def __init__(self) -> None:
        command = ["node", str(FRONTEND / "test" / "cli.js")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        """Send one request and return the answer, a refusal included."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        stdin.write(json.dumps({"do": do, **fields}) + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def accept(self, do: str, **fields: Any) -> dict[str, Any]:
        """Send one request that must succeed."""
        answer = self.ask(do, **fields)
        assert answer["ok"], answer["message"]
        return answer

    def refuse(self, do: str, **fields: Any) -> str:
        """Send one request that must be refused with one of our own errors, and return the error's name."""
        answer = self.ask(do, **fields)
        assert not answer["ok"], f"{do} accepted {fields}"
        name: str = answer["error"]
        assert name in {"InvalidEncoding", "InvalidProof", "ChoiceNotAllowed", "InvalidToken"}, answer
        return name

    def close(self) -> None:
        """End the Node process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


def run_node_test(file: str) -> subprocess.CompletedProcess[str]:
    """Run one file of the modules' own tests."""
    command = ["node", "--test", str(FRONTEND / "test" / file)]
    return subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Reference:
    """A directory with a set-up election made by belenios-tool, and its tokens."""

    tool: str
    directory: Path
    uuid: str
    election: str
    tokens: tuple[str, ...]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run belenios-tool in the election's directory."""
        return run_tool(self.tool, self.directory, *arguments)

    def generate_ballot(self, token: str, choices: list[list[int]]) -> str:
        """Return a ballot made by belenios-tool."""
        (self.directory / "token").write_text(token)
        (self.directory / "choice").write_text(json.dumps(choices))
        made = self.run("election", "generate-ballot", "--privcred", "token", "--choice", "choice")
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()

    def verify_ballot(self, ballot: str) -> subprocess.CompletedProcess[str]:
        """Let belenios-tool verify one ballot."""
        (self.directory / "ballot").write_text(ballot)
        return self.run("election", "verify-ballot", "--ballot", "ballot")


def run_tool(tool: str, directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run belenios-tool in a directory."""
    environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
    command = [tool, *arguments]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
