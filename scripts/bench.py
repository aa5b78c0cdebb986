"""make bench: what a ballot, a verification, a count, the booth and a cast request cost here, beside belenios-tool.

Workload W: one contest of 10 candidates, choose 0 to 5, three trustees. Times of computation are CPU seconds of one
core, medians; those of the reference are differences between runs with many and with few ballots in the same session,
so that its start-up does not count. Prints a table, and writes the numbers as JSON (--json FILE, or .cache/bench.json).
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
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from ballot.board.archive import data_record, event_record, read_records  # noqa: E402
from ballot.board.events import next_event  # noqa: E402
from ballot.crypto.group import backend  # noqa: E402
from ballot.protocol.ballots import ElectionContext, create_ballot, verify_ballot  # noqa: E402
from ballot.records.canonical import decode  # noqa: E402
from ballot.records.election import SetupData  # noqa: E402
from ballot.records.event import Event, EventType  # noqa: E402
from scripts.bench_count import COUNT_TARGETS, bench_count  # noqa: E402
from scripts.bench_kernel import bare_arithmetic, bench_shuffle, bench_tally, group_operations  # noqa: E402
from tests.factory.tool import Answer, ForeignElection, Tool  # noqa: E402

CANDIDATES, CHOSEN = 10, 5
QUESTION = {"answers": [f"Candidate {n}" for n in range(CANDIDATES)], "min": 0, "max": CHOSEN, "question": "W"}
VOTE = [1, 0, 1, 0, 1, 0, 1, 0, 0, 0]
BALLOTS = 1000
SLOWER = 1.15  # a number slower than the last recorded one by this factor is marked
SODIUM_TARGETS = {
    **COUNT_TARGETS,
    "create, ratio to reference": 0.5,
    "verify one, ratio to reference": 0.9,
    "whole verification per core, ratio to reference": 1.0,
    "demo of 3,200 members, s": 120.0,
}
NATIVE_TARGETS = {
    **COUNT_TARGETS,
    "create, ratio to reference": 1 / 8,
    "verify one, ratio to reference": 1 / 4.5,
    "verify one, ratio to bare dalek": 1.25,
    "whole verification on all cores, ratio to reference": 1 / 8,
    "tally of 1000 ballots, ratio to reference": 1 / 8,
    "shuffle of 1000, ratio to reference": 1 / 6,
    "verify shuffle of 1000, ratio to reference": 1 / 7,
    "cast at 100/s, p99, ms": 100.0,
    "demo of 3,200 members, s": 60.0,
}
AT_LEAST = {"cast flat out, requests, /s": 250.0}
TARGETS = {
    **COUNT_TARGETS,
    "browser encryption, ms": 100.0,
    "cast at 20/s, p99, ms": 150.0,
    **(NATIVE_TARGETS if backend() == "native" else SODIUM_TARGETS),
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

    def __init__(self, recorded: dict[str, float]) -> None:
        self.numbers: dict[str, Any] = {}
        self.recorded = recorded

    def row(self, what: str, value: float, unit: str) -> None:
        """Print and record one number, with its target if it has one."""
        name = f"{what}, {unit}" if unit else what
        self.numbers[name] = round(value, 4)
        target = TARGETS.get(name)
        mark = "" if target is None else f"   target {target:.3g}: {'reached' if value <= target else 'MISSED'}"
        if name in AT_LEAST and backend() == "native":
            mark = f"   target at least {AT_LEAST[name]:g}: {'reached' if value >= AT_LEAST[name] else 'MISSED'}"
        before = self.recorded.get(name)
        if before and (before > value * SLOWER if name in AT_LEAST else value > before * SLOWER):
            mark += f"   SLOWER than the recorded {before:g}"
        print(f"  {what:<52}{value:>10.3f} {unit:<4}{mark}", flush=True)


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


def bench_one_ballot(bench: Bench, tool: Tool, folder: Path, bare: dict[str, float]) -> float:
    """Create and verify one ballot; return the reference's seconds for verifying one.

    The comparison uses a ninth of the difference between one and ten copies of the contest in a ballot, on both sides:
    so it excludes start-up, signature and setup. The full cost of one ballot is shown only for our program.
    """
    one, ten = foreign(tool, folder / "one", 1), foreign(tool, folder / "ten", 10)
    small, large = context_of(one.archive), context_of(ten.archive)
    token, tokens, votes = one.tokens[0], ten.tokens[0], [VOTE] * 10
    bench.row(
        "create one ballot, here, all of it", own_cpu(lambda: create_ballot(small, token, [VOTE]), 40) * 1000, "ms"
    )
    ours = ninth(
        own_cpu(lambda: create_ballot(small, token, [VOTE]), 20),
        own_cpu(lambda: create_ballot(large, tokens, votes), 10),
    )
    theirs = ninth(child_cpu(lambda: one.ballot(0, [VOTE]), 7), child_cpu(lambda: ten.ballot(0, votes), 7))
    compare(bench, "create", ours, theirs)
    ballot, large_ballot = create_ballot(small, token, [VOTE]), create_ballot(large, tokens, votes)
    whole = own_cpu(lambda: verify_ballot(small, ballot), 60)
    bench.row("verify one ballot, here, all of it", whole * 1000, "ms")
    if bare:
        bench.row("verify one, its group operations with bare dalek", group_operations(bare) * 1000, "ms")
        bench.row("verify one, ratio to bare dalek", whole / group_operations(bare), "")
    ours = ninth(
        own_cpu(lambda: verify_ballot(small, ballot), 20), own_cpu(lambda: verify_ballot(large, large_ballot), 10)
    )
    theirs = ninth(
        child_cpu(lambda: accepted(tool.verify_ballot(one.folder, ballot)), 7),
        child_cpu(lambda: accepted(tool.verify_ballot(ten.folder, large_ballot)), 7),
    )
    compare(bench, "verify one", ours, theirs)
    return theirs


def compare(bench: Bench, what: str, ours: float, theirs: float) -> None:
    """Print both costs and their ratio."""
    bench.row(f"{what}, here", ours * 1000, "ms")
    bench.row(f"{what}, reference", theirs * 1000, "ms")
    bench.row(f"{what}, ratio to reference", ours / theirs, "")


def ninth(one: float, ten: float) -> float:
    """Return the cost of one contest, from the costs of one and of ten."""
    return (ten - one) / 9


def accepted(answer: Answer) -> None:
    """Stop unless the reference accepted."""
    assert answer.ok, answer.err


def add_ballots(archive: bytes, ballots: list[bytes]) -> bytes:
    """Return an archive of a setup followed by ballots."""
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


def bench_verification(bench: Bench, tool: Tool, folder: Path, one: float) -> None:
    """Verify an archive of many ballots, on one core and on all. `one`: the reference's seconds for one ballot."""
    election = foreign(tool, folder / "many", 1, voters=BALLOTS)
    context = context_of(election.archive)
    ballots = [create_ballot(context, token, [VOTE]) for token in election.tokens]
    none = folder / "none" / f"{election.uuid}.bel"
    none.parent.mkdir()
    none.write_bytes(election.archive)
    many = election.archive_path
    many.write_bytes(add_ballots(election.archive, ballots))
    bench_tally(bench.row, tool, context, ballots, (none.parent, many.parent), child_cpu)
    theirs = tool_verification(tool, none.parent, many.parent, one)
    ours = own_verification(none, many)
    bench.row("whole verification per ballot, here", ours.cpu * 1000, "ms")
    bench.row("whole verification per ballot, reference", theirs.cpu * 1000, "ms")
    bench.row("whole verification per core, ratio to reference", ours.cpu / theirs.cpu, "")
    bench.row(f"whole verification of {BALLOTS} ballots, here (wall)", ours.wall, "s")
    bench.row(f"whole verification of {BALLOTS} ballots, reference (wall)", theirs.wall, "s")
    bench.row("whole verification on all cores, ratio to reference", ours.wall / theirs.wall, "")


