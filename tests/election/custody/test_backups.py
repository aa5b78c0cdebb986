"""Backups: made while ballots are cast, readable by the operator only, and restored only if nothing is missing.

W17: no secret in the file. W26, W31, B24: a backup that lacks an accepted ballot or an election is refused.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from ballot import clock
from ballot.config import Config
from ballot.crypto.sealed_stream import new_recipient
from ballot.election import log
from ballot.election.board_facts import append_checkpoint, checkpoint
from ballot.election.custody import backups
from ballot.election.custody.backups import backups_in, keep_newest, name_of_now, write_backup
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.occupancy import alone, occupy
from ballot.election.custody.restoring import Restoration, Restored, read_proof
from ballot.election.custody.watch import Watch
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.setup.draft import find_election
from ballot.errors import BallotError, ConfigurationError, InvalidProof, NotPermitted
from ballot.store.models.board import BoardEvent
from ballot.store.session import Database, is_ready, known_revisions, open_database
from tests.election.conftest import FakeClock
from tests.election.copies import remove_guards
from tests.election.scenario import frozen, opened, state_of
from tests.later_revision import LATER, later_version

SECRET, PUBLIC = new_recipient()


class Server:
    """An open election with two ballots, or one that waits for its opening, and what its operator does."""

    def __init__(self, database: Database, folder: Path, *, opens: bool = True) -> None:
        self.election = opened(database) if opens else frozen(database)
        for member in range(2 if opens else 0):
            self.election.cast(self.election.ballot(member))
        self.folder = folder
        self.known = KnownCheckpoints(folder / "keys")
        self.config = Config(
            database_url=database.engine.url.render_as_string(hide_password=False),
            secret_key="a-secret-of-the-tests-0123456789-abcdefghij",
            data_dir=folder / "data",
            keys_dir=folder / "keys",
        )
        self.config.data_dir.mkdir()

    def back_up(self, name: str = "one") -> Path:
        path = self.folder / "backups" / name
        assert write_backup(self.election.database, self.election.identity, self.known, PUBLIC, path) == {}
        return path

    def restore(self, path: Path, *proofs, known: KnownCheckpoints | None = None, **options) -> Restored:
        self.election.database.dispose()
        with path.open("rb") as stream:
            return Restoration(self.config, self.election.identity, known or self.known).run(
                stream, SECRET, proofs, **options
            )

    def events(self) -> int:
        with self.election.database.reading() as session:
            return session.scalar(select(func.count()).select_from(BoardEvent)) or 0

    def left(self) -> list[str]:
        """What lies about that should not."""
        everything = [str(path) for path in self.folder.rglob("*")]
        return [name for name in everything if "/.restore-" in name or ("/.backup-" in name and "lock" not in name)]


@pytest.fixture
def server(database: Database, tmp_path: Path) -> Server:
    """A server with its database of each kind."""
    return Server(database, tmp_path)


@pytest.fixture
def on_sqlite(sqlite: Database, tmp_path: Path) -> Server:
    """A server, for what does not depend on the kind of database."""
    return Server(sqlite, tmp_path)


def drop_databases(server: Server, restored: Restored) -> None:
    """Drop what a restoration keeps on the test's PostgreSQL server."""
    if server.election.database.kind == "postgresql":
        import psycopg

        url = server.election.database.engine.url.set(drivername="postgresql", database="postgres")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            name = str(restored.kept).removeprefix("the database ")
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def test_B24_a_backup_comes_back_and_the_election_goes_on_to_its_end(server: Server) -> None:
    path = server.back_up()
    with server.election.database.session() as session:  # somebody destroys what no checkpoint covers
        session.execute(text("DELETE FROM log_entry"))
    restored = server.restore(path)
    assert (restored.boards, restored.events, restored.remarks) == (1, 3, ())
    assert server.events() == 3 and server.left() == []
    assert server.election.look(log.entries)
    server.election.cast(server.election.ballot(2))
    server.election.close()
    server.election.count()
    server.election.act(declare_result)
    server.election.act(publish_result)
    assert state_of(server.election) == "published"
    drop_databases(server, restored)


