"""The job that sends what waits in the outbox. Several processes may do it at once: the outbox is safe."""

from __future__ import annotations

from typing import Final

from ballot import clock
from ballot.config import Config
from ballot.election.mail.delivery import Delivered, Mailer, deliver_outbox
from ballot.election.notices.due import queue_due_mails
from ballot.election.tokens.seal import TokenSeal
from ballot.store.session import Database
from ballot.worker.context import Context

_AT_ONCE: Final = 50  # mails in a turn; then what became due meanwhile is queued


def send_due(config: Config, database: Database, seal: TokenSeal, mailer: Mailer, limit: int | None) -> Delivered:
    """Queue what has become due, and send it."""
    queue_due_mails(database, seal, config.public_url)
    return deliver_outbox(database, mailer, limit, config.mail_per_minute)


def seconds_held(done: Delivered) -> float | None:
    """Return for how many seconds the pace holds mails back, or None if it does not."""
    return None if done.held_until is None else max(0.0, (done.held_until - clock.now()).total_seconds())


def take_turn(context: Context) -> float | None:
    """Send some mails. More are tried at once; what the pace holds back, when it may go; what is delayed, when woken.

    While mails wait for their place in the minute, a code that is queued wakes the job and goes at once.
    """
    if context.mailer is None:
        return None
    done = send_due(context.config, context.database, context.seal, context.mailer, _AT_ONCE)
    return 0.0 if done.accepted and done.held_until is None else seconds_held(done)
