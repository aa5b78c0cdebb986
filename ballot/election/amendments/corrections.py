"""Corrections of the roll after the freeze: a name or an address, by two people with a reason.

Who may vote, and with which weight, was fixed with the public credentials at the freeze, and no correction touches it.
The public page counts the corrections without saying whom they concern. The previous address is notified, because the
address decides where codes and news are sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.mail.outbox import stop_mail
from ballot.election.mail.texts import Addressee, corrected_mail
from ballot.election.proposals import Payload, number_done
from ballot.election.roll.roll import member_of, refuse_taken_number
from ballot.election.roll.rows import RollRow, read_member
from ballot.election.roll.search import whose
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.election.tokens.ledger import refuse_while_sent
from ballot.election.tokens.roll_changes import STATES
from ballot.errors import NotPermitted
from ballot.language import Lazy, _, isolated, lazy
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import CastingCode, FormerMember, Member, SealedToken

KIND: Final = "correct-roll"
FIELDS: Final = {
    "number": lazy("Member number"),
    "name": lazy("Name"),
    "email": lazy("E-mail address"),
    "address": lazy("Postal address"),
    "country": lazy("Country"),
    "language": lazy("Language"),
}
_FOLLOWING: Final = ("notice", "times", "reminder")  # mails that are sent to the new address if they are still queued
_UNSENT: Final = ("queued", "sending", "failed", "stopped")
_NO_ADDRESS: Final = lazy("The e-mail address was taken off the roll. Replace the token by letter.")


def check(scene: Scene, payload: Mapping[str, str]) -> Payload:
    """Refuse a correction that could not be made now, and return what is proposed: the fields that change.

    `payload`: `member` (the id as text), and all FIELDS as they should be.

    Raises: NotPermitted if nothing is changed, or a value is invalid: every fault is named.
    """
    require_state(scene.election, *STATES)
    member = member_of(scene, payload["member"])
    row = _checked(scene, member, payload)
    changed = {name: getattr(row, name) or "" for name in FIELDS if (getattr(row, name) or "") != now_of(member)[name]}
    if not changed:
        raise NotPermitted(_("Nothing is changed: this is what the roll says already."))
    return {"member": str(member.id), **changed}


def now_of(member: Member | FormerMember) -> dict[str, str]:
    """Return the roll's entry for a member, or the last one that it had."""
    return {name: getattr(member, name) or "" for name in FIELDS}


def corrections(scene: Scene) -> int:
    """Return how many corrections were made since the freeze."""
    return number_done(scene, KIND)


def _checked(scene: Scene, member: Member, values: Mapping[str, str]) -> RollRow:
    row = read_member({name: values[name] for name in FIELDS})
    refuse_taken_number(scene, row.number, but=member.id)
    refuse_unreachable(scene.election, row)
    return row


def refuse_unreachable(election: Election, row: RollRow) -> None:
    """Refuse an address to which no casting code could be sent, in elections that use codes. Raises: NotPermitted."""
    if election.casting_code and not row.email:
        raise NotPermitted(
            _(
                "Casting asks for a code by e-mail in this election: without an e-mail address the member "
                "could not vote. Enter one."
            )
        )


def correct_member(scene: Scene, payload: Mapping[str, Any]) -> Lazy:
    """Correct a member's entry on the roll, and return a sentence that names nobody."""
    scene.session.refresh(scene.election)
    require_state(scene.election, *STATES)
    member = member_of(scene, payload["member"])
    scene.session.refresh(member, with_for_update=True)
    row = _checked(scene, member, {**now_of(member), **_changes(payload)})
    before = Addressee(member.id, member.name, member.email, member.language)
    for name in _changes(payload):
        setattr(member, name, getattr(row, name))
    if member.email != before.email:
        _tell_old_address(scene, before)
        _correct_sealed(scene.session, member)
        _correct_mails(scene.session, member)
    scene.session.flush()
    return Lazy(lambda: _said(_changes(payload)))


def _said(changed: Iterable[str]) -> str:
    what = ", ".join(str(FIELDS[name]) for name in changed)
    return _("Corrected the roll of one member: %(what)s. Who may vote is unchanged.", what=what)


def _changes(payload: Mapping[str, Any]) -> dict[str, str]:
    return {name: payload[name] for name in FIELDS if name in payload}


def _tell_old_address(scene: Scene, before: Addressee) -> None:
    """Notify the address that is no longer used, and cancel any code that was sent to it."""
    if before.email:
        scene.session.add(OutboxMessage(**corrected_mail(scene.election, before, f"corrected:{secrets.token_hex(8)}")))
    dead = update(CastingCode).where(CastingCode.member_id == before.id)
    scene.session.execute(dead.values(expires_at=clock.now()))


def _correct_sealed(session: Session, member: Member) -> None:
    """Move a token that waits to be mailed to the letters to print, if there is no e-mail address any more."""
    query = select(SealedToken).where(SealedToken.member_id == member.id, SealedToken.channel == "mail")
    sealed = session.scalar(query.with_for_update())
    if sealed is not None and not member.email:
        sealed.channel = "letter"
        member.delivery = "file" if member.delivery == "mail" else member.delivery


def _correct_mails(session: Session, member: Member) -> None:
    """Redirect queued or refused mails to the new address; without one, send nothing to the old one."""
    mine = (OutboxMessage.member_id == member.id, OutboxMessage.state.in_(_UNSENT))
    for mail in session.scalars(select(OutboxMessage).where(*mine).with_for_update()):
        if mail.kind == "token" and mail.secret is not None:
            _correct_token_mail(member, mail)
        elif mail.kind in _FOLLOWING and member.email:
            mail.address, mail.name = member.email, member.name
        elif mail.kind in _FOLLOWING:
            stop_mail(mail)


def _correct_token_mail(member: Member, mail: OutboxMessage) -> None:
    """Without an address the token stays in the stopped mail: a later correction may bring another address."""
    refuse_while_sent(member, mail)
    mail.address, mail.name = member.email, member.name
    if not member.email:
        mail.state = "stopped"
        member.delivery, member.delivery_reason = "undeliverable", str(_NO_ADDRESS)
    elif mail.state == "failed":
        mail.state, mail.attempts, mail.due_at = "queued", 0, clock.now()


def detail(scene: Scene, payload: Mapping[str, Any]) -> str:
    """Say whose entry is corrected: each field before and after."""
    member = member_of(scene, payload["member"])
    now = now_of(member)
    changes = (
        _(
            "%(field)s: “%(before)s” becomes “%(after)s”",
            field=FIELDS[name],
            before=isolated(_line(now[name])),
            after=isolated(_line(to)),
        )
        for name, to in _changes(payload).items()
    )
    said = f"{isolated(whose(member))}. {'; '.join(changes)}."
    if payload.get("email") != "":
        return said
    stopped = _(
        "Nothing goes to the old address any more. If a token mail still waits for it, it is stopped, and the token "
        "counts as undeliverable: replace it by letter."
    )
    return f"{said} {stopped}"


def _line(text: str) -> str:
    return text.replace("\n", ", ")
