"""The board in the database: chain, state machine, Merkle frontier, archive in constant memory."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from sqlalchemy import insert

from ballot.board import archive, merkle
from ballot.board.events import next_event
from ballot.errors import BoardInconsistent, NotPermitted
from ballot.records.event import EventType
from ballot.store import board, chain
from ballot.store.models.base import Base
from ballot.store.models.board import BoardData, BoardEvent, BoardHead
from tests.election.scenario import draft, frozen, opened


def test_events_form_a_chain_and_prove_their_place(database) -> None:
    election = opened(database)
    parents, leaves = [], []
    with database.session() as session:
        row = session.get_one(board.Election, 1)
        setup = board.event_content(session, row, 0)
        leaves.append(merkle.leaf_hash(setup))
        for number in range(6):
            head = board.lock(session, row.id)
            parents.append(head.hash)
            added = board.append(session, row, EventType.BALLOT, [b'{"n":%d}' % number])
            leaves.append(merkle.leaf_hash(added.content))
            path = [bytes.fromhex(sibling) for sibling in added.inclusion]
            merkle.verify_inclusion(leaves[-1], added.height, added.height + 1, path, bytes.fromhex(added.root))
    assert parents[0] == election.look(lambda scene: scene.election.setup_event)
    assert len(set(parents)) == 6
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        frontier = merkle.append(frontier, size, leaf)
    with database.reading() as session:
        stored = session.get_one(BoardHead, 1)
    assert stored.frontier.split() == [root.hex() for root in frontier] and stored.size == 7
    election.look(lambda scene: chain.verify_chain(scene.session, scene.election))


@pytest.mark.parametrize("kind", [EventType.SETUP, EventType.ENCRYPTED_TALLY, EventType.PARTIAL_DECRYPTION])
def test_the_state_machine_stands_in_front_of_the_rows(sqlite, kind: EventType) -> None:
    election = frozen(sqlite)
    with pytest.raises(BoardInconsistent):
        election.on_board(board.append, kind, [b"{}"])
    assert election.on_board(board.count_events, kind) == (1 if kind is EventType.SETUP else 0)


def test_a_record_that_no_reader_would_take_is_not_written(database, monkeypatch: pytest.MonkeyPatch) -> None:
    election = opened(database)
    monkeypatch.setattr(archive, "MAX_RECORD_BYTES", 100)
    election.on_board(board.append, EventType.BALLOT, [b"x" * 100])
    with pytest.raises(NotPermitted, match="Ballot has 101 bytes; an archive holds records of at most 100"):
        election.on_board(board.append, EventType.BALLOT, [b"x", b"y" * 101])
    assert election.on_board(board.count_events, EventType.BALLOT) == 1
    election.look(lambda scene: chain.verify_chain(scene.session, scene.election))


def test_an_event_needs_its_payload(sqlite) -> None:
    election = frozen(sqlite)
    with pytest.raises(BoardInconsistent, match="payload"):
        election.on_board(board.append, EventType.BALLOT, [])
    with pytest.raises(BoardInconsistent, match="payload"):
        election.on_board(board.append, EventType.END_BALLOTS, [b"{}"])


def test_a_draft_has_no_board(sqlite) -> None:
    uuid, _ = draft(sqlite)
    with pytest.raises(BoardInconsistent, match="draft"), sqlite.session() as session:
        board.lock(session, 1)
    assert uuid


def test_two_elections_have_two_boards(sqlite) -> None:
    first, second = opened(sqlite), opened(sqlite)
    first.cast(first.ballot(0))
    second.cast(second.ballot(0))
    second.cast(second.ballot(1))
    sizes = [scenario.on_board(board.count_events, EventType.BALLOT) for scenario in (first, second)]
    assert sizes == [1, 2]
    first.look(lambda scene: chain.verify_chain(scene.session, scene.election))
    second.look(lambda scene: chain.verify_chain(scene.session, scene.election))


def test_the_archive_is_streamed_in_constant_memory(database) -> None:
    election = opened(database)
    record, number = b'"' + b"x" * 20_000 + b'"', 1500
    with database.session() as session:
        row = session.get_one(board.Election, 1)
        head = board.lock(session, row.id)
        parent = (head.hash, board._last_event(head)[1])
        events, data = [], []
        for height in range(1, number + 1):
            payload = b"%06d" % height + record
            digest, content, event = next_event(parent, EventType.BALLOT, payload)
            events.append(board._event_row(row.id, event, digest, content))
            data += board._data_rows(row.id, height, [payload])
            parent = (digest, event)
        session.execute(insert(BoardEvent), events)
        session.execute(insert(BoardData), data)
    del events, data
    with database.reading() as session:
        row = session.get_one(board.Election, 1)
        tracemalloc.start()
        size = sum(len(chunk) for chunk in board.archive_chunks(session, row))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert size > number * 20_000
    assert peak < size / 3
    assert election.uuid


def test_the_archive_carries_the_time_of_the_freeze(sqlite) -> None:
    election = frozen(sqlite)
    out = io.BytesIO()
    election.look(lambda scene: board.write_archive(scene.session, scene.election, out))
    found = archive.Archive(io.BytesIO(out.getvalue()))
    assert found.timestamp == int(election.look(lambda scene: scene.election.frozen_at).timestamp())
    assert len(out.getvalue()) % 512 == 0


def test_no_table_holds_both_a_member_and_a_tracking_number() -> None:
    members = {"member", "outbox_message"}
    ballots = {"receipt", "board_event", "board_data", "ciphertext_mark", "companion_record", "board_head"}
    for name, table in Base.metadata.tables.items():
        personal = {column.name for column in table.columns} & {"member_id", "email", "address"}
        tracked = {column.name for column in table.columns} & {"tracking_number", "height", "digest"}
        assert not (personal and tracked), name
        targets = {key.column.table.name for key in table.foreign_keys}
        assert not (name in ballots and targets & members), name
        assert not (name in members and targets & ballots), name
