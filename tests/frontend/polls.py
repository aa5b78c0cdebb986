# SPDX-License-Identifier: Apache-2.0
"""Elections of every kind made with the Python core, as archives that end at any stage: what a trustee is given."""

from __future__ import annotations

import base64
import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ballot.board.archive import data_record, event_record, header_record
from ballot.board.companion import CharterRecord, SignatureRecord, encode_line
from ballot.board.events import next_event
from ballot.board.shuffles import SHUFFLE_LABEL, shuffle_message
from ballot.crypto.credentials import new_token, new_uuid, public_credential
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import SigningKey, fingerprint
from ballot.protocol import mixnet
from ballot.protocol.ballots import ElectionContext, create_ballot, verify_ballot
from ballot.protocol.setup import ElectionPlan, SetupRecords, make_setup
from ballot.protocol.tally import Aggregate
from ballot.records.canonical import encode
from ballot.records.charter import Charter, ContestRule, Policy
from ballot.records.election import PublicCredential
from ballot.records.event import Event, EventType
from ballot.records.questions import HomomorphicQuestion, ListsQuestion, RankedQuestion
from ballot.records.shuffle import OwnedShuffle
from ballot.records.trustees import TrusteeEntry

TIMESTAMP = 1_795_501_745
QUESTIONS = (
    RankedQuestion(("Ünal", "B", "C"), "Rank them"),
    HomomorphicQuestion(answers=("yes", "no"), min=0, max=1, question="Statutes"),
    ListsQuestion((("List one", "a", "b"), ("List two", "c")), "Choose a list"),
    RankedQuestion(("x", "y"), "Rank again"),
)
CHOICES: list[list[Any]] = [
    [[1, 2, 0], [1, 0], [[1, 0, 1], [0, 0]], [1, 2]],
    [[0, 0, 0], [0, 0], [[0, 0, 0], [1, 1]], [2, 1]],
    [[3, 1, 2], [0, 1], [[1, 1, 1], [0, 0]], [1, 1]],
]


def make_charter(
    keys: Sequence[str],
    threshold: int,
    mixers: tuple[int, ...],
    minimum: int,
    commitments: Sequence[str] = (),
    *,
    re_voting: bool = True,
) -> Charter:
    """Return a charter for the questions above, and for trustees with these signing keys (hex)."""
    rule = ContestRule(1, "av", (), "public-lot", False, ())
    policy = Policy(len(keys), threshold, mixers, minimum, re_voting, False)
    prints = tuple(fingerprint(key) for key in keys)
    return Charter(1, (rule,) * len(QUESTIONS), policy, prints, tuple(commitments), "")


@dataclass
class Poll:
    """An archive that grows, and what a test wants to know of it."""

    trustees: list[TrusteeEntry]
    charter: Charter
    questions: tuple[Any, ...] = QUESTIONS
    voters: int = 3
    weights: list[int] | None = None
    signers: dict[int, SigningKey] = field(default_factory=dict)  # the signing keys of mixers, by owner
    uuid: str = field(default_factory=new_uuid)
    records: list[bytes] = field(default_factory=lambda: [header_record(TIMESTAMP)])
    head: tuple[str, Event] | None = None

    def __post_init__(self) -> None:
        uuid = self.uuid
        self.lines = [encode_line(CharterRecord(self.charter))]
        self.tokens = [new_token() for _ in range(self.voters)]
        weights = self.weights or [None] * self.voters
        credentials = [
            PublicCredential(str(public_credential(ED25519, uuid, token)), weight)
            for token, weight in zip(self.tokens, weights, strict=True)
        ]
        plan = ElectionPlan(uuid, "Elección", "About it", self.questions, self.charter)
        self.setup: SetupRecords = make_setup(plan, self.trustees, credentials)
        self.context = ElectionContext.from_setup(self.setup.election, self.setup.public_credentials)
        self.add(EventType.SETUP, self.setup.setup_data, self.setup.data())
        assert self.head is not None
        self.setup_event = self.head[0]
        self.begun = len(self.records), self.head
        self.ballots: list[bytes] = []

    def add(self, type_: EventType, payload: bytes | None = None, data: list[bytes] | None = None) -> str:
        """Append an event, its data before it; return its hash."""
        digest, raw, event = next_event(self.head, type_, payload)
        if payload is not None:
            self.records += [data_record(content, TIMESTAMP) for content in data or [payload]]
        self.records.append(event_record(raw, TIMESTAMP))
        self.head = (digest, event)
        return digest

    def cast(self, voter: int, choices: list[Any]) -> None:
        """Cast a ballot."""
        raw = create_ballot(self.context, self.tokens[voter], choices)
        self.ballots.append(raw)
        self.add(EventType.BALLOT, raw)

    def close(self) -> None:
        """End the voting, and add the encrypted tally."""
        self.add(EventType.END_BALLOTS)
        aggregate = Aggregate(self.context)
        last = {ballot.credential: ballot for ballot in map(self._verified, self.ballots)}
        for ballot in last.values():
            aggregate.add(ballot.choices, ballot.weight)
        self.tally = aggregate.entries()
        self.tally_raw, sized = aggregate.records()
        self.add(EventType.ENCRYPTED_TALLY, sized, [self.tally_raw, sized])
        self.lists = mixnet.ranked_lists(self.context, self.tally)

    def fork(self, votes: int) -> Poll:
        """Return another continuation of the same Setup event, with only the first ballots, after the closing."""
        other = copy.copy(self)
        other.records, other.head = self.records[: self.begun[0]], self.begun[1]
        other.lines, other.ballots = self.lines[:1], self.ballots[:votes]
        for raw in other.ballots:
            other.add(EventType.BALLOT, raw)
        other.close()
        return other

    def _verified(self, raw: bytes) -> Any:
        return verify_ballot(self.context, raw)

    def mix(self, owner: int, shuffle: bytes | None = None, signature: tuple[str, str] | None = None) -> bytes:
        """Append a shuffle, made here unless given, and its signature (key and signature): made here, or given."""
        raw = shuffle or mixnet.make_shuffle(self.context, self.lists)
        self.lists, proofs = mixnet.parse_shuffle(self.context, self.lists, raw)
        assert self.head is not None
        parent = self.head[0]
        owned = encode(OwnedShuffle(owner, sha256_hex(raw)))
        event = self.add(EventType.SHUFFLE, owned, [raw, owned])
        self.last_shuffle = raw
        key, signed = signature or self.sign(self.signers[owner], owner, parent, raw)
        self.lines.append(encode_line(SignatureRecord(event, owner, key, parent, signed)))
        return raw

    def sign(self, key: SigningKey, owner: int, parent: str, raw: bytes) -> tuple[str, str]:
        """Return a mixer's signature, with its key."""
        message = shuffle_message(self.context.phi, self.setup_event, owner, parent, raw)
        return key.public_hex, key.sign(SHUFFLE_LABEL, *message).hex()

    @property
    def merged(self) -> Any:
        """What trustees decrypt."""
        return mixnet.merge(self.context, self.tally, self.lists)

    @property
    def raw(self) -> bytes:
        """The bytes of the archive."""
        return b"".join(self.records)

    @property
    def companion(self) -> bytes:
        """The bytes of the companion file."""
        return b"".join(line + b"\n" for line in self.lines)

    @property
    def asked(self) -> dict[str, str]:
        """Archive and companion as the bridge takes them."""
        return {"archive": base64.b64encode(self.raw).decode(), "companion": self.companion.decode()}
