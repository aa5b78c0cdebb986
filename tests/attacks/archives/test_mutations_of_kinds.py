"""The mutation run over small ranked, lists and threshold elections.

They are taken as foreign archives, so that nothing but the mathematics and the records themselves can show a change:
what still passes must be said in a warning, or be the printed name of a trustee.
"""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.attacks.archives.test_mutations import (
    changed_records,
    records_of,
    rename_everywhere,
    report_with_companion,
    surgeries,
)
from tests.attacks.verdicts import essence, examine, examine_bytes
from tests.factory.container import BLOCK, chain, pack, steps_of
from tests.factory.elections import Maker, lists, ranked

pytestmark = pytest.mark.slow

KINDS: dict[str, dict[str, Any]] = {
    "ranked": {"questions": (ranked(2),), "votes": ((0, [[1, 2]]), (1, [[2, 1]])), "trustees": 2},
    "lists": {"questions": (lists(1, 1),), "votes": ((0, [[[1, 1], [0, 0]]]), (1, [[[0, 0], [1, 1]]]))},
    "threshold": {"trustees": 0, "groups": ((2, 2),)},
}
MUTANTS = 70  # of each record; all of them, if there are not more


@pytest.fixture(scope="module", params=KINDS)
def foreign(request: pytest.FixtureRequest) -> Maker:
    """A small election of each kind, without charter and companion."""
    return Maker(**KINDS[request.param], with_charter=False).build()


def sample(raw: bytes, rng: random.Random) -> list[bytes]:
    """Changed versions of a record."""
    changed = list(changed_records(raw))
    return rng.sample(changed, min(len(changed), MUTANTS))


def test_every_record(foreign: Maker) -> None:
    """Fields of each record, with all hashes and the chain made again by a server that controls the board."""
    rng, steps = random.Random(7), steps_of(foreign.archive)
    baseline = essence(examine(foreign))
    assert baseline[0] == "valid"
    unseen = []
    for record in dict.fromkeys(records_of(steps)):
        for changed in sample(record, rng):
            report = examine_bytes(pack(chain(rename_everywhere(steps, record, changed))))
            if report.verdict in ("invalid", "error"):
                continue
            assert essence(report) != baseline
            warned = {finding.id for finding in report.warnings} - {"8.5"}
            if not warned and record != foreign.trustees_raw:
                unseen.append(changed)
            if not warned and record == foreign.trustees_raw:
                assert b'"name"' in record
                assert without_names(json.loads(changed)) == without_names(json.loads(record))
    assert not unseen


def without_names(value: Any) -> Any:
    """A record without the printed names in it."""
    if isinstance(value, dict):
        return {key: without_names(child) for key, child in value.items() if key != "name"}
    return [without_names(child) for child in value] if isinstance(value, list) else value


def test_a_bit_of_every_second_block(foreign: Maker) -> None:
    rng = random.Random(8)
    for start in range(0, len(foreign.archive), 2 * BLOCK):
        changed = bytearray(foreign.archive)
        changed[start + rng.randrange(BLOCK)] ^= 1 << rng.randrange(8)
        assert examine_bytes(bytes(changed)).verdict in ("invalid", "error"), start


def test_b19_b20_surgery_with_hashes_made_again(foreign: Maker) -> None:
    """Events left out, repeated, exchanged: only a share that its owner publishes again passes."""
    steps = steps_of(foreign.archive)
    kinds = [step.type for step in steps]
    for label, changed in surgeries(steps):
        number, *rest = label.removeprefix("without ").split()
        verdict = examine_bytes(pack(chain(changed))).verdict
        if label == f"without {len(steps) - 1}":
            assert verdict == "valid so far"
        elif rest == ["twice"] and kinds[int(number)] == "PartialDecryption":
            assert verdict == "valid"
        else:
            assert verdict == "invalid", (label, kinds)


@pytest.mark.parametrize("kind", KINDS)
def test_every_companion_record(kind: str) -> None:
    """The companion file alone is changed."""
    good, rng = Maker(**KINDS[kind]).build(), random.Random(9)
    baseline = essence(examine(good))
    assert baseline[0] == "valid"
    for index, line in enumerate(good.companion.lines):
        for changed in [b"", *rng.sample(list(changed_records(line)), 12)]:
            lines = [*good.companion.lines[:index], *filter(None, [changed]), *good.companion.lines[index + 1 :]]
            report = report_with_companion(good, lines)
            assert report.verdict == "invalid" or (report.warnings and essence(report) != baseline), changed
