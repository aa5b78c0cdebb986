"""The mutation run: change any byte, any field, any record of a good archive, and the verdict changes.

Where a change is only worth a warning (it is not here: the archive is one of ours), the report changes. Every mutant is
verified completely, in this process.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ballot.records.canonical import encode
from tests.attacks.verdicts import essence, examine, examine_bytes
from tests.factory.container import BLOCK, RawRecord, Step, chain, pack, steps_of, unpack
from tests.factory.elections import Maker
from tests.factory.forging import put, remove, walk

pytestmark = pytest.mark.slow

# Offsets inside a tar header: each region once, its first, middle and last byte.
REGIONS = {
    "name": (0, 100),
    "mode": (100, 108),
    "uid": (108, 116),
    "gid": (116, 124),
    "size": (124, 136),
    "mtime": (136, 148),
    "checksum": (148, 156),
    "type": (156, 157),
    "link": (157, 257),
    "magic": (257, 265),
    "owner": (265, 297),
    "group": (297, 329),
    "devices": (329, 345),
    "prefix": (345, 500),
    "rest": (500, 512),
}


@pytest.fixture(scope="module")
def good() -> Maker:
    """The smallest election with everything in it, and its verdict."""
    maker = Maker().build()
    assert examine(maker).verdict == "valid"
    assert not examine(maker).warnings
    return maker


def verdict_of_archive(maker: Maker, archive: bytes) -> str:
    """The verdict on other bytes, with the good companion file."""
    import dataclasses

    changed = dataclasses.replace(maker, votes=maker.votes)
    changed.__dict__.update(maker.__dict__)
    changed.archive = archive
    return examine(changed).verdict


def header_offsets(archive: bytes) -> Iterator[tuple[str, int]]:
    """Region and offset of sampled bytes in each record's header."""
    at = 0
    for record in unpack(archive):
        for region, (first, end) in REGIONS.items():
            for offset in sorted({first, (first + end) // 2, end - 1}):
                yield region, at + offset
        at += BLOCK + len(record.content) + (-len(record.content) % BLOCK)


def test_every_region_of_every_header(good: Maker) -> None:
    offsets = list(header_offsets(good.archive))
    assert len(offsets) > 500
    survivors = []
    for number, (region, at) in enumerate(offsets):
        changed = bytearray(good.archive)
        changed[at] ^= (0x01, 0x80, 0x20)[number % 3]
        if verdict_of_archive(good, bytes(changed)) not in ("invalid", "error"):
            survivors.append((region, at))
    assert not survivors


def test_every_block_of_the_file(good: Maker) -> None:
    """A random bit of each block, content and padding."""
    rng = random.Random(1)
    survivors = []
    for start in range(0, len(good.archive), BLOCK):
        for _ in range(2):
            changed = bytearray(good.archive)
            at = start + rng.randrange(BLOCK)
            changed[at] ^= 1 << rng.randrange(8)
            if verdict_of_archive(good, bytes(changed)) not in ("invalid", "error"):
                survivors.append(at)
    assert not survivors


def test_b22_cut_anywhere_is_never_valid(good: Maker) -> None:
    """At each block and inside: a prefix that ends with an event is valid so far, every other one is invalid."""
    ends, at = set(), 0
    for record in unpack(good.archive):
        at += BLOCK + len(record.content) + (-len(record.content) % BLOCK)
        if record.kind == "event":
            ends.add(at)
    for length in [*range(0, len(good.archive), BLOCK), *range(1, len(good.archive), 1999)]:
        verdict = examine_bytes(good.archive[:length]).verdict
        expected = SO_FAR if length in ends else {"invalid", "error"}
        assert verdict in expected, length


# -- records: one field changed, every hash and the chain made again


def other_values(value: Any) -> list[Any]:
    """Values that differ from one in a record."""
    if value is None:
        return [0, "", {}]
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int):
        return [value + 1, -1, str(value), float(value), None]
    if isinstance(value, str) and value.isdigit():
        return [str(int(value) ^ 1), "0" + value, int(value), ""]
    if isinstance(value, str):
        return [value[:-1] + ("0" if value[-1:] != "0" else "1"), value.swapcase(), value + " ", "", None]
    if isinstance(value, list):
        return [value[:-1], [*value, *value[-1:]], value[::-1], [], None]
    return [{}, None, {**value, "more": 0}, dict(reversed(list(value.items())))]


def changed_records(raw: bytes) -> Iterator[bytes]:
    """The record with each field changed to each other value, and with each field removed."""
    tree = json.loads(raw)
    for path, value in list(walk(tree)):
        for new in other_values(value):
            changed = encode(put(json.loads(raw), path, new))
            if changed != raw:
                yield changed
        if path and isinstance(path[-1], str):
            yield encode(remove(json.loads(raw), path))


def swap(steps: list[Step], old: bytes, new: bytes) -> list[Step]:
    """Put another record in the place of one, without touching what names it."""
    return [Step(s.type, s.payload, [new if content == old else content for content in s.data]) for s in steps]


def records_of(steps: list[Step]) -> list[bytes]:
    """All data records."""
    return [content for step in steps for content in step.data]


def rename_everywhere(steps: list[Step], old: bytes, new: bytes) -> list[Step]:
    """Put another record in the place of one, and let whoever names it name the new one: payloads and events too."""
    from tests.factory.container import sha256_hex

    names = {sha256_hex(old): sha256_hex(new)}
    contents = {old: new}
    for step in steps:
        for content in step.data:
            if content not in contents and any(name.encode() in content for name in names):
                text = content
                for before, after in names.items():
                    text = text.replace(before.encode(), after.encode())
                contents[content] = text
                names[sha256_hex(content)] = sha256_hex(text)
    return [
        Step(
            s.type,
            None if s.payload is None else contents.get(s.payload, s.payload),
            [contents.get(content, content) for content in s.data],
        )
        for s in steps
    ]


NUMBER_OF_RECORDS = 4 + 2 + 2 + 2 + 1


@pytest.mark.parametrize("index", range(NUMBER_OF_RECORDS))
def test_every_field_of_every_record(good: Maker, index: int) -> None:
    """Each field changed, with all hashes and the chain made again by a server that controls the board."""
    steps = steps_of(good.archive)
    records = records_of(steps)
    assert len(records) == NUMBER_OF_RECORDS
    survivors, number = [], 0
    for changed in changed_records(records[index]):
        number += 1
        archive = pack(chain(rename_everywhere(steps, records[index], changed)))
        if verdict_of_archive(good, archive) not in ("invalid", "error"):
            survivors.append(changed)
    assert number > 3
    assert not survivors


def test_every_field_of_every_event_and_of_the_header(good: Maker) -> None:
    records = unpack(good.archive)
    survivors = []
    for index, record in enumerate(records):
        if record.kind == "data":
            continue
        for changed in changed_records(record.content):
            mutant = [*records[:index], RawRecord(record.kind, changed), *records[index + 1 :]]
            if verdict_of_archive(good, pack(mutant)) not in ("invalid", "error"):
                survivors.append(changed)
    assert not survivors


def test_every_field_of_every_companion_record(good: Maker) -> None:
    """The companion file alone is changed. Without its charter it is a warning, said with 1.5."""
    baseline = essence(examine(good))
    survivors = []
    for index, line in enumerate(good.companion.lines):
        for changed in changed_records(line):
            lines = [*good.companion.lines[:index], changed, *good.companion.lines[index + 1 :]]
            report = report_with_companion(good, lines)
            if report.verdict == "valid" and (not report.warnings or essence(report) == baseline):
                survivors.append((index, changed))
    assert not survivors


def report_with_companion(maker: Maker, lines: list[bytes]) -> Any:
    """The report on the good archive with another companion file."""
    import dataclasses

    from tests.factory.elections import Companion

    changed = dataclasses.replace(maker, votes=maker.votes)
    changed.__dict__.update(maker.__dict__)
    changed.companion = Companion(lines)
    return examine(changed)


def test_every_companion_line_is_needed(good: Maker) -> None:
    for index in range(len(good.companion.lines)):
        lines = [line for i, line in enumerate(good.companion.lines) if i != index]
        report = report_with_companion(good, lines)
        assert report.verdict == "invalid" or report.warnings, good.companion.lines[index][:60]


# -- B19: events removed, reordered, repeated, at every position of a chain of twelve


SO_FAR = {"valid so far", "valid in part"}  # the charter is in the companion file, which is not given here
LONG: dict[str, Any] = {"voters": 6, "votes": tuple((i, [[1, 0]]) for i in range(6)), "trustees": 2}


def surgeries(steps: list[Step]) -> Iterator[tuple[str, list[Step]]]:
    """Every removal, repetition and swap of neighbours."""
    for i in range(len(steps)):
        yield f"without {i}", steps[:i] + steps[i + 1 :]
        yield f"{i} twice", steps[: i + 1] + [steps[i]] + steps[i + 1 :]
        if i + 1 < len(steps) and steps[i].type != steps[i + 1].type:
            yield f"{i} and {i + 1} swapped", steps[:i] + [steps[i + 1], steps[i]] + steps[i + 2 :]


def test_b19_surgery_with_hashes_made_again() -> None:
    maker = Maker(**LONG).build()
    steps = steps_of(maker.archive)
    assert len(steps) == 12
    for label, changed in surgeries(steps):
        verdict = examine_bytes(pack(chain(changed))).verdict
        if label == "without 11" or label in ("10 twice", "9 twice"):  # a share published again by its owner
            assert verdict == "valid in part"
        else:
            assert verdict == "invalid", label


def test_b19_surgery_without_new_hashes() -> None:
    maker = Maker(**LONG).build()
    records = unpack(maker.archive)
    places = [i for i, record in enumerate(records) if record.kind == "event"]
    edits: list[Callable[[list[RawRecord], int], list[RawRecord]]] = [
        lambda r, i: r[:i] + r[i + 1 :],
        lambda r, i: r[: i + 1] + r[i:],
    ]
    for number, place in enumerate(places):
        for edit in edits:
            verdict = examine_bytes(pack(edit(records, place))).verdict
            assert verdict == "invalid", number
    for i in range(1, len(records)):
        assert examine_bytes(pack(records[:i] + records[i + 1 :])).verdict in ("invalid", "error"), i


def test_a_foreign_archive_survives_only_harmless_spellings() -> None:
    """Without charter and companion: what is still valid is said in a warning, or is the printed name of a trustee."""
    maker = Maker(with_charter=False).build()
    baseline = essence(examine(maker))
    steps = steps_of(maker.archive)
    unseen = []
    for record in records_of(steps):
        if b'"answers"' in record:
            continue  # the election and the ballots: any change breaks a proof, as tested above
        for changed in changed_records(record):
            report = examine_bytes(pack(chain(rename_everywhere(steps, record, changed))))
            if report.verdict not in ("invalid", "error"):
                assert essence(report) != baseline
                warned = {finding.id for finding in report.warnings} - {"8.5"}
                if not warned and json.loads(changed)[0][0] != "Single":
                    unseen.append(changed)
    assert not unseen
