"""Keep the time: compare the machine's clock with the last heartbeat, and decide when it is right again (W23).

The heartbeat is the only thing that survives a restart. It says at which moment the boot clock showed how many seconds,
so the least that has passed since then is known, whatever the machine's clock shows now. A step of over a minute puts
the machine's clock in doubt: nothing is opened or closed. The doubt ends when the step is undone, when the operator
accepts the clock, or, after a step ahead, when the kernel says that the clock is synchronised and the difference has
not changed for ten minutes. No step back is ever accepted without a person (docs/decisions/0034).
"""

from __future__ import annotations

import datetime as dt
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.custody.synchronised import is_synchronised
from ballot.election.mail.texts import operator_mail
from ballot.election.passed_time import newest_moment
from ballot.store.models.election import Heartbeat
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import Login
from ballot.store.session import Database

_log = logging.getLogger("ballot.worker")
STABLE: Final = dt.timedelta(minutes=10)
_STEADY: Final = dt.timedelta(seconds=2)  # how much the difference may change while it counts as the same
_ONLY: Final = 1
_START_NUMBER: Final = Path("/proc/sys/kernel/random/boot_id")
_LONGEST_WAIT: Final = dt.timedelta(hours=2)  # longer than any mail ever waits for its next attempt
_IN_DOUBT: Final = """Subject: The clock of your voting server is in doubt

The clock of {host} shows {shown:%Y-%m-%d %H:%M:%S} UTC.
By the boot clock and the database it is {known:%Y-%m-%d %H:%M:%S} UTC, or later if the machine was off.

Until this is settled, no voting is opened or closed, and ballots are accepted only if both times are within the voting.

If the clock is wrong, set it, or let NTP set it (timedatectl). After a step ahead, the server goes on by itself when
the clock has been synchronised and steady for ten minutes. If it does not, and the clock is right, give this command:

    ballot clock accept

docs/deploy.md says more ("The clock").
"""


def this_machine() -> str:
    """Return what tells this machine, and this start of it, from others: its boot clock is of no use elsewhere.

    Containers of one machine have names of their own and one boot clock; a hardened service may not see its number.
    """
    try:
        return _START_NUMBER.read_text().strip()
    except OSError:
        return socket.gethostname()


def settle(database: Database) -> int:
    """Begin to keep the time in a process that has just started; return the number of accepted clocks so far."""
    shown = clock.machine()
    with database.reading() as session:
        last = session.get(Heartbeat, _ONLY)
    newest = newest_moment(database)
    if last is not None and last.disregarded is not None and newest is not None and newest <= last.disregarded:
        newest = None
    clock.set_ahead(shown - _known(last, newest, shown))
    return 0 if last is None else last.accepted


def _known(last: Heartbeat | None, newest: dt.datetime | None, shown: dt.datetime) -> dt.datetime:
    """Return the time to begin with: what the machine's clock shows, unless it is in doubt."""
    if last is None:  # nothing has kept the time, so only a clock that is behind can be recognised
        return newest if newest is not None and newest > shown + clock.LARGEST_STEP else shown
    least = _least(last)
    if newest is not None and newest > max(least, shown) + clock.LARGEST_STEP:
        return newest
    is_comparable = last.machine == this_machine() and clock.boot_seconds() >= last.boot
    return shown if abs(shown - least) <= clock.LARGEST_STEP and not is_comparable else least


def _least(last: Heartbeat) -> dt.datetime:
    """Return the earliest time that it can be now, by a heartbeat and the boot clock."""
    if last.machine != this_machine():
        return last.at
    boot = clock.boot_seconds()
    return last.at + dt.timedelta(seconds=boot - last.boot if boot >= last.boot else boot)


