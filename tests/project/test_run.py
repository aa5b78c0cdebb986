"""`make run`, twice in a row: the demo at the first start, a quick second start, and links that work."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

MEMBERS = 80


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def running(repo_root: Path, data: Path, port: int, log: Path) -> Iterator[None]:
    """Start `make run` and wait until it serves; stop it with Ctrl-C."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BALLOT_")}
    environment |= {"BALLOT_DATA_DIR": str(data), "BALLOT_KEYS_DIR": str(data / "keys")}
    begin = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}", f"MEMBERS={MEMBERS}"],
            cwd=repo_root, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            while not answers(f"http://127.0.0.1:{port}/"):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() - begin < 900, log.read_text()
                time.sleep(0.3)
            yield
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)


@pytest.mark.slow
def test_make_run_twice_in_a_row(repo_root: Path, tmp_path: Path) -> None:
    if not (repo_root / ".venv" / "bin" / "python").exists():
        pytest.skip("make run uses .venv, which is not there")
    data, log, port = tmp_path / "var", tmp_path / "log", free_port()
    with running(repo_root, data, port, log):
        first = log.read_text()
        for words in ("First start: running the demo", "the election is valid", "As a member", "As officer", "Ctrl-C"):
            assert words in first
        assert "Warning" not in first and "warning" not in first
        link = re.search(r"As a member, vote: +(http://\S+)#(\S+)", first)
        result = re.search(r"look at: +(http://\S+)", first)
        assert link and result
        assert answers(link[1]) and answers(result[1]) and answers(f"http://127.0.0.1:{port}/login")
        assert answers(f"http://127.0.0.1:{port}/demo/outbox")
        verify = re.search(r"As auditor, verify: +(.+)", first)
        assert verify and subprocess.run(verify[1].split(), cwd=repo_root, check=False).returncode == 0
        assert (data / "demo.json").stat().st_mode & 0o077 == 0
    assert not answers(f"http://127.0.0.1:{port}/"), "the server was not stopped"

    other = free_port()
    with running(repo_root, data, other, log):
        second = log.read_text()
        assert "First start" not in second
        assert f"http://127.0.0.1:{other}/vote/" in second and f":{port}/" not in second
    assert "Traceback" not in first + second + log.read_text()
