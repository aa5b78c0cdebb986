"""Check 1.4: this archive continues an older copy of it, or what a checkpoint or a receipt says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ballot.board.archive import read_records
from ballot.board.checkpoint import Checkpoint, Receipt, parse_checkpoint, verify_receipt
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.verify.case.case import Case, Unusable
from ballot.verify.v0_v1_file.checkpoints import compare_checkpoint
from ballot.verify.v0_v1_file.container import is_archive
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.hashed import Hashed
from ballot.verify.v0_v1_file.receipts import find_ballot, is_genuine, is_of_this_election

_MAX_NOTE_BYTES: Final = 20_000  # of a checkpoint or a receipt


@dataclass(frozen=True, slots=True)
class Older:
    """What is known from before: the last event of an older archive, a checkpoint, or a voter's receipt."""

    path: Path
    size: int  # events
    last_event: bytes = b""
    sha256: str = ""
    bytes: int = 0
    note: str = ""
    checkpoint: Checkpoint | None = None
    receipt: Receipt | None = None


def read_older(path: Path) -> Older:
    """Read an older archive, a checkpoint or a receipt.

    Raises:
        Unusable: it is none of them, or is damaged.
    """
    try:
        with path.open("rb") as stream:
            return _read_archive(path, stream) if is_archive(stream) else _read_note(path, stream)
    except OSError as error:
        raise Unusable(f"The older copy {path} cannot be read: {error.strerror}.") from None
    except (InvalidEncoding, InvalidProof) as error:
        raise Unusable(f"The older copy {path} cannot be used: {error}.") from None


def _read_archive(path: Path, stream: BinaryIO) -> Older:
    hashed = Hashed(stream)
    last_event, size = b"", 0
    for record in read_records(hashed):
        if record.deviations:
            raise InvalidEncoding(record.deviations[0][1])
        if record.kind == "event":
            last_event, size = bytes.fromhex(record.digest), size + 1
    if not size:
        raise InvalidEncoding("it has no event")
    return Older(path, size, last_event, hashed.hexdigest(), hashed.position)


def _read_note(path: Path, stream: BinaryIO) -> Older:
    raw = stream.read(_MAX_NOTE_BYTES + 1)
    if raw.lstrip().startswith(b"{"):
        receipt: Receipt | None = decode(Receipt, raw.strip())
        assert receipt is not None
        verify_receipt(receipt, receipt.server_key)
        note = receipt.checkpoint
    else:
        receipt, note = None, _text(raw)
    checkpoint = parse_checkpoint(note)
    return Older(path, checkpoint.size, note=note, checkpoint=checkpoint, receipt=receipt)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidEncoding("it is neither an archive nor a checkpoint nor a receipt") from None


def compare_with_older(case: Case, file: File, older: Older, uuid: str | None) -> str:
    """Check that this archive continues the older copy (1.4); return what was found."""
    fail, receipt = case.recorder.fail, older.receipt
    if receipt is not None and not (is_genuine(case, receipt) and is_of_this_election(case, file, receipt, uuid)):
        return "the receipt is of no ballot of this archive"
    if older.checkpoint is None and not case.options.only_new and case.options.state is None:
        case.recorder.notes.append(
            f"Nothing was taken over from the older copy {older.path}: all ballots were verified. "
            "If you have verified it yourself, --only-new takes its ballots over."
        )
    if _is_still_to_come(file, older):
        return _wait_for(case, file, older)
    if older.size > len(file.events):
        fail(
            "1.4", f"the older copy has {older.size} events, this archive only {len(file.events)}: events were removed"
        )
    elif older.checkpoint is None:
        if file.events[older.size - 1].digest != older.last_event:
            fail(
                "1.4",
                "the event that was last in the older copy is another one here: history was changed",
                older.size - 1,
            )
    else:
        compare_checkpoint(case, file, "1.4", older.note, uuid)
    if receipt is not None:
        find_ballot(case, file, receipt)
    signature = ", whose signature was not checked" if older.checkpoint and case.options.server_key is None else ""
    if receipt is not None:
        return f"the ballot of the receipt is event {receipt.height}{signature}"
    return f"the first {older.size} events are those of the older copy{signature}"


def _is_still_to_come(file: File, older: Older) -> bool:
    """While the voting is open, ballots come out in portions: a new receipt is ahead of every public copy."""
    ahead = older.receipt is not None and older.size > len(file.events)
    return ahead and len(file.events_of(EventType.SETUP)) + len(file.events_of(EventType.BALLOT)) == len(file.events)


def _wait_for(case: Case, file: File, older: Older) -> str:
    said = (
        f"the ballot of the receipt is event {older.size - 1}; it has not come out yet: while the voting is open, "
        f"ballots are published in portions, and this copy ends with event {len(file.events) - 1}. Compare again with "
        "a later copy. In a copy made after the end it must be there"
    )
    case.recorder.warn("1.4", said)
    return said
