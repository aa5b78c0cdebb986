"""The roll's part of the benchmark: a file of 100,000 members, from upload to roll, with the server's own code."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ballot.election.accounts.officers import add_officer
from ballot.election.roll.reading import Reading, read_upload
from ballot.election.roll.upload import choose_columns, find_upload, keep_upload, take_upload
from ballot.election.scene import Scene
from ballot.election.setup.draft import ElectionDraft, create_election, find_election
from ballot.store.session import Database, migrate, open_database

MEMBERS = 100_000
HEADER = "Member no.,First name,Last name,E-mail,Street,Postcode,Town,Country,Language"
Row = Callable[[str, float, str], None]


def bench_roll(row: Row, folder: Path) -> None:
    """Measure the import of a roll; the goal is a minute."""
    folder.mkdir(parents=True)
    database = open_database(f"sqlite:///{folder / 'roll.sqlite3'}")
    migrate(database)
    with database.session() as session:
        officer = add_officer(session, "officer@example.org", "Officer", "a password of the bench")
        uuid = create_election(session, officer, ElectionDraft(name="Roll")).uuid
    begun = time.perf_counter()
    taken = import_roll(database, uuid, roll_file(MEMBERS))
    assert taken == MEMBERS
    row(f"import a roll of {MEMBERS:,} members", time.perf_counter() - begun, "s")
    database.dispose()


def roll_file(members: int) -> bytes:
    """Return a roll in the form that membership systems export."""
    rows = (
        f"{number},Given {number},Family {number},m{number}@example.org,{number} Long Street,{number % 99_999:05d},"
        f"Town {number % 500},FR,fr"
        for number in range(members)
    )
    return "\n".join([HEADER, *rows, ""]).encode()


def import_roll(database: Database, uuid: str, raw: bytes) -> int:
    """Upload, read and import a roll; return the number of its members."""
    with database.session() as session:
        election = find_election(session, uuid)
        assert election is not None
        upload = keep_upload(Scene(session, election), raw, "roll.csv")
        choose_columns(session, upload, upload.encoding, upload.delimiter, upload.roles.split(","))
        reading = Reading(upload.id, upload.run)
    read_upload(database, reading)
    with database.session() as session:
        election = find_election(session, uuid)
        found = find_upload(Scene(session, election)) if election is not None else None
        assert election is not None and found is not None
        return take_upload(Scene(session, election), found).accepted
