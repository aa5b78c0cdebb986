"""B15: events and headers of foreign archives in other spellings are warnings, and the verdict's first line says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ballot.records.canonical import encode
from ballot.verify import render
from tests.attacks.corpus.base import tampered
from tests.attacks.verdicts import examine
from tests.factory.container import RawRecord, with_record
from tests.factory.elections import Maker


def reordered(maker: Maker, pair: tuple[int, dict[str, Any]]) -> None:
    """The fields of one event the other way round."""
    height, event = pair
    if height == 2:
        fields = dict(reversed(event.items()))
        event.clear()
        event.update(fields)


def longer(maker: Maker, pair: tuple[int, dict[str, Any]]) -> None:
    """A field that the protocol does not know."""
    height, event = pair
    if height == 2:
        event["time"] = 7


def header(content: Any) -> Callable[[Maker, list[RawRecord]], list[RawRecord]]:
    """Another header; its time is that of all records."""
    raw = content if isinstance(content, bytes) else encode(content)
    return lambda maker, records: with_record(records, 0, content=raw)


FOREIGN: dict[str, dict[str, Any]] = {
    "fields reordered": tampered("event", reordered),
    "a field more": tampered("event", longer),
    "a number as time, as specified": tampered("records", header({"version": 1, "timestamp": 1_795_501_745})),
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_b15_a_warning_in_a_foreign_archive_named_in_the_first_line(change: dict[str, Any]) -> None:
    report = examine(Maker(with_charter=False, **change).build())
    assert report.verdict == "valid", report.failures
    said = [finding for finding in report.warnings if finding.id == "0.5"]
    assert len(said) == 1
    assert "In 1 place it is spelt otherwise than by the protocol: see 0.5 below." in report.reason
    assert report.reason in render(report).splitlines()[1]


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_b15_a_failure_in_an_archive_of_ours(change: dict[str, Any]) -> None:
    assert examine(Maker(**change).build()).failed == {"0.5"}


def test_b15_nothing_is_said_of_the_spelling_where_it_is_the_protocols() -> None:
    for maker in (Maker().build(), Maker(with_charter=False).build()):
        assert "spelt" not in examine(maker).reason


@pytest.mark.parametrize("time", ["1.5", "-1", "1e9", "true", "null", "1795501746", "99999999999999"])
def test_b15_other_times_in_a_header_are_refused(time: str) -> None:
    bad = header(b'{"version":1,"timestamp":%s}' % time.encode())
    report = examine(Maker(with_charter=False, **tampered("records", bad)).build())
    assert report.verdict == "invalid"
    assert "0.2" in report.failed
