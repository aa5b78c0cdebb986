"""What V3 gives to all later phases: the trustees, numbered from 1 over the whole list, and their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ballot.crypto.group import Group, Point
from ballot.errors import InvalidEncoding
from ballot.protocol.trustees import Trustees


@dataclass(frozen=True, slots=True)
class TrusteeKeys:
    """All trustees. A key is None if it is unusable; `trustees` is None if not even their number is known."""

    keys: tuple[Point | None, ...] = ()
    names: tuple[str, ...] = ()
    certificates: Mapping[int, str] = field(default_factory=dict)  # owner -> SHA-256 of a threshold certificate
    trustees: Trustees | None = None

    def who(self, owner: int) -> str:
        """Return the number of a trustee, and the name if there is one."""
        return _who(self.names, owner)


class KeyList:
    """The keys that were read so far, while V3 runs."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.keys: list[Point | None] = []
        self.names: list[str] = []
        self.certificates: dict[int, str] = {}

    def add(self, key: Point | None, name: str) -> None:
        """Add the key of the next trustee."""
        self.keys.append(key)
        self.names.append(name)

    def parse(self, text: str) -> Point | None:
        """Return a key, or None if it is unusable (which is reported elsewhere)."""
        try:
            return self.group.parse(text)
        except InvalidEncoding:
            return None

    def who(self, owner: int) -> str:
        """Return the number of a trustee, and the name if there is one."""
        return _who(self.names, owner)

    def done(self, trustees: Trustees | None) -> TrusteeKeys:
        """Return what later phases need."""
        return TrusteeKeys(tuple(self.keys), tuple(self.names), self.certificates, trustees)


def _who(names: Sequence[str], owner: int) -> str:
    name = names[owner - 1] if owner <= len(names) else ""
    return f"trustee {owner} ({name})" if name else f"trustee {owner}"
