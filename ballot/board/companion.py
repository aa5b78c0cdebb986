"""The companion file `UUID.companion.jsonl`: what we publish along with the archive (docs/spec/companion.md).

One canonical JSON object on each line, append-only; the first is the charter, every other names the event that it
belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, BinaryIO, Final, Literal

import msgspec
from msgspec import Meta, Raw

from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidEncoding
from ballot.records.ballot import Base64Digest
from ballot.records.canonical import decode, encode
from ballot.records.charter import Charter
from ballot.records.types import ElementText, HexDigest, ScalarText

MAX_LINE_BYTES: Final = 64 * 2**20
SHARE_LABEL: Final = "ballot/share/1"
HexSignature = Annotated[str, Meta(pattern=r"\A[0-9a-f]{128}\Z")]
Owner = Annotated[int, Meta(ge=1, le=10_000)]
_ContestIndex = Annotated[int, Meta(ge=0, le=10_000)]
MAX_REASON: Final = 1000
_MAX_ROLL_CHANGES: Final = 1_000_000
Reason = Annotated[str, Meta(max_length=MAX_REASON)]
GivenReason = Annotated[str, Meta(min_length=1, max_length=MAX_REASON)]
Number = Annotated[int, Meta(ge=1, le=_MAX_ROLL_CHANGES)]
TimesChange = Literal["extended", "stopped", "resumed", "closed", "called-off"]
_Moment = Annotated[str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]


class _Tagged(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record"):
    """Base of companion records: `record` names the kind and comes first."""


class CharterRecord(_Tagged, frozen=True, tag="charter"):
    """The charter itself."""

    value: Charter


class StrongProofRecord(_Tagged, frozen=True, tag="strong_proof"):
    """M2, of the share in the PartialDecryption event `event`."""

    event: HexDigest
    owner: Owner
    challenge: ScalarText
    response: ScalarText


class SignatureRecord(_Tagged, frozen=True, tag="signature"):
    """M5: the trustee's signature over the share and the last event before the first share (`answers`)."""

    event: HexDigest
    owner: Owner
    signing_key: HexDigest
    answers: HexDigest
    signature: HexSignature


class ShareCommitmentRecord(_Tagged, frozen=True, tag="share_commitment"):
    """M3: SHA-256 of the share bundle, which its owner sent before any share was published."""

    event: HexDigest
    owner: Owner
    commitment: HexDigest


class TrackingNumbersRecord(_Tagged, frozen=True, tag="tracking_numbers"):
    """The published tracking numbers of the ballots that count, sorted, with the EndBallots event (check 5.12)."""

    event: HexDigest
    numbers: tuple[Base64Digest, ...]


class WithdrawalRecord(_Tagged, frozen=True, tag="withdrawal"):
    """A candidate (index of the answer) who withdrew before the count was opened; `event`: the last one until then."""

    event: HexDigest
    contest: _ContestIndex
    candidate: _ContestIndex
    reason: Reason = ""


class ReplacementRecord(_Tagged, frozen=True, kw_only=True, tag="replacement"):
    """A ballot token was replaced: `revoked` is no longer valid, and the spare credential `spare` replaces it.

    `event`: the last one until then. `number`: from 1, without gaps, over all kinds of RollChange. `reason`: one of a
    few words, never a name.
    """

    event: HexDigest
    number: Number
    revoked: ElementText
    spare: ElementText
    reason: Literal["lost", "not-received", "disclosed", "other"]


class AdmissionRecord(_Tagged, frozen=True, kw_only=True, tag="admission"):
    """A member was added to the roll after the freeze: the spare credential `spare` is in force.

    The fields are those of ReplacementRecord.
    """

    event: HexDigest
    number: Number
    spare: ElementText
    reason: Literal["left-out", "joined", "put-back", "other"]


class RemovalRecord(_Tagged, frozen=True, kw_only=True, tag="removal"):
    """A member was removed from the roll after the freeze: the credential `revoked` is no longer valid.

    The fields are those of ReplacementRecord.
    """

    event: HexDigest
    number: Number
    revoked: ElementText
    reason: Literal["left", "died", "not-entitled", "twice", "other"]


RollChange = ReplacementRecord | AdmissionRecord | RemovalRecord


