"""B19, C13, T19 by chance: an attacker who controls the board, but no key, changes records and makes every hash again.

The verifier never fails to give a verdict, and what is still valid has the result that it had before.
"""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest

from ballot.records.canonical import encode
from tests.attacks.archives.test_mutations import records_of, rename_everywhere
from tests.attacks.verdicts import examine_bytes
from tests.factory.container import Step, chain, pack, steps_of
from tests.factory.elections import Maker, question
from tests.factory.forging import IDENTITY, SMALL_ORDER_TEXTS, get, put, walk
from tests.factory.spellings import SPELLINGS, random_value

ROUNDS = 60 * max(1, int(os.environ.get("BALLOT_SOAK", "0")) // 10)
QUESTIONS = (question(2, 1, 2, blank=True), question(3))
VOTES = ((0, [[0, 1, 0], [1, 0, 0]]), (1, [[1, 0, 0], [0, 0, 1]]), (0, [[0, 1, 1], [0, 0, 0]]))


def another_record(raw: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """A record with a value changed, in another spelling, or another record altogether."""
    dice = rng.random()
    if dice < 0.15:
        return rng.choice(others)
    if dice < 0.3:
        return rng.choice(list(SPELLINGS.values()))(raw, rng)
    tree = json.loads(raw)
    paths = [path for path, _ in walk(tree)]
    moved = get(json.loads(raw), rng.choice(paths))
    new = rng.choice([random_value(rng), moved, IDENTITY, rng.choice(SMALL_ORDER_TEXTS)])
    return encode(put(tree, rng.choice(paths), new))


def fuzzed(steps: list[Step], rng: random.Random) -> list[Step]:
    """One to three changes."""
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        if rng.random() < 0.1:
            i, j = rng.randrange(len(steps)), rng.randrange(len(steps))
            steps[i], steps[j] = steps[j], steps[i]
            continue
        records = records_of(steps)
        old = rng.choice(records)
        try:
            new = another_record(old, records, rng)
        except (ValueError, IndexError):  # a spelling that does not apply to this record
            continue
        steps = rename_everywhere(steps, old, new)
    return steps


def result_of(archive: bytes) -> Any:
    """The totals inside an archive."""
    return [json.loads(step.data[-1])["result"] for step in steps_of(archive) if step.type == "Result"]


@pytest.mark.parametrize("weights", [None, (3, 2**20)], ids=["plain", "weighted"])
def test_a_verdict_for_everything_and_no_other_result(weights: Any) -> None:
    rng = random.Random(f"{weights}")
    maker = Maker(questions=QUESTIONS, votes=VOTES, weights=weights, trustees=2, with_charter=False).build()
    good = result_of(maker.archive)
    for _ in range(ROUNDS):
        archive = pack(chain(fuzzed(steps_of(maker.archive), rng)))
        report = examine_bytes(archive)
        json.dumps(report.as_json())
        assert report.verdict in ("valid", "valid so far", "invalid", "error")
        assert report.verdict == "invalid" or not report.failures
        if report.verdict == "valid":
            assert result_of(archive) == good
