"""A small election in a database, in the state that a test needs. Keys and tokens stay here, as they do outside."""

from __future__ import annotations

import csv
import datetime as dt
import io
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from ballot import clock
from ballot.board.shares import make_share
from ballot.crypto.credentials import public_credential
from ballot.crypto.signing import SigningKey
from ballot.election.accounts.officers import add_officer
from ballot.election.board_facts import context_of
from ballot.election.identity import ServerIdentity
from ballot.election.mail.outbox import release_tokens
from ballot.election.paper.contests import CandidateDraft, ContestDraft, add_contest
from ballot.election.result.open import open_count
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tally import mixing, tally
from ballot.election.tally.opened import share_case
from ballot.election.tally.shares import accept_partial_decryption
from ballot.election.tokens.seal import TokenSeal
from ballot.election.trustees.rehearsal import rehearse_with_secret
from ballot.election.trustees.trustees import accept_trustee_key, invite_trustee
from ballot.election.voting import portions
from ballot.election.voting.casting import TokenStatus, cast_ballot, token_status
from ballot.election.voting.opening import open_voting
from ballot.protocol.ballots import ElectionContext, create_ballot
from ballot.protocol.ownership import prove_ownership
from ballot.protocol.setup import TrusteeSecret, new_trustee
from ballot.records.canonical import encode
from ballot.records.types import proof_record
from ballot.store.models.election import Election
from ballot.store.session import Database

START = dt.datetime(2027, 3, 1, 12, 0, tzinfo=dt.UTC)
URL = "https://vote.example.org"
SEAL = TokenSeal("a secret key of the tests, thirty-two characters long")


@dataclass
class Scenario:
    """An election, and everything secret about it that the server has forgotten."""

    database: Database
    uuid: str
    identity: ServerIdentity
    context: ElectionContext
    tokens: list[str]
    secrets: list[TrusteeSecret] = field(default_factory=list)

    def ballot(self, member: int, *choices: list[int]) -> bytes:
        """Make a ballot of one member; by default for the first candidate of every contest."""
        chosen = list(choices) or [
            [0] * question.allows_blank + [1] + [0] * (len(question.answers) - 1) for question in self.context.questions
        ]
        return create_ballot(self.context, self.tokens[member], chosen)

    def cast(self, raw: bytes) -> bytes:
        """Cast a ballot as the web does."""
        return cast_ballot(self.database, self.uuid, raw, self.identity)

    def ask(self, token: str, *, as_owner: bool = True) -> TokenStatus:
        """Ask about a token as its owner does; otherwise about its public half, as anybody can."""
        group = self.context.group
        proof = proof_record(prove_ownership(group, self.uuid, token)) if as_owner else None
        return token_status(self.database, self.uuid, str(public_credential(group, self.uuid, token)), proof)

    def act(self, function, *arguments, person=None, identity=None, **named):
        """Call one act of the election layer in a transaction of its own."""
        with self.database.session() as session:
            scene = Scene(session, setup.find_election(session, self.uuid), person, identity)
            return function(scene, *arguments, **named)

    def on_board(self, function, *arguments, **named):
        """Call a function of the store, in a transaction of its own."""
        with self.database.session() as session:
            return function(session, setup.find_election(session, self.uuid), *arguments, **named)

    def act_meanwhile(self, first, second, *arguments, **named) -> Future:
        """Begin a second act while the first one is done but not committed, and return what becomes of it."""
        with ThreadPoolExecutor(1) as pool, self.database.session() as session:
            first(Scene(session, setup.find_election(session, self.uuid)))
            future = pool.submit(self.act, second, *arguments, **named)
            assert wait([future], timeout=0.3).not_done, "it must wait for the first one"
            session.commit()
            wait([future], timeout=20)
            return future

    def show(self) -> None:
        """Show the public what has been cast so far, without waiting for the next portion."""
        self.act(lambda scene: portions.show_all(scene, clock.now()))

    def look(self, function, *arguments, person=None, identity=None, **named):
        """Call something that only reads."""
        with self.database.reading() as session:
            scene = Scene(session, setup.find_election(session, self.uuid), person, identity)
            return function(scene, *arguments, **named)

    def share(self, owner: int) -> bytes:
        """Make the share file of a trustee (1-based)."""
        return self.share_with(self.look(share_case), owner, owner - 1)

    def share_with(self, case, owner: int, index: int) -> bytes:
        """Make a share for an owner with the secret at an index: not always the owner's own."""
        secret = self.secrets[index]
        return make_share(case, owner, secret.exponent(), secret.signing_key)

    def close(self) -> None:
        """Close the voting."""
        self.act(tally.close_voting, identity=self.identity)

    def mix(self) -> None:
        """Let every trustee shuffle, where ballots are ranked."""
        while True:
            with self.database.session() as session:
                election = setup.find_election(session, self.uuid)
                waiting = mixing.waiting_mixers(election)
                if not waiting:
                    return
                key = self.secrets[waiting[0].position - 1].signing_key
                mixing.shuffle_with_key(Scene(session, election), waiting[0], key)

    def count(self) -> None:
        """Shuffle if needed, hand in all shares and open the count."""
        self.mix()
        for owner in range(1, len(self.secrets) + 1):
            self.act(accept_partial_decryption, self.share(owner))
        self.act(open_count)


