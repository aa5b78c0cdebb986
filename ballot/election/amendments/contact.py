"""How members reach the person who runs the election; a change after the freeze also reaches queued mails."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, update

from ballot.election import log
from ballot.election.mail.texts import contact_of, sentences_with_contact
from ballot.election.scene import Scene
from ballot.election.setup.draft import clean_contact
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store import board
from ballot.store.models.mail import OutboxMessage


def change_contact(scene: Scene, contact: str) -> None:
    """Show members another address or telephone number; neither the election record nor the charter contains it.

    Raises: NotPermitted with a sentence if it is not a line of text.
    """
    board.lock(scene.session, scene.election.id)  # before the mails, as closing does
    scene.session.refresh(scene.election, ["officer_id", "officer", "administrator", "contact"])
    before, at = contact_of(scene.election), scene.election.contact
    scene.election.contact = clean_contact(None, contact)[1]
    if not scene.election.contact:
        raise NotPermitted(_("Write an e-mail address or a telephone number."), "contact")
    words = f"Members reach the officer by “{scene.election.contact}” from now on; before: “{at}”."
    log.write(scene, scene.election.officer.name, words)
    say_in_mails(scene, before)


def say_in_mails(scene: Scene, before: str) -> None:
    """Change the contact in mails that have not been sent; `before`: the contact that they name."""
    if not before or before == contact_of(scene.election):  # without one, no mail has a line about it
        return
    body: ColumnElement[str] = OutboxMessage.body.expression
    for old, new in sentences_with_contact(scene.election, before, contact_of(scene.election)):
        body = func.replace(body, old, new)
    # A token mail that is on hold may still be sent later.
    states = ("queued", "sending", "failed", "stopped")
    unsent = (OutboxMessage.election_id == scene.election.id, OutboxMessage.state.in_(states))
    in_order = select(OutboxMessage.id).where(*unsent).order_by(OutboxMessage.id)
    scene.session.execute(in_order.with_for_update()).all()
    scene.session.execute(update(OutboxMessage).where(*unsent).values(body=body))