class TimesRecord(_Tagged, frozen=True, tag="times"):
    """A change of the voting's times (check 5.15); `event`: the last one on the board at that moment.

    `at` and `closes_at` (the end from then on; of "closed" the announced one, which had not come yet unless the voting
    was stopped; of "called-off" the announced one) are by the server's clock: the board has no times to compare them
    with.
    """

    event: HexDigest
    change: TimesChange
    at: _Moment
    closes_at: _Moment
    reason: Reason = ""


class ExcusedMixerRecord(_Tagged, frozen=True, tag="excused_mixer"):
    """Two officers excused a mixer who has not shuffled (check 7.2); `event`: the last one on the board at that moment.

    `reason` is for everybody.
    """

    event: HexDigest
    owner: Owner
    reason: GivenReason


class LotSeedRecord(_Tagged, frozen=True, tag="lot_seed"):
    """The seed of the public lot of one contest."""

    event: HexDigest
    contest: _ContestIndex
    seed: str


class CountSheetRecord(_Tagged, frozen=True, tag="count_sheet"):
    """The published count of one contest, with the Result event (check 9.5)."""

    event: HexDigest
    contest: _ContestIndex
    sheet: Raw


class VacancyRecord(_Tagged, frozen=True, kw_only=True, tag="vacancy"):
    """A member (index of the answer) whose seat fell vacant after the count, and the recount that fills it."""

    event: HexDigest
    contest: _ContestIndex
    candidate: _ContestIndex
    reason: Reason = ""
    seed: str = ""
    sheet: Raw


class CheckpointRecord(_Tagged, frozen=True, tag="checkpoint"):
    """A signed checkpoint of the board that ends with `event` (check 1.5)."""

    event: HexDigest
    note: str


class ServerKeyRecord(_Tagged, frozen=True, tag="server_key"):
    """Another key signs from here on; `old_signature` is empty if the old key was lost (ballot.board.server_keys)."""

    event: HexDigest
    old: HexDigest
    new: HexDigest
    old_signature: Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{128})?\Z")]
    new_signature: HexSignature


EventRecord = (  # what belongs to an event
    StrongProofRecord
    | SignatureRecord
    | ShareCommitmentRecord
    | TrackingNumbersRecord
    | WithdrawalRecord
    | RollChange
    | TimesRecord
    | ExcusedMixerRecord
    | LotSeedRecord
    | CountSheetRecord
    | VacancyRecord
    | CheckpointRecord
    | ServerKeyRecord
)
CompanionRecord = CharterRecord | EventRecord


def encode_line(record: CompanionRecord) -> bytes:
    """Return one line of the companion file, without its newline."""
    return encode(record)


def line_start(kind: type) -> bytes:
    """Return the bytes with which every line of a kind of record begins."""
    return b'{"record":' + encode(kind.__struct_config__.tag)  # type: ignore[attr-defined]


def parse_line(raw: bytes) -> CompanionRecord:
    """Return the record on one line.

    Raises:
        InvalidEncoding: not a known kind, or not canonical.
    """
    return decode(CompanionRecord, raw)  # type: ignore[arg-type]


def read_companion(stream: BinaryIO) -> Iterator[tuple[int, CompanionRecord]]:
    """Yield line numbers (from 1) and records, in order.

    Raises:
        InvalidEncoding: names the line.
    """
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        if not line.endswith(b"\n"):
            raise InvalidEncoding(f"line {number} of the companion file is cut off or too long")
        try:
            yield number, parse_line(line[:-1])
        except InvalidEncoding as error:
            raise InvalidEncoding(f"line {number} of the companion file: {error}") from None


def companion_hash(lines: Iterable[bytes]) -> str:
    """Return SHA-256 of the companion file made of these lines: what a checkpoint lists."""
    return sha256_hex(b"".join(line + b"\n" for line in lines))


def share_message(phi: str, setup_event: str, owner: int, answers: str, share: bytes) -> tuple[bytes, ...]:
    """Return the parts that a trustee signs under SHARE_LABEL (M5).

    `answers` is the hash of the last event before the first share: EncryptedTally, or EndShuffles. The specification of
    M5 names the parent event; trustees who work at the same time cannot know whose share will come before theirs.
    """
    return (
        phi.encode(),
        bytes.fromhex(setup_event),
        str(owner).encode(),
        bytes.fromhex(answers),
        bytes.fromhex(sha256_hex(share)),
    )
