"""Which key must have signed a checkpoint: the server's key may have changed while the election ran (1.5)."""

from __future__ import annotations

from collections.abc import Iterator

from ballot.board.checkpoint import Checkpoint, verify_checkpoint
from ballot.board.server_keys import verify_change
from ballot.errors import InvalidProof
from ballot.verify.case.case import Case


def check_changes(case: Case, uuid: str | None) -> None:
    """Check that every change of the server's key is signed and follows the one before."""
    if uuid is None:
        return  # reported with the election; without it no signature can be checked
    succession = case.companion.succession
    for line, record in succession.changes:
        try:
            verify_change(record, uuid)
        except InvalidProof as error:
            case.recorder.fail("1.5", f"line {line} of the companion file changes the server's key: {error}")
    problem = succession.problem()
    if problem:
        case.recorder.fail("1.5", problem)


def check_signature(case: Case, note: str, checkpoint: Checkpoint) -> None:
    """Check that a checkpoint is signed with the key that was in force then.

    Raises: InvalidProof, InvalidEncoding: it is not, or the key that was given does not show it.
    """
    if case.options.server_key is not None:
        verify_checkpoint(note, key_in_force(case, checkpoint))


def key_in_force(case: Case, checkpoint: Checkpoint) -> str:
    """Return the server's key at the time of a checkpoint, on the word of the key that was given.

    Raises: InvalidProof: the key that was given does not show it.
    """
    assert case.options.server_key is not None
    return case.companion.succession.key_at(checkpoint.companion_records, case.options.server_key)


def changes_to_compare(case: Case) -> Iterator[str]:
    """Yield what the reader must still compare: only a person can say that a new key is the organisation's."""
    for line, record in case.companion.succession.changes:
        lost = "" if record.old_signature else " It is not signed with the old key, which is said to be lost."
        yield (
            f"The server's key was changed (line {line} of the companion file). Has the organisation announced "
            f"{record.new} as its new key?{lost}"
        )
