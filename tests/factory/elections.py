"""A whole election in a few lines, of which a test can change any record: everything after it is made anew.

    Maker(votes=[(0, [[1, 0]])]).build().archive
    Maker(tamper={"election": lambda maker, record: record.update(version=2)}).build()

Each stage has a name; `tamper[name](maker, value)` may change the stage's value in place or return another one. Later
stages use the changed value: ballots are made for the changed fingerprint and signed anew, the tally is computed from
the ballots that are valid, decrypted, proved and chained again. So an archive fails only where it was changed.

Trustees: `trustees` single ones come first, then the threshold `groups`, each a pair (threshold, size). Elections with
a ranked question are shuffled by `mixers`.

Stages in order: charter, trustees, credentials, election, setup_data, ballots, counted, tally, sized, shuffles, shares,
result, steps, event, records, archive, companion.
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
    AdmissionRecord,
    CharterRecord,
    CountSheetRecord,
    ExcusedMixerRecord,
    LotSeedRecord,
    RemovalRecord,
    ReplacementRecord,
    ShareCommitmentRecord,
    SignatureRecord,
    StrongProofRecord,
    TrackingNumbersRecord,
    VacancyRecord,
    WithdrawalRecord,
    companion_hash,
    encode_line,
    share_message,
)
from ballot.board.shares import ShareBundle
from ballot.board.shuffles import SHUFFLE_LABEL, shuffle_message
from ballot.count import Sheet
from ballot.crypto import credentials
from ballot.crypto.group import ED25519, Group
from ballot.crypto.hashing import sha256_base64
from ballot.crypto.signing import SigningKey
from ballot.errors import BallotError, CountNeedsLot, InvalidCount
from ballot.protocol import mixnet
from ballot.protocol.ballots import ElectionContext, VerifiedBallot, create_ballot, verify_ballot
from ballot.protocol.decryption import (
    make_partial_decryption,
    open_result,
    parse_partial_decryption,
    parse_result,
    uncanonical_papers,
)
from ballot.protocol.setup import TrusteeKey, new_trustee
from ballot.protocol.strong import StrongStatement, prove_strong
from ballot.protocol.tally import Aggregate, parse_tally
from ballot.protocol.trustees import TrusteeItem, Trustees, combine_keys
from ballot.records.canonical import decode_lenient, encode
from ballot.records.charter import Charter, ContestRule, Policy, describe
from ballot.records.election import Election
from ballot.records.questions import (
    BLANK_LIST,
    HomomorphicQuestion,
    ListsQuestion,
    Question,
    RankedQuestion,
    encode_question,
    parse_grades,
)
from ballot.records.types import ProofRecord
from ballot.verify import ContestCount, Vacancies
from tests.factory.container import RawRecord, Step, chain, pack, sha256_hex
from tests.factory.threshold import ThresholdGroup

Vote = tuple[int, Sequence[Any]]
Tamper = Callable[["Maker", Any], Any]
SEED = "drawn in public: 7 31 44"


def question(answers: int = 2, low: int = 0, high: int = 1, blank: bool = False, text: str = "Who?") -> Any:
    """A homomorphic question with made-up candidates."""
    names = tuple(f"Candidate {i + 1}" for i in range(answers))
    return HomomorphicQuestion(answers=names, blank=True if blank else UNSET, min=low, max=high, question=text)


def ranked(answers: int = 3, text: str = "In what order?") -> RankedQuestion:
    """A ranked question."""
    return RankedQuestion(tuple(f"Candidate {i + 1}" for i in range(answers)), text)


def lists(*sizes: int, text: str = "Which list?", blank: bool = False) -> ListsQuestion:
    """A lists question: lists of so many candidates, and behind them the blank one if wanted."""
    rows = ((f"List {i + 1}", *(f"Candidate {i + 1}.{j + 1}" for j in range(size))) for i, size in enumerate(sizes))
    return ListsQuestion((*rows, BLANK_LIST) if blank else tuple(rows), text)


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
    groups: tuple[tuple[int, int], ...] = ()
    mixers: Sequence[int] | None = None
    decrypting: Sequence[int] | None = None
    rules: Sequence[str] | None = None
    grades: dict[int, tuple[str, ...]] = field(default_factory=dict)
    quotas: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reopen: dict[int, int] = field(default_factory=dict)  # contest -> answer, from 1
    blank_list: dict[int, int] = field(default_factory=dict)  # contest -> list, from 1
    list_type: Any = "open"  # of contests of lists
    may_withdraw: bool = False
    withdrawn: Sequence[tuple[int, int]] = ()  # contest and candidate
    vacancies: Sequence[tuple[int, int]] = ()
    spares: int = 0  # the last so many of the voters are spare credentials
    replaced: Sequence[tuple[int, int, int]] = ()  # lost and spare voter, and height of the last event until then
    moved: Sequence[tuple[str, int, int]] = ()  # "added" or "removed", voter, and that height; after what was replaced
    group: Group = ED25519
    name: str = "Test election"
    description: str = "A test"
    with_charter: bool = True
    seats: int = 1
    minimum_ballots: int = 0
    re_voting: bool = True
    policy_trustees: int | None = None
    policy_threshold: int | None = None
    policy_mixers: tuple[int, ...] | None = None
    policy_floor: int | None = None  # how many of the mixers must shuffle at least; None: all
    excused: Sequence[int] = ()  # mixers who were excused before the first shuffle
    optional_fields: dict[str, Any] = field(default_factory=dict)
    until: str = "Result"
    tamper: dict[str, Tamper] = field(default_factory=dict)

    def build(self) -> Maker:
        """Make everything, stage by stage."""
        self.make_keys()
        self.make_setup()
        self.make_ballots()
        self.make_tally()
        self.make_shuffles()
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
        self.keys: list[TrusteeKey] = [key for _, key in pairs]
        self.made_groups = [ThresholdGroup.make(self.group, *pair) for pair in self.groups]
        members = [member for group in self.made_groups for member in group.members]
        self.secrets: list[Any] = [*(secret for secret, _ in pairs), *members]
        self.items = self.make_items()
        self.owners = len(self.secrets)
        if self.mixers is None:
            self.mixers = range(1, min(2, self.owners) + 1) if self.is_ranked else ()
        self.tokens = [credentials.new_token() for _ in range(self.voters)]
        self.public = [str(credentials.public_credential(self.group, self.uuid, token)) for token in self.tokens]
        self.charter = self.stage("charter", self.make_charter())

    def make_items(self) -> tuple[TrusteeItem, ...]:
        """The entries of the trustees record, as the core wants them."""
        items = [TrusteeItem((n,), 1, self.group.parse(k.trustee.public_key), ()) for n, k in enumerate(self.keys, 1)]
        first = len(items) + 1
        for group in self.made_groups:
            owners = tuple(range(first, first + group.size))
            items.append(TrusteeItem(owners, group.threshold, group.sub_key, (), group.parameters))
            first += group.size
        return tuple(items)

    @property
    def is_ranked(self) -> bool:
        """True if ballots are shuffled."""
        return any(isinstance(question, RankedQuestion) for question in self.questions)

    def rule(self, index: int) -> str:
        """The counting rule of a contest."""
        if self.rules is not None:
            return self.rules[index]
        names = {RankedQuestion: "scottish-stv", ListsQuestion: "dhondt"}
        return names.get(type(self.questions[index]), "block")

    def make_charter(self) -> Charter:
        """What the organisation decided."""
        contests = tuple(
            ContestRule(
                min(self.seats, len(q.answers)),
                self.rule(index),
                self.quotas.get(index, ()),
                "public-lot",
                self.may_withdraw,
                () if isinstance(q, ListsQuestion) else ("",) * len(q.answers),
                self.reopen.get(index, UNSET),
                blank_list=self.blank_list.get(index, UNSET),
                list_type=self.list_type if isinstance(q, ListsQuestion) else UNSET,
                lift=5 if isinstance(q, ListsQuestion) and self.list_type == "flexible" else UNSET,
            )
            for index, q in enumerate(self.questions)
        )
        assert self.mixers is not None
        policy = Policy(
            self.policy_trustees or max(1, self.owners),
            self.policy_threshold or self.policy_trustees or max(1, sum(item.threshold for item in self.items)),
            tuple(self.mixers) if self.policy_mixers is None else self.policy_mixers,
            self.minimum_ballots,
            self.re_voting,
            False,
            minimum_mixers=UNSET if self.policy_floor is None else self.policy_floor,
        )
        commitments = tuple(commitment for group in self.made_groups for commitment in group.commitments)
        keys = tuple(secret.signing_key.fingerprint for secret in self.secrets)
        spares = tuple(sorted(self.public[len(self.public) - self.spares :])) if self.spares else UNSET
        return Charter(1, contests, policy, keys, commitments, "", spares)

    def make_setup(self) -> None:
        """The four records of the Setup event, and the context in which ballots are made."""
        group = self.group
        self.y = combine_keys([item.sub_key for item in self.items], group)
        as_json = [["Single", json.loads(encode(key.trustee))] for key in self.keys]
        as_json += [["Pedersen", json.loads(encode(made.parameters))] for made in self.made_groups]
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
            "questions": [json.loads(self.question_raw(index)) for index in range(len(self.questions))],
            "uuid": self.uuid,
            **self.optional_fields,
        }
        self.election_raw = _bytes(self.stage("election", election))
        hashes = map(sha256_hex, (self.election_raw, self.trustees_raw, self.credentials_raw))
        self.setup_raw = _bytes(
            self.stage("setup_data", dict(zip(("election", "trustees", "credentials"), hashes, strict=True)))
        )
        self.make_context()

    def question_raw(self, index: int) -> bytes:
        """The bytes of a question."""
        question = self.questions[index]
        closed = self.list_type == "closed" and isinstance(question, ListsQuestion)
        return encode_question(question, self.grades.get(index, ()), closed=closed)

    def make_context(self) -> None:
        """The context, made without asking the parser, which would refuse what a test has made wrong."""
        questions = tuple(Raw(self.question_raw(index)) for index in range(len(self.questions)))
        record = Election(1, "", "", self.group.name, str(self.y), questions, self.uuid)
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

    def ballot(self, voter: int, choices: Sequence[Any]) -> bytes:
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

    # -- mixnet

    def make_shuffles(self) -> None:
        """One shuffle of each mixer, in order: pairs of owner and record; and the tally that is to be opened."""
        tally = parse_tally(self.context, self.tally_raw, _read_leniently)
        lists = mixnet.ranked_lists(self.context, tally)
        good = []
        assert self.mixers is not None
        for owner in self.mixers:
            raw = mixnet.make_shuffle(self.context, lists)
            lists = mixnet.parse_shuffle(self.context, lists, raw)[0]
            good.append((owner, raw))
        self.before = tally
        self.ciphertexts = mixnet.merge(self.context, tally, lists)
        self.shuffles: list[tuple[int, bytes]] = self.stage("shuffles", good)

    def shuffle(self, lists: mixnet.Lists | None = None) -> tuple[bytes, mixnet.Lists]:
        """One more good shuffle, of the tally or of other lists; its record and its output."""
        before = mixnet.ranked_lists(self.context, self.before) if lists is None else lists
        raw = mixnet.make_shuffle(self.context, before)
        return raw, mixnet.parse_shuffle(self.context, before, raw)[0]

    def open_instead(self, lists: mixnet.Lists) -> None:
        """Let the trustees open other shuffled lists: for the stage `shuffles`."""
        self.ciphertexts = mixnet.merge(self.context, self.before, lists)

    # -- decryption and result

    def share(self, owner: int) -> bytes:
        """A good partial decryption of one trustee (from 1)."""
        return make_partial_decryption(self.context, self.ciphertexts, self.secrets[owner - 1].exponent(self.group))

    def make_shares(self) -> None:
        """One share of each trustee that is needed, in order: pairs of owner and record."""
        needed = [owner for item in self.items for owner in item.owners[: item.threshold]]
        good = [(owner, self.share(owner)) for owner in (needed if self.decrypting is None else self.decrypting)]
        self.good_shares = good
        self.shares: list[tuple[int, bytes]] = self.stage("shares", list(good))

    def make_result(self) -> None:
        """The result, from the good shares."""
        factors = {
            owner: parse_partial_decryption(self.context, self.ciphertexts, raw).factors
            for owner, raw in self.good_shares
        }
        enough = not Trustees(self.group, self.items).missing(list(factors))
        self.result_raw = b""
        if enough:
            self.combined = Trustees(self.group, self.items).combine(factors)
            self.honest_raw = open_result(self.context, self.ciphertexts, self.combined, self.total_weight)
            self.result_raw = _bytes(self.stage("result", self.honest_raw))

    # -- board

    def make_steps(self) -> list[Step]:
        """The events to be, with their data."""
        setup = [self.election_raw, self.trustees_raw, self.credentials_raw, self.setup_raw]
        steps = [Step("Setup", self.setup_raw, setup)]
        steps += [Step("Ballot", raw, [raw]) for raw in self.ballots]
        steps.append(Step("EndBallots"))
        steps.append(Step("EncryptedTally", self.sized_raw, [self.tally_raw, self.sized_raw]))
        for owner, raw in self.shuffles:
            steps.append(owned_step("Shuffle", owner, raw))
        if self.is_ranked:
            steps.append(Step("EndShuffles"))
        for owner, raw in self.shares:
            steps.append(owned_step("PartialDecryption", owner, raw))
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
        records += [WithdrawalRecord(self.event_hashes[0], *pair, "Asked by letter") for pair in self.withdrawn]
        records += [
            ReplacementRecord(
                event=self.event_hashes[height],
                number=number,
                revoked=self.public[lost],
                spare=self.public[spare],
                reason="lost",
            )
            for number, (lost, spare, height) in enumerate(self.replaced, 1)
        ]
        records += [self.roll_change(number, *one) for number, one in enumerate(self.moved, len(self.replaced) + 1)]
        if "EndBallots" in kinds:
            numbers = tuple(sorted(ballot.tracking_number for ballot in self.last_valid()))
            records.append(TrackingNumbersRecord(self.hash_of("EndBallots"), numbers))
        records += [self.excusal(owner) for owner in self.excused]
        for number, (owner, raw) in enumerate(self.shuffles[: kinds.count("Shuffle")]):
            if 1 <= owner <= self.owners:
                records.append(self.shuffle_record(number, owner, raw))
        for number, (owner, raw) in enumerate(self.shares[: kinds.count("PartialDecryption")]):
            if 1 <= owner <= self.owners:
                records += self.share_records(number, owner, raw)
        if "Result" in kinds:
            records += [*self.count_sheets(), *self.recounts()]
        self.companion = Companion(self.stage("companion", records))

    def roll_change(self, number: int, change: str, voter: int, height: int) -> AdmissionRecord | RemovalRecord:
        """A member who was added with a spare, or removed."""
        event, credential = self.event_hashes[height], self.public[voter]
        if change == "added":
            return AdmissionRecord(event=event, number=number, spare=credential, reason="left-out")
        return RemovalRecord(event=event, number=number, revoked=credential, reason="left")

    def excusal(self, owner: int, kind: str = "EncryptedTally", number: int = 0) -> ExcusedMixerRecord:
        """A mixer who was excused when the n-th event of a type was the last one."""
        return ExcusedMixerRecord(self.hash_of(kind, number), owner, "In hospital")

    def shuffle_record(
        self, number: int, owner: int, raw: bytes, *, signer: SigningKey | None = None, parent: str | None = None
    ) -> SignatureRecord:
        """The mixer's signature: good, or a good one of another signer, or for another parent."""
        event, key = self.hash_of("Shuffle", number), signer or self.secrets[owner - 1].signing_key
        parent = parent or self.event_hashes[self.height_of("Shuffle", number) - 1]
        message = shuffle_message(self.context.phi, self.event_hashes[0], owner, parent, raw)
        return SignatureRecord(event, owner, key.public_hex, parent, key.sign(SHUFFLE_LABEL, *message).hex())

    def share_records(
        self,
        number: int,
        owner: int,
        raw: bytes,
        *,
        signer: SigningKey | None = None,
        answers: str | None = None,
        signed: bytes | None = None,
    ) -> list[Any]:
        """Strong proof, signature and commitment of one share.

        The signature can be a good one of another signer, for another event (`answers`), or for another share
        (`signed`): the commitment is to what is handed in then.
        """
        secret, event = self.secrets[owner - 1], self.hash_of("PartialDecryption", number)
        proof = prove_strong(self.strong_statement(owner), secret.exponent(self.group))
        ended = any(step.type == "EndShuffles" for step in self.steps)
        answers = answers or self.hash_of("EndShuffles" if ended else "EncryptedTally")
        message = share_message(self.context.phi, self.event_hashes[0], owner, answers, signed or raw)
        key = signer or secret.signing_key
        challenge, response = str(proof.challenge), str(proof.response)
        signature = key.sign(SHARE_LABEL, *message).hex()
        bundle = ShareBundle(owner, Raw(raw), ProofRecord(challenge, response), key.public_hex, answers, signature)
        return [
            StrongProofRecord(event, owner, challenge, response),
            SignatureRecord(event, owner, key.public_hex, answers, signature),
            ShareCommitmentRecord(event, owner, sha256_hex(encode(bundle))),
        ]

    def strong_statement(self, owner: int) -> StrongStatement:
        """The statement of an honest strong proof."""
        exponent = self.secrets[owner - 1].exponent(self.group)
        alphas = [ciphertext.alpha for row in self.ciphertexts for ciphertext in row]
        tally, setup, phi = sha256_hex(self.tally_raw), self.event_hashes[0], self.context.phi
        key, factors = self.group.g**exponent, [alpha**exponent for alpha in alphas]
        shuffle = sha256_hex(self.shuffles[-1][1]) if self.shuffles else ""
        return StrongStatement(self.group, phi, setup, tally, shuffle, owner, key, alphas, factors)

    def count_sheets(self) -> list[Any]:
        """One count sheet for each contest, by the charter's rule; with the seed of the lot where there is a tie."""
        event = self.hash_of("Result")
        records: list[Any] = []
        for index in range(len(self.questions)):
            try:
                sheet = self.count_contest(index)
            except InvalidCount:  # nobody ranked anybody
                continue
            if sheet.ties:
                records.append(LotSeedRecord(event, index, SEED))
            records.append(CountSheetRecord(event, index, Raw(encode(sheet))))
        return records

    def recounts(self) -> list[Any]:
        """A recount for each vacancy, in order."""
        event, filled = self.hash_of("Result"), {}
        records: list[Any] = []
        for contest, departed in self.vacancies:
            if contest not in filled:
                filled[contest] = Vacancies(self.counting(contest), self.count_contest(contest))
            seed = ""
            try:
                sheet = filled[contest].fill(departed, None)
            except CountNeedsLot:
                sheet, seed = filled[contest].fill(departed, SEED), SEED
            records.append(
                VacancyRecord(event=event, contest=contest, candidate=departed, seed=seed, sheet=Raw(encode(sheet)))
            )
        return records

    def counting(self, index: int) -> ContestCount:
        """One contest, ready to be counted."""
        row = parse_result(self.context, self.honest_raw, max(1, self.total_weight))[index]
        marked = [i for q, i in uncanonical_papers(self.context, self.ciphertexts, self.combined) if q == index]
        grades = parse_grades(self.question_raw(index))
        question: Question = self.questions[index]
        withdrawn = frozenset(candidate for contest, candidate in self.withdrawn if contest == index)
        return ContestCount(question, self.charter.contests[index], row, grades, marked, withdrawn)

    def count_contest(self, index: int) -> Sheet:
        """The count of one contest."""
        count = self.counting(index)
        try:
            return count.count()
        except CountNeedsLot:
            return count.count(seed=SEED)

    # -- on disk

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write archive and companion file; return their paths."""
        archive, companion = folder / f"{self.uuid}.bel", folder / f"{self.uuid}.companion.jsonl"
        archive.write_bytes(self.archive)
        companion.write_bytes(self.companion.raw)
        return archive, companion


def owned_step(kind: str, owner: int, raw: bytes) -> Step:
    """The event of a shuffle or a share."""
    owned = encode({"owner": owner, "payload": sha256_hex(raw)})
    return Step(kind, owned, [raw, owned])


def _read_leniently(type_: Any, raw: bytes) -> Any:
    return decode_lenient(type_, raw)[0]


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else encode(value)


def companion_digest(companion: Companion, lines: int) -> str:
    """SHA-256 of the first lines of a companion file."""
    return companion_hash(companion.lines[:lines])
