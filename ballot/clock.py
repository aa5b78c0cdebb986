"""The program's only source of the current time. It is in UTC and never goes back.

A clock that is set back would reopen a vote that has closed. So within a process time stands still until the clock has
caught up, and a new process starts no earlier than the newest moment in the database (`not_before`).
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

_latest = datetime.min.replace(tzinfo=UTC)
_guard = threading.Lock()


def now() -> datetime:
    """Return the current time, aware and in UTC; it is never earlier than before. Tests replace this function."""
    global _latest
    moment = datetime.now(UTC)
    with _guard:
        _latest = max(_latest, moment)
        return _latest


def not_before(moment: datetime) -> None:
    """Do not let time in this process start before a moment that is known to have passed."""
    global _latest
    with _guard:
        _latest = max(_latest, moment)


def set_back() -> timedelta:
    """Return how far the machine's clock is behind the program's time: zero, unless it was set back."""
    return max(now() - datetime.now(UTC), timedelta(0))