class Cost(NamedTuple):
    """CPU seconds for each ballot, and wall seconds for the whole run."""

    cpu: float
    wall: float


def timed(work: Callable[[], Any]) -> Cost:
    """Return CPU and wall seconds of one call that starts programs."""
    start = time.perf_counter()
    cpu = child_cpu(work)
    return Cost(cpu, time.perf_counter() - start)


def per_ballot(few: float, runs: list[Cost]) -> Cost:
    """Return the cost for each ballot, from the runs that did all the work."""
    slowest = max(runs)
    quickest = min(run.wall for run in runs if run.cpu > slowest.cpu / 2)  # other programs can only make it longer
    return Cost((slowest.cpu - few) / BALLOTS, quickest)


def tool_verification(tool: Tool, none: Path, many: Path, one: float) -> Cost:
    """Measure the reference's `election verify`: the first run that takes as long as verifying all proofs does.

    Its run times on one archive differ by a factor of more than ten; only the long runs are comparable with ours.
    """
    few = child_cpu(lambda: accepted(tool.verify(none)), 3)
    runs: list[Cost] = []
    while len(runs) < 20 and (not runs or runs[-1].cpu < one * BALLOTS / 2):
        runs.append(timed(lambda: accepted(tool.verify(many))))
    return per_ballot(few, runs)


