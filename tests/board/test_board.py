"""State machine, archive blocks and Merkle trees."""

from __future__ import annotations

import hashlib
import io
import tarfile

import pytest

from ballot.board import merkle
from ballot.board.archive import Archive, _record, data_record, event_record, header_record, read_records
from ballot.board.events import check_transition, next_event
from ballot.errors import BoardInconsistent, InvalidEncoding, InvalidProof
from ballot.records.event import EventType, make_event

ORDER = [
    EventType.SETUP, EventType.BALLOT, EventType.BALLOT, EventType.END_BALLOTS, EventType.ENCRYPTED_TALLY,
    EventType.PARTIAL_DECRYPTION, EventType.PARTIAL_DECRYPTION, EventType.RESULT,
]  # fmt: skip


def chain(kinds=ORDER):
    last, out = None, []
    for number, kind in enumerate(kinds):
        payload = None if kind in (EventType.END_BALLOTS, EventType.END_SHUFFLES) else f'"{number}"'.encode()
        digest, raw, event = next_event(last, kind, payload)
        last = (digest, event)
        out.append((raw, payload))
    return out


def test_the_state_machine_allows_one_order_only() -> None:
    """B20, T15: everything that is not the next possible event is refused."""
    chain()
    chain([*ORDER[:5], EventType.SHUFFLE, EventType.SHUFFLE, EventType.END_SHUFFLES, *ORDER[5:]])
    for earlier, later in [
        (None, EventType.BALLOT), (EventType.SETUP, EventType.SETUP), (EventType.END_BALLOTS, EventType.BALLOT),
        (EventType.SETUP, EventType.ENCRYPTED_TALLY), (EventType.ENCRYPTED_TALLY, EventType.RESULT),
        (EventType.ENCRYPTED_TALLY, EventType.ENCRYPTED_TALLY), (EventType.RESULT, EventType.BALLOT),
        (EventType.SHUFFLE, EventType.PARTIAL_DECRYPTION), (EventType.RESULT, EventType.RESULT),
    ]:  # fmt: skip
        with pytest.raises(BoardInconsistent):
            check_transition(earlier, later)
        with pytest.raises(BoardInconsistent, match="cannot stand"):
            next_event(None if earlier is None else ("0" * 64, make_event(None, 0, earlier, None)), later, b"1")


def test_the_refusal_of_an_event_says_what_could_follow() -> None:
    with pytest.raises(BoardInconsistent, match="Ballot cannot stand at the start; possible there: Setup$"):
        check_transition(None, EventType.BALLOT)
    with pytest.raises(BoardInconsistent, match="Setup cannot stand after Ballot; possible there: Ballot, EndBallots$"):
        check_transition(EventType.BALLOT, EventType.SETUP)
    with pytest.raises(BoardInconsistent, match="Ballot cannot stand after Result; possible there: nothing$"):
        check_transition(EventType.RESULT, EventType.BALLOT)


def test_an_event_has_a_payload_exactly_where_its_kind_needs_one() -> None:
    setup = ("0" * 64, make_event(None, 0, EventType.SETUP, "0" * 64))
    with pytest.raises(BoardInconsistent, match="an event Ballot needs a payload"):
        next_event(setup, EventType.BALLOT, None)
    with pytest.raises(BoardInconsistent, match="an event EndBallots has no payload"):
        next_event(setup, EventType.END_BALLOTS, b"1")


def archive_bytes(timestamp: int = 1795507202) -> bytes:
    out = header_record(timestamp)
    for raw, payload in chain():
        out += (data_record(payload, timestamp) if payload else b"") + event_record(raw, timestamp)
    return out


def test_archives_are_read_back_and_are_plain_tar() -> None:
    raw = archive_bytes()
    records = list(read_records(io.BytesIO(raw)))
    assert not any(record.deviations for record in records) and records[0].kind == "header"
    archive = Archive(io.BytesIO(raw))
    assert [event.type for _, event in archive.events] == ORDER and archive.timestamp == 1795507202
    assert archive.get(hashlib.sha256(b'"1"').hexdigest()) == b'"1"'
    with tarfile.open(fileobj=io.BytesIO(raw), ignore_zeros=False) as tar:
        assert len(tar.getnames()) == len(records)


def test_a_truncated_archive_is_incomplete_at_every_block() -> None:
    """B22."""
    raw = archive_bytes()
    whole = {record.offset for record in read_records(io.BytesIO(raw))} | {len(raw)}
    for end in range(1, len(raw), 128):
        if end in whole:
            continue
        with pytest.raises(InvalidEncoding, match="incomplete"):
            list(read_records(io.BytesIO(raw[:end])))
    with pytest.raises(InvalidEncoding, match="after the last record"):
        list(read_records(io.BytesIO(raw + bytes(1024))))


