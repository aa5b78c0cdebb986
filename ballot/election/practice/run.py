"""A practice election: everything as in a real one, with made-up members and trustees whom the server plays.

It is marked wherever it appears: its name begins with PRACTICE, on every page and in the election record; its charter
says that it is practice and that the server has every key. None of its members has an e-mail address.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import secrets
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.crypto.credentials import public_credential
from ballot.crypto.group import ED25519
from ballot.election import log
from ballot.election.board_facts import context_of
from ballot.election.identity import ServerIdentity
from ballot.election.paper.contests import CandidateDraft, ContestDraft, add_contest
from ballot.election.practice import trustees
from ballot.election.practice.people import letters_csv
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup.create import TEMPLATES, copy_paper
from ballot.election.setup.draft import PRACTICE, ElectionDraft, create_election, find_election
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.state import require_state
from ballot.election.tally.mixing import waiting_mixers
from ballot.election.tally.shares import missing_shares
from ballot.election.tokens.seal import TokenSeal
from ballot.election.voting.booth import candidates_by_list
from ballot.election.voting.casting import cast_ballot
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.protocol.ballots import create_ballot
from ballot.protocol.setup import ThresholdSecret
from ballot.store.models.election import Election, Practice
from ballot.store.models.paper import Contest
from ballot.store.models.people import Officer
from ballot.store.models.roll import Member
from ballot.store.session import Database

MEMBERS = 30
VOTERS = 24  # the number of them that vote when the officer asks for it
SPARES = 5  # so that replacing a lost token can be tried
_DAYS = 14
_ABOUT = "A practice election: nobody on its roll is a real member, and its result decides nothing."
CANDIDATES = ("Amina Okafor", "Jonas Lindqvist", "Rosa Moreau", "Yusuf Demir", "Li Wei", "Noor Haddad", "Tomasz Nowak")
_chance = secrets.SystemRandom()


def begin_practice(
    session: Session, officer: Officer, public_url: str, seal: TokenSeal, paper: Election | None = None
) -> Election:
    """Create a practice election, with the ballot paper of another election if it has one, and open it.

    `seal`: seals its spare tokens.

    Raises: NotPermitted with the sentences about what is missing on that paper.
    """
    now = clock.now()
    draft = ElectionDraft(
        name=(PRACTICE + (paper.name if paper else "three kinds of contests"))[:300],
        description=_ABOUT,
        administrator=officer.name,
        opens_at=now - dt.timedelta(minutes=1),
        closes_at=now + dt.timedelta(days=_DAYS),
        zone=paper.zone if paper else "UTC",
    )
    election = create_election(session, officer, draft, practice=True)
    _add_paper(Scene(session, election), paper)
    accept_roll(Scene(session, election), read_roll(letters_csv(MEMBERS)))
    people = trustees.generate(Scene(session, election))
    delivery = Delivery(channel="merge", public_url=public_url, spares=SPARES, seal=seal)
    frozen = freeze(Scene(session, election), delivery)
    open_voting(Scene(session, election))
    rows = csv.DictReader(io.StringIO((frozen.merge_csv or b"").decode("utf-8-sig")))
    tokens = [row["token"] for row in rows]
    seeds = [secret.seed for secret in people]
    session.add(Practice(election_id=election.id, seeds="\n".join(seeds), tokens="\n".join(tokens)))
    session.flush()
    return election


def _add_paper(scene: Scene, paper: Election | None) -> None:
    if paper is None or not paper.contests:
        for name in ("block", "stv", "motion"):
            for contest in TEMPLATES[name].contests:
                add_contest(scene, _with_people(contest))
        return
    copy_paper(scene.session, paper, scene.election, candidates=True)


def _with_people(contest: ContestDraft) -> ContestDraft:
    """Return a template's contest with made-up candidates, with no more seats than they can fill."""
    if contest.candidates:
        return contest
    people = tuple(
        CandidateDraft(name=name, slate=("Horizon", "Common Ground")[at % 2], groups=("women",) if at % 2 == 0 else ())
        for at, name in enumerate(CANDIDATES)
    )
    seats = min(contest.seats, 3)
    return msgspec.structs.replace(contest, seats=seats, maximum=min(contest.maximum, seats), candidates=people)


# -- the made-up members


