"""Break each line that protects an election, one at a time, and print the breaks that no test notices (`make mutants`).

    .venv/bin/python scripts/mutants.py [--scripts] [PART …]    only of files whose path contains one of these

The tests are collected once. Each mutant is a fork of that process in which one line is broken, and which runs the
tests that reach the line until one fails: first those that noticed an earlier break of the file, then the others,
fastest first, and no more of them than half a minute's. For `--scripts`, the browser's verifier, its modules' own tests
and those of a trustee's audit, all of them.
A survivor that changes nothing is listed in tests/mutants.json with the reason. The command fails if there is another,
or if a listed one is noticed by now.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from math import inf
from pathlib import Path

import coverage
import pytest
from breaks import FRONTEND, ROOT, Mutant, python_mutants, script_mutants

PACKAGES = [ROOT / "ballot" / name for name in ("crypto", "records", "protocol", "board", "verify")]
TESTS = (
    "tests/crypto", "tests/records", "tests/protocol", "tests/board", "tests/verify",
    "tests/attacks/archives", "tests/attacks/cryptography",
)  # fmt: skip
SCRIPTS = FRONTEND / "src" / "verify"
SCRIPT_TESTS = ("tests/frontend/trustee/test_audit.py", "tests/frontend/test_frontend.py::test_node_tests_pass")
LISTED = ROOT / "tests" / "mutants.json"
MAPS = ROOT / ".cache"
BUDGET = 30  # seconds of tests for one mutant: what protects an election has a quick test of its own
PATIENCE = 120  # seconds for one mutant (of processor time, for Python): one that never ends has been noticed
NOTICED, SURVIVED, UNTRIED = 0, 1, 2


# -- which tests reach which line


class Reach:
    """Runs all tests once, and writes down which of them reach which line, and how long each takes."""

    def __init__(self, items: list[pytest.Item], path: Path) -> None:
        self._items, self._path = items, path

    def known(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """Return `seconds` by test and `lines` by file, kept from an earlier run over the same code and tests."""
        if not self._path.exists() or json.loads(self._path.read_text())["code"] != _fingerprint():
            print(f"Running {len(self._items)} tests once, to see which lines each reaches.", flush=True)
            self._in_a_child()
        return json.loads(self._path.read_text())

    def _in_a_child(self) -> None:
        child = os.fork()
        if child == 0:
            self._write()
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("The tests do not pass as they are.")

    def _write(self) -> None:
        found, seconds = coverage.Coverage(data_file=None, source=list(map(str, PACKAGES))), {}
        found.start()
        for item, following in _pairs(self._items):
            found.switch_context(item.nodeid)
            start = time.perf_counter()
            if not _passes(item, following):
                print(f"{item.nodeid} fails without any break.", flush=True)
                os._exit(1)
            seconds[item.nodeid] = time.perf_counter() - start
        found.stop()
        data = found.get_data()
        lines = {str(Path(file).relative_to(ROOT)): data.contexts_by_lineno(file) for file in data.measured_files()}
        self._path.parent.mkdir(exist_ok=True)
        self._path.write_text(json.dumps({"code": _fingerprint(), "seconds": seconds, "lines": lines}))


def _fingerprint() -> str:
    """Return a hash of all code and tests that the map depends on."""
    digest = hashlib.sha256()
    for folder in (*PACKAGES, FRONTEND / "src", FRONTEND / "test", ROOT / "tests"):
        for file in sorted([*folder.rglob("*.py"), *folder.rglob("*.js")]):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _pairs(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    yield from zip(items, [*items[1:], None], strict=True)


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test, and say whether it passed or was skipped."""
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


# -- the run