def test_B24_a_later_version_upgrades_a_backup_that_it_puts_back(server: Server, tmp_path: Path) -> None:
    path = server.back_up()
    with later_version(tmp_path):
        with pytest.raises(
            NotPermitted, match=f"schema {known_revisions()[1]}, and this version of ballot has {LATER}"
        ):
            server.back_up("two")
        restored = server.restore(path)
        assert restored.events == 3 and is_ready(server.election.database)
        server.election.cast(server.election.ballot(2))
        assert server.events() == 4
    drop_databases(server, restored)


def test_B24_W26_a_backup_that_lacks_an_accepted_ballot_is_refused(server: Server) -> None:
    path = server.back_up()
    server.election.cast(server.election.ballot(2))
    # Nobody has looked at the board since: restoring itself looks at the present database first.
    with pytest.raises(NotPermitted, match="has 3 events, but a checkpoint of 4 events is known") as refused:
        server.restore(path)
    assert "nothing was changed" in str(refused.value)
    assert server.events() == 4 and server.left() == []
    assert server.known.barred() == {}


def test_B24_what_is_known_survives_the_loss_of_the_database(on_sqlite: Server) -> None:
    path = on_sqlite.back_up()
    on_sqlite.election.cast(on_sqlite.election.ballot(2))
    assert Watch(on_sqlite.election.database, on_sqlite.election.identity, on_sqlite.known).look() == {}
    database = Path(str(on_sqlite.election.database.engine.url.database))
    on_sqlite.election.database.dispose()
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    with pytest.raises(NotPermitted, match="a checkpoint of 4 events is known"):
        on_sqlite.restore(path)
    assert not database.exists() and on_sqlite.left() == []


def test_B24_a_receipt_proves_what_must_not_be_missing(on_sqlite: Server) -> None:
    """The whole machine is lost: the folder of keys comes from a copy that knows of no board."""
    path = on_sqlite.back_up()
    key = on_sqlite.election.identity.key.public_hex
    as_far = read_proof(on_sqlite.election.look(checkpoint, on_sqlite.election.identity).encode(), key)
    receipt = read_proof(on_sqlite.election.cast(on_sqlite.election.ballot(2)), key)
    note = read_proof(on_sqlite.election.look(checkpoint, on_sqlite.election.identity).encode(), key)
    assert receipt == note and (as_far.size, receipt.size) == (3, 4)
    database = Path(str(on_sqlite.election.database.engine.url.database))
    on_sqlite.election.database.dispose()
    database.unlink()
    forgotten = KnownCheckpoints(on_sqlite.folder / "other")
    with pytest.raises(NotPermitted, match="a checkpoint of 4 events is known"):
        on_sqlite.restore(path, receipt, known=forgotten)
    with pytest.raises(NotPermitted, match="backup has 3 events, and elsewhere no more than 0 are known of"):
        on_sqlite.restore(path, known=forgotten, check_only=True)
    assert not database.exists() and on_sqlite.left() == []
    restored = on_sqlite.restore(path, as_far, known=forgotten)
    assert restored.events == 3 and on_sqlite.events() == 3
    assert restored.open_boards == {on_sqlite.election.uuid: 3}
    on_sqlite.restore(path, known=forgotten, give_up=[on_sqlite.election.uuid])
    with pytest.raises(BallotError):
        read_proof(b"nothing", key)
    with pytest.raises(InvalidProof):
        read_proof(on_sqlite.election.look(checkpoint, on_sqlite.election.identity).encode(), "00" * 32)


@pytest.mark.parametrize(("hours", "may_be_open"), [(1, False), (2, True), (30, True)])
def test_B24_W26_a_voting_that_may_have_been_opened_since_is_taken_for_open(
    sqlite: Database, tmp_path: Path, time: FakeClock, hours: int, may_be_open: bool
) -> None:
    """A weekly copy of everything from before the opening; from a day before its time on, officers can open."""
    server = Server(sqlite, tmp_path, opens=False)
    server.election.act(lambda _, row: setattr(row, "opens_at", clock.now() + dt.timedelta(hours=26)))
    path, forgotten = server.back_up(), KnownCheckpoints(tmp_path / "other")
    time.move(hours=hours)
    assert server.restore(path, check_only=True).open_boards == ({server.election.uuid: 1} if may_be_open else {})
    Path(str(sqlite.engine.url.database)).unlink()
    if may_be_open:
        with pytest.raises(NotPermitted, match="may be open, the backup has 1 events, and elsewhere no more than 0"):
            server.restore(path, known=forgotten)
    else:
        assert server.restore(path, known=forgotten).events == 1


