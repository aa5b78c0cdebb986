"""Check 1.5: the companion file belongs to this archive, and its charter is the one that the election names."""

from __future__ import annotations

from typing import Final

from ballot.board.companion import CheckpointRecord
from ballot.records.charter import Charter, charter_hash, is_ambiguous, split_description
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.companion import events_of
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.checkpoints import check_checkpoint, lines_signed
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.server_keys import check_changes

_NO_CHARTER: Final = "the rule of the count and the policy could not be checked"


def find_charter(case: Case, description: str | None) -> Charter | None:
    """Return the charter in the companion file if the election's description names it."""
    if description is None:
        if case.companion.present:
            case.recorder.skip("the election record could not be read", "1.5")
        return None
    wanted = split_description(description)[1]
    charter = case.companion.charter
    if is_ambiguous(description):
        sentence = "“Charter SHA-256” is in the election's description, and not in its exact last line"
        case.recorder.fail("1.5", sentence, 0)
    if wanted is None:
        if charter is not None:
            case.recorder.fail("1.5", "the companion file has a charter that the election does not name", 0)
        return None
    if charter is None:
        reason = "the companion file has no charter" if case.companion.present else "there is no companion file"
        case.recorder.skip(reason, "1.5")
        strict = case.options.strict and case.companion.present  # if there is no file at all, check 8.5 says so
        report = case.recorder.fail if strict else case.recorder.warn
        report("1.5", f"{reason}: {_NO_CHARTER}")
    elif charter_hash(charter) != wanted:
        case.recorder.fail("1.5", "the charter in the companion file is not the one that the election names", 0)
        return None
    return charter


def check_companion(case: Case, file: File, uuid: str | None) -> None:
    """Check that the companion file and its checkpoints belong to this archive."""
    companion, recorder = case.companion, case.recorder
    if not companion.present:
        return
    for problem in companion.problems:
        recorder.fail("1.5", problem)
    ended = bool(file.events_of(EventType.RESULT))
    for line, record in companion.records:
        expected = events_of(record)
        event = file.events.find(bytes.fromhex(record.event))
        if event is None:
            report = recorder.fail if ended else recorder.warn  # an archive may be older than its companion file
            report("1.5", f"line {line} of the companion file belongs to an event that is not in this archive")
        elif expected is not None and event.type not in (*expected, None):
            recorder.fail("1.5", f"line {line} of the companion file belongs to an event of another type")
    check_changes(case, uuid)
    for line, record in companion.checkpoints:
        check_checkpoint(case, file, line, record, uuid)
    _settle_signatures(case, file)
    recorder.passed("1.5", f"{len(companion.hashes) - 1} lines of the companion file belong to this archive")


def _settle_signatures(case: Case, file: File) -> None:
    """Say which lines no checked signature covers: anybody could have written them.

    The server signs when it makes the tally and when it publishes the result. Before that, there may be no signature
    yet, or newer lines.
    """
    companion, skip = case.companion, case.recorder.skip
    if case.options.server_key is None:
        if companion.checkpoints:
            which = f"the signatures of {some(len(companion.checkpoints), 'checkpoint')} were not checked"
            skip(f"{which}, since no server key was given (--server-key); all else that 1.5 demands was", "1.5")
        return
    covered = lines_signed(case)
    beyond = [line for line, record in companion.records if line > covered and not isinstance(record, CheckpointRecord)]
    if not companion.checkpoints:
        which, signed_at = "there is no checkpoint", EventType.ENCRYPTED_TALLY
    elif beyond:
        which, signed_at = f"line {beyond[0]} is the first that no checkpoint covers", EventType.RESULT
    else:
        return
    sentence = f"the server's signature does not cover the whole companion file: {which}"
    if file.events.count(signed_at):
        case.recorder.fail("1.5", sentence)
    else:
        skip(sentence, "1.5")
