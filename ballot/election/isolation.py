"""Run tasks in isolation: no election waits because another one fails (W26)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from ballot.errors import BallotError

_log = logging.getLogger("ballot.worker")
_EXPECTED = (BallotError, DBAPIError, OSError)  # their messages say what is wrong


class Apart:
    """Runs tasks in isolation; each failure is logged once, not every few seconds."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def does(self, what: str, act: Callable[[], object]) -> bool:
        """Run a task and return whether it succeeded; if not, `what` names it in the log."""
        try:
            act()
        except Exception as error:  # noqa: BLE001  (the thread lives on, for the sake of all other elections)
            self.tell(f"{what}: {str(error) or type(error).__name__}", error)
            return False
        return True

    def tell(self, sentence: str, error: Exception | None = None) -> None:
        """Log a sentence once, with a traceback if the error is an unexpected one."""
        if sentence not in self._told:
            self._told.add(sentence)
            _log.error("%s", sentence, exc_info=None if isinstance(error, _EXPECTED) else error)
