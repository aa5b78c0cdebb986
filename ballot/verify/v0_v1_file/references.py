"""What the caller has from before: an older copy, a checkpoint or a receipt, and what was already verified of it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ballot.board.checkpoint import parse_checkpoint
from ballot.errors import InvalidEncoding
from ballot.verify.case.case import Case, Options, Unusable
from ballot.verify.v0_v1_file.companion_file import check_companion
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.incremental import Earlier, VerifiedBefore, compare, read_state
from ballot.verify.v0_v1_file.older import Older, compare_with_older, read_older

_KEY: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class References:
    """What this archive is compared with. `mark`: the size of what was verified before; None: no hash is needed."""

    older: Older | None = None
    earlier: Earlier | None = None
    mark: int | None = None


def read_references(case: Case) -> References:
    """Read what the caller named.

    Raises:
        Unusable: it cannot be read, or the options contradict each other.
    """
    options = case.options
    if options.server_key is not None and not _KEY.fullmatch(options.server_key):
        key = options.server_key[:80]
        raise Unusable(f"The server's key is 64 hexadecimal digits, in lower case; {key!r} is not.")
    older = None if options.against is None else read_older(options.against)
    earlier = _read_earlier(options, case.path, older)
    if earlier is None and options.state is None:
        return References(older)
    return References(older, earlier, 0 if earlier is None else earlier.size)


def _read_earlier(options: Options, path: Path, older: Older | None) -> Earlier | None:
    if options.only_new and options.state is not None:
        raise Unusable("Name either a state file, or an older copy of which only new ballots are verified; not both.")
    if options.only_new and older is None:
        raise Unusable("To verify only what is new, name the older copy that you have verified (--against).")
    if options.state is not None:
        return read_state(options.state)
    return _trusted_copy(path, older) if options.only_new and older is not None else None


def _trusted_copy(path: Path, older: Older) -> Earlier:
    """Return what a caller says who has verified this copy before.

    Raises:
        Unusable: it is a checkpoint or a receipt, of which nothing can be verified, or the archive itself.
    """
    if os.path.samefile(path, older.path):
        raise Unusable(f"{older.path} is the archive itself, not an older copy: nothing would be verified.")
    if older.checkpoint is not None:
        raise Unusable(
            f"{older.path} is a checkpoint or a receipt: only the ballots of an older archive can be taken over."
        )
    name = f"the older copy {older.path}"
    said_by = f"{name}, which you say that you have verified"
    return Earlier(name, said_by, older.bytes, older.sha256, older.size, older.last_event)


def sizes_of_checkpoints(case: Case, references: References) -> list[int]:
    """Return the numbers of events for which the Merkle root is needed."""
    older = references.older
    sizes = [older.size] if older is not None and older.checkpoint is not None else []
    for _, record in case.companion.checkpoints:
        try:
            sizes.append(parse_checkpoint(record.note).size)
        except InvalidEncoding:
            continue  # reported with the companion file
    return sizes


def check_references(case: Case, references: References, file: File, uuid: str | None) -> VerifiedBefore:
    """Compare the archive with what is known from before (1.4) and with its companion file (1.5).

    `uuid`: the election's identifier; None: it could not be read.
    """
    before = VerifiedBefore()
    found = []
    if references.older is not None:
        found.append(compare_with_older(case, file, references.older, uuid))
    if references.earlier is not None:
        sentence, before = compare(case, file, references.earlier, uuid)
        found.append(sentence)
    if found:
        case.recorder.passed("1.4", "; ".join(found))
    check_companion(case, file, uuid)
    return before
