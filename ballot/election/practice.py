"""The demo: a whole election with made-up members, through the same code as a real one.

Every ballot is encrypted, proved, signed, verified and appended in a transaction of its own, by as many processes as
there are cores; trustees hand in shares with strong proofs; the result is counted by the charter's rule.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from ballot import clock
from ballot.board.shares import make_share
from ballot.election.casting import cast_ballot
from ballot.election.identity import ServerIdentity
from ballot.election.opening import share_case
from ballot.election.practice_people import Choices, executive_contest, roll_csv, voters
from ballot.election.publishing import declare_result, publish_result
from ballot.election.rehearsal import rehearse_with_secret
from ballot.election.roll import accept_roll, read_roll
from ballot.election.setup import (
    Delivery,
    ElectionDraft,
    accept_trustee_key,
    add_contest,
    create_election,
    find_election,
    freeze,
    invite_trustee,
)
from ballot.election.setup_records import context_of
from ballot.election.tallying import accept_partial_decryption, close_voting, open_count, open_voting
from ballot.errors import NotPermitted
from ballot.protocol.ballots import create_ballot
from ballot.protocol.setup import TrusteeSecret, new_trustee
from ballot.records.canonical import encode
from ballot.store.models import Election, Officer
from ballot.store.session import Database, open_database

TRUSTEES = ("Amina Yusuf", "Jonas Lindqvist", "Rosa Moreau")
OPEN_MEMBERS = 40
_CHUNK = 16
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Server:
    """Where the demo lives: the database by its URL (each process opens its own connection), and who signs."""

    database_url: str
    identity: ServerIdentity
    public_url: str


@dataclass(slots=True)
class Demo:
    """What the demo made. `seconds`: how long each phase took."""

    uuid: str = ""
    members: int = 0
    ballots: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time a phase."""
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def run_demo(
    server: Server, database: Database, officer_id: int, members: int, seed: int, progress: Progress | None = None
) -> Demo:
    """Run the whole election of `members` people and publish its result."""
    demo = Demo(members=members)
    with demo.phase("set up, roll, tokens"):
        demo.uuid, tokens, secrets = _set_up(
            server, database, officer_id, roll_csv(members, seed), f"Executive committee {clock.now().year}"
        )
    coming = voters(members, seed)
    with demo.phase("encrypt and cast"):
        demo.ballots = _cast_all(server, demo.uuid, tokens, coming, progress)
    with demo.phase("close and add up"), database.session() as session:
        close_voting(session, _election(database, session, demo.uuid), server.identity)
    with demo.phase("decrypt and count"):
        _open(server, database, demo.uuid, secrets)
    return demo


def prepare_open_election(server: Server, database: Database, officer_id: int, seed: int) -> tuple[str, list[str]]:
    """Leave a small election open for newcomers; return its uuid and the tokens that are left to vote with."""
    name = f"Executive committee {clock.now().year}: try it yourself"
    uuid, tokens, _ = _set_up(server, database, officer_id, roll_csv(OPEN_MEMBERS, seed + 1), name)
    coming = [(member, choices) for member, choices in voters(OPEN_MEMBERS, seed + 1) if member >= OPEN_MEMBERS // 2]
    _cast_all(server, uuid, tokens, coming, None, jobs=1)
    return uuid, tokens[: OPEN_MEMBERS // 2]


def _election(database: Database, session: object, uuid: str) -> Election:
    election = find_election(session, uuid)  # type: ignore[arg-type]
    if election is None:
        raise NotPermitted(f"The election {uuid} has disappeared from the database.")
    return election


def _set_up(
    server: Server, database: Database, officer_id: int, roll: bytes, name: str
) -> tuple[str, list[str], list[TrusteeSecret]]:
    """Create, freeze and open an election; return its uuid, the tokens in the order of the roll, and the trustees."""
    now = clock.now()
    draft = ElectionDraft(
        name=name,
        description="A made-up election of the demo: nobody here is a real person.",
        administrator="Returning officer of the demo",
        credential_authority="Returning officer of the demo",
        opens_at=now - dt.timedelta(minutes=1),
        closes_at=now + dt.timedelta(days=90),
    )
    secrets = []
    with database.session() as session:
        officer = session.get_one(Officer, officer_id)
        election = create_election(session, officer, draft)
        add_contest(session, election, executive_contest())
        accept_roll(session, election, read_roll(roll))
        for trustee_name in TRUSTEES:
            secret, key = new_trustee(trustee_name)
            trustee = invite_trustee(session, election, trustee_name)
            accept_trustee_key(session, election, trustee, encode(key))
            rehearse_with_secret(session, election, trustee, secret)
            secrets.append(secret)
        frozen = freeze(session, election, Delivery(channel="merge", public_url=server.public_url))
        open_voting(session, election)
        uuid = election.uuid
    merge = csv.DictReader(io.StringIO((frozen.merge_csv or b"").decode("utf-8-sig")))
    return uuid, [row["token"] for row in merge], secrets


# -- casting in several processes


def _cast_all(
    server: Server,
    uuid: str,
    tokens: list[str],
    coming: list[tuple[int, Choices]],
    progress: Progress | None,
    jobs: int | None = None,
) -> int:
    """Cast everybody's ballot and return how many were cast."""
    jobs = jobs or os.cpu_count() or 1
    work = [(tokens[member], choices) for member, choices in coming]
    chunks = [work[start : start + _CHUNK] for start in range(0, len(work), _CHUNK)]
    seed = server.identity.key.seed
    arguments = (server.database_url, server.identity.host, seed, uuid)
    done = 0
    # A fresh interpreter for each process: a forked one would share the parent's database connection.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_open_box, initargs=arguments) as pool:
        for number in pool.map(_cast_chunk, chunks):
            done += number
            if progress is not None:
                progress(done, len(work))
    return done


@dataclass(frozen=True, slots=True)
class _Box:
    database: Database
    identity: ServerIdentity
    uuid: str


_box: list[_Box] = []


def _open_box(database_url: str, host: str, seed: bytes, uuid: str) -> None:
    from ballot.crypto.signing import SigningKey

    identity = ServerIdentity(host=host, key=SigningKey.from_seed(seed))
    _box.append(_Box(open_database(database_url), identity, uuid))


def _cast_chunk(work: list[tuple[str, Choices]]) -> int:
    box = _box[0]
    with box.database.reading() as session:
        context = context_of(session, _election(box.database, session, box.uuid))
    for token, choices in work:
        ballot = create_ballot(context, token, [choices.executive])
        cast_ballot(box.database, box.uuid, ballot, box.identity)
    return len(work)


# -- the count


def _open(server: Server, database: Database, uuid: str, secrets: list[TrusteeSecret]) -> None:
    for owner, secret in enumerate(secrets, start=1):
        with database.session() as session:
            election = _election(database, session, uuid)
            accept_partial_decryption(
                session,
                election,
                make_share(share_case(session, election), owner, secret.exponent(), secret.signing_key),
            )
    with database.session() as session:
        election = _election(database, session, uuid)
        open_count(session, election)
        declare_result(session, election)
        publish_result(session, election, server.identity)
