"""Keep watch over the boards, and open and close votings at their times, beside the requests (W26).

One thread of one worker process on each machine.
"""

import atexit
import fcntl
import os
import threading
from contextlib import suppress
from typing import Final

from ballot.election.custody.health import beat
from ballot.election.custody.schedule import Schedule
from ballot.election.custody.watch import Watch
from ballot.election.isolation import Apart
from ballot.web.services import Services

PAUSE: Final = 10.0  # seconds; docs/deploy.md promises that no known checkpoint is older than this


class Keeper:
    """Looks at the boards every few seconds, if no other process of this machine does."""

    def __init__(self, found: Services) -> None:
        self._database = found.database
        self._watch = Watch(found.database, found.identity, found.known)
        self._schedule = Schedule(found.database, found.identity, found.known, found.config.public_url)
        self._lock_file = found.known.watch_file
        self._descriptor: int | None = None
        self._ended = threading.Event()
        self._apart = Apart()

    def start(self) -> None:
        """Start the thread; at the end of the process it looks once more, so that the last ballots are known."""
        threading.Thread(target=self._run, name="keeper", daemon=True).start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Stop, after one more look."""
        self._ended.set()
        with suppress(SystemExit):  # what a second signal raises in the middle of it: the process ends anyway
            self.look()

    def look(self) -> None:
        """Look once, if it is this process's turn; whatever goes wrong is logged, and tried again at the next turn."""
        self._apart.does("The boards could not be looked after", self._look)

    def _look(self) -> None:
        if self._has_turn():
            watched = self._apart.does("The boards could not be looked at", self._watch_boards)
            kept = self._apart.does("The times of the votings could not be kept", self._schedule.keep)
            if watched and kept:  # `/health` says that somebody watches only if all of it went well
                beat(self._database)
                os.utime(self._lock_file)

    def _watch_boards(self) -> None:
        for uuid, reason in self._watch.look().items():
            self._apart.tell(f"Election {uuid} takes nothing more: {reason}")

    def _run(self) -> None:
        while not self._ended.is_set():
            self.look()
            self._ended.wait(PAUSE)

    def _has_turn(self) -> bool:
        """Return whether this process holds the keeper's lock; it is free again when its holder ends, however."""
        if self._descriptor is None:
            self._lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
        return True
