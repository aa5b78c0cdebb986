"""State machine, archive blocks, Merkle trees, checkpoints and receipts."""

from __future__ import annotations

import hashlib
import io
import tarfile

import pytest

from ballot.board import merkle
from ballot.board.archive import Archive, data_record, event_record, header_record, read_records
from ballot.board.checkpoint import (
    Checkpoint,
    Receipt,
    parse_checkpoint,
    sign_checkpoint,
    sign_receipt,
    verify_checkpoint,
    verify_receipt,
)
from ballot.board.events import check_transition, next_event
from ballot.crypto.hashing import sha256_base64
from ballot.crypto.signing import SigningKey
from ballot.errors import BoardInconsistent, InvalidEncoding, InvalidProof
from ballot.records.event import EventType

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


def make_receipt(key: SigningKey, ballot: bytes = b"ballot") -> Receipt:
    digest, setup, event = next_event(None, EventType.SETUP, b"setup")
    _, raw, event = next_event((digest, event), EventType.BALLOT, ballot)
    before = merkle.append([], 0, merkle.leaf_hash(setup))
    root = merkle.root(merkle.append(before, 1, merkle.leaf_hash(raw)))
    uuid = "F78tZv8VkGDmiP"
    note = sign_checkpoint(Checkpoint(f"vote.example/{uuid}", 2, root.hex(), 1, "0" * 64), key)
    path = tuple(sibling.hex() for sibling in merkle.last_leaf_path(before))
    return sign_receipt(
        Receipt(uuid, sha256_base64(ballot), 1, raw.decode(), digest, note, path, key.public_hex, ""), key
    )


def test_receipts_are_bound_to_their_ballot_and_board() -> None:
    """B25, M6."""
    key = SigningKey.generate()
    receipt = make_receipt(key)
    assert verify_receipt(receipt, key.public_hex, b"ballot").size == 2
    with pytest.raises(InvalidProof, match="another ballot"):
        verify_receipt(receipt, key.public_hex, b"other")
    with pytest.raises(InvalidProof):
        verify_receipt(receipt, SigningKey.generate().public_hex)
    for field, value in [
        ("tracking_number", "A" * 43), ("height", 2), ("setup_event", "0" * 64), ("inclusion", ()),
        ("event", receipt.event.replace("1", "2", 1)), ("election_uuid", "F78tZv8VkGDmiQ"),
    ]:  # fmt: skip
        values = {name: getattr(receipt, name) for name in receipt.__struct_fields__} | {field: value}
        with pytest.raises(InvalidProof):
            verify_receipt(Receipt(**values), key.public_hex)


def test_checkpoints_are_signed_notes() -> None:
    key = SigningKey.generate()
    checkpoint = Checkpoint("vote.example/F78tZv8VkGDmiP", 3, "ab" * 32, 1, "cd" * 32)
    note = sign_checkpoint(checkpoint, key)
    assert verify_checkpoint(note, key.public_hex) == checkpoint == parse_checkpoint(note)
    assert note.startswith("vote.example/F78tZv8VkGDmiP\n3\n") and "\n\n— vote.example/F78tZv8VkGDmiP " in note
    with pytest.raises(InvalidProof):
        verify_checkpoint(note.replace("\n3\n", "\n4\n"), key.public_hex)
    with pytest.raises(InvalidEncoding):
        verify_checkpoint(note + "\n", key.public_hex)
