"""The database's part of bench-large: cast ballots of W with the server's own code, then close the vote."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from ballot import clock
from ballot.crypto.signing import SigningKey
from ballot.election.accounts.officers import add_officer
from ballot.election.board_facts import context_of
from ballot.election.identity import ServerIdentity
from ballot.election.paper.contests import CandidateDraft, ContestDraft, add_contest
from ballot.election.practice.trustees import generate
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tally.tally import close_voting
from ballot.election.voting.casting import cast_ballot
from ballot.election.voting.opening import open_voting
from ballot.protocol.ballots import ElectionContext, create_ballot
from ballot.store.session import Database, migrate, open_database

W = ContestDraft(
    title="W",
    seats=5,
    maximum=5,
    candidates=tuple(CandidateDraft(name=f"Candidate {number}") for number in range(10)),
)
VOTE = [1, 0, 1, 0, 1, 0, 1, 0, 0, 0]
HOST = "bench.example.org"
_AT_ONCE = 50  # ballots per batch for a process
_here: list[tuple[Database, ServerIdentity, ElectionContext]] = []


def measure_database(folder: Path, size: int) -> dict[str, float]:
    """Cast `size` ballots, with one process per core, and close; return figures per ballot."""
    path = folder / "bench.sqlite3"
    database = open_database(f"sqlite:///{path}")
    migrate(database)
    seed = SigningKey.generate().seed
    uuid, tokens = prepare(database, size)
    begun = time.perf_counter()
    spawn = get_context("spawn")  # a forked process would share the parent's database connection
    with ProcessPoolExecutor(os.cpu_count(), spawn, start, (str(path), uuid, seed)) as pool:
        done = sum(pool.map(cast_some, portions(tokens)))
    assert done == size
    casting = time.perf_counter() - begun
    begun = time.perf_counter()
    with database.session() as session:
        election = setup.find_election(session, uuid)
        assert election is not None
        close_voting(Scene(session, election, identity=identity(seed)))
    closing = time.perf_counter() - begun
    database.forget_deleted()  # this also moves all of the write-ahead log into the file
    database.dispose()
    return {
        "make and cast, wall ms each": casting / size * 1000,
        "closing the voting, s": closing,
        "database, kB each": path.stat().st_size / size / 1000,
    }


def identity(seed: bytes) -> ServerIdentity:
    """Return the identity of the server that signs."""
    return ServerIdentity(host=HOST, key=SigningKey.from_seed(seed))


def prepare(database: Database, size: int) -> tuple[str, list[str]]:
    """Open an election of `size` members; return its uuid and the tokens."""
    roll = "".join(["name,email\n", *(f"Member {number},m{number}@example.org\n" for number in range(size))])
    now = clock.now()
    draft = setup.ElectionDraft(
        name="W", opens_at=now - dt.timedelta(minutes=1), closes_at=now + dt.timedelta(days=1), minimum_ballots=2
    )
    with database.session() as session:
        officer = add_officer(session, "bench@example.org", "Bench", "four words and a number 7")
        election = setup.create_election(session, officer, draft)
        add_contest(Scene(session, election), W)
        accept_roll(Scene(session, election), read_roll(roll.encode()))
        generate(Scene(session, election))
        frozen = freeze(Scene(session, election), Delivery(channel="merge", public_url=f"https://{HOST}"))
        open_voting(Scene(session, election))
        uuid = election.uuid
    merge = io.StringIO((frozen.merge_csv or b"").decode("utf-8-sig"))
    return uuid, [row["token"] for row in csv.DictReader(merge)]


def portions(tokens: list[str]) -> Iterator[list[str]]:
    """Yield the tokens in batches."""
    for start_at in range(0, len(tokens), _AT_ONCE):
        yield tokens[start_at : start_at + _AT_ONCE]


def start(path: str, uuid: str, seed: bytes) -> None:
    """Prepare a process."""
    database = open_database(f"sqlite:///{path}")
    with database.reading() as session:
        election = setup.find_election(session, uuid)
        assert election is not None
        _here.append((database, identity(seed), context_of(Scene(session, election))))


def cast_some(tokens: list[str]) -> int:
    """Create and cast a ballot with each token."""
    database, server, context = _here[0]
    for token in tokens:
        cast_ballot(database, context.uuid, create_ballot(context, token, [VOTE]), server)
    return len(tokens)