def contest(candidates: int = 2, **values) -> ContestDraft:
    """Return a contest with made-up candidates on two slates."""
    names = ("Amina Okafor", "Jonas Berg", "Li Wei", "Sofía Ruiz", "Tomáš Novák", "Yusuf Demir")[:candidates]
    drafts = tuple(CandidateDraft(name=n, slate="Harbour" if i % 2 else "Bridge") for i, n in enumerate(names))
    return ContestDraft(**{"title": "Executive", "candidates": drafts, **values})


def roll_csv(members: int, weights: list[int] | None = None) -> bytes:
    """Return a roll of made-up members."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["member_id", "name", "email", "weight"])
    for number in range(members):
        weight = weights[number] if weights else 1
        writer.writerow([f"M{number}", f"Member {number}", f"member{number}@example.org", weight])
    return out.getvalue().encode()


def draft(
    database: Database,
    *,
    members: int = 4,
    contests: list[ContestDraft] | None = None,
    trustees: int = 2,
    weights: list[int] | None = None,
    **values,
) -> tuple[str, list[TrusteeSecret]]:
    """Create a draft that is ready to be frozen; return its uuid and the trustees' secrets."""
    times = {"opens_at": START - dt.timedelta(hours=1), "closes_at": START + dt.timedelta(days=7)}
    secrets = []
    with database.session() as session:
        officer = add_officer(session, f"o{SigningKey.generate().fingerprint[:8]}@example.org", "Olga", "correct horse")
        election = setup.create_election(
            session, officer, setup.ElectionDraft(**{"name": "Spring election", **times, **values})
        )
        for each in contests or [contest()]:
            add_contest(Scene(session, election), each)
        accept_roll(Scene(session, election), read_roll(roll_csv(members, weights)))
        for number in range(trustees):
            secret, key = new_trustee(f"Trustee {number + 1}")
            trustee = invite_trustee(Scene(session, election), f"Trustee {number + 1}")
            accept_trustee_key(Scene(session, election), trustee, encode(key))
            rehearse_with_secret(Scene(session, election), trustee, secret)
            secrets.append(secret)
        return election.uuid, secrets


def frozen(database: Database, **values) -> Scenario:
    """Return an election that is frozen, with its tokens; mails with tokens may go out."""
    spares, channel = values.pop("spares", 0), values.pop("channel", "merge")
    uuid, secrets = (values["uuid"], []) if "uuid" in values else draft(database, **values)
    with database.session() as session:
        election = setup.find_election(session, uuid)
        result = freeze(Scene(session, election), Delivery(channel=channel, public_url=URL, spares=spares, seal=SEAL))
        release_tokens(Scene(session, election))
        context = context_of(Scene(session, election))
    rows = csv.DictReader(io.StringIO((result.merge_csv or b"").decode("utf-8-sig")))
    tokens = [row["token"] for row in rows]
    identity = ServerIdentity(host="vote.example.org", key=SigningKey.generate())
    return Scenario(database, uuid, identity, context, tokens, secrets)


def opened(database: Database, **values) -> Scenario:
    """Return an election that is open."""
    scenario = frozen(database, **values)
    scenario.act(open_voting)
    return scenario


def state_of(scenario: Scenario) -> str:
    """Return the state of the election's row."""
    return scenario.look(lambda scene: scene.election.state)


__all__ = [
    "SEAL",
    "START",
    "URL",
    "Election",
    "Scenario",
    "contest",
    "draft",
    "frozen",
    "opened",
    "roll_csv",
    "state_of",
]
