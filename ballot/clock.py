"""The one place where time enters the program."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time, aware, in UTC. Tests replace this function."""
    return datetime.now(UTC)
