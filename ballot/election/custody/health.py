"""Is the server well? Short answers without any detail, and figures for the operator's monitoring: numbers only.

None of these names a member, an election or a ballot. The number of ballots is not among the figures: stored every few
seconds, it would show permanently when each ballot arrived (P5).
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.custody.backups import LAST_BACKUP
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.mail.delivery import AWAITS_RELEASE, IS_CODE, outage
from ballot.store.models.board import BoardHead
from ballot.store.models.election import STATES, Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import Database, is_ready, stored_bytes

GOOD: Final = "ok"
LATE: Final = dt.timedelta(seconds=60)  # the worker checks every ten seconds
BACKUP_LATE: Final = dt.timedelta(hours=2)  # a timer makes one every hour
# Casting a ballot queues a mail: only overdue mails are counted, or the queue would reveal when that was.
_OVERDUE: Final = dt.timedelta(minutes=10)
_LEAST_FREE: Final = 20 * 10**6  # bytes; SQLite's write-ahead log alone may need 16 million
_UNSENT: Final = ("queued", "sending")
_RETURNED: Final = ("failed", "bounced")


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What works: `ok`, or one word for what does not."""

    database: str
    boards: str
    watch: str
    clock: str
    disk: str

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return set(msgspec.structs.astuple(self)) == {GOOD}


def health(database: Database, known: KnownCheckpoints, data_dir: Path) -> Health:
    """Check the database, the boards, the watch over them, the machine's clock, and whether anything can be written."""
    last = known.last_look()
    watched = last is not None and abs(clock.machine() - last) < LATE  # a file's time is by the machine's clock
    return Health(
        database=GOOD if is_ready(database) else "unavailable",
        boards="barred" if known.barred() else GOOD,
        watch=GOOD if watched else "late",
        clock="doubtful" if clock.is_doubtful() else GOOD,
        disk="full" if known.is_unwritable or _is_full(data_dir) or _is_full(known.folder) else GOOD,
    )


def _is_full(folder: Path) -> bool:
    return folder.exists() and shutil.disk_usage(folder).free < _LEAST_FREE


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one moment. Times are seconds since 1970; 0 means never, so that an alarm based on age is raised."""

    elections: dict[str, int]  # by state
    boards: int
    barred: int
    mails: dict[str, int]  # overdue, failed and bounced ones
    unreachable: float  # how many seconds the mail server has been unreachable
    last_look: float
    last_backup: float
    size: int  # bytes


def measures(database: Database, known: KnownCheckpoints, data_dir: Path) -> Measures:
    """Return the present figures."""
    with database.reading() as session:
        by_state = session.execute(select(Election.state, func.count()).group_by(Election.state)).all()
        mails = {"overdue": overdue_mails(session)}
        mails |= {state: _mails(session, OutboxMessage.state == state) for state in _RETURNED}
        boards = session.scalar(select(func.count()).select_from(BoardHead)) or 0
        unreached = outage(session)
    last_look, backup = known.last_look(), last_backup(data_dir)
    return Measures(
        elections=dict.fromkeys(STATES, 0) | {state: int(number) for state, number in by_state},
        boards=boards,
        barred=len(known.barred()),
        mails=mails,
        unreachable=(clock.now() - unreached.since).total_seconds() if unreached else 0,
        last_look=last_look.timestamp() if last_look else 0,
        last_backup=backup.timestamp() if backup else 0,
        size=stored_bytes(database),
    )


def last_backup(data_dir: Path) -> dt.datetime | None:
    """Return when the last good backup was written, or None."""
    file = data_dir / LAST_BACKUP
    return dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC) if file.exists() else None


def overdue_mails(session: Session) -> int:
    """Return how many mails are overdue; 0 while other mails are being sent, because then these wait for their turn."""
    since = clock.now() - _OVERDUE
    if _mails(session, OutboxMessage.tried_at > since, OutboxMessage.state == "accepted", ~IS_CODE):
        return 0
    return _mails(session, OutboxMessage.state.in_(_UNSENT), OutboxMessage.due_at < since, ~AWAITS_RELEASE)


def _mails(session: Session, *those: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*those)) or 0