class Driver:
    """The loop that pytest calls in place of its own, once the tests are collected."""

    def __init__(self, parts: tuple[str, ...], processes: int, *, scripts: bool) -> None:
        self._parts, self._processes, self._scripts = parts, processes, scripts
        self.survivors: list[Mutant] = []
        self.noticed: list[Mutant] = []
        self.unreached: list[Mutant] = []
        self._notes = tempfile.TemporaryDirectory(prefix="mutants-")  # what each child says: the test that noticed
        self._sharp: dict[str, list[str]] = defaultdict(list)  # by file: the tests that noticed a break, latest first

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Map the tests, then try every mutant."""
        items = {item.nodeid: item for item in session.items}
        known = Reach(session.items, MAPS / ("mutants-scripts.json" if self._scripts else "mutants.json")).known()
        mutants = list(self._mutants())
        print(f"{len(mutants)} mutants.", flush=True)
        running: dict[int, Mutant] = {}
        for number, mutant in enumerate(mutants, 1):
            reaching = set(items) if self._scripts else _reaching(mutant, known["lines"])
            if not reaching:
                self.unreached.append(mutant)
                continue
            while len(running) >= self._processes:
                self._collect(running)
            budget = inf if self._scripts else BUDGET  # a script has few tests, and most of them start a Node process
            tests = _within_budget(self._sharp[mutant.file], reaching, known["seconds"], budget)
            running[self._fork(mutant, [items[one] for one in tests])] = mutant
            if number % 50 == 0:
                print(f"{number} tried, {len(self.survivors)} survived.", flush=True)
        while running:
            self._collect(running)
        return True

    def _mutants(self) -> Iterator[Mutant]:
        if self._scripts:
            yield from script_mutants(self._chosen(SCRIPTS.glob("*.js")))
        else:
            for path in self._chosen(file for package in PACKAGES for file in package.rglob("*.py")):
                yield from python_mutants(path)

    def _chosen(self, files: Iterable[Path]) -> list[Path]:
        return sorted(file for file in files if not self._parts or any(part in str(file) for part in self._parts))

    def _fork(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        child = os.fork()
        if child:
            return child
        os.setsid()  # so that a Node process that never ends can be ended with it
        tempfile.tempdir = self._notes.name
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL if self._scripts else signal.ITIMER_VIRTUAL, PATIENCE)
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        try:
            mutant.place()
            os._exit(NOTICED if self._is_noticed(items) else SURVIVED)
        finally:
            os._exit(UNTRIED)  # no child gets out of here

    def _is_noticed(self, items: list[pytest.Item]) -> bool:
        for item, following in _pairs(items):
            if not _passes(item, following):
                Path(self._notes.name, str(os.getpid())).write_text(item.nodeid)
                return True
        return False

    def _collect(self, running: dict[int, Mutant]) -> None:
        child, status = os.wait()
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        mutant = running.pop(child)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == UNTRIED:
            sys.exit(f"This break could not be tried: {mutant}")
        survived = os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED
        (self.survivors if survived else self.noticed).append(mutant)
        note = Path(self._notes.name, str(child))
        if note.exists():
            sharp, test = self._sharp[mutant.file], note.read_text()
            sharp[:] = [test, *(one for one in sharp if one != test)]
            note.unlink()
        if survived:
            print(f"survived: {mutant}", flush=True)


def _reaching(mutant: Mutant, lines: dict[str, dict[str, list[str]]]) -> set[str]:
    """Return the tests that reach a mutant's statement."""
    known = lines.get(mutant.file, {})
    return {test for line in (mutant.line, mutant.statement) for test in known.get(str(line), []) if test}


def _within_budget(sharp: list[str], reaching: set[str], seconds: dict[str, float], budget: float) -> list[str]:
    """Return the tests to run, in order: the sharp ones, then the fastest, as long as they fit the budget."""
    ordered = [one for one in sharp if one in reaching]
    ordered += sorted(reaching - set(ordered), key=lambda one: (seconds[one], one))
    spent = list(accumulate(seconds[one] for one in ordered))
    return [one for one, until in zip(ordered, spent, strict=True) if until <= budget or one == ordered[0]]


# -- what is printed


def _listed() -> dict[tuple[str, str, str, str], str]:
    entries = json.loads(LISTED.read_text("utf-8")) if LISTED.exists() else []
    return {(one["file"], one["function"], one["source"], one["change"]): one["reason"] for one in entries}


def _report(driver: Driver) -> int:
    listed = _listed()
    left = [one for one in driver.survivors + driver.unreached if one.key not in listed]
    stale = [one for one in driver.noticed if one.key in listed and one.key not in {s.key for s in driver.survivors}]
    _print("No test notices these breaks", left)
    _print("Listed as harmless, but a test notices them: take them off the list", stale)
    total = len(driver.noticed) + len(driver.survivors) + len(driver.unreached)
    harmless = len(driver.survivors) + len(driver.unreached) - len(left)
    print(
        f"{total} mutants: {len(driver.noticed)} noticed, {harmless} harmless for the reason listed, {len(left)} left."
    )
    return 1 if left or stale else 0


def _print(title: str, mutants: Iterable[Mutant]) -> None:
    by_file = defaultdict(list)
    for mutant in mutants:
        by_file[mutant.file].append(mutant)
    if by_file:
        print(f"\n{title}:")
    for file in sorted(by_file):
        for mutant in sorted(by_file[file], key=lambda one: one.line):
            print(f"  {mutant}")


def main() -> int:
    """Run pytest with the driver in place of its loop."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--scripts", action="store_true", help="the browser's verifier instead of the Python packages")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    driver = Driver(tuple(options.parts), options.processes, scripts=options.scripts)
    daily = "not slow and not thorough and not browser and not belenios and not postgres and not network"
    tests = SCRIPT_TESTS if options.scripts else TESTS
    done = pytest.main(["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-m", daily, *tests], plugins=[driver])
    if done not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return int(done)
    return _report(driver)


if __name__ == "__main__":
    sys.exit(main())
