"""Replacements that the registrar asks for: two public credentials and a reason, on a list for the two officers.

    waiting (for the first officer) -> proposed (waits for the second) -> done
                                    -> void: the token was replaced by another spare one, or the spare one is taken

Whose token it is, the registrar alone knows. Whether a ballot was cast with it is not looked at here: the officers are
told, who do not know whose it is.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.board.companion import ReplacementRecord
from ballot.election import acts as joint_acts
from ballot.election import log
from ballot.election.amendments.registrar import KIND, refuse_wrong_pair
from ballot.election.amendments.replacing import REASONS
from ballot.election.tokens import spares
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.roll import RegistrarRequest

Credential = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Exchange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which public credential is to be revoked, which spare one comes into force, and why (one of REASONS)."""

    revoked: Credential
    spare: Credential
    reason: str


class Asked(Exchange, frozen=True, kw_only=True):
    """A request, and what became of it: waiting, proposed, done or void."""

    asked_at: dt.datetime
    state: str


def ask(session: Session, election: Election, wanted: Exchange) -> None:
    """Put a request on the officers' list, in the place of an earlier one about the same token.

    Raises: NotPermitted if these credentials cannot be exchanged, another request has the spare one, or two
        officers are about to replace the token.
    """
    if wanted.reason not in REASONS:
        raise NotPermitted(
            _(
                "The reason is “%(reason)s”; it must be %(reasons)s.",
                reason=wanted.reason[:40],
                reasons=", ".join(REASONS),
            )
        )
    board.lock(session, election.id)  # a spare one, or a token, may be asked for twice at this moment
    refuse_wrong_pair(session, election, {"revoked": wanted.revoked, "spare": wanted.spare})
    if any(one.spare == wanted.spare and one.revoked != wanted.revoked for one in _rows(session, election)):
        raise NotPermitted(_("Another request has this spare credential. Take the next one of your file."))
    if wanted.revoked in _proposed(session, election):
        raise NotPermitted(
            _("A replacement of this token waits for the second officer already. Ask again when it is decided.")
        )
    row = session.get(RegistrarRequest, (election.id, wanted.revoked))
    if row is None:
        row = RegistrarRequest(election_id=election.id, revoked=wanted.revoked)
        session.add(row)
    row.spare, row.reason, row.asked_at = wanted.spare, wanted.reason, clock.now()
    log.write(session, election, log.OFFICER, "Asked for the replacement of a ballot token of the registrar's.")
    session.flush()


def asked(session: Session, election: Election) -> list[Asked]:
    """Return all requests, the oldest first, each with what became of it."""
    proposed = _proposed(session, election)
    replaced = {one.revoked: one.spare for one in board.companion_records_of(session, election, ReplacementRecord)}
    barred = {row.credential: row.revoked_at is None for row in spares.barred(session, election)}
    return [
        Asked(
            revoked=row.revoked,
            spare=row.spare,
            reason=row.reason,
            asked_at=row.asked_at,
            state=_state(row, replaced, barred, proposed),
        )
        for row in _rows(session, election)
    ]


def waiting_requests(session: Session, election: Election) -> list[Asked]:
    """Return the requests that wait for an officer to propose them."""
    return [one for one in asked(session, election) if one.state == "waiting"]


def _state(row: RegistrarRequest, replaced: dict[str, str], barred: dict[str, bool], proposed: set[str]) -> str:
    """Return what became of a request. `barred`: whether each barred credential is a spare one that nobody has."""
    if replaced.get(row.revoked) == row.spare:
        return "done"
    if row.revoked in barred or not barred.get(row.spare, False):
        return "void"
    return "proposed" if row.revoked in proposed else "waiting"


def _proposed(session: Session, election: Election) -> set[str]:
    """Return the lost credentials of the replacements that a second officer may confirm at any moment."""
    acts = (act for act in joint_acts.waiting(session, election) if act.kind == KIND)
    return {msgspec.json.decode(act.payload)["revoked"] for act in acts}


def _rows(session: Session, election: Election) -> list[RegistrarRequest]:
    query = select(RegistrarRequest).where(RegistrarRequest.election_id == election.id)
    return list(session.scalars(query.order_by(RegistrarRequest.asked_at, RegistrarRequest.revoked)))
