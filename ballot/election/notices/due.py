"""Put every mail that is due, because of the time or of somebody's act, into the outbox, once each."""

from __future__ import annotations

from ballot.election.amendments.replacing import queue_waiting_tokens
from ballot.election.notices.acts import queue_waiting_acts
from ballot.election.notices.officers import queue_officers_turns
from ballot.election.notices.reminders import queue_due_reminders
from ballot.election.notices.times import queue_times_notices
from ballot.election.notices.trustees import queue_turns
from ballot.election.tokens.seal import TokenSeal
from ballot.store.session import Database


def queue_due_mails(database: Database, seal: TokenSeal, public_url: str) -> None:
    """Put reminders, tokens of the freeze's spares, news of times, and notices to officers and trustees into the
    outbox.
    """
    queue_due_reminders(database, public_url)
    queue_waiting_tokens(database, seal, public_url)
    queue_times_notices(database, public_url)
    queue_turns(database, public_url)
    queue_waiting_acts(database, public_url)
    queue_officers_turns(database, public_url)
