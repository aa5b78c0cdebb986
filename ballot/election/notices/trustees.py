"""Mails to trustees who have an address: their personal link, and a notice each time that it is their turn.

The link's secret is stored separately from the mail's text and is wiped when the mail server accepts it, as a token's
is; the officer does not see it. A mail about a turn contains no secret: the trustee has the link.
"""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot.election.mail.outbox import is_queued, queue_in_batches
from ballot.election.mail.texts import TURNS, trustee_link_mail, trustee_turn_mail
from ballot.election.scene import Scene
from ballot.election.tally.turns import next_step
from ballot.election.trustees.link import new_link
from ballot.errors import NotPermitted
from ballot.language import _, isolated
from ballot.store.models.election import Election, Trustee
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import Database


def send_link(scene: Scene, trustee: Trustee, public_url: str) -> None:
    """Make a new personal link and put the mail with it into the outbox; an older link stops working.

    Raises: NotPermitted if the trustee has no address.
    """
    if not trustee.email:
        raise NotPermitted(
            _("%(name)s has no e-mail address here. Make the link and pass it on.", name=isolated(trustee.name))
        )
    page, _mark, secret = new_link(scene, trustee, public_url).partition("#")
    key = f"{mails_of(trustee)}link:{secrets.token_hex(4)}"
    scene.session.add(OutboxMessage(**trustee_link_mail(scene.election, trustee, key, page, secret)))
    scene.session.flush()


def queue_turns(database: Database, public_url: str) -> int:
    """Notify the trustees whose turn has come, once for each step, and return how many were notified."""

    def portion(scene: Scene) -> int:
        theirs = select(Trustee).where(Trustee.election_id == scene.election.id, *reached)
        trustees = scene.session.scalars(theirs.with_for_update(skip_locked=True)).all()
        return sum(_queue_turn(scene, trustee, public_url) for trustee in trustees)

    reached = (Trustee.email != "", Trustee.link_hash.is_not(None))
    due = select(Trustee.election_id).join(Election).where(Election.state.in_(("draft", "closed")), *reached)
    return queue_in_batches(database, due, portion)


def _queue_turn(scene: Scene, trustee: Trustee, public_url: str) -> bool:
    """Notify a trustee of their turn, and return whether this was new."""
    step = next_step(scene, trustee)[0]
    key = f"{mails_of(trustee)}{step}"
    if step not in TURNS or is_queued(scene, key):
        return False
    page = f"{public_url.rstrip('/')}/trustee/{scene.election.uuid}"
    scene.session.add(OutboxMessage(**trustee_turn_mail(scene.election, trustee, key, step, page)))
    scene.session.flush()
    return True


def told_at(session: Session, trustee: Trustee) -> dt.datetime | None:
    """Return when the mail server accepted the latest mail to a trustee that was not returned, or None."""
    accepted = (OutboxMessage.election_id == trustee.election_id, OutboxMessage.state == "accepted")
    query = select(func.max(OutboxMessage.accepted_at)).where(*accepted)
    return session.scalar(query.where(OutboxMessage.key.startswith(mails_of(trustee))))


def mails_of(trustee: Trustee) -> str:
    """Return the prefix of the keys of a trustee's mails."""
    return f"trustee:{trustee.id}:"
