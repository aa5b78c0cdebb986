"""What a trustee's command works with: the key file, the source of messages, and the tool's state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ballot.cli.database import read_passphrase
from ballot.cli.transport import Door, FileDoor, LinkDoor, PrivateKey, read_link
from ballot.cli.trustee.state_file import Memory, default_state_folder
from ballot.cli.trustee_key import Secret, unlock
from ballot.errors import NotPermitted
from ballot.protocol.setup import TrusteeSecret


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A trustee's key file, and the source of messages for it."""

    key_file: Path
    link: str | None = None
    handout: Path | None = None
    out: Path | None = None
    passphrase_file: Path | None = None
    state: Path | None = None

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
        return Memory(self.state or default_state_folder(), election, self.secret.signing_key.public_hex)

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
