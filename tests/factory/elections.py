"""A whole election in a few lines, of which a test can change any record: everything after it is made anew.

    Maker(votes=[(0, [[1, 0]])]).build().archive
    Maker(tamper={"election": lambda maker, record: record.update(version=2)}).build()

Each stage has a name; `tamper[name](maker, value)` may change the stage's value in place or return another one. Later
stages use the changed value: ballots are made for the changed fingerprint and signed anew, the tally is computed from
the ballots that are valid, decrypted, proved and chained again. So an archive fails only where it was changed.

Stages in order: charter, trustees, credentials, election, setup_data, ballots, counted, tally, sized, shares, result,
steps, event, records, archive, companion.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec import UNSET, Raw

from ballot.board.companion import (
    SHARE_LABEL,
    CharterRecord,
    CountSheetRecord,
    LotSeedRecord,
    SignatureRecord,
    StrongProofRecord,
    TrackingNumbersRecord,
    companion_hash,
    encode_line,
    share_message,
)
from ballot.count import Rule, Sheet, count_totals
from ballot.crypto import credentials
from ballot.crypto.group import ED25519, Group
from ballot.crypto.hashing import sha256_base64
from ballot.errors import BallotError, CountNeedsLot
from ballot.protocol.ballots import ElectionContext, VerifiedBallot, create_ballot, verify_ballot
from ballot.protocol.decryption import combine_factors, make_partial_decryption, open_result, parse_partial_decryption
from ballot.protocol.setup import TrusteeKey, TrusteeSecret, combine_keys, new_trustee
from ballot.protocol.strong import StrongStatement, prove_strong
from ballot.protocol.tally import Aggregate, parse_tally
from ballot.records.canonical import decode_lenient, encode
from ballot.records.charter import Charter, ContestRule, Policy, describe
from ballot.records.election import Election
from ballot.records.questions import HomomorphicQuestion
from tests.factory.container import RawRecord, Step, chain, pack, sha256_hex

Vote = tuple[int, Sequence[Sequence[int]]]
Tamper = Callable[["Maker", Any], Any]
SEED = "drawn in public: 7 31 44"


def question(answers: int = 2, low: int = 0, high: int = 1, blank: bool = False, text: str = "Who?") -> Any:
    """A homomorphic question with made-up candidates."""
    names = tuple(f"Candidate {i + 1}" for i in range(answers))
    return HomomorphicQuestion(answers=names, blank=True if blank else UNSET, min=low, max=high, question=text)


@dataclass
class Companion:
    """The companion file: records, and its bytes."""

    records: list[Any]

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        return b"".join(line + b"\n" for line in self.lines)

    @property
    def lines(self) -> list[bytes]:
        """Lines without their newlines."""
        return [record if isinstance(record, bytes) else encode_line(record) for record in self.records]


@dataclass
class Maker:
    """What an election is made of; after `build()` also everything that was made."""

    questions: tuple[Any, ...] = field(default_factory=lambda: (question(),))
    votes: Sequence[Vote] = ((0, [[1, 0]]), (1, [[0, 1]]))
    voters: int = 2
    weights: Sequence[int] | None = None
    trustees: int = 1
    group: Group = ED25519
    name: str = "Test election"
    description: str = "A test"
    with_charter: bool = True
    seats: int = 1
    minimum_ballots: int = 0
    re_voting: bool = True
    policy_trustees: int | None = None
    optional_fields: dict[str, Any] = field(default_factory=dict)
    until: str = "Result"
    tamper: dict[str, Tamper] = field(default_factory=dict)

    def build(self) -> Maker:
        """Make everything, stage by stage."""
        self.make_keys()
        self.make_setup()
        self.make_ballots()
        self.make_tally()
        self.make_shares()
        self.make_result()
        self.make_archive()
        self.make_companion()
        return self

    def stage(self, name: str, value: Any) -> Any:
        """Let the test change the value of a stage."""
        if name not in self.tamper:
            return value
        changed = self.tamper[name](self, value)
        return value if changed is None else changed

    # -- setup

    def make_keys(self) -> None:
        """Trustees' keys, ballot tokens, charter."""
        self.uuid = credentials.new_uuid()
        pairs = [new_trustee(f"Trustee {i + 1}", self.group) for i in range(self.trustees)]
        self.secrets: list[TrusteeSecret] = [secret for secret, _ in pairs]
        self.keys: list[TrusteeKey] = [key for _, key in pairs]
        self.tokens = [credentials.new_token() for _ in range(self.voters)]
        self.public = [str(credentials.public_credential(self.group, self.uuid, token)) for token in self.tokens]
        contests = tuple(
            ContestRule(min(self.seats, len(q.answers)), "block", (), "public-lot", False, ("",) * len(q.answers))
            for q in self.questions
        )
        trustees = self.policy_trustees or max(1, self.trustees)
        policy = Policy(trustees, trustees, (), self.minimum_ballots, self.re_voting, False)
        self.charter = self.stage(
            "charter", Charter(1, contests, policy, tuple(s.signing_key.fingerprint for s in self.secrets), (), "")
        )

    def make_setup(self) -> None:
        """The four records of the Setup event, and the context in which ballots are made."""
        group = self.group
        points = [group.parse(key.trustee.public_key) for key in self.keys]
        self.y = combine_keys(points, group)
        as_json = [["Single", json.loads(encode(key.trustee))] for key in self.keys]
        self.trustees_raw = _bytes(self.stage("trustees", as_json))
        weights = self.weights if self.weights is not None else [None] * self.voters
        order = sorted(range(self.voters), key=lambda i: group.parse(self.public[i]).sort_key)
        entries = [self.public[i] if weights[i] is None else f"{self.public[i]},{weights[i]}" for i in order]
        self.credentials_raw = _bytes(self.stage("credentials", entries))
        election = {
            "version": 1,
            "description": describe(self.description, self.charter) if self.with_charter else self.description,
            "name": self.name,
            "group": group.name,
            "public_key": str(self.y),
            "questions": [json.loads(encode(q)) for q in self.questions],
            "uuid": self.uuid,
            **self.optional_fields,
        }
        self.election_raw = _bytes(self.stage("election", election))
        hashes = map(sha256_hex, (self.election_raw, self.trustees_raw, self.credentials_raw))
        self.setup_raw = _bytes(
            self.stage("setup_data", dict(zip(("election", "trustees", "credentials"), hashes, strict=True)))
        )
        self.make_context()

    def make_context(self) -> None:
        """The context, made without asking the parser, which would refuse what a test has made wrong."""
        record = Election(
            1, "", "", self.group.name, str(self.y), tuple(Raw(encode(q)) for q in self.questions), self.uuid
        )
        weights = self.weights if self.weights is not None else [1] * self.voters
        self.context = ElectionContext(
            record,
            sha256_base64(self.election_raw),
            self.group,
            self.y,
            self.questions,
            dict(zip(self.public, weights, strict=True)),
        )

    # -- ballots and tally

    def ballot(self, voter: int, choices: Sequence[Sequence[int]]) -> bytes:
        """A good ballot of one voter."""
        return create_ballot(self.context, self.tokens[voter], choices)

    def make_ballots(self) -> None:
        """Ballots in the order of `votes`."""
        self.ballots: list[bytes] = self.stage(
            "ballots", [self.ballot(voter, choices) for voter, choices in self.votes]
        )

    def last_valid(self) -> list[VerifiedBallot]:
        """The last valid ballot of each credential."""
        last: dict[str, VerifiedBallot] = {}
        for raw in self.ballots:
            try:
                ballot = verify_ballot(self.context, raw)
            except BallotError:
                continue
            last[ballot.credential] = ballot
        return list(last.values())

    def make_tally(self) -> None:
        """The encrypted tally of the ballots that count."""
        self.counted: list[VerifiedBallot] = self.stage("counted", self.last_valid())
        aggregate = Aggregate(self.context)
        for ballot in self.counted:
            aggregate.add(ballot.choices, ballot.weight)
        self.total_weight = aggregate.total_weight
        tally, sized = aggregate.records()
        self.tally_raw = _bytes(self.stage("tally", tally))
        record = json.loads(sized)
        record["encrypted_tally"] = sha256_hex(self.tally_raw)
        self.sized_raw = _bytes(self.stage("sized", record))

    # -- decryption and result

    def share(self, owner: int) -> bytes:
        """A good partial decryption of one trustee (from 1)."""
        return make_partial_decryption(self.context, self.ciphertexts, self.secrets[owner - 1].exponent(self.group))

    def make_shares(self) -> None:
        """One share of each trustee, in order: pairs of owner and record."""
        self.ciphertexts = parse_tally(self.context, self.tally_raw, _read_leniently)
        good = [(owner, self.share(owner)) for owner in range(1, self.trustees + 1)]
        self.good_shares = good
        self.shares: list[tuple[int, bytes]] = self.stage("shares", list(good))

    def make_result(self) -> None:
        """The result, from the good shares."""
        parsed = [parse_partial_decryption(self.context, self.ciphertexts, raw).factors for _, raw in self.good_shares]
        combined = combine_factors(parsed)
        honest = open_result(self.context, self.ciphertexts, combined, self.total_weight)
        self.result_raw = _bytes(self.stage("result", honest))

    # -- board

    def make_steps(self) -> list[Step]:
        """The events to be, with their data."""
        setup = [self.election_raw, self.trustees_raw, self.credentials_raw, self.setup_raw]
        steps = [Step("Setup", self.setup_raw, setup)]
        steps += [Step("Ballot", raw, [raw]) for raw in self.ballots]
        steps.append(Step("EndBallots"))
        steps.append(Step("EncryptedTally", self.sized_raw, [self.tally_raw, self.sized_raw]))
        for owner, raw in self.shares:
            owned = encode({"owner": owner, "payload": sha256_hex(raw)})
            steps.append(Step("PartialDecryption", owned, [raw, owned]))
        steps.append(Step("Result", self.result_raw, [self.result_raw]))
        last = max((i for i, step in enumerate(steps) if step.type == self.until), default=len(steps) - 1)
        return steps[: last + 1]

    def make_archive(self) -> None:
        """Chain and pack."""
        self.steps: list[Step] = self.stage("steps", self.make_steps())
        tamper = self.tamper.get("event")
        hook = None if tamper is None else (lambda height, event: tamper(self, (height, event)))
        self.records: list[RawRecord] = self.stage("records", chain(self.steps, hook))
        events = [record for record in self.records if record.kind == "event"]
        self.event_hashes = [sha256_hex(record.content) for record in events]
        self.archive: bytes = self.stage("archive", pack(self.records))

    def hash_of(self, kind: str, number: int = 0) -> str:
        """The hash of the n-th event of a type."""
        return [h for h, step in zip(self.event_hashes, self.steps, strict=True) if step.type == kind][number]

    def height_of(self, kind: str, number: int = 0) -> int:
        """The height of the n-th event of a type."""
        return [i for i, step in enumerate(self.steps) if step.type == kind][number]

    # -- companion

    def make_companion(self) -> None:
        """Everything that we publish beside the archive; nothing for an election without a charter (a foreign one)."""
        self.companion = Companion([])
        if not self.with_charter:
            return
        records: list[Any] = [CharterRecord(self.charter)]
        kinds = [step.type for step in self.steps]
        if "EndBallots" in kinds:
            numbers = tuple(sorted(ballot.tracking_number for ballot in self.last_valid()))
            records.append(TrackingNumbersRecord(self.hash_of("EndBallots"), numbers))
        for number, (owner, raw) in enumerate(self.shares[: kinds.count("PartialDecryption")]):
            if 1 <= owner <= self.trustees:
                records += self.share_records(number, owner, raw)
        if "Result" in kinds:
            records += self.count_sheets()
        self.companion = Companion(self.stage("companion", records))

    def share_records(self, number: int, owner: int, raw: bytes) -> list[Any]:
        """Strong proof and signature of one share."""
        secret, event = self.secrets[owner - 1], self.hash_of("PartialDecryption", number)
        proof = prove_strong(self.strong_statement(owner), secret.exponent(self.group))
        answers = self.hash_of("EncryptedTally")
        message = share_message(self.context.phi, self.event_hashes[0], owner, answers, raw)
        key = secret.signing_key
        return [
            StrongProofRecord(event, owner, str(proof.challenge), str(proof.response)),
            SignatureRecord(event, owner, key.public_hex, answers, key.sign(SHARE_LABEL, *message).hex()),
        ]

    def strong_statement(self, owner: int) -> StrongStatement:
        """The statement of an honest strong proof."""
        exponent = self.secrets[owner - 1].exponent(self.group)
        alphas = [ciphertext.alpha for row in self.ciphertexts for ciphertext in row]
        tally, setup, phi = sha256_hex(self.tally_raw), self.event_hashes[0], self.context.phi
        key, factors = self.group.g**exponent, [alpha**exponent for alpha in alphas]
        return StrongStatement(self.group, phi, setup, tally, "", owner, key, alphas, factors)

    def count_sheets(self) -> list[Any]:
        """One count sheet for each contest, by the charter's rule; with the seed of the lot where there is a tie."""
        event = self.hash_of("Result")
        records: list[Any] = []
        for index, q in enumerate(self.questions):
            sheet = self.count_contest(index, q)
            if sheet.ties:
                records.append(LotSeedRecord(event, index, SEED))
            records.append(CountSheetRecord(event, index, Raw(encode(sheet))))
        return records

    def count_contest(self, index: int, q: Any) -> Sheet:
        """The count of one contest."""
        totals = [int(total) for total in json.loads(self.result_raw)["result"][index]]
        blank = totals.pop(0) if q.allows_blank else 0
        rule = Rule("block", self.charter.contests[index].seats)
        try:
            return count_totals(rule, q.answers, totals, blank=blank)
        except CountNeedsLot:
            return count_totals(rule, q.answers, totals, blank=blank, seed=SEED)

    # -- on disk

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write archive and companion file; return their paths."""
        archive, companion = folder / f"{self.uuid}.bel", folder / f"{self.uuid}.companion.jsonl"
        archive.write_bytes(self.archive)
        companion.write_bytes(self.companion.raw)
        return archive, companion


def _read_leniently(type_: Any, raw: bytes) -> Any:
    return decode_lenient(type_, raw)[0]


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else encode(value)


def companion_digest(companion: Companion, lines: int) -> str:
    """SHA-256 of the first lines of a companion file."""
    return companion_hash(companion.lines[:lines])
