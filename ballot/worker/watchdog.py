"""The job that checks the boards, and opens and closes votes at their scheduled times (W26)."""

from __future__ import annotations

from ballot.election.custody.schedule import Schedule
from ballot.election.custody.timekeeping import Timekeeper
from ballot.election.custody.watch import Watch
from ballot.election.isolation import Apart
from ballot.worker.context import Context


class Watchdog:
    """Checks all boards and the clock. It does not read a part of a board twice."""

    def __init__(self, context: Context, timekeeper: Timekeeper) -> None:
        self._timekeeper, self._known = timekeeper, context.known
        self._watch = Watch(context.database, context.identity, context.known)
        self._schedule = Schedule(context.database, context.identity, context.known, context.config.public_url)
        self._isolation = Apart()

    def turn(self) -> None:
        """Check once. Only if all of it succeeds does `/health` report that the boards are being watched."""
        timed = self._isolation.does("The clock could not be judged", self._timekeeper.judge)
        watched = self._isolation.does("The boards could not be looked at", self._watch_boards)
        kept = self._isolation.does("The times of the votings could not be kept", self._schedule.keep)
        written = self._isolation.does("The heartbeat could not be written", self._timekeeper.beat)
        if not written:
            self._known.note_unwritable()
        elif timed and watched and kept:
            self._known.watch_file.touch(mode=0o600)

    def _watch_boards(self) -> None:
        for uuid, reason in self._watch.look().items():
            self._isolation.tell(f"Election {uuid} takes nothing more: {reason}")
