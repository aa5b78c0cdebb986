"""What a trustee's tool remembers (M8): the Setup event, what it shuffled, which tally it opened.

The server could ask for a second, slightly different tally and learn a single vote from the difference. So the tool
never forgets, even if the server says that something was lost. Everything is written before the server gets an answer,
under the election of the personal link (or of the archive, or of the officer's file).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from ballot.crypto.hashing import sha256_hex
from ballot.errors import BoardInconsistent, NotPermitted
from ballot.secret_file import replace_file

T = TypeVar("T")


class Memorandum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was opened with one key in one election: `shuffle` is the hash of the last shuffle before it, or ""."""

    election: str
    signing_key: str
    setup_event: str
    tally: str
    shuffle: str


class _Mixed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was shuffled with one key: the tally at the start, and the hashes of the shuffles made."""

    setup_event: str
    tally: str
    shuffles: tuple[str, ...]


class _Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hash of something that must be the same every time."""

    digest: str


class _StateFiles:
    """Files of the state folder whose names begin with the hash of what they are about."""

    def __init__(self, folder: Path, about: str) -> None:
        self._folder = folder
        self._name = sha256_hex(about.encode())

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._name}.{ending}"

    def _load(self, ending: str, type_: type[T]) -> T | None:
        path = self._path(ending)
        if not path.exists():
            return None
        try:
            return msgspec.json.decode(path.read_bytes(), type=type_)
        except msgspec.MsgspecError as error:
            raise BoardInconsistent(f"{path} is damaged, so nothing is decrypted or shuffled: {error}") from None

    def _save(self, ending: str, content: bytes) -> None:
        replace_file(self._path(ending), content)


class SetupPin(_StateFiles):
    """The Setup event of an election as it was first seen, whatever key was used."""

    def __init__(self, folder: Path, election: str) -> None:
        super().__init__(folder, election)

    def pin(self, setup_event: str) -> bool:
        """Remember the Setup event; return whether it is the first.

        Raises:
            NotPermitted: another one was seen before (T5).
        """
        before = self._load("setup.json", _Seen)
        if before is None:
            self._save("setup.json", msgspec.json.encode(_Seen(setup_event)))
        elif before.digest != setup_event:
            raise NotPermitted(
                f"Nothing was done: the Setup event of this election is {setup_event}, and it was {before.digest} "
                "before. Somebody may have set up the election a second time, with other trustees or members. Compare "
                "both with the announcement of the election, and tell the other trustees and the auditors. (The first "
                f"is remembered in {self._path('setup.json')}.)"
            )
        return before is None


class Memory(_StateFiles):
    """What one key was used for in one election."""

    def __init__(self, folder: Path, election: str, signing_key: str) -> None:
        super().__init__(folder, f"{election}|{signing_key}")

    # -- decryption

    def refuse_another_tally(self, opened: Memorandum) -> None:
        """Refuse a tally other than the one that was opened before (attacks T13, T14).

        Raises:
            NotPermitted: this key has already opened a different tally of this election.
        """
        before = self._load("json", Memorandum)
        if before is not None and before != opened:
            raise NotPermitted(
                "Nothing was decrypted: this key has already opened a different tally of this election "
                f"({before.tally}). The difference between two tallies reveals single votes. Ask the other trustees "
                "what they were sent, and tell the auditors."
            )

    def remember(self, opened: Memorandum) -> None:
        """Durably record which tally is being opened, before the share exists."""
        self._save("json", msgspec.json.encode(opened))

    def share(self) -> bytes | None:
        """Return the share made before: a second one would not match the commitment (M3)."""
        path = self._path("share")
        return path.read_bytes() if path.exists() else None

    def keep_share(self, share: bytes) -> None:
        """Store the share. It will not be secret once it is published."""
        self._save("share", share)

    # -- shuffles

    def refuse_another_mixnet(self, setup_event: str, tally: str) -> None:
        """Refuse to shuffle another tally than before.

        Raises:
            NotPermitted: this key has shuffled a different tally of this election.
        """
        before = self._load("shuffle.json", _Mixed)
        if before is not None and (before.setup_event, before.tally) != (setup_event, tally):
            raise NotPermitted(
                "Nothing was shuffled or decrypted: this key has already shuffled a different tally of this election "
                f"({before.tally}). Ask the other trustees what they were sent, and tell the auditors."
            )

    def remember_shuffle(self, setup_event: str, tally: str, shuffle: str) -> None:
        """Record the hash of a shuffle before it is submitted."""
        before = self._load("shuffle.json", _Mixed)
        made = () if before is None else before.shuffles
        self._save("shuffle.json", msgspec.json.encode(_Mixed(setup_event, tally, (*made, shuffle))))

    def refuse_lost_shuffle(self, on_the_board: tuple[str, ...]) -> None:
        """Refuse to decrypt if this trustee has shuffled and none of these shuffles is on the board.

        Raises:
            NotPermitted: without the shuffle the ballots could be traced.
        """
        before = self._load("shuffle.json", _Mixed)
        if before is not None and not set(before.shuffles) & set(on_the_board):
            raise NotPermitted(
                "Nothing was decrypted: you shuffled the ballots, and your shuffle is not on the bulletin board. "
                "Somebody has left it out. Tell the other trustees and the auditors."
            )

    # -- key generation

    def remember_generation(self, generation: str) -> None:
        """Remember the hash of what all trustees handed in first, before anything is sent that rests on it (M4).

        Raises:
            NotPermitted: another one was shown before.
        """
        self.refuse_another_generation(generation)
        self._save("generation.json", msgspec.json.encode(_Seen(generation)))

    def refuse_another_generation(self, generation: str) -> None:
        """Refuse certificates or commitments other than those that were shown in the key generation (T3, T5).

        Raises:
            NotPermitted: they are not the same.
        """
        before = self._load("generation.json", _Seen)
        if before is not None and before.digest != generation:
            raise NotPermitted(
                "Nothing was done: the trustees' certificates or commitments are not those that the server showed "
                "before. Somebody changed them in between. Tell the other trustees; before the freeze, start the key "
                "generation again."
            )


def default_state_folder() -> Path:
    """Return the folder for the state of programs, according to the desktop's conventions."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "ballot" / "trustee"
