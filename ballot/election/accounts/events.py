"""One line in the server's log for each event of an account: what happened, and the account's number.

No name, no network address, no election, and nothing about members and ballots (P5).
"""

from __future__ import annotations

import logging
from typing import Final

LOGGER: Final = "ballot.accounts"
LOG_IN: Final = "log-in"
WRONG_PASSWORD: Final = "wrong password"  # noqa: S105  (no password)
SECOND_STEP: Final = "second step asked for"
WRONG_SECOND_STEP: Final = "wrong second step"
LOCK_OUT: Final = "lock-out"
REFUSED_ROLE: Final = "refused role"
WRONG_KEY: Final = "wrong API key"
REFUSED_KEY: Final = "refused right of an API key"

_log = logging.getLogger(LOGGER)


def note(event: str, account: int | None = None) -> None:
    """Write the line. `account`: None if nobody knows which, as with an address that has none."""
    _log.info("%s, account %s", event, account or "unknown", extra={"event": event, "account": account})
