"""Which public credentials are spare, from which event on a spare is in force, and which ones were revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

NEVER: Final = 2**62  # later than every event


@dataclass(frozen=True, slots=True)
class TokenHistory:
    """Credentials by their numbers in the list (`Voters.find`)."""

    spares: Mapping[int, int] = field(default_factory=dict)  # spare -> height of the event after which it is in force
    replaced: Mapping[int, int] = field(default_factory=dict)  # credential -> number of its replacement
    removed: Mapping[int, int] = field(default_factory=dict)  # credential -> number of the removal of its member
    added: int = 0  # members who were added after the freeze
    spare_weight: int = 0  # of all spares
    moved_weight: int = 0  # of the members who were added, less that of those who were removed

    @property
    def changed(self) -> bool:
        """Whether there are spare credentials, or any that were revoked."""
        return bool(self.spares or self.replaced or self.removed)

    def fault(self, voter: int, height: int) -> str:
        """Say why a credential was not in force at an event, or "" if it was."""
        if voter in self.replaced:
            return (
                f"the token of this ballot was replaced (replacement {self.replaced[voter]}): it must not be used, and "
                "a token with which a ballot was cast must not be replaced"
            )
        if voter in self.removed:
            return (
                f"the token of this ballot was revoked (removal {self.removed[voter]}): it must not be used, and a "
                "member with whose token a ballot was cast must not be removed from the roll"
            )
        issued = self.spares.get(voter, -1)
        if issued == NEVER:
            return "this ballot was cast with a spare token that was issued to nobody"
        if issued >= height:
            return "this ballot was cast with a spare token before that was issued"
        return ""
