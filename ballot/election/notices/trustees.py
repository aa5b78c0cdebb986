"""Mails to trustees who have an address: their personal link, and a word each time that it is their turn.

The link's secret stands apart from the mail's text and is wiped when the mail server accepts it, as a token's is; the
officer does not see it. A mail about a turn holds no secret: the trustee has the link.
"""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot.election.mail.outbox import is_queued, queue_in_batches
from ballot.election.mail.texts import TURNS, trustee_link_mail, trustee_turn_mail
from ballot.election.tally.turns import next_step
from ballot.election.trustees.link import new_link
from ballot.errors import NotPermitted
from ballot.language import _, isolated
from ballot.store.models.election import Election, Trustee
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import Database


def send_link(session: Session, election: Election, trustee: Trustee, public_url: str) -> None:
    """Make a new personal link and put the mail with it into the outbox; an older link is dead.

    Raises: NotPermitted if the trustee has no address.
    """
    if not trustee.email:
        raise NotPermitted(
            _("%(name)s has no e-mail address here. Make the link and pass it on.", name=isolated(trustee.name))
        )
    page, _mark, secret = new_link(session, election, trustee, public_url).partition("#")
    key = f"{mails_of(trustee)}link:{secrets.token_hex(4)}"
    session.add(OutboxMessage(**trustee_link_mail(election, trustee, key, page, secret)))
    session.flush()


def queue_turns(database: Database, public_url: str) -> int:
    """Tell the trustees whose turn has come, once for each step, and return how many are told."""

    def portion(session: Session, election: Election) -> int:
        theirs = select(Trustee).where(Trustee.election_id == election.id, *reached)
        trustees = session.scalars(theirs.with_for_update(skip_locked=True)).all()
        return sum(_queue_turn(session, election, trustee, public_url) for trustee in trustees)

    reached = (Trustee.email != "", Trustee.link_hash.is_not(None))
    due = select(Trustee.election_id).join(Election).where(Election.state.in_(("draft", "closed")), *reached)
    return queue_in_batches(database, due, portion)


def _queue_turn(session: Session, election: Election, trustee: Trustee, public_url: str) -> bool:
    """Tell a trustee of their turn, and return whether it is news."""
    step = next_step(election, trustee)[0]
    key = f"{mails_of(trustee)}{step}"
    if step not in TURNS or is_queued(session, election, key):
        return False
    page = f"{public_url.rstrip('/')}/trustee/{election.uuid}"
    session.add(OutboxMessage(**trustee_turn_mail(election, trustee, key, step, page)))
    session.flush()
    return True


def told_at(session: Session, trustee: Trustee) -> dt.datetime | None:
    """Return when the mail server accepted the latest mail to a trustee that did not come back, or None."""
    accepted = (OutboxMessage.election_id == trustee.election_id, OutboxMessage.state == "accepted")
    query = select(func.max(OutboxMessage.accepted_at)).where(*accepted)
    return session.scalar(query.where(OutboxMessage.key.startswith(mails_of(trustee))))


def mails_of(trustee: Trustee) -> str:
    """Return how the keys of a trustee's mails begin."""
    return f"trustee:{trustee.id}:"
