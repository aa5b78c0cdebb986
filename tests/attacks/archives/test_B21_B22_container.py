"""B21: tricks of tar files. B22: truncated archives. The core's reader; verdicts: see the corpus."""

from __future__ import annotations

import io
import tarfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.board.archive import Archive, data_record, event_record, header_record, read_records
from ballot.errors import BallotError, InvalidEncoding
from tests.attacks.verdicts import examine_bytes
from tests.factory.container import BLOCK, tar_record, unpack
from tests.factory.elections import Maker


def deviations(raw: bytes) -> list[str]:
    """The checks that the reader reports."""
    return [check for record in read_records(io.BytesIO(raw)) for check, _ in record.deviations]


def test_our_test_writer_and_the_core_agree() -> None:
    for content in (b"", b"{}", b"x" * 511, b"x" * 512, b"x" * 513):
        name = data_record(content, 1)[:100].rstrip(b"\0").decode()
        assert tar_record(name, content, 1) == data_record(content, 1)
        assert tar_record(name.replace("data", "event"), content, 1) == event_record(content, 1)


def test_a_good_archive_has_no_deviation(small: Maker) -> None:
    assert deviations(small.archive) == []


def tar_of(small: Maker, **options: Any) -> bytes:
    """The same records, written by Python's tarfile."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **options) as tar:
        for record in unpack(small.archive):
            info = tarfile.TarInfo(record.own_name())
            info.size, info.mtime, info.mode = len(record.content), record.timestamp, 0o644
            tar.addfile(info, io.BytesIO(record.content))
    return out.getvalue()


@pytest.mark.parametrize("kind", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_archives_of_another_tar_are_refused(small: Maker, kind: int) -> None:
    raw = tar_of(small, format=kind)
    with pytest.raises(InvalidEncoding) as caught:
        deviations(raw)
    assert caught.value.check == "0.1"
    assert examine_bytes(raw).verdict in ("invalid", "error")


@pytest.mark.parametrize("type_", [bytes([byte]) for byte in range(256) if byte != ord("0")])
def test_only_plain_files(type_: bytes) -> None:
    raw = header_record(1) + tar_record("0" * 64 + ".data.json", b"{}", 1, type=type_)
    with pytest.raises(InvalidEncoding):
        deviations(raw)


@pytest.mark.parametrize(
    "size",
    [
        b"\x80" + bytes(11),
        b"\xff" * 12,
        b"-0000000005\0",
        b"+0000000002\0",
        b"0x000000002\0",
        b"00000000002 ",
        b"2\0" + bytes(10),
        b" 0000000002\0",
        b"77777777777\0",
        b"00000000008\0",
        b"0000000000_\0",
        bytes(12),
    ],
)
def test_sizes_have_one_spelling(size: bytes) -> None:
    name = data_record(b"{}", 1)[:100].rstrip(b"\0").decode()
    with pytest.raises(InvalidEncoding):
        deviations(header_record(1) + tar_record(name, b"{}", 1, size=size))


def test_a_huge_size_is_not_allocated() -> None:
    raw = header_record(1) + tar_record("0" * 64 + ".data.json", b"", 1, size=b"10000000000\0")
    with pytest.raises(InvalidEncoding):
        deviations(raw)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_damaged_byte_is_seen(small: Maker, data: Any) -> None:
    header_content = range(
        BLOCK, BLOCK + len(unpack(small.archive)[0].content)
    )  # not hashed: check 0.2 is the verifier's
    at = data.draw(st.integers(0, len(small.archive) - 1).filter(lambda at: at not in header_content))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(small.archive)
    changed[at] ^= 1 << bit
    try:
        seen = deviations(bytes(changed))
    except InvalidEncoding as error:
        assert error.check == "0.1"
        return
    assert seen
    with pytest.raises(BallotError):
        Archive(io.BytesIO(bytes(changed)))


@settings(max_examples=200, deadline=None)
@given(length=st.integers(0, 2**20))
def test_b22_a_cut_is_never_a_whole(small: Maker, length: int) -> None:
    cut = small.archive[: length % len(small.archive)]
    try:
        number = sum(1 for _ in read_records(io.BytesIO(cut)))
    except InvalidEncoding as error:
        assert error.check == "0.1"
        assert "incomplete" in str(error)
        return
    assert number < len(unpack(small.archive))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_get_a_verdict(raw: bytes) -> None:
    assert examine_bytes(raw).verdict in ("invalid", "error")
    assert examine_bytes(header_record(1) + raw).verdict in ("invalid", "error")


def test_data_after_the_end_and_between() -> None:
    good = Maker().build().archive
    for extra in (bytes(512), bytes(10240), b"\0", b"x", b"x" * 512, good):
        assert examine_bytes(good + extra).verdict in ("invalid", "error")
        assert examine_bytes(good[: 2 * BLOCK] + extra + good[2 * BLOCK :]).verdict in ("invalid", "error")
        assert examine_bytes(extra + good).verdict in ("invalid", "error")