class Timekeeper:
    """Keeps the time of one process."""

    def __init__(
        self, database: Database, operator: str | None, synchronised: Callable[[], bool] = is_synchronised
    ) -> None:
        self._database, self._operator, self._synchronised = database, operator, synchronised
        self._accepted: int | None = None
        self._steady: tuple[dt.timedelta, float] | None = None  # a difference, and since when by the boot clock

    def settle(self) -> None:
        """Begin to keep the time."""
        self._accepted = settle(self._database)

    def follow(self) -> None:
        """Take over a clock that was accepted, by the operator or by another process."""
        with self._database.reading() as session:
            last = session.get(Heartbeat, _ONLY)
        if last is None or last.accepted == self._accepted:
            return
        if self._accepted is not None:
            clock.set_ahead(clock.machine() - _least(last))
        self._accepted = last.accepted

    def beat(self) -> None:
        """Write one row durably, which fails on a full disk or a read-only database (W22)."""
        self.follow()
        with self._database.session() as session:
            last = _locked(session)
            if self._accepted in (None, last.accepted):  # or another process has just accepted the clock
                _write(last, clock.machine() - clock.ahead())
                self._accepted = last.accepted

    def judge(self) -> None:
        """While the clock is in doubt, notify the operator once a day, and accept it as soon as that is safe."""
        if not clock.is_doubtful():
            self._steady = None
            return
        if self._is_steady() and clock.ahead() > dt.timedelta(0) and self._synchronised():
            accept(self._database)
            self.follow()
            _log.warning("The machine's clock is accepted: it has been synchronised and steady for ten minutes.")
        else:
            self._notify()

    def _is_steady(self) -> bool:
        """Return whether the difference of the clocks has been the same for ten minutes."""
        ahead, boot = clock.ahead(), clock.boot_seconds()
        if self._steady is None or abs(self._steady[0] - ahead) > _STEADY or not self._synchronised():
            self._steady = (ahead, boot)
        return boot - self._steady[1] >= STABLE.total_seconds()

    def _notify(self) -> None:
        shown, known = clock.machine(), clock.machine() - clock.ahead()
        key = f"clock:{self._accepted}:{known:%Y-%m-%d}"
        with self._database.session() as session:
            if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
                return
            _log.error("The machine's clock is in doubt: it shows %s, and %s is known to have passed.", shown, known)
            if self._operator is not None:
                text = _IN_DOUBT.format(host=socket.gethostname(), shown=shown, known=known)
                session.execute(insert(OutboxMessage), [operator_mail(self._operator, key, text)])


def accept(database: Database) -> dt.timedelta:
    """Accept what the machine's clock shows, for every process; return by how much it was ahead, or behind if negative.

    After a step back, entries of the future no longer hold anything up: mails are due, and log-ins end.
    """
    ahead, newest = clock.ahead(), newest_moment(database)
    shown = clock.machine()
    last_known = max(shown - ahead, newest) if newest is not None else shown - ahead
    clock.set_ahead(dt.timedelta(0))
    with database.session() as session:
        last = _locked(session)
        _write(last, shown)
        last.accepted += 1
        if last_known > shown:
            last.disregarded = last_known
            _forget_future(session, shown)
    return ahead


def _locked(session: Session) -> Heartbeat:
    """Return the heartbeat, or a first one, until the transaction ends."""
    last = session.get(Heartbeat, _ONLY, with_for_update=True)
    if last is None:
        last = Heartbeat(id=_ONLY, accepted=0)
        session.add(last)
    return last


def _write(last: Heartbeat, at: dt.datetime) -> None:
    last.at, last.boot, last.machine = at, clock.boot_seconds(), this_machine()


def _forget_future(session: Session, now: dt.datetime) -> None:
    """Free what waits for a time that was wrong. A log-in from the future would be valid for too long."""
    waiting = (OutboxMessage.state.in_(("queued", "sending")), OutboxMessage.due_at > now + _LONGEST_WAIT)
    session.execute(update(OutboxMessage).where(*waiting).values(due_at=now))
    session.execute(update(Login).where(Login.began_at > now, Login.ended_at.is_(None)).values(ended_at=now))