def test_W26_a_backup_that_lacks_records_of_the_companion_file_is_refused(on_sqlite: Server) -> None:
    path = on_sqlite.back_up()
    on_sqlite.election.act(append_checkpoint, on_sqlite.election.identity)
    with pytest.raises(NotPermitted, match=r"The companion file has \d lines, but a checkpoint of \d lines is known"):
        on_sqlite.restore(path)


def test_W31_a_backup_without_an_election_that_is_known_is_refused(server: Server) -> None:
    path = server.back_up()
    other = opened(server.election.database)
    with pytest.raises(NotPermitted, match=f"The election {other.uuid} is not in the database"):
        server.restore(path)
    assert server.left() == []


def test_what_is_given_up_on_purpose_is_set_aside_and_written_into_the_log(on_sqlite: Server) -> None:
    path = on_sqlite.back_up()
    on_sqlite.election.cast(on_sqlite.election.ballot(2))
    restored = on_sqlite.restore(path, give_up=(on_sqlite.election.uuid,))
    assert on_sqlite.events() == 3 and Path(str(restored.kept)).exists()
    sentences = [entry.sentence for entry in on_sqlite.election.look(log.entries)]
    assert any("gave up what came after it" in sentence for sentence in sentences)
    assert [path.name for path in on_sqlite.known.folder.glob("*.superseded-*")]
    assert on_sqlite.known.barred() == {}


def test_a_restoration_that_is_only_checked_changes_nothing(server: Server) -> None:
    path = server.back_up()
    found = server.restore(path, check_only=True)
    assert (found.kept, found.events) == (None, 3)
    assert server.left() == []


@pytest.mark.parametrize("where", [0.3, 0.9, 1.0])
def test_a_damaged_backup_is_refused_and_nothing_is_left(server: Server, where: float) -> None:
    path = server.back_up()
    raw = bytearray(path.read_bytes())
    raw[int(where * (len(raw) - 1))] ^= 1
    path.write_bytes(raw)
    with pytest.raises(InvalidProof, match="cut off or was changed"):
        server.restore(path)
    assert server.events() == 3 and server.left() == []


def test_a_backup_of_an_edited_board_is_refused(on_sqlite: Server) -> None:
    remove_guards(on_sqlite.election.database)
    with on_sqlite.election.database.session() as session:
        session.execute(text("UPDATE board_data SET content = x'7b7d' WHERE height = 1"))
    path = on_sqlite.back_up()  # its head still fits, which is all that a look costs
    with pytest.raises(NotPermitted, match="a record of event 1 is altered"):
        on_sqlite.restore(path, known=KnownCheckpoints(on_sqlite.folder / "other"))


def test_a_database_that_cannot_be_read_any_more_is_replaced(on_sqlite: Server) -> None:
    path = on_sqlite.back_up()
    database = Path(str(on_sqlite.election.database.engine.url.database))
    on_sqlite.election.database.dispose()
    database.write_bytes(b"not a database at all" * 1000)
    restored = on_sqlite.restore(path)
    assert "could not be read" in restored.remarks[0]
    assert on_sqlite.events() == 3
    assert Path(str(restored.kept)).read_bytes().startswith(b"not a database")


def test_W17_no_secret_and_no_member_is_in_a_backup_and_only_its_owner_reads_it(server: Server) -> None:
    path = server.back_up()
    raw = path.read_bytes()
    for secret in (*server.election.tokens, "member0@example.org", "Member 0", "SQLite format", "PGDMP"):
        assert secret.encode() not in raw
    assert path.stat().st_mode & 0o077 == 0
    assert server.left() == []


