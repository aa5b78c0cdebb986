"""make bench: what a ballot, a verification, the booth and a cast request cost here, beside belenios-tool.

Workload W: one contest of 10 candidates, choose 0 to 5, three trustees. Times of computation are CPU seconds of one
core, medians; the reference's are differences between runs with many and with few ballots in the same session, so that
its start-up does not count. Prints a table, and writes the numbers as JSON (--json FILE, or .cache/bench.json).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# The targets are those of libsodium alone; BALLOT_GROUP_BACKEND=native measures the Rust kernel instead.
os.environ.setdefault("BALLOT_GROUP_BACKEND", "sodium")

from ballot.board.archive import data_record, event_record, read_records  # noqa: E402
from ballot.board.events import next_event  # noqa: E402
from ballot.crypto.group import backend  # noqa: E402
from ballot.protocol.ballots import ElectionContext, create_ballot, verify_ballot  # noqa: E402
from ballot.records.canonical import decode  # noqa: E402
from ballot.records.election import SetupData  # noqa: E402
from ballot.records.event import Event, EventType  # noqa: E402
from tests.factory.tool import ForeignElection, Tool  # noqa: E402

CANDIDATES, CHOSEN = 10, 5
QUESTION = {"answers": [f"Candidate {n}" for n in range(CANDIDATES)], "min": 0, "max": CHOSEN, "question": "W"}
VOTE = [1, 0, 1, 0, 1, 0, 1, 0, 0, 0]
BALLOTS = 200
TARGETS = {
    "create, ratio to reference": 0.5,
    "verify one, ratio to reference": 0.9,
    "whole verification per core, ratio to reference": 1.0,
    "browser encryption, ms": 100.0,
    "cast at 20/s, p99 ms": 150.0,
    "demo of 3,200 members, s": 120.0,
}


def own_cpu(work: Callable[[], Any], rounds: int) -> float:
    """Return the median CPU seconds of one call in this process."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def child_cpu(work: Callable[[], Any], rounds: int = 1) -> float:
    """Return the median CPU seconds of the programs that one call starts."""
    times = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        work()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


class Bench:
    """One run: rows of (what, value, unit), and the numbers behind them."""

    def __init__(self) -> None:
        self.numbers: dict[str, Any] = {}

    def row(self, what: str, value: float, unit: str) -> None:
        """Print and keep one number, with its target if it has one."""
        name = f"{what}, {unit}" if unit else what
        self.numbers[name] = round(value, 4)
        target = TARGETS.get(name)
        mark = "" if target is None else f"   target {target:g}: {'reached' if value <= target else 'MISSED'}"
        print(f"  {what:<52}{value:>10.2f} {unit:<4}{mark}", flush=True)


# -- machine


def machine(tool: Tool | None) -> dict[str, str]:
    """Return what the numbers were measured on."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return {
        "processor": model[1] if model else platform.processor(),
        "cores": str(os.cpu_count()),
        "system": platform.platform(),
        "Python": platform.python_version(),
        "group backend": backend(),
        "reference": tool.must("--version").decode().strip() if tool else "belenios-tool is missing",
    }


# -- core


def foreign(tool: Tool, folder: Path, questions: int, voters: int = 1) -> ForeignElection:
    """Return an election of W, set up by the reference, with copies of the question."""
    return ForeignElection(
        tool, folder, [QUESTION] * questions, votes=[], voters=voters, trustees=3, name="W", until="Setup"
    ).build()


def context_of(archive: bytes) -> ElectionContext:
    """Return the context in an archive's setup."""
    from io import BytesIO

    records = {record.digest: record.content for record in read_records(BytesIO(archive))}
    events = [decode(Event, record.content) for record in read_records(BytesIO(archive)) if record.kind == "event"]
    setup = decode(SetupData, records[str(events[0].payload)])
    return ElectionContext.from_setup(records[setup.election], records[setup.credentials])


def bench_creation(bench: Bench, tool: Tool, folder: Path) -> None:
    """Create one ballot: ours directly, the reference's as a ninth of the way from one to ten copies of the contest."""
    one, ten = foreign(tool, folder / "one", 1), foreign(tool, folder / "ten", 10)
    ones = child_cpu(lambda: one.ballot(0, [VOTE]), 7)
    tens = child_cpu(lambda: ten.ballot(0, [VOTE] * 10), 7)
    reference = (tens - ones) / 9
    context = context_of(one.archive)
    ours = own_cpu(lambda: create_ballot(context, one.tokens[0], [VOTE]), 40)
    bench.row("create one ballot, here", ours * 1000, "ms")
    bench.row("create one ballot, reference", reference * 1000, "ms")
    bench.row("create, ratio to reference", ours / reference, "")


def add_ballots(archive: bytes, ballots: list[bytes]) -> bytes:
    """Return an archive of a setup with ballots behind it."""
    from io import BytesIO

    records = list(read_records(BytesIO(archive)))
    timestamp = records[0].mtime
    setup = next(record for record in records if record.kind == "event")
    head = (setup.digest, decode(Event, setup.content))
    out = [archive]
    for ballot in ballots:
        digest, raw, event = next_event(head, EventType.BALLOT, ballot)
        out += [data_record(ballot, timestamp), event_record(raw, timestamp)]
        head = (digest, event)
    return b"".join(out)


