"""W33: Schulze and majority judgment against belenios-tool, on random papers."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballot.count import Conditions, Rule, count_rows

pytestmark = pytest.mark.belenios
quick = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def method(tool: Path, name: str, rows: list[list[int]], *options: str) -> list[list[int]]:
    command = [tool, "method", name, f"--nchoices={len(rows[0])}", "--blank-allowed=true", *options]
    done = subprocess.run(command, input=json.dumps(rows), capture_output=True, text=True, check=True)
    return list(map(sorted, json.loads(done.stdout)["winners"]))


def levels(sheet) -> list[list[int]]:
    return [sorted(int(name[1:]) for name in level) for level in sheet.ranking]


def rows_of(size: int, low: int, high: int):
    return st.lists(st.lists(st.integers(low, high), min_size=size, max_size=size), min_size=1, max_size=12)


@quick
@given(rows=st.integers(2, 5).flatmap(lambda size: rows_of(size, 0, size)))
def test_schulze(belenios_tool, rows) -> None:
    names = [f"C{i}" for i in range(len(rows[0]))]
    sheet = count_rows(Rule("schulze", 1), names, rows, conditions=Conditions(seed="1"))
    assert levels(sheet) == method(belenios_tool, "schulze", rows)


@quick
@given(rows=st.integers(2, 4).flatmap(lambda size: rows_of(size, 0, 5)))
def test_majority_judgment(belenios_tool, rows) -> None:
    names = [f"C{i}" for i in range(len(rows[0]))]
    sheet = count_rows(Rule("majority-judgment", 1), names, rows, conditions=Conditions(seed="1"), number_of_grades=4)
    assert levels(sheet) == method(belenios_tool, "majority-judgment", rows, "--ngrades=4")
