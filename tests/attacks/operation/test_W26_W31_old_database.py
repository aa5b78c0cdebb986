"""W26, W31: a database that was put back, exchanged, or lost an election is recognised by the checkpoints that are kept
outside of it; then its ballot box takes nothing until everything is examined and right.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ballot.board.checkpoint import parse_checkpoint
from ballot.board.companion import WithdrawalRecord
from ballot.election.board_facts import append_checkpoint, checkpoint
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.watch import Watch, examine_boards
from ballot.election.identity import ServerIdentity
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.errors import BallotRefused, BoardInconsistent, ConfigurationError
from ballot.store import board
from ballot.store.models.board import BoardHead
from tests.election.conftest import database, sqlite, time
from tests.election.copies import copied, remove_guards
from tests.election.scenario import Scenario, opened

__all__ = ["database", "sqlite", "time"]


@pytest.fixture
def election(database) -> Scenario:
    """An open election with two ballots."""
    scenario = opened(database)
    for member in range(2):
        scenario.cast(scenario.ballot(member))
    return scenario


@pytest.fixture
def known(tmp_path: Path) -> KnownCheckpoints:
    """The folder beside the key."""
    return KnownCheckpoints(tmp_path / "keys")


def size_of(known: KnownCheckpoints, uuid: str) -> int:
    """Return the number of events that is known of a board."""
    newest = known.newest(uuid)
    return 0 if newest is None else newest.size


def test_W26_what_is_known_grows_with_the_board(election: Scenario, known: KnownCheckpoints) -> None:
    watch = Watch(election.database, election.identity, known)
    sizes = []
    for member in (2, 3):
        assert watch.look() == {}
        sizes.append(size_of(known, election.uuid))
        election.cast(election.ballot(member))
    election.close()
    assert watch.look() == {}
    assert [*sizes, size_of(known, election.uuid)] == [3, 4, 7]
    assert known.folder.stat().st_mode & 0o077 == 0


def test_W26_an_older_copy_is_recognised_and_its_ballot_box_barred(
    election: Scenario, known: KnownCheckpoints, tmp_path: Path
) -> None:
    with copied(election.database, tmp_path / "old") as old:
        election.cast(election.ballot(2))
        assert Watch(election.database, election.identity, known).look() == {}
        found = Watch(old, election.identity, known).look()
        assert "has 3 events, but a checkpoint of 4 events is known" in found[election.uuid]
        with pytest.raises(BallotRefused, match="has to be examined first") as refused:
            known.refuse_barred(election.uuid)
        assert refused.value.code == "unavailable"
        # A look at the right database does not lift the bar: somebody has to examine it first.
        assert Watch(election.database, election.identity, known).look() == {}
        assert known.reason(election.uuid) is not None
        assert examine_boards(old, election.identity, known).wrong.keys() == {election.uuid}
    assert examine_boards(election.database, election.identity, known).wrong == {}
    known.refuse_barred(election.uuid)


def test_W26_an_old_copy_that_went_on_is_another_history(
    election: Scenario, known: KnownCheckpoints, tmp_path: Path
) -> None:
    with copied(election.database, tmp_path / "old") as old:
        election.cast(election.ballot(2))
        assert Watch(election.database, election.identity, known).look() == {}
        other = Scenario(old, election.uuid, election.identity, election.context, election.tokens)
        for member in (3, 2):
            other.cast(other.ballot(member))
            found = Watch(old, election.identity, known).look()
            assert "the first 4 events have another root" in found[election.uuid]
        assert size_of(known, election.uuid) == 4


def test_W26_an_older_companion_file_is_recognised(election: Scenario, known: KnownCheckpoints, tmp_path: Path) -> None:
    """No event is missing, but a line beside the board: a replaced token would be good again, or a stop undone."""
    with copied(election.database, tmp_path / "old") as old:
        with election.database.session() as session:
            append_checkpoint(Scene(session, find_election(session, election.uuid), identity=election.identity))
        assert Watch(election.database, election.identity, known).look() == {}
        found = Watch(old, election.identity, known).look()
        assert "a checkpoint of 2 lines is known" in found[election.uuid]
        with old.session() as session:
            row = find_election(session, election.uuid)
            board.append_companion(session, row, WithdrawalRecord(board_head(Scene(session, row)), 0, 0))
        assert "its first lines are not those" in examine_boards(old, election.identity, known).wrong[election.uuid]


def board_head(scene) -> str:
    return scene.session.get_one(BoardHead, scene.election.id).hash


def test_W26_a_running_server_notices_too(election: Scenario, known: KnownCheckpoints, tmp_path: Path) -> None:
    with copied(election.database, tmp_path / "old") as old:
        watch = Watch(election.database, election.identity, known)
        assert watch.look() == {}
        election.cast(election.ballot(2))
        assert watch.look() == {}
        watch._database = old  # as if somebody had exchanged the file under the running server
        assert "a moment ago it had 4" in watch.look()[election.uuid]


def test_W26_a_head_that_is_not_its_last_event(sqlite, known: KnownCheckpoints) -> None:
    election = opened(sqlite)
    election.cast(election.ballot(0))
    watch = Watch(sqlite, election.identity, known)
    assert watch.look() == {}
    election.cast(election.ballot(1))
    with sqlite.session() as session:
        session.execute(text("UPDATE board_head SET hash = (SELECT hash FROM board_event WHERE height = 1)"))
    assert "its head is not its last event" in watch.look()[election.uuid]


def test_W26_an_event_that_is_missing(sqlite, known: KnownCheckpoints) -> None:
    election = opened(sqlite)
    election.cast(election.ballot(0))
    election.cast(election.ballot(1))
    remove_guards(sqlite)
    with sqlite.session() as session:
        session.execute(text("DELETE FROM board_event WHERE height = 1"))
    assert "the event at height 1 is missing" in Watch(sqlite, election.identity, known).look()[election.uuid]


def test_W31_an_election_that_is_gone_is_missed(election: Scenario, known: KnownCheckpoints, sqlite_url: str) -> None:
    from ballot.store.session import migrate, open_database

    assert Watch(election.database, election.identity, known).look() == {}
    empty = open_database(sqlite_url.replace("ballot.sqlite3", "empty.sqlite3"))
    migrate(empty)
    found = Watch(empty, election.identity, known).look()
    assert "is not in the database" in found[election.uuid]
    empty.dispose()


def test_W31_no_election_with_a_board_can_be_deleted(election: Scenario, known: KnownCheckpoints) -> None:
    with pytest.raises(DBAPIError), election.database.session() as session:
        session.execute(text("DELETE FROM election"))
    with election.database.session() as session:
        session.execute(text("DELETE FROM board_head"))
    assert "no head" in Watch(election.database, election.identity, known).look()[election.uuid]


def test_a_look_never_takes_what_others_add_for_a_loss(
    election: Scenario, known: KnownCheckpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may remember a newer checkpoint while this one still looks at its older snapshot."""
    watch = Watch(election.database, election.identity, known)
    assert watch.look() == {}
    other = KnownCheckpoints(known.folder.parent)
    newest = known.newest

    def meanwhile(uuid: str):
        found = newest(uuid)
        monkeypatch.setattr(known, "newest", newest)
        election.cast(election.ballot(2))
        other.keep(election.look(checkpoint, identity=election.identity))
        return found

    monkeypatch.setattr(known, "newest", meanwhile)
    assert watch.look() == {}
    assert size_of(known, election.uuid) == 4