def bench_verification(bench: Bench, tool: Tool, folder: Path) -> None:
    """Verify one ballot, and a whole archive of many, on one core and on all."""
    election = foreign(tool, folder / "many", 1, voters=BALLOTS)
    context = context_of(election.archive)
    ballots = [create_ballot(context, token, [VOTE]) for token in election.tokens]
    sample = iter(ballots * 2)
    ours = own_cpu(lambda: verify_ballot(context, next(sample)), 100)
    none = folder / "none" / f"{election.uuid}.bel"
    none.parent.mkdir()
    none.write_bytes(election.archive)
    many = election.archive_path
    many.write_bytes(add_ballots(election.archive, ballots))
    reference, reference_wall = tool_verification(tool, none.parent, many.parent)
    bench.row("verify one ballot, here", ours * 1000, "ms")
    bench.row("whole verification per ballot, reference", reference * 1000, "ms")
    bench.row("verify one, ratio to reference", ours / reference, "")
    own, own_wall = own_verification(none, many)
    bench.row("whole verification per ballot, here", own * 1000, "ms")
    bench.row("whole verification per core, ratio to reference", own / reference, "")
    bench.row(f"whole verification of {BALLOTS} ballots, here (wall)", own_wall, "s")
    bench.row(f"whole verification of {BALLOTS} ballots, reference (wall)", reference_wall, "s")
    bench.row("whole verification, wall, ratio to reference", own_wall / reference_wall, "")


def difference(none: Callable[[], Any], many: Callable[[], Any]) -> tuple[float, float]:
    """Return CPU seconds for each ballot, and the wall time of the run with many."""
    few = child_cpu(none, 3)
    start = time.perf_counter()
    all_of_them = child_cpu(many, 3)
    return (all_of_them - few) / BALLOTS, (time.perf_counter() - start) / 3


def tool_verification(tool: Tool, none: Path, many: Path) -> tuple[float, float]:
    """Measure the reference's `election verify`."""

    def verify(folder: Path) -> None:
        answer = tool.verify(folder)
        assert answer.ok, answer.err

    return difference(lambda: verify(none), lambda: verify(many))


def own_verification(none: Path, many: Path) -> tuple[float, float]:
    """Measure our `ballot verify`."""

    def verify(path: Path) -> None:
        done = subprocess.run([sys.executable, "-m", "ballot.cli.main", "verify", path], capture_output=True, text=True)
        assert done.returncode == 3, done.stdout + done.stderr  # valid so far

    return difference(lambda: verify(none), lambda: verify(many))


# -- all together


def bench_demo(bench: Bench, folder: Path, members: int) -> None:
    """Run the demo as a newcomer does."""
    environment = {**os.environ, "BALLOT_DATA_DIR": str(folder), "BALLOT_KEYS_DIR": str(folder / "keys")}
    command = [
        sys.executable,
        "-m",
        "ballot.cli.main",
        "demo",
        "--members",
        str(members),
        "--out",
        str(folder / "demo"),
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    bench.row(f"demo of {members:,} members", time.perf_counter() - start, "s")


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, default=ROOT / ".cache" / "bench.json")
    parser.add_argument("--members", type=int, default=3200, help="size of the demo; 0 leaves it out")
    parser.add_argument("--only", choices=("core", "server", "demo"), help="one part instead of all")
    return parser.parse_args()


def main() -> None:
    """Measure everything; what cannot be measured here is named."""
    arguments = parse_arguments()
    os.environ.setdefault("BELENIOS_USE_URANDOM", "1")
    path = Path(os.environ.get("BELENIOS_TOOL") or ROOT / ".cache/belenios/bin/belenios-tool")
    tool = Tool(path) if path.exists() else None
    bench = Bench()
    described = machine(tool)
    print("\n".join(f"  {name:<16}{value}" for name, value in described.items()), "\n")
    with tempfile.TemporaryDirectory(prefix="ballot-bench-") as name:
        run_parts(bench, tool, Path(name), arguments)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps({"machine": described, "numbers": bench.numbers}, indent=2) + "\n")
    print(f"\nThe numbers are in {arguments.json}")


def run_parts(bench: Bench, tool: Tool | None, folder: Path, arguments: argparse.Namespace) -> None:
    """Run the parts that are wanted and possible."""
    if arguments.only in (None, "core"):
        if tool is None:
            print("  Not measured: the core beside the reference. Run scripts/install_belenios_tool first.")
        else:
            bench_creation(bench, tool, folder)
            bench_verification(bench, tool, folder)
    if arguments.only in (None, "server"):
        from scripts.bench_server import bench_server

        bench_server(bench.row, folder / "server")
    if arguments.members and arguments.only in (None, "demo"):
        bench_demo(bench, folder / "demo-server", arguments.members)


if __name__ == "__main__":
    main()