def test_a_backup_that_fails_half_way_leaves_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments):
        yield b"the beginning"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "seal_stream", fail)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        server.back_up("failed")
    assert not (server.folder / "backups" / "failed").exists() and server.left() == []
    monkeypatch.undo()
    (server.folder / "backups" / ".backup-of-a-killed-run").mkdir()
    server.back_up("again")
    assert server.left() == []
    with pytest.raises(ConfigurationError, match="is there already"):
        server.back_up("again")


@pytest.mark.postgres
def test_a_pg_dump_that_fails_is_told(postgresql: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(postgresql, tmp_path)
    monkeypatch.setattr("ballot.store.copies._program", lambda name: "/bin/false")
    with pytest.raises(NotPermitted, match="pg_dump failed"):
        server.back_up()
    assert server.left() == []
    monkeypatch.undo()
    monkeypatch.setattr("ballot.store.copies.shutil.which", lambda name: None)
    with pytest.raises(ConfigurationError, match="apt-get install postgresql-client"):
        server.back_up()


@pytest.mark.postgres
def test_a_postgresql_database_that_is_in_use_is_not_replaced(postgresql: Database, tmp_path: Path) -> None:
    server = Server(postgresql, tmp_path)
    path = server.back_up()
    other = open_database(server.config.database_url)
    with other.reading() as session, pytest.raises(NotPermitted, match="being accessed by other users"):
        session.execute(text("SELECT 1"))
        server.restore(path)
    other.dispose()
    assert server.events() == 3


@pytest.mark.postgres
def test_no_password_is_in_the_list_of_processes(
    postgresql: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    popen = subprocess.Popen

    def watch(command, **options):
        started.append(command)
        return popen(command, **options)

    monkeypatch.setattr(subprocess, "Popen", watch)
    server = Server(postgresql, tmp_path)
    server.restore(server.back_up(), check_only=True)
    password = postgresql.engine.url.password
    assert len(started) == 2 and password
    assert not any(password in word for command in started for word in command)


def test_a_backup_of_one_kind_is_not_restored_into_the_other(on_sqlite: Server, monkeypatch) -> None:
    path = on_sqlite.back_up()
    restoration = Restoration(on_sqlite.config, on_sqlite.election.identity, on_sqlite.known)
    monkeypatch.setattr(restoration._copies, "kind", "postgresql", raising=False)
    with path.open("rb") as stream, pytest.raises(NotPermitted, match="the same kind"):
        restoration.run(stream, SECRET)


def test_a_folder_keeps_its_newest_backups(tmp_path: Path, time) -> None:
    names = []
    for _ in range(4):
        names.append(name_of_now())
        (tmp_path / names[-1]).write_bytes(b"x")
        time.move(hours=1)
    (tmp_path / "something else").write_bytes(b"x")
    assert keep_newest(tmp_path, 3) == 1
    assert [path.name for path in backups_in(tmp_path)] == names[1:]
    assert (tmp_path / "something else").exists()
    with pytest.raises(NotPermitted):
        keep_newest(tmp_path, 0)


def test_nobody_exchanges_a_database_that_others_work_with(tmp_path: Path) -> None:
    """Two processes, as the server and the command are."""
    hold = "import sys; from ballot.election.custody.occupancy import occupy; from pathlib import Path; "
    hold += "occupy(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    import sys

    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        with pytest.raises(NotPermitted, match="systemctl stop 'ballot-"), alone(tmp_path):
            raise AssertionError("it was not alone")
        process.communicate()
    with alone(tmp_path), pytest.raises(ConfigurationError, match="is being exchanged"):
        occupy(tmp_path)


def test_an_election_found_by_its_name_after_a_restoration(on_sqlite: Server) -> None:
    restored = on_sqlite.restore(on_sqlite.back_up())
    assert restored.manifest.kind == "sqlite" and restored.manifest.made_at == "2027-03-01T12:00:00Z"
    with on_sqlite.election.database.reading() as session:
        assert find_election(session, on_sqlite.election.uuid) is not None
