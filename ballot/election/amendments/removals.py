"""Members who are taken off the roll after the freeze: by two people, with a reason, and never once they have voted.

The member's credential is revoked, everything queued for them is stopped, and they are notified by mail: a person
removed by mistake can object, and be put back with a spare credential (`admissions.py`). A ballot on the board counts
by the protocol, whatever the roll says, so a member with whose token one was cast stays. The roll entries of removed
members are kept in a separate table, where no count and no mail finds them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import proposals
from ballot.election.amendments.corrections import now_of
from ballot.election.amendments.replacing import stop_token
from ballot.election.mail.outbox import release_member
from ballot.election.mail.texts import Addressee, removed_notice
from ballot.election.paper.secrecy import secrecy_warnings
from ballot.election.proposals import Payload
from ballot.election.roll.roll import member_of, members_count
from ballot.election.roll.rows import RollRow
from ballot.election.roll.search import whose
from ballot.election.scene import Scene
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import refuse_after_the_voting, revoke_credential, weight_in_force
from ballot.election.voting.ballot_box import is_spent
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated, lazy
from ballot.store import board
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import CastingCode, FormerMember, Member, TokenRequest

KIND: Final = "remove-member"
REASONS: Final = {
    "left": N_("The member has left"),
    "died": N_("The member has died"),
    "not-entitled": N_("The member is not entitled to vote"),
    "twice": N_("The member is on the roll twice"),
    "other": N_("Another reason"),
}


def check(scene: Scene, payload: Mapping[str, str]) -> Payload:
    """Refuse to remove a member who could not be removed now.

    `payload`: `member` (the id as text), `reason` (of REASONS) and `revoked`: the public credential that the registrar
    names, where a registrar makes the tokens, and "" elsewhere.

    Raises: NotPermitted if it cannot be done, whether or not the member has voted.
    """
    if payload["reason"] not in REASONS:
        raise ValueError("a removal has one of the known reasons")
    # Whether a ballot was cast is checked when a second officer confirms: nobody alone can find out who has voted.
    _credential(scene, member_of(scene, payload["member"]), payload)
    return payload


def remove_member(scene: Scene, payload: Mapping[str, Any]) -> Lazy:
    """Take a member off the roll now, and return a sentence that names nobody.

    Raises: NotPermitted if a ballot was cast with the member's token, or the voting is over.
    """
    head = board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    member = member_of(scene, payload["member"])
    scene.session.refresh(member, with_for_update=True)
    credential = _credential(scene, member, payload)
    if is_spent(scene.session, scene.election.id, credential):
        raise NotPermitted(
            _(
                "A ballot was cast with the token of %(member)s, so this member stays on the roll: the "
                "ballot would count all the same.",
                member=isolated(member.name),
            )
        )
    number = revoke_credential(scene, head, credential, payload["reason"])
    _forget(scene, member)
    _keep_apart(scene.session, member, credential, payload["reason"])
    scene.session.flush()
    return lazy(
        "Removed a member from the roll (change %(number)s of this election). The token is dead.", number=number
    )


def former_members(scene: Scene) -> Sequence[FormerMember]:
    """Return the members who were taken off the roll, latest first."""
    query = select(FormerMember).where(FormerMember.election_id == scene.election.id)
    return scene.session.scalars(query.order_by(FormerMember.id.desc())).all()


def was_removed(scene: Scene, row: RollRow) -> bool:
    """Return whether somebody with this number, or this name and address, was taken off the roll."""
    same = (FormerMember.name == row.name) & (FormerMember.email == row.email)
    if row.number:
        same |= FormerMember.number == row.number
    query = select(FormerMember.id).where(FormerMember.election_id == scene.election.id, same)
    return scene.session.scalar(query.limit(1)) is not None


def _credential(scene: Scene, member: Member, payload: Mapping[str, str]) -> str:
    """Return the credential to revoke. Raises: NotPermitted if it cannot be revoked, no matter who the member is."""
    refuse_after_the_voting(scene.election)
    if members_count(scene) == 1:
        raise NotPermitted(_("This is the last member on the roll: nobody could vote any more."))
    credential = payload["revoked"] if is_registrars(scene.election) else member.credential or ""
    if weight_in_force(scene, credential) != member.weight:
        raise NotPermitted(
            _("The public credential has another weight than the member's vote. Ask the registrar again.")
        )
    return credential


def _forget(scene: Scene, member: Member) -> None:
    """Stop what is queued for a member, and notify them."""
    stop_token(scene.session, member)
    release_member(scene.session, member)
    proposals.drop(scene, member.id)
    for table in (CastingCode, TokenRequest):
        scene.session.execute(delete(table).where(table.member_id == member.id))
    if member.email:
        to = Addressee(member.id, member.name, member.email, member.language)
        scene.session.add(OutboxMessage(**removed_notice(scene.election, to, f"removed:{secrets.token_hex(8)}")))


def _keep_apart(session: Session, member: Member, credential: str, reason: str) -> None:
    said = {name: getattr(member, name) for name in (*now_of(member), "weight", "election_id")}
    session.add(FormerMember(**said, credential=credential, reason=reason, removed_at=clock.now()))
    session.delete(member)


def detail(scene: Scene, payload: Mapping[str, Any]) -> str:
    """Say who is removed and why, and what happens to the token."""
    member = member_of(scene, payload["member"])
    parts = [
        f"{isolated(whose(member))}: {_(REASONS[payload['reason']])}.",
        _("The token is dead at once, and for ever."),
    ]
    if payload["revoked"]:
        begin = payload["revoked"][:16]
        parts.append(_("The public credential %(begin)s… is revoked.", begin=begin))
    if member.email:
        parts.append(_("A mail to %(address)s says so.", address=isolated(member.email)))
    return " ".join((*parts, *secrecy_warnings(scene, without=member)))
