"""The search for copied ballots (check 5.10): no encrypted choice of one voter may occur in another voter's ballot.

The fingerprints of all ciphertexts go into a temporary SQLite database, which keeps and sorts them on disk, so that
even ten million take no memory. If two are equal, the ballots themselves are compared, since fingerprints are short.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Final

from ballot.errors import BallotError
from ballot.verify.case.case import Case
from ballot.verify.v5_ballots.ballot_list import BallotList
from ballot.verify.v5_ballots.work import Examiner, Task, Work

_SUSPECTS: Final = """
SELECT value, voter, ballot FROM fingerprint
WHERE value IN (SELECT value FROM fingerprint GROUP BY value HAVING min(voter) < max(voter))
ORDER BY value, rowid
"""


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BallotError(
            f"Fingerprints of the ballots could not be kept in a temporary file: {error}. "
            "Make room there, or name another folder in TMPDIR."
        ) from None


class CopySearch:
    """Finds ballots of different voters that seem to share a ciphertext."""

    def __init__(self) -> None:
        with _disk():
            self._database = sqlite3.connect("")  # a private file, deleted when it is closed
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("PRAGMA temp_store = FILE")
            self._database.execute("CREATE TABLE fingerprint (value INTEGER, voter INTEGER, ballot INTEGER)")

    def close(self) -> None:
        """Delete the fingerprints."""
        self._database.close()

    def add(self, fingerprints: bytes, owners: array[int], voters: array[int]) -> None:
        """Note fingerprints of 8 bytes each. `owners`: the ballot of each; `voters`: the voter of each ballot."""
        rows = ((value, voters[owner], owner) for value, owner in zip(array("q", fingerprints), owners, strict=True))
        with _disk():
            self._database.executemany("INSERT INTO fingerprint VALUES (?, ?, ?)", rows)

    def suspects(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of ballots of different voters that have a fingerprint in common, each pair once."""
        seen: set[tuple[int, int]] = set()
        with _disk():
            for (value, voter, ballot), (other, second, later) in pairwise(self._database.execute(_SUSPECTS)):
                if value == other and voter != second and (ballot, later) not in seen:
                    seen.add((ballot, later))
                    yield ballot, later

    def check(self, case: Case, cast: BallotList, work: Work) -> set[int]:
        """Report ballots with a ciphertext that is in another voter's ballot too (5.10), and return their numbers."""
        copies = set()
        examiner = Examiner(work)
        try:
            for pair in self.suspects():
                earlier, later = sorted(pair)
                if _ciphertexts(examiner, cast.task(earlier)) & _ciphertexts(examiner, cast.task(later)):
                    copies.add(later)
                    case.recorder.fail(
                        "5.10",
                        "this ballot contains an encrypted choice of another voter's ballot, that of event "
                        f"{cast.heights[earlier]}",
                        cast.heights[later],
                    )
        finally:
            examiner.close()
        return copies


def _ciphertexts(examiner: Examiner, task: Task) -> set[str]:
    """Return the ciphertexts of a ballot as text, without public plaintexts, which several voters may have."""
    choices = examiner.choices(task) or ()
    return {str(c) for row in choices for c in row if not c.alpha.is_identity}
