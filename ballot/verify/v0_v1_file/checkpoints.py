"""Checkpoints in the companion file, or given by the caller: their root, their origin and their signature."""

from __future__ import annotations

from ballot.board.checkpoint import parse_checkpoint
from ballot.board.companion import CheckpointRecord
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.server_keys import check_signature


def compare_checkpoint(case: Case, file: File, check: str, note: str, uuid: str | None) -> None:
    """Compare a checkpoint's root, origin and signature with this archive."""
    fail, checkpoint = case.recorder.fail, parse_checkpoint(note)
    if checkpoint.size and file.roots.get(checkpoint.size, b"").hex() != checkpoint.root:
        fail(
            check,
            f"the checkpoint of {checkpoint.size} events has another root than this archive: history was changed",
            checkpoint.size - 1,
        )
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
    if checkpoint.size > len(file.events):
        report = fail if file.events_of(EventType.RESULT) else case.recorder.warn  # the archive may be the older one
        report("1.5", f"a checkpoint in the companion file is of {checkpoint.size} events; this archive has fewer")
        return
    compare_checkpoint(case, file, "1.5", record.note, uuid)
    if checkpoint.size and file.events[checkpoint.size - 1].digest.hex() != record.event:
        fail(
            "1.5", f"line {line} of the companion file: the checkpoint does not end with the event that the line names"
        )
    known = case.companion.hashes
    if checkpoint.companion_records >= len(known) or known[checkpoint.companion_records] != checkpoint.companion_hash:
        fail(
            "1.5", f"line {line} of the companion file: the checkpoint lists other companion records than this file has"
        )


def records_covered(record: CheckpointRecord) -> int:
    """Return how many lines a checkpoint covers, whichever line it is on itself."""
    try:
        return parse_checkpoint(record.note).companion_records
    except InvalidEncoding:
        return 0  # reported with the companion file
