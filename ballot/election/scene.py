"""A scene: the transaction, the election, the person and the server of an act.

Pages and commands make one, and acts take it. It contains no time: an act that waited for the board's lock has to read
the clock afterwards (B4, W24), so time stays with `ballot.clock.now()` (docs/decisions/0031).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from ballot.election.identity import ServerIdentity
from ballot.store.models.election import Election
from ballot.store.models.people import Officer


@dataclass(frozen=True, slots=True)
class Scene:
    """`person`: who acts, None if the clock or a program does. `identity`: who signs, if something is signed.

    `name`: how the log names the actor, if that is not the person's name.
    """

    session: Session
    election: Election
    person: Officer | None = None
    identity: ServerIdentity | None = None
    name: str = ""

    @property
    def who(self) -> str:
        """Who acts, as the log names them; empty if that was not given."""
        return self.name or ("" if self.person is None else self.person.name)

    @property
    def actor(self) -> Officer:
        """Who acts, in an act that only a person can do."""
        assert self.person is not None, "this act takes a person"
        return self.person

    @property
    def signer(self) -> ServerIdentity:
        """Who signs, in an act that the server signs."""
        assert self.identity is not None, "this act takes the server's identity"
        return self.identity

    def by(self, person: Officer) -> Scene:
        """Return the same scene with somebody else acting."""
        return replace(self, person=person)

    def signed_by(self, identity: ServerIdentity) -> Scene:
        """Return the same scene with this server signing."""
        return replace(self, identity=identity)
