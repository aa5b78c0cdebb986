"""How members reach whoever runs the election: changed after the freeze, in mails that wait, too."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from ballot.election import log
from ballot.election.mail.texts import contact_of, sentences_with_contact
from ballot.election.setup.draft import clean_contact
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage


def change_contact(session: Session, election: Election, contact: str) -> None:
    """Let members see another address or telephone number; election record and charter name none.

    Raises: NotPermitted with a sentence if it is no line of text.
    """
    board.lock(session, election.id)  # before the mails, as whoever closes the voting does
    session.refresh(election, ["officer_id", "officer", "administrator", "contact"])
    before, at = contact_of(election), election.contact
    election.contact = clean_contact(None, contact)[1]
    if not election.contact:
        raise NotPermitted(_("Write an e-mail address or a telephone number."))
    words = f"Members reach the officer by “{election.contact}” from now on; before: “{at}”."
    log.write(session, election, election.officer.name, words)
    say_in_mails(session, election, before)


def say_in_mails(session: Session, election: Election, before: str) -> None:
    """Name whom to ask in mails that have not left; `before`: the contact that they name."""
    if not before or before == contact_of(election):  # without one, no mail has a line about it
        return
    body: ColumnElement[str] = OutboxMessage.body.expression
    for old, new in sentences_with_contact(election, before, contact_of(election)):
        body = func.replace(body, old, new)
    # A token mail that is held back may be sent after all.
    states = ("queued", "sending", "failed", "stopped")
    unsent = (OutboxMessage.election_id == election.id, OutboxMessage.state.in_(states))
    in_order = select(OutboxMessage.id).where(*unsent).order_by(OutboxMessage.id)
    session.execute(in_order.with_for_update()).all()
    session.execute(update(OutboxMessage).where(*unsent).values(body=body))