def own_verification(none: Path, many: Path) -> Cost:
    """Measure our `ballot verify`."""

    def verify(path: Path) -> None:
        done = subprocess.run([sys.executable, "-m", "ballot.cli.main", "verify", path], capture_output=True, text=True)
        assert done.returncode == 3, done.stdout + done.stderr  # valid so far

    few = child_cpu(lambda: verify(none), 3)
    return per_ballot(few, [timed(lambda: verify(many)) for _ in range(3)])


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
    parser.add_argument("--json", type=Path, default=ROOT / ".cache" / f"bench-{backend()}.json")
    parser.add_argument("--members", type=int, default=3200, help="size of the demo; 0 leaves it out")
    parser.add_argument("--only", choices=("core", "count", "server", "roll", "demo"), help="one part instead of all")
    return parser.parse_args()


def main() -> None:
    """Measure everything; say what cannot be measured here."""
    arguments = parse_arguments()
    os.environ.setdefault("BELENIOS_USE_URANDOM", "1")
    path = Path(os.environ.get("BELENIOS_TOOL") or ROOT / ".cache/belenios/bin/belenios-tool")
    tool = Tool(path) if path.exists() else None
    bench = Bench(last_recorded(arguments.json))
    described = machine(tool)
    print("\n".join(f"  {name:<16}{value}" for name, value in described.items()), "\n")
    with tempfile.TemporaryDirectory(prefix="ballot-bench-") as name:
        run_parts(bench, tool, Path(name), arguments)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    numbers = {**bench.recorded, **bench.numbers}  # parts that were not run keep their last figures
    arguments.json.write_text(json.dumps({"machine": described, "numbers": numbers}, indent=2) + "\n")
    print(f"\nThe numbers are in {arguments.json}")


def last_recorded(path: Path) -> dict[str, float]:
    """Return the numbers of the last run with this backend; none if there was no such run."""
    if not path.exists():
        return {}
    known = json.loads(path.read_text())
    numbers: dict[str, float] = known["numbers"]
    return numbers if known["machine"].get("group backend") == backend() else {}


def run_parts(bench: Bench, tool: Tool | None, folder: Path, arguments: argparse.Namespace) -> None:
    """Run the requested parts, if possible."""
    if arguments.only in (None, "core"):
        if tool is None:
            print("  Not measured: the core beside the reference. Run scripts/install_belenios_tool first.")
        else:
            one = bench_one_ballot(bench, tool, folder, bare_arithmetic(bench.row))
            bench_verification(bench, tool, folder, one)
            bench_shuffle(bench.row, tool, folder, child_cpu)
    if arguments.only in (None, "count"):
        bench_count(bench.row, folder, own_cpu, child_cpu)
    if arguments.only in (None, "server"):
        from scripts.bench_server import bench_server

        bench_server(bench.row, folder / "server")
    if arguments.only in (None, "roll"):
        from scripts.bench_roll import bench_roll

        bench_roll(bench.row, folder / "roll")
    if arguments.members and arguments.only in (None, "demo"):
        bench_demo(bench, folder / "demo-server", arguments.members)


if __name__ == "__main__":
    main()
