"""The program's only source of the current time: in UTC, and never on one reading of one clock (W23).

A machine's clock can be set to any time, by mistake or by an attacker, and a voting that was closed too early cannot be
opened again. So every reading is compared with the boot clock, which nobody can set: it counts the seconds since the
machine was started. While the two agree to a minute, `now` is what the machine's clock shows, and never goes back. If
they do not, the machine's clock is in doubt, and `now` continues by the boot clock, until somebody who knows more says
by how much the machine's clock is ahead (`set_ahead`; docs/decisions/0034).
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

LARGEST_STEP: Final = timedelta(minutes=1)
_AT_ONCE: Final = 0.5  # seconds between readings that count as one moment
_BOOT_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class _Reading(NamedTuple):
    """What both clocks show at one moment."""

    wall: datetime
    boot: float


_start: _Reading | None = None  # a moment at which the time was known: from there on the boot clock counts
_latest = _LONG_AGO
_guard = threading.Lock()


def boot_seconds() -> float:
    """Return for how many seconds the machine has been running, sleep included."""
    return time.clock_gettime(_BOOT_CLOCK)


def now() -> datetime:
    """Return the current time, aware and in UTC; it is never earlier than before. Tests replace this function."""
    with _guard:
        return _time(_read())


def ahead() -> timedelta:
    """Return by how much the machine's clock is ahead of the time that is known; negative if it is behind."""
    with _guard:
        return _ahead(_read())


def is_doubtful() -> bool:
    """Return whether the machine's clock and the boot clock disagree by more than a minute."""
    return abs(ahead()) > LARGEST_STEP


def machine() -> datetime:
    """Return what the machine's clock shows, right or wrong: for codes of apps, limits and the times of files."""
    with _guard:
        seen = _read()
        difference = seen.wall - _time(seen)
    return now() + difference


def set_ahead(by: timedelta) -> None:
    """Say by how much the machine's clock is ahead of the time that is known; zero if it is right."""
    global _start, _latest
    with _guard:
        seen = _read()
        _start, _latest = _Reading(seen.wall - by, seen.boot), _LONG_AGO


def _time(seen: _Reading) -> datetime:
    global _latest
    ahead = _ahead(seen)
    moment = seen.wall if abs(ahead) <= LARGEST_STEP else seen.wall - ahead
    _latest = max(_latest, moment)
    return _latest


def _ahead(seen: _Reading) -> timedelta:
    global _start
    if _start is None:
        _start = seen
    return seen.wall - _start.wall - timedelta(seconds=seen.boot - _start.boot)


def _read() -> _Reading:
    """Read both clocks; again, if the process was interrupted between the two."""
    while True:
        before = boot_seconds()
        wall = datetime.now(UTC)
        after = boot_seconds()
        if after - before < _AT_ONCE:
            return _Reading(wall, after)
