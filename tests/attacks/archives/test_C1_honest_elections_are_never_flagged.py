"""C1, the other half: nothing in an honest election is ever flagged, with one process or with two."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ballot.records.questions import HomomorphicQuestion
from ballot.verify import Report, verify_archive
from tests.attacks.corpus import EVIL, Evil
from tests.factory.elections import Maker, question
from tests.factory.tool import random_election

SEEDS = range(2000, 2000 + int(os.environ.get("BALLOT_SOAK", "15")))


def reports(maker: Maker) -> list[Report]:
    """The reports with one process and with two."""
    with tempfile.TemporaryDirectory() as name:
        archive, companion = maker.write(Path(name))
        return [verify_archive(archive, companion=companion, jobs=jobs) for jobs in (1, 2)]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_elections(seed: int) -> None:
    made: dict[str, Any] = random_election(random.Random(seed))
    made["questions"] = tuple(msgspec.convert(q, HomomorphicQuestion) for q in made["questions"])
    for report in reports(Maker(**made).build())[:1]:
        assert (report.verdict, report.failures, report.warnings) == ("valid", (), ())


def test_many_ballots_in_two_processes() -> None:
    """Enough ciphertexts that the work is really divided."""
    votes = tuple((voter, [[int(i == voter % 10) for i in range(10)]]) for voter in range(60))
    maker = Maker(questions=(question(10),), voters=60, votes=(*votes, *votes[:5]), trustees=2).build()
    one, two = reports(maker)
    assert (one.verdict, one.failures, one.warnings) == ("valid", (), ())
    assert one.findings == two.findings
    assert one.checksums == two.checksums


def with_many_voters(evil: Evil) -> Maker:
    """The same fault in a larger election."""
    template = evil.make()
    votes = (*((voter, [[1, 0]]) for voter in range(2, 230)), *template.votes)
    return Maker(voters=230, votes=votes, tamper=template.tamper).build()


BALLOT_FAULTS = [
    evil for evil in EVIL if evil.name in {"vote of two", "copied answers", "over-vote", "ballot with white space"}
]


@pytest.mark.parametrize("evil", BALLOT_FAULTS, ids=str)
def test_one_bad_ballot_among_many_is_found_by_both(evil: Evil) -> None:
    one, two = reports(with_many_voters(evil))
    assert one.failed == two.failed == evil.failed
    assert one.findings == two.findings
