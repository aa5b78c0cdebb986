"""A change of the server's signing key, said on every board in its companion file (docs/spec/companion.md, W30).

The record is signed with the new key and, unless that was lost, with the old one. The key in force follows from the
number of companion lines that a checkpoint speaks of: a thief of the old key can sign nothing that comes after.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from ballot.board.companion import ServerKeyRecord
from ballot.crypto.signing import SigningKey, verify
from ballot.errors import InvalidProof

_LABEL: Final = "ballot/server-key/1"


def _message(uuid: str, event: str, old: str, new: str) -> tuple[bytes, ...]:
    return (uuid.encode(), bytes.fromhex(event), bytes.fromhex(old), bytes.fromhex(new))


def sign_change(uuid: str, event: str, old: SigningKey | str, new: SigningKey) -> ServerKeyRecord:
    """Return the record of a change. `event`: the board's last; `old`: the key, or the public half of a lost one."""
    public = old if isinstance(old, str) else old.public_hex
    message = _message(uuid, event, public, new.public_hex)
    return ServerKeyRecord(
        event=event,
        old=public,
        new=new.public_hex,
        old_signature="" if isinstance(old, str) else old.sign(_LABEL, *message).hex(),
        new_signature=new.sign(_LABEL, *message).hex(),
    )


def verify_change(record: ServerKeyRecord, uuid: str) -> None:
    """Verify the signatures of a change.

    Raises: InvalidProof: a signature is not valid, or the keys are the same.
    """
    if record.old == record.new:
        raise InvalidProof("the new key of the server is the old one")
    message = _message(uuid, record.event, record.old, record.new)
    verify(record.new, bytes.fromhex(record.new_signature), _LABEL, *message)
    if record.old_signature:
        verify(record.old, bytes.fromhex(record.old_signature), _LABEL, *message)


class Succession:
    """The keys of one board, one after the other. `changes`: line of the companion file and record, in order."""

    def __init__(self, changes: Sequence[tuple[int, ServerKeyRecord]]) -> None:
        self.changes = changes
        self._keys = [changes[0][1].old, *(record.new for _, record in changes)] if changes else []
        self._first = {key: at for at, key in reversed(list(enumerate(self._keys)))}
        self._lines = [line for line, _ in changes]
        self._lost = [at for at, (_, record) in enumerate(changes) if not record.old_signature]

    def problem(self) -> str | None:
        """Return what is wrong with the order of the changes, or None."""
        keys = self._keys
        for (_, before), (line, record) in zip(self.changes, self.changes[1:], strict=False):
            if record.old != before.new:
                return f"line {line} of the companion file replaces another key of the server than the one before"
        return "a key of the server comes twice" if len(set(keys)) != len(keys) else None

    def key_at(self, records: int, trusted: str) -> str:
        """Return the key in force when the companion file had `records` lines, on the word of the key that is trusted.

        Backwards the new key vouches for the old; forwards the old one must have signed the change.

        Raises: InvalidProof: the trusted key has no place here, or the chain of signatures is broken (a lost key).
        """
        if not self.changes:
            return trusted
        at = self._first.get(trusted)
        if at is None:
            raise InvalidProof("the given key was never the server's key in this companion file")
        wanted = bisect_right(self._lines, records)
        lost = bisect_left(self._lost, at)
        if lost < len(self._lost) and self._lost[lost] < wanted:
            line = self._lines[self._lost[lost]]
            raise InvalidProof(
                f"the server's key was changed in line {line} of the companion file without the old key, which was "
                "lost: give the newer key"
            )
        return self._keys[wanted]
