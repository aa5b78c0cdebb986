"""What a trustee's command works with: the key file, the source of messages, and the tool's state.

The key file is compared with what the server or the officer's file says before anything else is done, so that nobody
who picked a wrong file is told that somebody cheats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from ballot.cli.database import read_passphrase
from ballot.cli.transport import Door, FileDoor, LinkDoor, PrivateKey, Status, read_link
from ballot.cli.trustee.state_file import Memory, SetupPin, default_state_folder
from ballot.cli.trustee_key import WRONG_KEY, Secret, unlock
from ballot.errors import NotPermitted
from ballot.protocol.setup import TrusteeSecret


def read_status(door: Door) -> Status:
    """Return what comes next.

    Raises:
        NotPermitted: the server talks about another election than the one of the personal link.
    """
    status = door.get("status", Status)
    if status.election.uuid != door.election:
        raise NotPermitted("Nothing was done: the server's answer is about another election than your personal link.")
    return status


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A trustee's key file, and the source of messages for it."""

    key_file: Path
    link: str | None = None
    handout: Path | None = None
    out: Path | None = None
    passphrase_file: Path | None = None
    state: Path | None = None
    setup_event: str | None = None  # as the trustee was told by other means

    @cached_property
    def secret(self) -> Secret:
        """The opened key file; asks for the passphrase when it is first needed."""
        return unlock(self.key_file, read_passphrase(self.passphrase_file, "Passphrase of the key file"))

    @cached_property
    def door(self) -> Door | None:
        """The server behind the link, or the officer's file; None if there is neither."""
        if self.handout is not None:
            return FileDoor(self.handout, self.answer_file("answer"))
        link = read_link(self.link, self.key_file)
        return None if link is None else LinkDoor(link)

    def answer_file(self, kind: str) -> Path:
        """Return the path for a file to send."""
        return self.out or self.key_file.with_suffix(f".{kind}.json")

    def memory(self, election: str) -> Memory:
        """Return this tool's state for this key in an election."""
        return Memory(self._folder, election, self.secret.signing_key.public_hex)

    @property
    def _folder(self) -> Path:
        return self.state or default_state_folder()

    def status(self, door: Door) -> Status:
        """Return what comes next, after the key file and the Setup event were compared.

        Raises:
            NotPermitted: the key file of somebody else, or another Setup event than before.
        """
        status = read_status(door)
        if status.trustee.signing_key not in (None, self.secret.signing_key.public_hex):
            raise NotPermitted(WRONG_KEY)
        self.pin_setup(door.election, status.election.setup_event)
        return status

    def pin_setup(self, election: str, seen: str | None) -> None:
        """Remember the Setup event and show it when it is first seen, or refuse another (T5)."""
        pin = SetupPin(self._folder, election)
        if self.setup_event is not None:
            pin.pin(self.setup_event)
        if seen is not None and pin.pin(seen):
            click.echo(
                f"Setup event {seen}\nThis is the first time that this tool sees it: compare it with the announcement "
                "of the election, or with the other trustees. From now on, another one is refused."
            )

    def refuse_other_election(self, election: str) -> None:
        """Refuse an archive of another election than that of the personal link or of the officer's file.

        Raises:
            NotPermitted: it is another one.
        """
        if self.door is not None and self.door.election != election:
            source = "your personal link" if isinstance(self.door, LinkDoor) else "the officer's file"
            raise NotPermitted(f"Nothing was done: the archive is of another election than {source}.")

    def need_door(self) -> Door:
        """Return the transport.

        Raises:
            NotPermitted: there is neither a link nor a file from the officer.
        """
        if self.door is None:
            raise NotPermitted("Give your personal link with --link, or the officer's file with --from.")
        return self.door

    def private_key(self) -> str | None:
        """Return a threshold trustee's encrypted share, which the server stores; None for a separate key."""
        if isinstance(self.secret, TrusteeSecret):
            return None
        return self.need_door().get("private-key", PrivateKey).private_key
