"""The server's part of the benchmark: cast requests at a steady rate, and encryption in a headless browser."""

from __future__ import annotations

import csv
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACES = ((20, 15), (100, 8), (250, 6))  # requests per second, and duration in seconds
FLAT_OUT, CLIENTS = 1500, 16
MEMBERS = sum(rate * seconds for rate, seconds in PACES) + FLAT_OUT + 20
PLAN = {
    "name": "W",
    "contests": [{"title": "W", "seats": 5, "candidates": [{"name": f"Candidate {n}"} for n in range(10)]}],
}
VOTE = [1, 0, 1, 0, 1, 0, 1, 0, 0, 0]
# Runs in the booth's page: a separate worker that encrypts repeatedly.
ENCRYPT = """async ({script, text, token, choices, rounds}) => {
  const worker = new Worker(script);
  let number = 0;
  const ask = (what, data) => new Promise((resolve, reject) => {
    const id = ++number;
    worker.onmessage = ({data}) => data.id === id && (data.ok ? resolve(data.value) : reject(new Error(data.message)));
    worker.postMessage({id, what, ...data});
  });
  await ask("prepare", {text});
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await ask("encrypt", {token, choices});
    times.push(performance.now() - start);
  }
  worker.terminate();
  return times;
}"""
Row = Callable[[str, float, str], None]