def test_a_record_that_fills_its_blocks_is_cut_off_too() -> None:
    """Without padding, only the content can be too short."""
    raw = header_record(1) + data_record(b"x" * 512, 1)
    assert not any(record.deviations for record in read_records(io.BytesIO(raw)))
    with pytest.raises(InvalidEncoding, match="ends inside the record at byte 1024") as caught:
        list(read_records(io.BytesIO(raw[:-1])))
    assert caught.value.check == "0.1"


def test_an_event_has_ten_thousand_bytes_at_most() -> None:
    longest = event_record(b"x" * 10_000, 1)
    assert [len(record.content) for record in read_records(io.BytesIO(header_record(1) + longest))][1:] == [10_000]
    with pytest.raises(InvalidEncoding, match="the size at byte 1024 is 10001; 10000 is the limit") as caught:
        list(read_records(io.BytesIO(header_record(1) + event_record(b"x" * 10_001, 1))))
    assert caught.value.check == "0.1"


@pytest.mark.parametrize("first", [_record("BELENIOT", b"1", 1), header_record(1) + header_record(1)])
def test_the_header_comes_first_and_once_under_its_name(first: bytes) -> None:
    deviations = [one for record in read_records(io.BytesIO(first)) for one in record.deviations]
    assert [check for check, sentence in deviations] == ["0.1"] and "a record is named" in deviations[0][1]


def test_a_record_that_is_not_in_the_archive_is_named() -> None:
    with pytest.raises(InvalidEncoding, match=f"The archive has no record {'0' * 64}"):
        Archive(io.BytesIO(archive_bytes())).get("0" * 64)


def test_archives_of_tarfile_are_refused() -> None:
    """B21: ustar, pax and GNU headers."""
    for kind in (tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=kind) as tar:
            tar.addfile(tarfile.TarInfo("BELENIOS"), io.BytesIO())
        with pytest.raises(InvalidEncoding):
            list(read_records(io.BytesIO(out.getvalue())))


def tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word: the oracle."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def test_merkle_frontier_agrees_with_the_definition() -> None:
    frontier: list[bytes] = []
    leaves: list[bytes] = []
    for size in range(70):
        assert merkle.root(frontier) == tree_hash(leaves)
        leaf = merkle.leaf_hash(str(size).encode())
        path = merkle.last_leaf_path(frontier)
        frontier, leaves = merkle.append(frontier, size, leaf), [*leaves, leaf]
        merkle.verify_inclusion(leaf, size, size + 1, path, merkle.root(frontier))
        wrong = [(leaf, size + 1, size + 1, path), (merkle.leaf_hash(b"x"), size, size + 1, path)]
        if path:
            wrong += [(leaf, size, size + 1, path[:-1]), (leaf, size - 1, size + 1, path)]
        wrong.append((leaf, size, size + 1, [*path, leaf]))
        for leaf_, index, count, proof in wrong:
            with pytest.raises(InvalidProof):
                merkle.verify_inclusion(leaf_, index, count, proof, merkle.root(frontier))


def leaf_path(leaves: list[bytes], index: int) -> list[bytes]:
    """RFC 9162, 2.1.3.1, word for word: the oracle."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*leaf_path(leaves[:split], index), tree_hash(leaves[split:])]
    return [*leaf_path(leaves[split:], index - split), tree_hash(leaves[:split])]


def test_every_leaf_of_a_tree_is_proven_at_its_place_only() -> None:
    all_leaves = [merkle.leaf_hash(bytes([number])) for number in range(17)]
    for size in range(1, 18):
        leaves = all_leaves[:size]
        root = tree_hash(leaves)
        for index, leaf in enumerate(leaves):
            path = leaf_path(leaves, index)
            merkle.verify_inclusion(leaf, index, size, path, root)
            for elsewhere in set(range(-1, size + 2)) - {index}:
                with pytest.raises(InvalidProof, match="does not lead to the checkpoint's root"):
                    merkle.verify_inclusion(leaf, elsewhere, size, path, root)


def test_a_path_does_not_go_on_above_the_root() -> None:
    """The hashes lead to the root, but of a tree of two leaves."""
    left, right = merkle.leaf_hash(b"left"), merkle.leaf_hash(b"right")
    merkle.verify_inclusion(right, 1, 2, [left], tree_hash([left, right]))
    with pytest.raises(InvalidProof):
        merkle.verify_inclusion(right, 0, 1, [left], tree_hash([left, right]))
