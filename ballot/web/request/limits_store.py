"""Counts of requests, shared by all worker processes of a machine in a small separate file (W6).

It contains no addresses: what is counted is stored as an HMAC under a key that is derived from the configuration and
changes every day, so that nothing can be looked up and days cannot be compared. Entries are deleted when their window
has passed. The file may be lost at any time, so writes need not be durable.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import threading
from pathlib import Path

from limits.storage import MovingWindowSupport, Storage

from ballot import clock

FILE = "rate-limits.db"
SCHEME = "ballot-shared"
_WAIT = 1.0  # seconds to wait for the lock; then this process counts on its own
_TABLES = """
CREATE TABLE IF NOT EXISTS entry (what BLOB NOT NULL, at REAL NOT NULL, until REAL NOT NULL);
CREATE INDEX IF NOT EXISTS entry_what ON entry (what, at);
CREATE INDEX IF NOT EXISTS entry_until ON entry (until);
CREATE TRIGGER IF NOT EXISTS entry_expires AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE until <= NEW.at; END;
"""
# One statement, so that the file is never locked while a thread waits for its turn to run Python: then all others,
# those that cast ballots too, would wait for that thread (W25). Entries more than a minute in the future were made
# while the clock was ahead (W23): nobody waits for them.
_COUNT = """
INSERT INTO entry
WITH RECURSIVE added (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM added WHERE number < :amount)
SELECT :what, :now, :until FROM added
WHERE (SELECT count(*) FROM entry WHERE what = :what AND at > :since AND at <= :now + 60) + :amount <= :limit
"""


def key_of_limits(secret_key: str) -> str:
    """Return the key that hides what is counted."""
    return hmac.new(secret_key.encode(), b"ballot/rate-limits/1", hashlib.sha256).hexdigest()


class SharedLimits(Storage, MovingWindowSupport):
    """A storage of the library `limits` for the strategy "moving-window"."""

    STORAGE_SCHEME = [SCHEME]  # a list, as the library requires

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, *, path: str, key: str) -> None:
        super().__init__(uri, wrap_exceptions)
        self._path = Path(path)
        self._key = bytes.fromhex(key)
        self._local = threading.local()

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """The possible errors: those of the file."""
        return (sqlite3.Error, OSError)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` more, unless that makes more than `limit` within the last `expiry` seconds."""
        now = _now()
        values = {"what": self._hidden(key), "now": now, "since": now - expiry, "until": now + expiry}
        done = self._connection().execute(_COUNT, {**values, "amount": amount, "limit": limit})
        return done.rowcount > 0

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the window began, and how many were counted in it."""
        what, since = self._hidden(key), _now() - expiry
        query = "SELECT min(at), count(*) FROM entry WHERE what = ? AND at > ?"
        oldest, number = self._connection().execute(query, (what, since)).fetchone()
        return (oldest or _now(), number)

    def clear(self, key: str) -> None:
        """Delete the counts of a key."""
        self._connection().execute("DELETE FROM entry WHERE what = ?", (self._hidden(key),))

    def reset(self) -> int | None:
        """Delete all counts."""
        return self._connection().execute("DELETE FROM entry").rowcount

    def check(self) -> bool:
        """Return whether the file can be used."""
        try:
            self._connection().execute("SELECT 1 FROM entry LIMIT 1")
        except self.base_exceptions:
            return False
        return True

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Only moving windows are counted here."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """Only moving windows are counted here."""
        raise NotImplementedError

    def get_expiry(self, key: str) -> float:
        """Only moving windows are counted here."""
        raise NotImplementedError

    def _hidden(self, key: str) -> bytes:
        today = hmac.digest(self._key, f"{clock.machine():%Y-%m-%d}".encode(), "sha256")
        return hmac.digest(today, key.encode(), "sha256")[:16]

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection, opened at first use."""
        if not hasattr(self._local, "connection"):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=OFF", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.executescript(_TABLES)
            self._path.chmod(0o600)
            self._local.connection = connection
        found: sqlite3.Connection = self._local.connection
        return found


def _now() -> float:
    return clock.machine().timestamp()