@dataclass(frozen=True)
class Site:
    """A running server with one open election."""

    process: int
    port: int
    uuid: str
    tokens: list[str]

    @property
    def address(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def bench_server(row: Row, folder: Path) -> None:
    """Measure a separate server in a separate folder; with PostgreSQL too, if scripts/test_postgres has started one."""
    folder.mkdir(parents=True)
    with running_site(folder) as site:
        bench_browser(row, site)
        bench_casting(row, site)
    url = os.environ.get("BALLOT_TEST_POSTGRES")
    if url is None:
        print("  Not measured: casting with PostgreSQL. Run it with scripts/test_postgres, as make bench does.")
        return
    other = folder / "postgresql"
    other.mkdir()
    with running_site(other, url) as site:
        bench_casting(lambda name, value, unit: row(f"{name}, PostgreSQL", value, unit), site)


def free_port() -> int:
    """Return a port that is currently free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(folder: Path, database: str = "") -> Iterator[Site]:
    """Create, freeze and open an election, and serve it with gunicorn."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BALLOT_")},
        "BALLOT_GROUP_BACKEND": os.environ.get("BALLOT_GROUP_BACKEND", ""),
        "BALLOT_DATABASE": database,
        "BALLOT_DATA_DIR": str(folder),
        "BALLOT_KEYS_DIR": str(folder / "keys"),
        "BALLOT_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }

    def ballot(*arguments: str) -> str:
        command = [sys.executable, "-m", "ballot.cli.main", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    uuid = prepare(folder, ballot)
    with (folder / "tokens.csv").open(encoding="utf-8-sig", newline="") as stream:
        tokens = [entry["token"] for entry in csv.DictReader(stream)]
    command = [sys.executable, "-m", "ballot.cli.main", "serve", "--port", str(port), "--behind-proxy"]
    server = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        wait_for(port)
        yield Site(server.pid, port, uuid, tokens)
    finally:
        server.terminate()
        server.wait(timeout=30)


def prepare(folder: Path, ballot: Callable[..., str]) -> str:
    """Create the election with the command line, as an officer would."""
    (folder / "passphrase").write_text("four words and a number 7\n")
    (folder / "plan.json").write_text(json.dumps(PLAN))
    lines = [f"Member {number},m{number}@example.org" for number in range(MEMBERS)]
    (folder / "roll.csv").write_text("\n".join(["name,email", *lines, ""]))
    ballot("officer", "add", "bench@example.org", "--password-file", "passphrase")
    options = ("--officer", "bench@example.org", "--opens", "now", "--closes", "+1d")
    uuid = ballot("election", "create", "plan.json", "--roll", "roll.csv", *options)
    names = ("A", "B", "C")
    for name in names:
        ballot("election", "trustee-add", uuid, name, "--key", f"{name}.key", "--passphrase-file", "passphrase")
    ballot("election", "freeze", uuid, "--merge-file", "tokens.csv")
    ballot("election", "open", uuid)
    return uuid


def wait_for(port: int) -> None:
    """Wait until the server responds."""
    for _ in range(150):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def fetch(site: Site, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Get one page."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer, answer.read()


# -- browser


def bench_browser(row: Row, site: Site) -> None:
    """Time the encryption of W in the booth's own worker."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        print("  Not measured: encryption in the browser. Chromium is missing (apt-get install chromium).")
        return
    from playwright.sync_api import sync_playwright

    text = fetch(site, f"/vote/{site.uuid}/election.json")[1].decode()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{site.address}/vote/{site.uuid}")
        script = page.locator("#booth").get_attribute("data-worker")
        data = {"script": script, "text": text, "token": site.tokens[-1], "choices": [VOTE], "rounds": 20}
        times = page.evaluate(ENCRYPT, data)
        browser.close()
    row("browser encryption, first", times[0], "ms")
    row("browser encryption", statistics.median(times), "ms")


# -- casting


def bench_casting(row: Row, site: Site) -> None:
    """Post ballots at a steady rate, each when it is due, without waiting for the previous one."""
    answer, page = fetch(site, f"/vote/{site.uuid}")
    match = re.search(rb'name="csrf-token" content="([^"]+)"', page)
    assert match, "the booth's page has no CSRF token"
    headers = {
        "Content-Type": "application/json",
        "X-CSRFToken": match[1].decode(),
        "Cookie": (answer.getheader("Set-Cookie") or "").split(";")[0],
    }
    ballots = iter(make_ballots(site))
    for rate, seconds in PACES:
        latencies = post_at_pace(site, headers, rate, [next(ballots) for _ in range(rate * seconds)])
        row(f"cast at {rate}/s, median", statistics.median(latencies) * 1000, "ms")
        row(f"cast at {rate}/s, p99", sorted(latencies)[int(len(latencies) * 0.99) - 1] * 1000, "ms")
    rest, before = list(ballots), cpu_of(site.process)
    row("cast flat out, requests", post_flat_out(site, headers, rest), "/s")
    row("cast flat out, CPU of the web processes, each", (cpu_of(site.process) - before) / len(rest) * 1000, "ms")


def cpu_of(process: int) -> float:
    """Return the CPU seconds of a process and its children, which are still running."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            fields = path.read_text().rpartition(")")[2].split()
            if process in (int(path.parent.name), int(fields[1])):
                total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def make_ballots(site: Site) -> list[bytes]:
    """Encrypt the ballots beforehand, so that only the server is measured."""
    from ballot.protocol.ballots import ElectionContext, create_ballot

    context = ElectionContext.from_setup(fetch(site, f"/vote/{site.uuid}/election.json")[1], b"[]")
    return [create_ballot(context, token, [VOTE]) for token in site.tokens[:-20]]


def address_of(number: int) -> dict[str, str]:
    """Return the header that gives each member a different address, as behind a real proxy."""
    return {"X-Forwarded-For": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}


def post(site: Site, headers: dict[str, str], ballot: bytes) -> tuple[int, bytes]:
    """Cast one ballot; return status and body of the response."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    try:
        connection.request("POST", f"/vote/{site.uuid}/cast", ballot, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def post_flat_out(site: Site, headers: dict[str, str], ballots: list[bytes]) -> float:
    """Post from several clients, each without a pause after its last response; return requests per second."""
    problems: list[Any] = []

    def client(own: list[tuple[int, bytes]]) -> None:
        for number, ballot in own:  # each on a new connection, as if from a different member's device
            status, body = post(site, {**headers, **address_of(2**20 + number)}, ballot)
            if status != 200:
                problems.append((status, body[:200]))

    numbered = list(enumerate(ballots))
    threads = [threading.Thread(target=client, args=(numbered[start::CLIENTS],)) for start in range(CLIENTS)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, problems[0]
    return len(ballots) / (time.perf_counter() - begin)


def post_at_pace(site: Site, headers: dict[str, str], rate: int, ballots: list[bytes]) -> list[float]:
    """Return for each request the time from when it was due until its complete response."""
    latencies: list[float] = []
    problems: list[Any] = []
    begin = time.perf_counter() + 0.5

    def post_when_due(number: int, ballot: bytes) -> None:
        due = begin + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        status, body = post(site, {**headers, **address_of(rate * 1000 + number)}, ballot)
        latencies.append(time.perf_counter() - due)
        if status != 200:
            problems.append((status, body[:200]))

    threads = [threading.Thread(target=post_when_due, args=entry) for entry in enumerate(ballots)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, problems[0]
    return latencies