def test_checkpoints_only_grow(election: Scenario, known: KnownCheckpoints) -> None:
    old = election.look(checkpoint, identity=election.identity)
    election.cast(election.ballot(2))
    new = election.look(checkpoint, identity=election.identity)
    for note in (new, old):
        known.keep(note)
    assert known.newest(election.uuid) == parse_checkpoint(new)
    other = opened(election.database)
    foreign = other.look(checkpoint, identity=ServerIdentity(host="x", key=election.identity.key))
    forged = foreign.replace(other.uuid, election.uuid)
    known.keep(forged)
    assert known.newest(election.uuid) == parse_checkpoint(new)


def test_another_board_of_the_same_size_is_refused(database, known: KnownCheckpoints) -> None:
    first, second = opened(database), opened(database)
    note = first.look(checkpoint, identity=first.identity)
    known.keep(note)
    forged = second.look(checkpoint, identity=second.identity).replace(second.uuid, first.uuid)
    with pytest.raises(BoardInconsistent, match="another root"):
        known.keep(forged)


def test_W26_a_damaged_checkpoint_bars_its_election_and_no_other(election: Scenario, known: KnownCheckpoints) -> None:
    other = opened(election.database)
    watch = Watch(election.database, election.identity, known)
    watch.look()
    (known.folder / election.uuid).write_text("nothing")
    other.cast(other.ballot(0))
    assert "is not a checkpoint, or it is damaged" in watch.look()[election.uuid]
    assert known.barred().keys() == {election.uuid} and size_of(known, other.uuid) == 2


def test_a_folder_that_cannot_be_written_is_named(election: Scenario, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(ConfigurationError, match="must belong to the server's user"):
        Watch(election.database, election.identity, KnownCheckpoints(tmp_path / "keys")).look()
