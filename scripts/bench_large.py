"""make bench-large: archives of 1,000, 10,000 and 100,000 ballots of workload W, made, verified and tallied.

Prints for each size: time per ballot, peak memory of `ballot verify`, size of archive and database per ballot, and how
long the server takes to close the voting. Linear growth shows as columns that stay the same. Needs about 4 GB of disk
and, on two cores, a quarter of an hour. --plot FILE writes an SVG.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ballot.board.archive import data_record, event_record, read_records  # noqa: E402
from ballot.board.events import next_event  # noqa: E402
from ballot.protocol.ballots import ElectionContext, create_ballot  # noqa: E402
from ballot.protocol.tally import Aggregate, read_verified  # noqa: E402
from ballot.records.canonical import decode  # noqa: E402
from ballot.records.event import Event, EventType  # noqa: E402
from scripts.bench import VOTE, context_of, foreign, machine  # noqa: E402
from scripts.bench_database import measure_database  # noqa: E402
from tests.factory.tool import Tool  # noqa: E402

_here: list[ElectionContext] = []


def start(archive: bytes) -> None:
    """Prepare a process."""
    _here.append(context_of(archive))


def create(token: str) -> bytes:
    """Create one ballot."""
    return create_ballot(_here[0], token, [VOTE])


def write_archive(path: Path, setup: bytes, ballots: Iterator[bytes]) -> None:
    """Write a setup followed by ballots, one at a time."""
    records = list(read_records(BytesIO(setup)))
    first = next(record for record in records if record.kind == "event")
    head = (first.digest, decode(Event, first.content))
    with path.open("wb") as stream:
        stream.write(setup)
        for ballot in ballots:
            digest, raw, event = next_event(head, EventType.BALLOT, ballot)
            stream.write(data_record(ballot, records[0].mtime) + event_record(raw, records[0].mtime))
            head = (digest, event)


# A separate process starts the verifier, because the memory of a parent counts for its children, even if only briefly.
STARTER = """import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]))
"""


def verify(path: Path) -> dict[str, float]:
    """Verify an archive with all cores; return wall and CPU seconds, and the largest peak memory of a process."""
    command = [sys.executable, "-c", STARTER, sys.executable, "-m", "ballot.cli.main", "verify", str(path)]
    begun = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    wall = time.perf_counter() - begun
    code, cpu, peak = json.loads(done.stdout)
    assert code == 3, code  # valid so far
    return {"wall s": wall, "CPU s": cpu, "peak MiB": peak}


def tally(path: Path, context: ElectionContext) -> float:
    """Return the CPU seconds of adding up all ballots of an archive."""
    begun = time.process_time()
    aggregate = Aggregate(context)
    with path.open("rb") as stream:
        contents = (record.content for record in read_records(stream) if record.kind == "data")
        ballots = (content for content in contents if content.startswith(b'{"election_uuid"'))
        for _, choices in read_verified(context, ballots):
            aggregate.add(choices, 1)
    aggregate.records()
    return time.process_time() - begun


def measure(tool: Tool, folder: Path, size: int) -> dict[str, float]:
    """Create, verify and add up `size` ballots."""
    election = foreign(tool, folder, 1, voters=size)
    setup = election.archive
    begun = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count(), initializer=start, initargs=(setup,)) as pool:
        write_archive(election.archive_path, setup, pool.map(create, election.tokens, chunksize=64))
    making = time.perf_counter() - begun
    verified = verify(election.archive_path)
    return {
        "ballots": size,
        "create, wall ms each": making / size * 1000,
        "verify, wall ms each": verified["wall s"] / size * 1000,
        "verify, CPU ms each": verified["CPU s"] / size * 1000,
        "verify, peak MiB": verified["peak MiB"],
        "tally, CPU ms each": tally(election.archive_path, context_of(setup)) / size * 1000,
        "archive, kB each": election.archive_path.stat().st_size / size / 1000,
        **measure_database(folder, size),
    }


def plot(rows: list[dict[str, float]], path: Path) -> None:
    """Draw CPU time of verification and of the tally against the number of ballots, both axes logarithmic."""
    from math import log10

    names = {"verify, CPU ms each": "#1f5f8b", "tally, CPU ms each": "#b3541e"}

    def place(ballots: float, seconds: float) -> tuple[float, float]:
        return 70 + (log10(ballots) - 3) * 220, 270 - (log10(seconds) + 2) * 55

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 330" font-family="sans-serif" font-size="12">']
    parts.append('<rect width="620" height="330" fill="#fff"/>')
    for exponent in range(-2, 3):
        y = place(1000, 10.0**exponent)[1]
        parts.append(f'<path d="M70 {y:.0f}H560" stroke="#ddd"/>')
        parts.append(f'<text x="10" y="{y + 4:.0f}">{10.0**exponent:g} s</text>')
    for exponent in range(3, 6):
        x = place(10.0**exponent, 1)[0]
        parts.append(f'<text x="{x - 20:.0f}" y="295">{10**exponent:,}</text>')
    for number, (name, colour) in enumerate(names.items()):
        points = [place(row["ballots"], row[name] * row["ballots"] / 1000) for row in rows]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="80" y="{20 + 16 * number}" fill="{colour}">{name.split(",")[0]}, CPU seconds</text>')
    parts.append('<text x="260" y="318">ballots</text></svg>\n')
    path.write_text("\n".join(parts))


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--json", type=Path, default=ROOT / ".cache" / "bench-large.json")
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    os.environ.setdefault("BELENIOS_USE_URANDOM", "1")
    tool = Tool(Path(os.environ.get("BELENIOS_TOOL") or ROOT / ".cache/belenios/bin/belenios-tool"))
    rows = []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory(prefix="ballot-large-") as folder:
            rows.append(measure(tool, Path(folder) / "w", size))
        print("\n".join(f"  {name:<32}{value:>12,.3f}" for name, value in rows[-1].items()), "\n", flush=True)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps({"machine": machine(tool), "rows": rows}, indent=2) + "\n")
    if arguments.plot:
        plot(rows, arguments.plot)


if __name__ == "__main__":
    main()
