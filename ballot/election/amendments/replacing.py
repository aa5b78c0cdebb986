"""Lost tokens: two officers replace one; the old one stops working at once, and a spare one is sent in its place.

No secret is ever sent again. The public credential of the lost token is revoked in the companion file, and a spare one,
which was in the list from the start, comes into force instead: the record says which, and never whose. A token with
which a ballot was cast is never replaced, because by the protocol both ballots would count (`roll_changes.py`).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.ballot_token import IssuedToken
from ballot.election.mail.outbox import queue_in_batches
from ballot.election.mail.texts import Addressee, replaced_notice, token_mail
from ballot.election.mail.words import own_words
from ballot.election.proposals import Payload
from ballot.election.roll.roll import canonical_address, is_address, member_of
from ballot.election.roll.search import whose
from ballot.election.scene import Scene
from ballot.election.tokens.ledger import refuse_while_sent
from ballot.election.tokens.roll_changes import refuse_after_the_voting, replace_credential, replacing_credentials
from ballot.election.tokens.seal import TokenSeal
from ballot.election.tokens.spares import next_spare
from ballot.election.voting.ballot_box import is_spent
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, grouped, isolated, lazy
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import CastingCode, Member, SealedToken, TokenRequest
from ballot.store.session import Database

_log = logging.getLogger(__name__)
KIND: Final = "replace-token"
REASONS: Final = {
    "lost": lazy("The member has lost or deleted it"),
    "not-received": lazy("It never reached the member"),
    "disclosed": lazy("Somebody else may have seen it"),
    "other": lazy("Another reason"),
}
_NONE_LEFT: Final = N_(
    "No spare token is left: as many were issued as were prepared at the freeze, and no more can be made. The member "
    "can vote only with the token that was sent first."
)
_NONE_OF_WEIGHT: Final = N_(
    "No spare token of weight %(weight)s is left: as many were issued as were prepared at the freeze, and no more "
    "can be made. The member can vote only with the token that was sent first."
)
CHANNELS: Final = ("mail", "letter")


def check(scene: Scene, payload: Mapping[str, str]) -> Payload:
    """Refuse to replace a token that could not be replaced now, and return what is proposed.

    `payload`: `member` (the id as text), `reason` (of REASONS), `channel` (of CHANNELS) and `email`: the address to use
    from now on, or "" for the one on the roll.

    Raises: NotPermitted if it cannot be done, no matter who the member is.
    """
    member = member_of(scene, payload["member"])
    if payload["reason"] not in REASONS or payload["channel"] not in CHANNELS:
        raise ValueError("a replacement has one of the known reasons and channels")
    _check_address(member, payload)
    # Whether a ballot was cast is checked when a second officer confirms: nobody alone can find out who has voted.
    _refuse_impossible(scene.election, member)
    _next_spare(scene, member.weight)
    email = canonical_address(payload["email"])  # as the roll has it
    return {**payload, "email": email, "credential": member.credential or ""}


def replace_token(scene: Scene, payload: Mapping[str, Any]) -> Lazy:
    """Replace a member's token now, and return a sentence that names nobody.

    Raises: NotPermitted if a ballot was cast with it, it has been replaced already, or no spare is left.
    """
    head = board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    member = member_of(scene, payload["member"])
    scene.session.refresh(member, with_for_update=True)
    if member.credential != payload["credential"]:
        raise NotPermitted(_("This token was replaced already. Take the proposal back."))
    _check_address(member, payload)
    _refuse_impossible(scene.election, member)
    _refuse_spent(scene, member)
    spare = _next_spare(scene, member.weight)
    number = replace_credential(scene, head, member.credential or "", spare.credential, payload["reason"])
    stop_token(scene.session, member)
    _change_address(scene, member, payload["email"])
    answered = (TokenRequest.member_id == member.id, TokenRequest.ended_at.is_(None))
    scene.session.execute(update(TokenRequest).where(*answered).values(ended_at=clock.now()))
    member.credential, member.delivery_reason = spare.credential, None
    member.delivery = "mail" if payload["channel"] == "mail" else "file"
    spare.member_id, spare.channel = member.id, payload["channel"]
    scene.session.flush()
    return lazy("Replaced a ballot token (number %(number)s of this election). The old one is dead.", number=number)


def queue_waiting_tokens(database: Database, seal: TokenSeal, public_url: str) -> int:
    """Put the tokens that are waiting to be mailed into the outbox, and return their number."""

    def portion(scene: Scene) -> int:
        waiting = select(SealedToken, Member).join(Member, SealedToken.member_id == Member.id)
        waiting = waiting.where(SealedToken.election_id == scene.election.id, *by_mail).with_for_update(
            skip_locked=True
        )
        found = scene.session.execute(waiting).all()
        return sum(_queue(scene, sealed, member, seal, public_url) for sealed, member in found)

    by_mail = (SealedToken.channel == "mail", Member.delivery == "mail")
    due = select(SealedToken.election_id).join(Member, SealedToken.member_id == Member.id).where(*by_mail)
    queued = queue_in_batches(database, due, portion)
    if queued:
        database.forget_deleted()
    return queued


def _queue(scene: Scene, sealed: SealedToken, member: Member, seal: TokenSeal, public_url: str) -> bool:
    """Put a token into the outbox, and return whether it can be unsealed; if not, it waits without blocking others."""
    try:
        token = seal.open(scene.election.uuid, sealed.credential, sealed.sealed)
    except NotPermitted as error:
        _log.error("A token in %s cannot be sent: %s", scene.election.uuid, error)
        return False
    # The key reveals nothing of the replacement: it appears in the mail's headers and in mail servers' logs.
    key, words = f"token:{member.id}:{secrets.token_hex(4)}", own_words(scene)
    replaces = sealed.credential in replacing_credentials(scene)
    row = token_mail(scene.election, IssuedToken(member, token), public_url, words, key, replaces=replaces)
    scene.session.add(OutboxMessage(**row))
    scene.session.delete(sealed)
    return True


def _check_address(member: Member, payload: Mapping[str, str]) -> None:
    if payload["email"] and not is_address(payload["email"]):
        raise NotPermitted(_("“%(email)s” is not an e-mail address. Correct it.", email=payload["email"]))
    if payload["channel"] == "mail" and not (payload["email"] or member.email):
        raise NotPermitted(
            _("%(member)s has no e-mail address. Enter one, or send a letter.", member=isolated(member.name))
        )
    if payload["channel"] == "letter" and not member.address:
        raise NotPermitted(
            _(
                "%(member)s has no postal address. Correct the roll first, or send the token by mail.",
                member=isolated(member.name),
            )
        )


def _refuse_impossible(election: Election, member: Member) -> None:
    refuse_after_the_voting(election)
    if member.credential is None:
        raise NotPermitted(_("The registrar issued this token, and only the registrar can replace it."))


def _refuse_spent(scene: Scene, member: Member) -> None:
    if member.credential and is_spent(scene.session, scene.election.id, member.credential):
        raise NotPermitted(
            _(
                "A ballot was cast with the token of %(member)s, so it cannot be replaced: both ballots would count.",
                member=isolated(member.name),
            )
        )


def _next_spare(scene: Scene, weight: int) -> SealedToken:
    spare = next_spare(scene, weight)
    if spare is None:
        raise NotPermitted(_(_NONE_LEFT if weight == 1 else _NONE_OF_WEIGHT, weight=grouped(weight)))
    return spare


def stop_token(session: Session, member: Member) -> None:
    """Stop and wipe the queued mail or letter of a revoked token. Raises: NotPermitted if it is being sent."""
    session.execute(delete(SealedToken).where(SealedToken.member_id == member.id))
    mails = select(OutboxMessage).where(OutboxMessage.member_id == member.id, OutboxMessage.kind == "token")
    for mail in session.scalars(mails.with_for_update()):
        refuse_while_sent(member, mail)
        mail.kind, mail.secret = "old-token", None
        if mail.state in ("queued", "failed"):
            mail.state = "stopped"


def _change_address(scene: Scene, member: Member, email: str) -> None:
    """Store a new address, and notify the old one, so that the owner of a stolen token hears of it there."""
    if not email or email == member.email:
        return
    if member.email:
        old = Addressee(member.id, member.name, member.email, member.language)
        scene.session.add(OutboxMessage(**replaced_notice(scene.election, old, f"replaced:{secrets.token_hex(8)}")))
    member.email = email
    dead = update(CastingCode).where(CastingCode.member_id == member.id)
    scene.session.execute(dead.values(expires_at=clock.now()))


def detail(scene: Scene, payload: Mapping[str, Any]) -> str:
    """Say whose token is replaced and why, and where the new one is sent."""
    member = member_of(scene, payload["member"])
    address = payload["email"] or member.email
    if payload["channel"] != "mail":
        way = _("The new token goes out by letter.")
    elif address != member.email:
        way = _("The new token goes out by mail to %(address)s — another address than on the roll.", address=address)
    else:
        way = _("The new token goes out by mail to %(address)s.", address=address)
    return f"{isolated(whose(member))}: {REASONS[payload['reason']]}. {way}"
