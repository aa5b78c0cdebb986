"""The one place where time enters the program: in UTC, and it never goes back.

A clock that is set back would open a voting again that was over. Here time then stands still until the clock has
caught up, within a process; a new one begins no earlier than the newest moment in the database (`not_before`).
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

_latest = datetime.min.replace(tzinfo=UTC)
_guard = threading.Lock()


def now() -> datetime:
    """Return the current time, aware, in UTC, and never an earlier one than before. Tests replace this function."""
    global _latest
    moment = datetime.now(UTC)
    with _guard:
        _latest = max(_latest, moment)
        return _latest


def not_before(moment: datetime) -> None:
    """Let time in this process begin no earlier than at a moment that is known to have passed."""
    global _latest
    with _guard:
        _latest = max(_latest, moment)


def set_back() -> timedelta:
    """Return how far the machine's clock is behind the time that has passed: zero, unless it was set back."""
    return max(now() - datetime.now(UTC), timedelta(0))