def practice_of(scene: Scene) -> Practice:
    """Return what a practice election needs to run by itself. Raises: NotPermitted if it is a real one."""
    found = scene.session.get(Practice, scene.election.id)
    if found is None or not scene.election.practice:
        raise NotPermitted(_("This is a real election: nobody but its members and trustees can act in it."))
    return found


def to_vote(scene: Scene) -> list[str]:
    """Return the tokens with which made-up members have yet to vote."""
    require_state(scene.election, "open")
    return _unused(scene)[MEMBERS - VOTERS :]


def own_token(scene: Scene) -> str | None:
    """Return a token with which the officer can try the booth, while one is left."""
    return next(iter(_unused(scene)), None)


def _unused(scene: Scene) -> list[str]:
    """Return the tokens with which nobody has voted; a replaced one no longer belongs to any member."""
    query = select(Member.credential).where(Member.election_id == scene.election.id, Member.spent_at.is_(None))
    waiting = set(scene.session.scalars(query))
    tokens = practice_of(scene).tokens.split("\n")
    return [token for token in tokens if str(public_credential(ED25519, scene.election.uuid, token)) in waiting]


def vote(database: Database, uuid: str, identity: ServerIdentity, at_most: int) -> int:
    """Let made-up members vote, each in a transaction of their own; return how many did."""
    with database.reading() as session:
        election = _found(session, uuid)
        tokens = to_vote(Scene(session, election))[:at_most]
        context = context_of(Scene(session, election))
        papers = [[made_up_choice(contest) for contest in election.contests] for _ in tokens]
    for token, paper in zip(tokens, papers, strict=True):
        cast_ballot(database, uuid, create_ballot(context, token, paper), identity)
    return len(tokens)


def made_up_choice(contest: Contest) -> list[Any]:
    """Fill in the paper of a contest at random: within its limits, and now and then blank."""
    number = len(contest.candidates)
    if contest.kind == "ranked":
        return _ranks(contest, number)
    if contest.kind == "lists":
        return _list_vote(contest)
    most = min(contest.maximum, number)
    chosen_ones = set(_chance.sample(range(number), _chance.randint(max(1, contest.minimum), max(1, most))))
    row = [int(place in chosen_ones) for place in range(number)]
    return [0, *row] if contest.blank else row


def _list_vote(contest: Contest) -> list[list[int]]:
    """Return a vote for some candidates of some list, or for all of a closed one; one in twenty is blank."""
    sizes = [len(people) for people in candidates_by_list(contest).values()]
    blank = contest.blank and _chance.randrange(20) == 0
    chosen = len(sizes) if blank else _chance.randrange(len(sizes))
    rows = [[0] * (1 + size) for size in ([*sizes, 1] if contest.blank else sizes)]
    people = len(rows[chosen]) - 1
    ticked = people if contest.list_type == "closed" else _chance.randint(1, people)
    for entry in (0, *_chance.sample(range(1, people + 1), ticked)):
        rows[chosen][entry] = 1
    return rows


def _ranks(contest: Contest, number: int) -> list[int]:
    grades = len(contest.grades.splitlines())
    if grades:
        return [_chance.randint(1, grades) for _ in range(number)]
    order = _chance.sample(range(number), number)[: _chance.randint(1, number)]
    return [order.index(place) + 1 if place in order else 0 for place in range(number)]


# -- the made-up trustees


def play_trustees(database: Database, uuid: str) -> None:
    """Let the made-up trustees do all their steps after the close: shuffle, commit, decrypt."""
    with database.reading() as session:
        election = _found(session, uuid)
        require_state(election, "closed")
        seeds = practice_of(Scene(session, election)).seeds.split("\n")
        shuffling, missing = bool(waiting_mixers(election)), bool(missing_shares(election))
    people = [ThresholdSecret(1, seed) for seed in seeds]
    if shuffling:
        trustees.shuffle(database, uuid, people, None)
    if missing:
        trustees.decrypt(database, uuid, people)


def hide(scene: Scene) -> None:
    """Leave a practice election out of all lists; it is not deleted, and its pages can still be opened."""
    practice_of(scene)
    scene.election.hidden_at = clock.now()
    log.write(scene, log.OFFICER, "Hid the practice election from the lists.")
    scene.session.flush()


def _found(session: Session, uuid: str) -> Election:
    election = find_election(session, uuid)
    if election is None:
        raise NotPermitted(_("There is no such election."))
    return election
