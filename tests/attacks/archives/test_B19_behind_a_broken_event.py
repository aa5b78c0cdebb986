"""B19: a broken event excuses its own records, and nothing that stands behind it or before it."""

from __future__ import annotations

import pytest

from tests.attacks.verdicts import examine
from tests.factory.container import RawRecord, Step, sha256_hex
from tests.factory.elections import Maker

OWN, ORPHAN = b'"of the broken event"', b'"of nobody"'


def with_broken_event(maker: Maker, steps: list[Step]) -> list[Step]:
    """An event of a type that nobody knows, with a record of its own, between the two ballots."""
    return [*steps[:2], Step("Survey", OWN, [OWN]), *steps[2:]]


def orphan_at(offset: int) -> Maker:
    """An archive with a broken event, and so many records behind it one that no event needs."""

    def insert(maker: Maker, records: list[RawRecord]) -> list[RawRecord]:
        broken = next(i for i, record in enumerate(records) if b'"Survey"' in record.content)
        place = broken + 1 + offset
        return [*records[:place], RawRecord("data", ORPHAN), *records[place:]]

    return Maker(with_charter=False, tamper={"steps": with_broken_event, "records": insert}).build()


def test_b19_a_broken_event_alone() -> None:
    report = examine(Maker(with_charter=False, tamper={"steps": with_broken_event}).build())
    assert report.failed == {"1.2"}, report.failures


@pytest.mark.parametrize("offset", [0, 1, 2, 5, -3, -5])
def test_b19_an_orphan_behind_or_before_a_broken_event(offset: int) -> None:
    report = examine(orphan_at(offset))
    assert "0.3" in report.failed, report.failures
    assert sha256_hex(ORPHAN) in " ".join(finding.message for finding in report.failures if finding.id == "0.3")
