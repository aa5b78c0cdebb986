"""The job that sends the mails in the outbox. Several processes may run it at once: the outbox allows for that."""

from __future__ import annotations

from typing import Final

from ballot import clock
from ballot.config import Config
from ballot.election.mail.delivery import Delivered, Mailer, deliver_outbox
from ballot.election.notices.due import queue_due_mails
from ballot.election.tokens.seal import TokenSeal
from ballot.store.session import Database
from ballot.worker.context import Context

_AT_ONCE: Final = 50  # mails per turn; after that, mails that have become due meanwhile are queued


def send_due(config: Config, database: Database, seal: TokenSeal, mailer: Mailer, limit: int | None) -> Delivered:
    """Queue the mails that have become due, and send them."""
    queue_due_mails(database, seal, config.public_url)
    return deliver_outbox(database, mailer, limit, config.mail_per_minute)


def seconds_held(done: Delivered) -> float | None:
    """Return the number of seconds that the pace delays mails, or None if it does not."""
    return None if done.held_until is None else max(0.0, (done.held_until - clock.now()).total_seconds())


def take_turn(context: Context) -> float | None:
    """Send some mails.

    The next turn is due at once if there are more; when the pace allows it, if the pace delays them; and when the job
    is woken, if they have been deferred. A code that is queued while mails wait for the pace wakes the job and is sent
    immediately.
    """
    if context.mailer is None:
        return None
    done = send_due(context.config, context.database, context.seal, context.mailer, _AT_ONCE)
    return 0.0 if done.accepted and done.held_until is None else seconds_held(done)
