"""What the server remembers of every board outside its database, to recognise an old database (W26, W31).

    KEYS/known_checkpoints/UUID       the newest signed checkpoint that is known, a signed note (docs/spec/receipt.md)
    KEYS/known_checkpoints/UUID.bar   one sentence: why this election's ballot box accepts nothing until it is examined

The folder is next to the server's key because it must survive whatever happens to the database. It contains no secret.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ballot import clock
from ballot.board.checkpoint import Checkpoint, parse_checkpoint
from ballot.errors import BallotRefused, BoardInconsistent, ConfigurationError, InvalidEncoding
from ballot.language import lazy
from ballot.secret_file import replace_file, sync_folder

FOLDER: Final = "known_checkpoints"
_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,1000}")
_BARRED: Final = lazy(
    "Nothing is accepted for this election at the moment: its ballot box has to be examined "
    "first. Nothing was changed. Tell the returning officer, and the people who run this site."
)


class KnownCheckpoints:
    """The folder of known checkpoints: checkpoints are only replaced by newer ones, whichever process writes."""

    def __init__(self, keys_dir: Path) -> None:
        self.folder = keys_dir / FOLDER

    def uuids(self) -> list[str]:
        """Return the elections that have a known checkpoint."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _UUID.fullmatch(path.name))

    def newest(self, uuid: str) -> Checkpoint | None:
        """Return the newest known checkpoint of an election, or None.

        Raises: ConfigurationError if the file is damaged.
        """
        path = self._path(uuid)
        if not path.exists():
            return None
        try:
            return parse_checkpoint(path.read_text(encoding="utf-8"))
        except (InvalidEncoding, UnicodeDecodeError):
            raise ConfigurationError(
                f"{path} is not a checkpoint, or it is damaged. Put the copy from your backup of the keys folder back."
            ) from None

    def keep(self, note: str) -> None:
        """Store a checkpoint of our own, durably, unless a newer one is known.

        Raises: BoardInconsistent if another board of the same size is known. ConfigurationError if it cannot be
        written.
        """
        fresh = parse_checkpoint(note)
        uuid = uuid_of(fresh)
        with self._locked():
            known = self.newest(uuid)
            if known is not None and known.size >= fresh.size:
                refuse_other_history(known, fresh.size, fresh.root)
                if known.companion_records >= fresh.companion_records:
                    return
            replace_file(self._path(uuid), note.encode())

    # -- the watch over the boards

    @property
    def watch_file(self) -> Path:
        """The file that the worker of this machine keeps locked; its time is that of the worker's last check."""
        return self.folder / ".keeper"

    def last_look(self) -> dt.datetime | None:
        """Return when the worker last checked all boards, or None if no server has run yet."""
        try:
            return dt.datetime.fromtimestamp(self.watch_file.stat().st_mtime, dt.UTC)
        except FileNotFoundError:
            return None

    def note_unwritable(self) -> None:
        """Record that something could not be written: until the worker has written again, nothing is well (W22).

        Setting the time of a file that exists needs no space.
        """
        if self.watch_file.exists():
            os.utime(self.watch_file, (0, 0))

    @property
    def is_unwritable(self) -> bool:
        """Whether the last attempt to write failed."""
        return self.watch_file.exists() and self.watch_file.stat().st_mtime == 0

    # -- bars

    def bar(self, uuid: str, reason: str) -> None:
        """Make this election's ballot box refuse everything, in any process, until `lift`."""
        if not _UUID.fullmatch(uuid):
            return  # an edited name: no checkpoint has it, and `gone` bars the election that is missing
        with self._locked():
            replace_file(self._bar(uuid), f"{reason}\n".encode())

    def reason(self, uuid: str) -> str | None:
        """Return why the election is barred, or None."""
        if not _UUID.fullmatch(uuid):
            return None
        try:
            return self._bar(uuid).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def barred(self) -> dict[str, str]:
        """Return the barred elections, each with its reason."""
        found = {uuid: self.reason(uuid) for uuid in (path.stem for path in self.folder.glob("*.bar"))}
        return {uuid: reason for uuid, reason in found.items() if reason is not None}

    def lift(self, uuid: str) -> None:
        """Remove a bar, after everything was examined and found right."""
        with self._locked():
            self._bar(uuid).unlink(missing_ok=True)

    def refuse_barred(self, uuid: str) -> None:
        """Refuse whatever would change the election while it is barred.

        Raises: BallotRefused with the code `unavailable`; it does not contain the reason, which is for the operator.
        """
        if _UUID.fullmatch(uuid) and self._bar(uuid).exists():
            raise BallotRefused("unavailable", _BARRED)

    # -- setting known checkpoints aside

    def supersede(self, uuid: str) -> Path:
        """Set the known checkpoint aside as evidence, because ballots were discarded on purpose; return where it is."""
        aside = self.folder / f"{uuid}.superseded-{clock.now():%Y%m%dT%H%M%SZ}"
        with self._locked():
            self._path(uuid).rename(aside)
            sync_folder(self.folder)
        return aside

    # -- files

    def _path(self, uuid: str) -> Path:
        if not _UUID.fullmatch(uuid):
            raise InvalidEncoding(f"{uuid[:80]!r} is not the identifier of an election.")
        return self.folder / uuid

    def _bar(self, uuid: str) -> Path:
        return self._path(uuid).with_suffix(".bar")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the folder: several processes read, compare and write."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
        except OSError as error:
            raise ConfigurationError(
                f"{self.folder} cannot be written ({error.strerror}). The server keeps there what it knows of every "
                "board; it must belong to the server's user."
            ) from error


def uuid_of(checkpoint: Checkpoint) -> str:
    """Return the election that a checkpoint belongs to: the last part of its origin."""
    return checkpoint.origin.rpartition("/")[2]


def refuse_other_history(known: Checkpoint, size: int, root: str) -> None:
    """Refuse a board of `size` events that has another root than the known checkpoint of that size.

    Raises: BoardInconsistent.
    """
    if known.size == size and known.root != root:
        raise BoardInconsistent(
            f"Two boards: the first {size} events have another root than the known checkpoint of {size} events."
        )
