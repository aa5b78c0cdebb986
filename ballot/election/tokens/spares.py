"""Spare tokens: made at the freeze, on the public list of credentials from the start, and unassigned until needed.

The charter says which credentials are spare. The box accepts no ballot with one before it is issued, to replace a lost
token or to a member who was added to the roll (`roll_changes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ballot.crypto.credentials import new_token, public_credential
from ballot.crypto.group import ED25519
from ballot.crypto.spare_numbers import MOST, numbers_by_weight
from ballot.election.ballot_token import IssuedToken
from ballot.election.scene import Scene
from ballot.election.tokens.seal import TokenSeal
from ballot.errors import NotPermitted
from ballot.language import ngettext
from ballot.store.models.board import BarredCredential
from ballot.store.models.election import Election
from ballot.store.models.roll import SealedToken


class Spare(msgspec.Struct, frozen=True):
    """A spare token and its public half. Its repr shows neither."""

    credential: str
    weight: int
    token: str

    def __repr__(self) -> str:
        return "Spare()"


def make_spares(election: Election, weights: Iterable[int], number: int) -> list[Spare]:
    """Make spare tokens: `number` or, for a roll with weights, a few more. Nothing is stored.

    Raises: NotPermitted if there would be too many.
    """
    numbers = numbers_by_weight(weights, number)
    if not 0 <= number <= MOST or sum(numbers.values()) > MOST:
        raise NotPermitted(
            ngettext(
                "An election has at most %(num)s spare token", "An election has at most %(num)s spare tokens", MOST
            )
            + (
                ngettext(
                    ", and with %(num)s different weight it would have more: choose none.",
                    ", and with %(num)s different weights it would have more: choose none.",
                    len(numbers),
                )
                if number
                else "."
            )
        )
    return [_make(election, weight) for weight, count in numbers.items() for _one in range(count)]


def _make(election: Election, weight: int) -> Spare:
    token = new_token()
    return Spare(str(public_credential(ED25519, election.uuid, token)), weight, token)


def store_spares(scene: Scene, spares: Sequence[Spare], seal: TokenSeal | None) -> None:
    """Keep the spare tokens sealed, and bar their credentials."""
    _store(scene.session, [_sealed(scene.election, seal, spare.credential, spare.token) for spare in spares])
    bar_spares(scene, {spare.credential: spare.weight for spare in spares})


def store_waiting(scene: Scene, issued: Iterable[IssuedToken], channel: str, seal: TokenSeal | None) -> None:
    """Keep members' tokens sealed until their letters are printed, or the file that contains them is saved."""
    rows = [
        _sealed(scene.election, seal, entry.member.credential or "", entry.token)
        | {"member_id": entry.member.id, "channel": channel}
        for entry in issued
    ]
    _store(scene.session, rows)


def _sealed(election: Election, seal: TokenSeal | None, credential: str, token: str) -> dict[str, Any]:
    if seal is None:
        raise ValueError("a token cannot wait without being sealed")
    sealed = seal.seal(election.uuid, credential, token)
    return {"election_id": election.id, "credential": credential, "sealed": sealed}


def _store(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(SealedToken), rows)


def bar_spares(scene: Scene, weights: Mapping[str, int]) -> None:
    """Bar these credentials from casting until they are issued. `weights`: of each."""
    rows = [
        {"election_id": scene.election.id, "credential": credential, "weight": weight}
        for credential, weight in weights.items()
    ]
    if rows:
        scene.session.execute(insert(BarredCredential), rows)


def next_spare(scene: Scene, weight: int) -> SealedToken | None:
    """Return an unassigned spare token of a weight, locked. Credentials are random: their order reveals nothing."""
    same = (BarredCredential.election_id == SealedToken.election_id) & (
        BarredCredential.credential == SealedToken.credential
    )
    query = select(SealedToken).join(BarredCredential, same).where(SealedToken.election_id == scene.election.id)
    free = query.where(SealedToken.member_id.is_(None), BarredCredential.weight == weight)
    return scene.session.scalar(free.order_by(SealedToken.credential).limit(1).with_for_update(of=SealedToken))


def spares_by_weight(scene: Scene) -> dict[int, int]:
    """Return how many spare credentials are unassigned, by weight."""
    spare = (BarredCredential.election_id == scene.election.id, BarredCredential.revoked_at.is_(None))
    query = select(BarredCredential.weight, func.count()).where(*spare).group_by(BarredCredential.weight)
    return {row[0]: row[1] for row in scene.session.execute(query.order_by(BarredCredential.weight))}


def spares_left(scene: Scene) -> int:
    """Return how many spare credentials are unassigned."""
    return sum(spares_by_weight(scene).values())


def barred(scene: Scene) -> list[BarredCredential]:
    """Return the credentials of the list that can cast no ballot."""
    return list(
        scene.session.scalars(select(BarredCredential).where(BarredCredential.election_id == scene.election.id))
    )
