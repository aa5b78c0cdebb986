"""A small organisation for the web's tests: two officers, elections in any state, and a browser without scripts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from msgspec.structs import asdict
from sqlalchemy import update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from ballot import clock
from ballot.config import Config
from ballot.crypto.credentials import public_credential
from ballot.crypto.group import ED25519
from ballot.election.accounts.officers import add_officer, find_officer_by_address
from ballot.election.acts import do_alone
from ballot.election.board_facts import election_record
from ballot.election.closing.calling_off import KIND as CALL_OFF
from ballot.election.identity import load_identity
from ballot.election.mail.delivery import OutgoingMail
from ballot.election.paper.contests import CandidateDraft, ContestDraft, add_contest
from ballot.election.result.counting import election_result
from ballot.election.result.open import open_count
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.roles import appoint
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup.draft import ElectionDraft, create_election, find_election
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tally.shares import decrypt_with_key_file
from ballot.election.tally.tally import close_voting
from ballot.election.trustees.link import new_link
from ballot.election.trustees.rehearsal import rehearse_with_secret
from ballot.election.trustees.trustees import make_officer_trustee
from ballot.election.voting.booth import candidates_by_list
from ballot.election.voting.opening import open_voting
from ballot.protocol.ballots import ElectionContext, create_ballot
from ballot.protocol.ownership import prove_ownership
from ballot.protocol.setup import open_key_file
from ballot.records.types import proof_record
from ballot.store import board
from ballot.store.models.election import CALLED_OFF, LIFE, Election
from ballot.store.models.paper import Contest
from ballot.store.models.people import Officer
from ballot.store.models.roll import Member
from ballot.store.session import Database, open_database
from ballot.web import create_app
from ballot.web.request.limits import limiter
from ballot.worker.jobs import Worker
from tests.databases import new_sqlite

SECRET = "a-secret-of-the-tests-0123456789-abcdefghij"
PASSWORD = "correct horse battery staple"
PASSPHRASE = "four words are enough"
OLGA, OTTO = "olga@example.org", "otto@example.org"
STATES = LIFE
CALL_OFF_REASON = "Two candidates were left out."

_CHOSEN = re.compile(r'<select[^>]* name="(\w+)".*?<option selected value="([^"]*)"', re.DOTALL)
_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"|name="csrf-token" content="([^"]+)"')


class CompiledTemplates(BytecodeCache):
    """Templates compiled once in a process, however many applications it makes."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class CompiledRule(Rule):
    """An address whose builder is compiled once in a process: making applications was mostly that (0.2 s for each)."""

    builders: ClassVar[dict[tuple[str, str, str, bool], Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (self.rule, repr(self._trace), repr(self.defaults), append_unknown)
        if key not in self.builders:
            self.builders[key] = super()._compile_builder(append_unknown)
        return self.builders[key]


Flask.url_rule_class = CompiledRule


def question(uuid: str, token: str, *, as_owner: bool = True) -> bytes:
    """Return what a booth sends about a token: its public half, and the proof to hold it."""
    asked: dict[str, Any] = {"credential": str(public_credential(ED25519, uuid, token))}
    if as_owner:
        asked["proof"] = asdict(proof_record(prove_ownership(ED25519, uuid, token)))
    return json.dumps(asked).encode()


@dataclass
class PostBox:
    """A mailer that keeps what it is given."""

    sent: list[OutgoingMail] = field(default_factory=list)

    def send(self, mail: OutgoingMail) -> None:
        self.sent.append(mail)


@dataclass
class Made:
    """An election that a test works on, and its secrets."""

    uuid: str
    tokens: list[str]
    key_files: list[str]


@dataclass
class World:
    """The application, its database, and what is in it."""

    app: Flask
    config: Config
    database: Database
    post: PostBox

    def close(self) -> None:
        """Give the database up when what is due is sent."""
        until_sent()
        self.database.dispose()

    @property
    def worker(self) -> Worker:
        """What does the application's work in the background."""
        found: Worker = self.app.extensions["worker"]
        return found

    def printed(self, ask: Callable[[], TestResponse]) -> TestResponse:
        """Ask for a PDF, and again when it is there."""
        answer = ask()
        if answer.status_code == 202:
            end = time.monotonic() + 60
            while self.worker.press._orders:
                assert time.monotonic() < end, "a PDF is still being made"
                time.sleep(0.01)
            answer = ask()
        return answer

    def browser(self, email: str | None = None) -> Browser:
        """Return a browser; logged in if an officer's address is given."""
        browser = Browser(self.app.test_client())
        if email is not None:
            answer = browser.post("/login", email=email, password=PASSWORD)
            assert answer.status_code == 302, answer.text
        return browser

    def make(
        self, state: str = "draft", *, officer: str = OLGA, votes: tuple[int, ...] = (0, 0, 1), **values: Any
    ) -> Made:
        """Make an election of five members and bring it to a state; `votes` are the candidates of the first members."""
        with self.database.session() as session:
            owner = session.query(Officer).filter_by(email=officer).one()
            election = create_election(session, owner, draft(**values))
            for contest in values.get("contests", (contest_draft(),)):
                add_contest(Scene(session, election), contest)
            accept_roll(Scene(session, election), read_roll(roll_csv(values.get("members", 5))))
            people = values.get("people", "Trustee")
            names = (f"{people} A", f"{people} B")
            made = Made(
                election.uuid, [], [make_officer_trustee(Scene(session, election), n, PASSPHRASE) for n in names]
            )
            for trustee, text in zip(election.trustees, made.key_files, strict=True):
                rehearse_with_secret(Scene(session, election), trustee, open_key_file(text, PASSPHRASE))
        steps = (*STATES[1:3], CALLED_OFF) if state == CALLED_OFF else STATES[1 : STATES.index(state) + 1]
        for step in steps:
            with self.database.session() as session:
                self.advance(session, step, made, votes)
        return made

    def finish(self, made: Made, votes: tuple[int, ...], state: str = "published") -> None:
        """Bring an open election to a later state, with the votes of its first members."""
        for step in STATES[STATES.index("closed") : STATES.index(state) + 1]:
            with self.database.session() as session:
                self.advance(session, step, made, votes)

    def advance(self, session: Any, state: str, made: Made, votes: tuple[int, ...]) -> None:
        """Bring an election from the state before to `state`."""
        election = found(session, made.uuid)
        if state == "frozen":
            result = freeze(Scene(session, election), Delivery(channel="merge", public_url=self.config.public_url))
            assert result.merge_csv is not None
            made.tokens = [row["token"] for row in csv.DictReader(io.StringIO(result.merge_csv.decode("utf-8-sig")))]
        elif state == "open":
            open_voting(Scene(session, election))
        elif state == "closed":
            session.commit()
            self.vote(made, votes)
            with self.database.session() as again:
                close_voting(Scene(again, found(again, made.uuid)))
        elif state == "tallied":
            rounds = 2 if any(contest.kind == "ranked" for contest in election.contests) else 1
            for trustee, key_file in [*zip(election.trustees, made.key_files, strict=True)] * rounds:
                decrypt_with_key_file(Scene(session, election), trustee, key_file, PASSPHRASE)
            open_count(Scene(session, election))
            assert election_result(Scene(session, election)).ballots == len(votes)
        elif state == CALLED_OFF:
            scene = Scene(session, election, identity=self.app.extensions["ballot"].identity)
            do_alone(scene, CALL_OFF, {}, CALL_OFF_REASON)
        elif state == "declared":
            declare_result(Scene(session, election))
        else:
            publish_result(Scene(session, election))

    def freeze_for_letters(self, made: Made) -> None:
        """Freeze a draft whose members all get letters, and so need postal addresses."""
        seal = self.app.extensions["ballot"].seal
        with self.database.session() as session:
            election = found(session, made.uuid)
            session.execute(update(Member).where(Member.election_id == election.id).values(address="1 Harbour Street"))
            delivery = Delivery(channel="letters", public_url=self.config.public_url, spares=1, seal=seal)
            freeze(Scene(session, election), delivery)

    def appoint(self, made: Made, email: str, role: str) -> None:
        """Give somebody a role, with an account if they have none."""
        with self.database.session() as session:
            person = find_officer_by_address(session, email) or add_officer(
                session, email, email.split("@")[0], PASSWORD
            )
            person.creates_elections = False
            election = found(session, made.uuid)
            state, election.state = election.state, "draft"
            appoint(Scene(session, election, person=person), role)
            election.state = state

    def link(self, made: Made, position: int) -> str:
        """Make a new personal link of a trustee and return its secret."""
        with self.database.session() as session:
            election = found(session, made.uuid)
            address = new_link(Scene(session, election), election.trustees[position - 1], self.config.public_url)
        return address.partition("#")[2]

    def ballot(self, made: Made, member: int = 0, candidate: int = 0) -> bytes:
        """Encrypt a ballot of a member for one candidate of the first contest."""
        with self.database.reading() as session:
            election = found(session, made.uuid)
            context = election_context(Scene(session, election))
            choices = [paper(contest, candidate) for contest in election.contests]
        return create_ballot(context, made.tokens[member], choices)

    def vote(self, made: Made, votes: tuple[int, ...]) -> None:
        """Cast ballots of the first members through the web."""
        for member, candidate in enumerate(votes):
            answer = self.browser().cast(made.uuid, self.ballot(made, member, candidate))
            assert answer.status_code == 200, answer.text


def senders() -> list[threading.Thread]:
    """Return the threads that send mails now."""
    return [thread for thread in threading.enumerate() if thread.name == "worker-mails"]


def until_sent() -> None:
    """Wait until what is due is sent."""
    end = time.monotonic() + 60
    while sending := senders():
        assert time.monotonic() < end, "mails are still being sent"
        sending[0].join(1)


def paper(contest: Contest, candidate: int) -> list[Any]:
    """Fill in the paper of one contest: for a candidate, or ranks that begin there; for the list of that number.

    The numbers after those of the lists are for the lists again, with the next person on each.
    """
    number = len(contest.candidates)
    if contest.kind == "ranked":
        ranks = [(place - candidate) % number + 1 for place in range(number)]
        grades = len(contest.grades.splitlines())
        return [min(rank, grades) for rank in ranks] if grades else ranks
    if contest.kind == "lists":
        sizes = [len(people) for people in candidates_by_list(contest).values()]
        person, chosen = divmod(candidate, len(sizes))
        return [
            [int(place == chosen), *(int(place == chosen and entry == person % size) for entry in range(size))]
            for place, size in enumerate([*sizes, 1])
        ]
    row = [int(place == candidate) for place in range(number)]
    return [0, *row] if contest.blank else row


def found(session: Any, uuid: str) -> Election:
    """Return the election, which must exist."""
    election = find_election(session, uuid)
    assert election is not None
    return election


def election_context(scene: Scene) -> ElectionContext:
    """Return what a booth computes with."""
    credentials = board.data_of(scene.session, scene.election, 0)[2]
    return ElectionContext.from_setup(election_record(scene), credentials)


class Browser:
    """A browser without scripts: follows its own cookies and takes the CSRF token from the page that it is on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **values: Any) -> TestResponse:
        return self.client.get(path, **values)

    def token(self, page: str) -> str:
        """Return the CSRF token that a page carries."""
        match = _FIELD.search(self.get(page).text)
        assert match is not None, f"{page} has no CSRF token"
        return unescape(match[1] or match[2])

    def post(self, path: str, page: str | None = None, **data: Any) -> TestResponse:
        """Submit a form of `page` (the same address, if none is named)."""
        token = self.token(page or path)
        return self.client.post(path, data={"csrf_token": token, **data}, content_type="multipart/form-data")

    def post_json(self, uuid: str, path: str, body: bytes, **headers: str) -> TestResponse:
        """Post JSON as the booth does."""
        sent = {"X-CSRFToken": self.token(f"/vote/{uuid}"), **headers}
        return self.client.post(f"/vote/{uuid}/{path}", data=body, content_type="application/json", headers=sent)

    def ask(self, uuid: str, token: str, *, as_owner: bool = True) -> dict[str, Any]:
        """Ask about a token as its owner's booth does; otherwise about its public half, as anybody can."""
        answer: dict[str, Any] = self.post_json(uuid, "token", question(uuid, token, as_owner=as_owner)).get_json()
        return answer

    def upload(self, home: str, content: bytes) -> None:
        """Upload a roll file: the next page asks what its columns hold."""
        answer = self.post(f"{home}/roll", file=(io.BytesIO(content), "roll.csv"))
        assert answer.status_code == 302, answer.text

    def upload_roll(self, home: str, content: bytes) -> TestResponse:
        """Upload a roll file, take the guess at its columns, and return the page that shows what it holds."""
        self.upload(home, content)
        page = self.get(f"{home}/roll/columns").text
        chosen = {name: unescape(value) for name, value in _CHOSEN.findall(page)}
        assert self.post(f"{home}/roll/columns", act="read", **chosen).status_code == 302
        for _ in range(600):
            if "/roll/progress" not in (check := self.get(f"{home}/roll/check")).text:
                return check
            time.sleep(0.05)
        raise AssertionError("the roll was not read in thirty seconds")

    def cast(self, uuid: str, ballot: bytes) -> TestResponse:
        """Cast a ballot."""
        return self.post_json(uuid, "cast", ballot)


def draft(**values: Any) -> ElectionDraft:
    """Return an election whose voting has begun by the clock and lasts until tomorrow."""
    now = clock.now()
    times = {"opens_at": now - dt.timedelta(hours=1), "closes_at": now + dt.timedelta(days=1)}
    known = {name: value for name, value in values.items() if name in ElectionDraft.__struct_fields__}
    return ElectionDraft(**{"name": "Executive committee", "contact": "olga@example.org", **times, **known})


def contest_draft(title: str = "Chair") -> ContestDraft:
    """Return a contest of three candidates on two slates."""
    people = (("Noor", "Red"), ("Ola", "Blue"), ("Pia", ""))
    candidates = tuple(CandidateDraft(name=name, slate=slate, statement=f"I am {name}.") for name, slate in people)
    return ContestDraft(title=title, seats=1, minimum=0, maximum=1, candidates=candidates)


def roll_csv(members: int) -> bytes:
    """Return a roll file."""
    rows = [f"{1000 + i},Member {i},member{i}@example.org" for i in range(members)]
    return "\n".join(["member_id,name,email", *rows, ""]).encode()


def make_world(
    folder: Path, *, url: str = "http://127.0.0.1:8000", store: str = "", rate_limits: bool = False,
    slow_answers: int = 1000, **values: Any,
) -> World:  # fmt: skip
    """Make an application with a fresh database and two officers. The client of the tests closes no answer."""
    config = Config(
        database_url=store or new_sqlite(folder),
        secret_key=SECRET,
        public_url=url,
        data_dir=folder,
        keys_dir=folder / "keys",
        **values,
    )
    database = open_database(config.database_url)
    with database.session() as session:
        add_officer(session, OLGA, "Olga Officer", PASSWORD)
        add_officer(session, OTTO, "Otto Other", PASSWORD)
    post = PostBox()
    identity = load_identity(config.public_url, config.keys_dir)
    mailer = None if config.smtp_url else post  # None: the one that is configured
    app = create_app(
        config, database=database, identity=identity, mailer=mailer, rate_limits=rate_limits, slow_answers=slow_answers
    )
    app.jinja_env.bytecode_cache = COMPILED
    # There is one limiter in a process. If it has given up the file of an earlier world, it would go back to a file in
    # the middle of some test, and forget what was counted until then.
    limiter._storage_dead = False
    return World(app, config, database, post)
