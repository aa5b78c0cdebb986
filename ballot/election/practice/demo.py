"""The demo: a whole election with made-up members, through the same code as a real one.

Every ballot is encrypted, proved, signed, verified and appended in a transaction of its own, by one process for each
core; three trustees shuffle the papers, two of them decrypt; the charter's rules count the result.
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

from sqlalchemy import delete

from ballot import clock
from ballot.election.board_facts import context_of
from ballot.election.identity import ServerIdentity
from ballot.election.paper.contests import add_contest
from ballot.election.practice import trustees
from ballot.election.practice.people import Choices, demo_contests, roll_csv, voters
from ballot.election.result.counting import contests_without_sheet, enter_lot_seed
from ballot.election.result.open import open_count
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.roles import SECOND_OFFICER, appoint
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup.draft import ElectionDraft, create_election, find_election
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tally.tally import close_voting
from ballot.election.tokens.seal import TokenSeal
from ballot.election.voting.casting import cast_ballot
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.protocol.ballots import create_ballot
from ballot.protocol.setup import ThresholdSecret
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import Officer
from ballot.store.session import Database, open_database

_OPEN_MEMBERS = 40
OPEN_SPARES = 10  # of the open election: a lost token can be replaced there
LOT_SEED = "made up for the demo: 4 1 6 2 6 5"  # used only if few members happen to tie
_CHUNK = 16
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Server:
    """What the demo uses: the database by its URL (each process opens its own connection), who signs, who seals."""

    database_url: str
    identity: ServerIdentity
    public_url: str
    seal: TokenSeal


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
            server, database, officer_id, roll_csv(members, seed), f"Executive and delegates {clock.now().year}"
        )
    coming = voters(members, seed)
    with demo.phase("encrypt and cast"):
        demo.ballots = _cast_all(server, database, demo.uuid, tokens, coming, _part(progress, "Casting ballots"))
    with demo.phase("close and add up"), database.session() as session:
        close_voting(Scene(session, _election(database, session, demo.uuid), identity=server.identity))
    with demo.phase("shuffle three times"):
        trustees.shuffle(database, demo.uuid, secrets, _part(progress, "Shuffling the papers"))
    with demo.phase("decrypt and count"):
        trustees.decrypt(database, demo.uuid, secrets)
        _publish(server, database, demo.uuid)
    return demo


def _part(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(what, done, total)


def prepare_open_election(
    server: Server, database: Database, officer_id: int, second_id: int, seed: int
) -> tuple[str, list[str]]:
    """Leave a small election open for newcomers; return its uuid and the tokens that can still be used to vote.

    It has a second officer and spare tokens, so that acts that take two people can be tried.
    """
    name = f"Executive and delegates {clock.now().year}: try it yourself"
    uuid, tokens, _ = _set_up(server, database, officer_id, roll_csv(_OPEN_MEMBERS, seed + 1), name, OPEN_SPARES)
    with database.session() as session:
        second = session.get_one(Officer, second_id)
        appoint(Scene(session, _election(database, session, uuid), person=second), SECOND_OFFICER)
    coming = [(member, choices) for member, choices in voters(_OPEN_MEMBERS, seed + 1) if member >= _OPEN_MEMBERS // 2]
    _cast_all(server, database, uuid, tokens, coming, None, jobs=1)
    return uuid, tokens[: _OPEN_MEMBERS // 2]


def _election(database: Database, session: object, uuid: str) -> Election:
    election = find_election(session, uuid)  # type: ignore[arg-type]
    if election is None:
        raise NotPermitted(f"The election {uuid} has disappeared from the database.")
    return election


def _set_up(
    server: Server, database: Database, officer_id: int, roll: bytes, name: str, spares: int = 0
) -> tuple[str, list[str], list[ThresholdSecret]]:
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
    with database.session() as session:
        officer = session.get_one(Officer, officer_id)
        election = create_election(session, officer, draft)
        for contest in demo_contests():
            add_contest(Scene(session, election), contest)
        accept_roll(Scene(session, election), read_roll(roll))
        secrets = trustees.generate(Scene(session, election))
        delivery = Delivery(channel="merge", public_url=server.public_url, spares=spares, seal=server.seal)
        frozen = freeze(Scene(session, election), delivery)
        open_voting(Scene(session, election))
        uuid = election.uuid
    merge = csv.DictReader(io.StringIO((frozen.merge_csv or b"").decode("utf-8-sig")))
    return uuid, [row["token"] for row in merge], secrets


# -- casting in several processes


def _cast_all(
    server: Server,
    database: Database,
    uuid: str,
    tokens: list[str],
    coming: list[tuple[int, Choices]],
    progress: Callable[[int, int], None] | None,
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
    _forget_mails(database, uuid)
    return done


def _forget_mails(database: Database, uuid: str) -> None:
    """Delete the mails to the made-up voters: the outbox of the demo is for the mails of the person who tries it."""
    with database.session() as session:
        session.execute(delete(OutboxMessage).where(OutboxMessage.election_id == _election(database, session, uuid).id))


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
        context = context_of(Scene(session, _election(box.database, session, box.uuid)))
    for token, choices in work:
        ballot = create_ballot(context, token, [choices.executive, choices.secretary, choices.delegates])
        cast_ballot(box.database, box.uuid, ballot, box.identity)
    return len(work)


# -- the count


def _publish(server: Server, database: Database, uuid: str) -> None:
    with database.session() as session:
        election = _election(database, session, uuid)
        open_count(Scene(session, election))
        for contest in contests_without_sheet(Scene(session, election)):
            enter_lot_seed(Scene(session, election), contest, LOT_SEED)
        declare_result(Scene(session, election))
        publish_result(Scene(session, election, identity=server.identity))
