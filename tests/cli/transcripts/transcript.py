"""Transcripts: text files of commands and what they print, which are run and compared line by line.

    # a comment
    $ ballot election status <election>     a command; the lines that follow are exactly what it prints
    [exit 1]                                the last of them, if the exit code is not 0
    % ballot election open <election>       what somebody else does meanwhile: it must succeed, and is not shown
    % It is 2027-03-08 20:00.               the clock, which stands still until it is set again
    % Rita freezes the election.            what somebody does in a browser (`Stage.acts`)
    -- roll.csv --                          a file that is there at the beginning; all of them follow at the end

A command is `ballot …`, which may end in `< file`, `<<< "what is typed"` or `> file`, or else a line for bash.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from click.testing import CliRunner

from ballot import clock
from ballot.cli.main import main
from tests.cli.transcripts.names import Names

_FILE: Final = re.compile(r"^-- (\S+) --\n", re.MULTILINE)
_CLOCK: Final = re.compile(r"It is (\d{4}-\d\d-\d\d \d\d:\d\d)\.")
_PROMPTS: Final = ("$ ", "% ")


class Step(NamedTuple):
    """A line of a transcript, and the lines that a command prints."""

    line: int
    text: str
    output: list[str]


def parse(script: str) -> Iterator[Step]:
    """Yield comments, blank lines, and commands with their output."""
    lines = script.splitlines()
    at = 0
    while at < len(lines):
        text, begin = lines[at], at
        at += 1
        if text.startswith(_PROMPTS):
            while at < len(lines) and not lines[at].startswith((*_PROMPTS, "# ")):
                at += 1
            while at > begin + 1 and not lines[at - 1]:
                at -= 1  # blank lines before the next command are the writer's
        elif text and not text.startswith("#"):
            raise ValueError(f"line {begin + 1} belongs to no command: {text}")
        yield Step(begin + 1, text, lines[begin + 1 : at])


class Stage:
    """A folder in which a transcript is run. `acts`: what is done in a browser, by its sentence."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.names, self._patch = folder, Names({str(folder): "folder"}), patch
        self.acts: dict[str, Callable[[], None]] = {}

    def play(self, transcript: Path, *, write: bool) -> None:
        """Run a transcript, and compare it with what happens, or write what happens into it.

        The test fails with the difference at the first command that prints something else.
        """
        text = transcript.read_text(encoding="utf-8")
        script, *files = _FILE.split(text)
        for name, content in zip(files[::2], files[1::2], strict=True):
            (self.folder / name).write_text(content, encoding="utf-8")
        steps = list(parse(script))
        try:
            for place, step in enumerate(steps):
                printed = self._output(step)
                if not write and printed != step.output:
                    pytest.fail(difference(transcript.name, step, printed), pytrace=False)
                steps[place] = step._replace(output=printed)
        finally:
            if write:  # after a failure too: what was printed before it tells why
                lines = [line for step in steps for line in (step.text, *step.output)]
                transcript.write_text("\n".join([*lines, text[len(script) :]]), encoding="utf-8")

    def _output(self, step: Step) -> list[str]:
        prompt = step.text[:2]
        if prompt not in _PROMPTS:
            return []
        command = self.names.reveal(step.text[2:])
        if prompt == "% " and self._acted(command):
            return []
        output, code = self._run(command)
        shown = self.names.hide(output)
        if prompt == "% ":
            assert code == 0, f"line {step.line}: {command}\n{output}"
            return []
        lines = [line.rstrip() for line in shown.rstrip().splitlines()] + ([f"[exit {code}]"] if code else [])
        assert not [line for line in lines if line.startswith((*_PROMPTS, "# "))], f"{command} prints a line of ours"
        return lines

    def _acted(self, sentence: str) -> bool:
        """Set the clock, or do what is done in a browser; return False if the sentence is a command."""
        if moment := _CLOCK.fullmatch(sentence):
            now = dt.datetime.fromisoformat(moment[1]).replace(tzinfo=dt.UTC)
            self._patch.setattr(clock, "now", lambda: now)
        elif sentence in self.acts:
            self.acts[sentence]()
        else:
            return False
        return True

    def _run(self, command: str) -> tuple[str, int]:
        words = shlex.split(command)
        if words[0] != "ballot":
            bash = ["bash", "-c", f"{{ {command}\n}} 2>&1"]
            done = subprocess.run(bash, check=False, capture_output=True, text=True, cwd=self.folder)
            return done.stdout, done.returncode
        sent: dict[str, str] = {}
        while len(words) > 2 and words[-2] in ("<", "<<<", ">"):
            sent[words[-2]], words = words[-1], words[:-2]
        if "<" in sent:
            typed = (self.folder / sent["<"]).read_text(encoding="utf-8")
        else:
            typed = sent["<<<"].replace(r"\n", "\n") + "\n" if "<<<" in sent else ""
        result = CliRunner().invoke(main, words[1:], input=typed, prog_name="ballot")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        if ">" in sent:
            (self.folder / sent[">"]).write_bytes(result.stdout_bytes)
        return result.stderr if ">" in sent else result.output, result.exit_code


def difference(name: str, step: Step, printed: list[str]) -> str:
    """Return what a command should have printed and what it did, as a diff below the command."""
    lines = difflib.unified_diff(step.output, printed, "as it is written", "as it happens", lineterm="", n=1000)
    return f"{name}, line {step.line}: {step.text}\n" + "\n".join(lines)
