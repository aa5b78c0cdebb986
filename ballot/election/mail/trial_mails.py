"""Test mails: to addresses that the officer types, before the tokens are sent."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, insert, select

from ballot.election.mail.texts import trial_mail
from ballot.election.roll.roll import is_address
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _, ngettext
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage

MOST = 30  # of one election: enough for every provider, too few to annoy anybody


def queue_trial_mail(scene: Scene, address: str, public_url: str) -> None:
    """Put a test mail into the outbox. Raises: NotPermitted if the address is invalid, or there were too many."""
    if not is_address(address):
        raise NotPermitted(_("“%(address)s” is not an e-mail address. Correct it.", address=address))
    so_far = scene.session.scalar(select(func.count()).select_from(OutboxMessage).where(*_of(scene.election))) or 0
    if so_far >= MOST:
        raise NotPermitted(
            ngettext(
                "%(num)s test mail has been sent for this election. That is enough.",
                "%(num)s test mails have been sent for this election. That is enough.",
                MOST,
            )
        )
    row = trial_mail(scene.election, address, f"test:{so_far + 1}", public_url)
    scene.session.connection().execute(insert(OutboxMessage), [row])


def trial_mails(scene: Scene) -> list[OutboxMessage]:
    """Return the test mails, newest first."""
    return list(
        scene.session.scalars(select(OutboxMessage).where(*_of(scene.election)).order_by(OutboxMessage.id.desc()))
    )


def _of(election: Election) -> tuple[ColumnElement[bool], ...]:
    return OutboxMessage.election_id == election.id, OutboxMessage.kind == "test"
