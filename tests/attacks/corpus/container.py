"""V0: the container."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.attacks.corpus.base import (
    evil,
    of,
    tampered,
)
from tests.factory.container import Step, with_record
from tests.factory.elections import Maker


def record_field(index: int, **fields: Any) -> dict[str, Any]:
    """One record of the archive with other tar fields."""
    return tampered("records", lambda maker, records: with_record(records, index, fields=fields))


def extra_record(kind: str, content: bytes) -> dict[str, Any]:
    """One more record behind the Setup event."""

    def change(maker: Maker, records: Any) -> Any:
        new = type(records[0])(kind, content)
        return [*records[:6], new, *records[6:]]

    return tampered("records", change)


def on_bytes(change: Callable[[bytes], bytes]) -> dict[str, Any]:
    """The archive's bytes, changed."""
    return tampered("archive", lambda maker, archive: change(archive))


def stray(name: str) -> dict[str, Any]:
    """One more record, of any name."""

    def change(maker: Maker, records: Any) -> Any:
        return [*records[:6], type(records[0])("data", b"{}", name=name), *records[6:]]

    return tampered("records", change)


for label, fields in {
    "pax header": {"type": b"x"},
    "GNU long name": {"type": b"L"},
    "symbolic link": {"type": b"2", "link": b"/etc/passwd"},
    "sparse file": {"type": b"S"},
    "ustar magic": {"magic": b"ustar\x0000"},
    "directory": {"type": b"5"},
    "size in base 256": {"size": b"\x80" + bytes(10) + b"\x05"},
    "size with a space": {"size": b"      00046 "},
    "size above the cap": {"size": b"77777777777\0"},
    "prefix field": {"rest": b"some/where"},
}.items():
    evil(label, "0.1", "B21", **record_field(-1, **fields))
evil("a data record above 256 MiB", "0.1", "B21", **record_field(-2, size=b"%011o\0" % (2**28 + 1)))
evil("an event above 10,000 bytes", "0.1", "B21", **record_field(-1, size=b"%011o\0" % 10_001))
for label, name in {
    "absolute path": "/etc/passwd",
    "parent folder": "../" + "0" * 64 + ".data.json",
    "plain name": "election.json",
    "upper-case hash": "A" * 64 + ".data.json",
    "header twice": "BELENIOS",
}.items():
    evil(label, "0.1", "B21", **stray(name))
evil("end-of-archive blocks", "0.1", "B21", **on_bytes(lambda raw: raw + bytes(1024)))
evil("data after the end", "0.1", "B21", **on_bytes(lambda raw: raw + b"x" * 512))
evil("cut inside a header", "0.1", "B22", **on_bytes(lambda raw: raw[:-700]))
evil("cut inside a content", "0.1", "B22", **on_bytes(lambda raw: raw[:-1]))
evil("no header record", "0.1~0.4", "B21", **tampered("records", lambda maker, records: records[1:]))

evil(
    "header of version 2",
    "0.2",
    "",
    **tampered(
        "records", lambda maker, r: with_record(r, 0, content=r[0].content.replace(b'"version":1', b'"version":2'))
    ),
)
evil("one record with another time", "0.2", "", **record_field(3, mtime=b"15301244337\0"))
evil(
    "content changed under its name",
    "0.3",
    "B19 B21",
    votes=(),
    **tampered(
        "records",
        lambda maker, r: with_record(r, 1, name=r[1].own_name(), content=r[1].content.replace(b"A test", b"a test")),
    ),
)
evil("orphan data", "0.3", "B19", **extra_record("data", b'{"nobody":"names this"}'))
evil(
    "a share again, written once",
    "0.4",
    "T10",
    height=of("PartialDecryption", 1),
    with_charter=False,
    **tampered("steps", lambda maker, s: [*s[:6], Step("PartialDecryption", s[5].payload), *s[6:]]),
)
evil("data record twice", "0.3", "B19", **tampered("records", lambda maker, r: [*r[:3], r[2], *r[3:]]))
evil("permissions", "0.4", "B21", **record_field(3, mode=b"0000600\0"))
evil("owner", "0.4", "B21", **record_field(3, uid=b"0001750\0"))
evil(
    "padding is not zero",
    "0.4",
    "B21",
    **tampered("records", lambda maker, r: with_record(r, 3, fields={"padding": b"\x01" * (-len(r[3].content) % 512)})),
)
evil("wrong checksum of a block", "0.4", "B21", **record_field(3, checksum=b"000000\0 "))
evil(
    "white space in the result",
    "0.5",
    "B15",
    height=of("Result"),
    **tampered("result", lambda maker, raw: raw.replace(b":", b": ")),
)
evil(
    "fields of the tally's size in another order",
    "0.5",
    "B15",
    height=of("EncryptedTally"),
    **tampered("sized", lambda maker, record: dict(reversed(list(record.items())))),
)
