"""The table of jobs: all that a server does without being asked by the page that is being answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ballot.worker import mails
from ballot.worker.context import Context
from ballot.worker.loop import Job, Loop, MachineLock
from ballot.worker.watchdog import Watchdog

WATCH, MAILS = "watch", "mails"
WATCH_PAUSE: Final = 10.0  # seconds; docs/deploy.md promises that no known checkpoint is older than this


class Worker(Loop):
    """The jobs of one process, and the loop that runs them. `context` is asked at each turn, if it can change."""

    def __init__(self, context: Callable[[], Context]) -> None:
        found = context()
        watchdog = Watchdog(found)
        super().__init__(
            (
                Job(WATCH, watchdog.turn, "The boards could not be looked after", WATCH_PAUSE, alone=True, last=True),
                Job(MAILS, lambda: mails.take_turn(context()), "The mails could not be sent"),
            ),
            MachineLock(found.known.watch_file),
        )
