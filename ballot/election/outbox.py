"""The outbox: every mail is a row, written in the transaction that causes it, and sent by `deliver_outbox`.

queued -> sending -> accepted, or back to queued with a later due time, or failed. A crash between the mail server's
yes and ours leaves `sending`; after a while such a mail is sent again under the same Message-ID, so that it is one
mail to its reader.
"""

from __future__ import annotations

from typing import Protocol

import msgspec
from sqlalchemy.orm import Session

from ballot.store.models import Election, OutboxMessage
from ballot.store.session import Database


class OutgoingMail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as a mailer gets it; `text` holds the secret."""

    message_id: str
    name: str
    address: str
    subject: str
    text: str


class Mailer(Protocol):
    """Whatever hands mails to a mail server."""

    def send(self, mail: OutgoingMail) -> None:
        """Return when the mail server has accepted the mail. Raises: MailRefused (for good) or MailDelayed."""


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of the outbox did."""

    accepted: int
    delayed: int
    failed: int


def deliver_outbox(database: Database, mailer: Mailer, limit: int | None = None) -> Delivered:
    """Send what is due, at most `limit` mails. Safe to run in several processes, to be killed, and to be run again."""
    raise NotImplementedError


def outbox_counts(session: Session, election: Election, kind: str = "token") -> dict[str, int]:
    """Return the number of mails by state: {"queued": …, "sending": …, "accepted": …, "failed": …}."""
    raise NotImplementedError


def failed_messages(session: Session, election: Election) -> list[OutboxMessage]:
    """Return the mails that were refused for good, with their `error`."""
    raise NotImplementedError


def retry_failed(session: Session, election: Election) -> int:
    """Queue the failed mails again and return their number."""
    raise NotImplementedError
