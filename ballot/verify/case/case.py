"""What the phases know of one archive: an index of its records, its events, and what earlier phases have read.

Only digests, places and small records are kept in memory; contents are read again from the file when they are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.errors import BallotError
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.trustees import Trustees
from ballot.records.charter import Charter
from ballot.records.election import Election, SetupData
from ballot.records.event import EventType
from ballot.records.questions import Question, RankedQuestion
from ballot.verify.case.companion import Companion
from ballot.verify.case.index import Chain, ChainEvent, Index
from ballot.verify.case.reading import Reader
from ballot.verify.case.report import Recorder
from ballot.verify.v2_v4_setup.token_history import TokenHistory
from ballot.verify.v2_v4_setup.voters import Voters


class ChangedWhileReading(BallotError):
    """The file is not the same as a moment ago."""


class Unusable(BallotError):
    """What was named beside the archive is not what it should be: a mistake in the call, not in the archive."""


@dataclass
class Options:
    """How the verifier was asked to run."""

    strict: bool = False
    against: Path | None = None
    only_new: bool = False
    state: Path | None = None
    server_key: str | None = None
    announced_credentials: str | None = None
    announced_voters: int | None = None
    jobs: int = 1
    progress: Any = None


@dataclass
class Case:
    """One archive under examination."""

    path: Path
    stream: BinaryIO
    options: Options
    recorder: Recorder = field(default_factory=Recorder)
    reading: Any = None  # the stream, hashed on the way, where the hash is needed
    taken_over: int = 0  # the ballots of so many events, from the first, were verified before
    said_by: str = ""  # on whose word
    notes: list[str] = field(default_factory=list)  # about what was taken over
    reader: Reader = field(default_factory=Reader)
    quiet: Reader = field(default_factory=Reader)  # for a first look: its deviations are not reported
    index: Index = field(default_factory=Index)
    companion: Companion = field(default_factory=Companion)
    events: Chain = field(init=False)
    roots: dict[int, bytes] = field(default_factory=dict)  # Merkle roots at the sizes that checkpoints name
    excused: list[tuple[int, int]] = field(default_factory=list)  # stretches of records that nobody could assign
    unreadable_events: list[int] = field(default_factory=list)  # their heights
    superfluous_end_shuffles: list[int] = field(default_factory=list)
    foreign: bool = False
    known_kind: bool = False  # whether `foreign` could be found out
    setup: SetupData | None = None
    election: Election | None = None
    election_raw: bytes = b""
    charter: Charter | None = None
    phi: str = ""
    public_key_text: str = ""
    questions: tuple[Question, ...] | None = None
    group: Any = None
    y: Any = None
    trustee_keys: list[Any] = field(default_factory=list)  # None where a key is unusable
    trustee_names: list[str] = field(default_factory=list)
    trustees: Trustees | None = None  # None where it is not even known how many there are
    certificates: dict[int, str] = field(default_factory=dict)  # owner -> SHA-256 of a threshold trustee's certificate
    weights: Voters | None = None  # of the public credentials, the spare ones among them
    tokens: TokenHistory = field(default_factory=TokenHistory)  # which credentials are spare, issued or revoked
    context: ElectionContext | None = None
    ballots: Any = None
    tally: list[list[Ciphertext]] | None = None
    tally_digest: str = ""
    opened: list[list[Ciphertext]] | None = None  # what trustees decrypt: the tally after the mixnet
    shuffles: list[tuple[int, str]] = field(default_factory=list)  # owner and hash of each shuffle that was read
    total_weight: int | None = None
    shares: dict[int, Any] = field(default_factory=dict)  # owner -> factors of a good share
    share_digests: dict[int, str] = field(default_factory=dict)
    unassigned_shares: int = 0  # shares of which it is not known whose they are
    repeated_shares: set[int] = field(default_factory=set)  # heights of shares that replace an earlier one
    shares_complete: bool = False

    def __post_init__(self) -> None:
        self.events = Chain(self.index)

    def content(self, digest: bytes) -> bytes | None:
        """Return a data record, or None if it is missing or was damaged (which is reported elsewhere)."""
        if digest not in self.index or digest in self.index.corrupt:
            return None
        offset, size = self.index.place(digest)
        self.stream.seek(offset)
        raw = self.stream.read(size)
        if sha256_hex(raw) != digest.hex():
            raise ChangedWhileReading("The archive was changed while it was being read. Verify a copy of it.")
        return raw

    def events_of(self, kind: EventType) -> list[ChainEvent]:
        """Return all events of a type, in order."""
        return list(self.events.of(kind))

    @property
    def has_ranked(self) -> bool:
        """True if ballots are shuffled in this election."""
        return any(isinstance(question, RankedQuestion) for question in self.questions or ())

    def who(self, owner: int) -> str:
        """Return the number of a trustee, and the name if there is one."""
        name = self.trustee_names[owner - 1] if owner <= len(self.trustee_names) else ""
        return f"trustee {owner} ({name})" if name else f"trustee {owner}"

    @property
    def setup_event(self) -> str:
        """The hash of the Setup event, as hex digits ("" if there is none)."""
        found = self.events_of(EventType.SETUP)
        return found[0].digest.hex() if found else ""
