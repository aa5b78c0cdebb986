"""Cast many ballots at the same time from several processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.election.scenario import Scenario

ROOT = Path(__file__).resolve().parent.parent.parent


def cast_at_once(
    scenario: Scenario,
    ballots: list[bytes],
    folder: Path,
    processes: int = 4,
    meanwhile: Callable[[], None] | None = None,
) -> list[dict[str, str]]:
    """Cast all ballots in parallel; return for each, in order, its receipt or the code of its refusal.

    `meanwhile` runs in this process as soon as the others have begun.
    """
    start = folder / "start"
    start.unlink(missing_ok=True)
    url = scenario.database.engine.url.render_as_string(hide_password=False)
    casters = []
    for number in range(processes):
        path = folder / f"ballots-{number}"
        path.write_bytes(b"\n".join(ballots[number::processes]))
        arguments = [url, scenario.uuid, scenario.identity.key.seed.hex(), str(path), str(start)]
        command = [sys.executable, "-X", "faulthandler", "-m", "tests.election.caster", *arguments]
        casters.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    for caster in casters:
        assert caster.stdout is not None and caster.stdout.readline() == "ready\n"
    start.touch()
    if meanwhile is not None:
        meanwhile()
    answers: list[dict[str, str]] = [{} for _ in ballots]
    for number, caster in enumerate(casters):
        out, errors = caster.communicate(timeout=120)
        lines = out.splitlines()
        assert caster.returncode == 0 and lines[-1:] == ["done"], (caster.returncode, errors[-6000:])
        answers[number::processes] = [json.loads(line) for line in lines[:-1]]
    return answers
