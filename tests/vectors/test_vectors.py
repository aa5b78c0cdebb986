"""The kept archives of belenios-tool: verdict, failed checks, result and tally, without the tool (README.md)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ballot.protocol.ballots import ElectionContext, verify_ballot
from ballot.protocol.tally import Aggregate
from ballot.verify import verify_archive
from tests.daily import daily
from tests.factory.container import cut, steps_of, unpack

HERE = Path(__file__).parent
VECTORS: dict[str, dict[str, Any]] = json.loads((HERE / "vectors.json").read_text("utf-8"))
QUICK = [name for name in VECTORS if "2048" not in name]  # finite fields take a hundred times longer than Ed25519
BY_COST = daily(QUICK, VECTORS)


@pytest.mark.parametrize("name", BY_COST)
def test_verdict(name: str) -> None:
    expected = VECTORS[name]
    report = verify_archive(HERE / f"{name}.bel", jobs=1)
    assert report.verdict == expected["verdict"], [(f.id, f.message) for f in report.failures]
    assert report.failed == set(expected["failed"])
    assert {warning.id for warning in report.warnings} == {"8.5"}


@pytest.mark.parametrize("name", BY_COST)
def test_tally_and_result_are_recomputed_byte_for_byte(name: str) -> None:
    steps = steps_of((HERE / f"{name}.bel").read_bytes())
    results = [json.loads(step.data[0])["result"] for step in steps if step.type == "Result"]
    assert (results[0] if results else None) == VECTORS[name]["result"]
    if VECTORS[name]["verdict"] == "invalid":
        return
    context = ElectionContext.from_setup(steps[0].data[0], steps[0].data[2])
    last = {}
    for step in steps:
        if step.type == "Ballot":
            ballot = verify_ballot(context, step.data[0])
            last[ballot.credential] = ballot
    aggregate = Aggregate(context)
    for ballot in last.values():
        aggregate.add(ballot.choices, ballot.weight)
    assert [step.data for step in steps if step.type == "EncryptedTally"] in ([], [list(aggregate.records())])


@pytest.mark.parametrize("name", VECTORS)
def test_our_writer_gives_the_same_bytes(name: str) -> None:
    raw = (HERE / f"{name}.bel").read_bytes()
    assert cut(raw, len(unpack(raw))) == raw


@pytest.mark.parametrize(
    "name",
    daily(QUICK, [name for name in VECTORS if VECTORS[name]["verdict"] == "valid" and name != "rfc-3526-2048"]),
)
def test_every_prefix_is_valid_so_far_and_continued_by_the_whole(name: str, tmp_path: Path) -> None:
    raw = (HERE / f"{name}.bel").read_bytes()
    older = tmp_path / "older.bel"
    for events in (1, 2, len(steps_of(raw)) - 1):
        older.write_bytes(cut(raw, events))
        assert verify_archive(older, jobs=1).verdict == "valid so far"
        assert verify_archive(HERE / f"{name}.bel", against=older, jobs=1).verdict == "valid"


def test_one_of_them_does_not_continue_another() -> None:
    report = verify_archive(HERE / "ed25519.bel", against=HERE / "no-ballots.bel", jobs=1)
    assert (report.verdict, report.failed) == ("invalid", {"1.4"})


def test_the_readme_lists_exactly_the_archives() -> None:
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", (HERE / "README.md").read_text("utf-8"), re.MULTILINE)
    assert listed == list(VECTORS)
    assert {path.stem for path in HERE.glob("*.bel")} == set(VECTORS)
