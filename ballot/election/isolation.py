"""Do one thing after another, whatever becomes of each: no election waits because another one fails (W26)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from ballot.errors import BallotError

_log = logging.getLogger("ballot.worker")
_EXPECTED = (BallotError, DBAPIError, OSError)  # they say for themselves what is wrong


class Apart:
    """Does things apart from each other; each failure is logged once, not every few seconds."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def does(self, what: str, act: Callable[[], object]) -> bool:
        """Do something and return whether it went well; if not, `what` says so in the log."""
        try:
            act()
        except Exception as error:  # noqa: BLE001  (the thread lives on, for the sake of all other elections)
            self.tell(f"{what}: {str(error) or type(error).__name__}", error)
            return False
        return True

    def tell(self, sentence: str, error: Exception | None = None) -> None:
        """Log a sentence once, with the place in the code if nobody expects such an error."""
        if sentence not in self._told:
            self._told.add(sentence)
            _log.error("%s", sentence, exc_info=None if isinstance(error, _EXPECTED) else error)
