"""W25: casting has threads of its own: casts are answered while every other thread of a server waits."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ballot.cli.server.serve import gunicorn_arguments
from ballot.web.thread_pools import RESERVED
from tests.ports import free_port

THREADS = 3
BOOTH = RESERVED[1][1]
OTHERS = ("GET /", "GET /login", "POST /login", "GET /officer/x", "POST /elections/x/cast", "GET /api/v1/elections")
OF_THE_BOOTH = ("GET /vote/x", "POST /vote/x/token", "GET /static/js/booth.js", "GET /vote/x/cast")


@pytest.fixture
def port(repo_root: Path) -> Iterator[int]:
    """A server of one process, as `ballot serve` runs it, in which everything but a cast waits."""
    chosen = free_port()
    arguments = gunicorn_arguments(f"127.0.0.1:{chosen}", 1, THREADS, behind_proxy=False)
    application = "tests.web.request.waiting_application:application"
    command = [sys.executable, "-m", "gunicorn", *arguments, application]
    server = subprocess.Popen(command, cwd=repo_root, env={**os.environ, "PYTHONPATH": str(repo_root)})
    try:
        wait_until_it_listens(chosen, server)
        yield chosen
        cast(chosen, b"end")
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_until_it_listens(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def cast(port: int, body: bytes = b"{}") -> int:
    """Cast something, and return how many other requests wait."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)  # the failure of a server that starves it
    connection.request("POST", "/vote/x/cast", body)
    answer = connection.getresponse()
    assert answer.status == 200
    waiting = int(answer.read())
    connection.close()
    return waiting


def test_W25_casts_are_answered_while_all_other_threads_wait(port: int) -> None:
    with ExitStack() as opened:
        for _silent in range(2 * (THREADS + BOOTH)):  # they ask for nothing, and occupy no thread
            opened.enter_context(socket.create_connection(("127.0.0.1", port)))
        for line in (*OTHERS, *OF_THE_BOOTH) * 4:
            asking = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            asking.sendall(f"{line} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
        while cast(port) < THREADS + BOOTH:
            pass  # each of these casts was answered, too
        assert [cast(port) for _ in range(20)] == [THREADS + BOOTH] * 20
        cast(port, b"end")
