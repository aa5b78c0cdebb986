"""Checkpoints in the companion file, or given by the caller: their root, their origin and their signature."""

from __future__ import annotations

from ballot.board.checkpoint import Checkpoint, parse_checkpoint
from ballot.board.companion import CheckpointRecord
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.server_keys import check_signature


def compare_checkpoint(case: Case, file: File, check: str, note: str, uuid: str | None) -> None:
    """Compare a checkpoint's root, origin and signature with this archive."""
    checkpoint = parse_checkpoint(note)
    if checkpoint.size and file.roots.get(checkpoint.size, b"").hex() != checkpoint.root:
        case.recorder.fail(
            check,
            f"the checkpoint of {checkpoint.size} events has another root than this archive: history was changed",
            checkpoint.size - 1,
        )
    _check_origin(case, check, note, uuid)


def _check_origin(case: Case, check: str, note: str, uuid: str | None) -> None:
    """Check of which election a checkpoint is, and its signature."""
    fail, checkpoint = case.recorder.fail, parse_checkpoint(note)
    if uuid is not None and checkpoint.origin.rsplit("/", 1)[-1] != uuid:
        fail(check, f"the checkpoint is of {checkpoint.origin}, another election")
    try:
        check_signature(case, note, checkpoint)
    except (InvalidProof, InvalidEncoding) as error:
        fail(check, f"a checkpoint of {checkpoint.size} events: {error}")


def check_checkpoint(case: Case, file: File, line: int, record: CheckpointRecord, uuid: str | None) -> None:
    """Check one checkpoint of the companion file (1.5)."""
    fail = case.recorder.fail
    try:
        checkpoint = parse_checkpoint(record.note)
    except InvalidEncoding as error:
        fail("1.5", f"line {line} of the companion file: {error}")
        return
    _check_lines(case, line, checkpoint)
    if checkpoint.size > len(file.events):
        report = fail if file.events_of(EventType.RESULT) else case.recorder.warn  # the archive may be the older one
        report("1.5", f"a checkpoint in the companion file is of {checkpoint.size} events; this archive has fewer")
        _check_origin(case, "1.5", record.note, uuid)
        return
    compare_checkpoint(case, file, "1.5", record.note, uuid)
    if checkpoint.size and file.events[checkpoint.size - 1].digest.hex() != record.event:
        fail(
            "1.5", f"line {line} of the companion file: the checkpoint does not end with the event that the line names"
        )


def _check_lines(case: Case, line: int, checkpoint: Checkpoint) -> None:
    """Check that a checkpoint covers the lines that this companion file begins with."""
    known = case.companion.hashes
    if checkpoint.companion_records >= len(known) or known[checkpoint.companion_records] != checkpoint.companion_hash:
        sentence = f"line {line} of the companion file: the checkpoint lists other companion records than this file has"
        case.recorder.fail("1.5", sentence)


def lines_signed(case: Case) -> int:
    """Return how many lines of the companion file the server has signed, by the key that was given; 0: no key was.

    Whatever is wrong with a checkpoint has been reported by 1.5.
    """
    if case.options.server_key is None:
        return 0
    return max((_records_covered(record) for _, record in case.companion.checkpoints), default=0)


def _records_covered(record: CheckpointRecord) -> int:
    """Return how many lines a checkpoint covers, whichever line it is on itself."""
    try:
        return parse_checkpoint(record.note).companion_records
    except InvalidEncoding:
        return 0  # reported with the companion file
