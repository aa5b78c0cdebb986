"""Changes of a frozen roll: tokens are replaced, members added and removed, each by two people (check 4.5).

The right to vote is a public credential on the list of the Setup event, and that list never changes. So a change of the
roll says which credential of the list is in force from now on, and which is no longer: a line of the companion file,
and a bar that the ballot box checks. Changing and casting take the same lock, so that no credential is both revoked and
voted with. The lines are numbered across all three kinds: none can be dropped unseen.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ballot import clock
from ballot.board.companion import AdmissionRecord, RemovalRecord, ReplacementRecord, RollChange
from ballot.election.board_facts import context_of
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store import board
from ballot.store.models.board import BarredCredential, BoardHead
from ballot.store.models.election import Election

STATES: Final = ("frozen", "open")


class RollChanges(msgspec.Struct, frozen=True):
    """How many tokens were replaced, members added and members removed since the freeze."""

    replaced: int
    added: int
    removed: int

    @property
    def number(self) -> int:
        """The number of the last line about it."""
        return self.replaced + self.added + self.removed


def roll_changes(scene: Scene) -> RollChanges:
    """Return how often the roll was changed since the freeze."""
    kinds = (ReplacementRecord, AdmissionRecord, RemovalRecord)
    return RollChanges(*(board.count_companion_records(scene.session, scene.election, kind) for kind in kinds))


def replacing_credentials(scene: Scene) -> frozenset[str]:
    """Return the credentials that replace an earlier one."""
    return frozenset(
        record.spare for record in board.companion_records_of(scene.session, scene.election, ReplacementRecord)
    )


def added_credentials(scene: Scene) -> frozenset[str]:
    """Return the credentials that were issued to members who were added."""
    return frozenset(
        record.spare for record in board.companion_records_of(scene.session, scene.election, AdmissionRecord)
    )


def refuse_after_the_voting(election: Election) -> None:
    """Refuse a change after which nobody could vote, or one before the freeze. Raises: NotPermitted."""
    require_state(election, *STATES)
    if election.closes_at is not None and clock.now() >= election.closes_at:
        raise NotPermitted(_("The voting is over: the roll cannot be changed, and no token replaced any more."))


def weight_in_force(scene: Scene, credential: str) -> int:
    """Return the weight of a credential that can be revoked, if no ballot was cast with it.

    Raises: NotPermitted if it is not on the list, was revoked before, or is a spare that nobody has.
    """
    weight = context_of(scene).weights.get(credential)
    if weight is None:
        raise NotPermitted(_("The public credential that is to be revoked is not one of this election."))
    if scene.session.get(BarredCredential, (scene.election.id, credential), populate_existing=True) is not None:
        raise NotPermitted(_("This token was replaced or revoked before, or is a spare one that nobody has."))
    return weight


def weight_of_spare(scene: Scene, credential: str) -> int:
    """Return the weight of a spare credential that nobody has. Raises: NotPermitted if it is none, or was issued."""
    spare = scene.session.get(BarredCredential, (scene.election.id, credential), populate_existing=True)
    if spare is None or spare.revoked_at is not None:
        raise NotPermitted(_("The spare credential is none, or was issued before. Take another one."))
    return spare.weight


def replace_credential(scene: Scene, head: BoardHead, revoked: str, spare: str, reason: str) -> int:
    """Record that a spare replaces a credential, and return the number of the line.

    Here and below the caller has locked the board (`head`), and has checked that the change is allowed.
    """
    _bar(scene, revoked, _free(scene, spare), removed=False)
    return _write(scene, head, ReplacementRecord, revoked=revoked, spare=spare, reason=reason)


def issue_credential(scene: Scene, head: BoardHead, spare: str, reason: str) -> int:
    """Record that a member was added, with this spare, and return the number of the line."""
    _free(scene, spare)
    return _write(scene, head, AdmissionRecord, spare=spare, reason=reason)


def revoke_credential(scene: Scene, head: BoardHead, revoked: str, reason: str) -> int:
    """Record that a member was removed, with this credential, and return the number of the line."""
    _bar(scene, revoked, weight_in_force(scene, revoked), removed=True)
    return _write(scene, head, RemovalRecord, revoked=revoked, reason=reason)


def _free(scene: Scene, spare: str) -> int:
    """Let the ballot box accept ballots with a spare, and return its weight."""
    freed = scene.session.get_one(BarredCredential, (scene.election.id, spare))
    scene.session.delete(freed)
    return freed.weight


def _bar(scene: Scene, credential: str, weight: int, *, removed: bool) -> None:
    row = BarredCredential(election_id=scene.election.id, credential=credential, weight=weight, removed=removed)
    row.revoked_at = clock.now()
    scene.session.add(row)


def _write(scene: Scene, head: BoardHead, kind: type[RollChange], **said: Any) -> int:
    scene.session.flush()
    number = roll_changes(scene).number + 1
    board.append_companion(scene.session, scene.election, kind(event=head.hash or "", number=number, **said))
    return number
