"""The table of jobs: everything that a server does outside the request that it is answering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ballot.election.custody.timekeeping import Timekeeper
from ballot.election.practice.run import vote
from ballot.election.roll.reading import Reading, reading_steps
from ballot.language import in_language
from ballot.worker import mails
from ballot.worker.context import Context
from ballot.worker.loop import Job, Loop, MachineLock
from ballot.worker.press import Press
from ballot.worker.tasks import Tasks
from ballot.worker.watchdog import Watchdog

WATCH, CLOCK, MAILS, ROLLS, PRACTICE, PDFS = "watch", "clock", "mails", "rolls", "practice", "pdfs"
_WATCH_PAUSE: Final = 10.0  # seconds; docs/deploy.md promises that no known checkpoint is older than this
_BALLOTS_AT_ONCE: Final = 4


class RollToRead(NamedTuple):
    """An uploaded roll, and the language of the officer who will read its errors."""

    reading: Reading
    language: str


class Worker(Loop):
    """The jobs of one process, and the loop that runs them. If `context` is a function, it is called at each turn."""

    def __init__(self, context: Callable[[], Context]) -> None:
        known = context().known
        self.timekeeper = Timekeeper(context().database, context().config.operator_address)
        watchdog = Watchdog(context(), self.timekeeper)
        self.rolls = Tasks[RollToRead](lambda roll: _read(context(), roll), "An uploaded roll could not be read")
        self.practice = Tasks[str](lambda uuid: _vote(context(), uuid), "Made-up members could not vote")
        self.press = Press()
        super().__init__(
            (
                Job(WATCH, watchdog.turn, "The boards could not be looked after", _WATCH_PAUSE, alone=True, last=True),
                Job(CLOCK, self.timekeeper.follow, "The accepted clock could not be read", _WATCH_PAUSE),
                Job(MAILS, lambda: mails.take_turn(context()), "The mails could not be sent"),
                Job(ROLLS, self.rolls.turn, "The rolls could not be read"),
                Job(PRACTICE, self.practice.turn, "The practice elections could not go on"),
                Job(PDFS, lambda: self.press.turn(), "A PDF could not be made"),
            ),
            MachineLock(known.watch_file),
        )

    def read_roll(self, roll: RollToRead, patience: float) -> None:
        """Read an uploaded roll, and wait a few seconds for the result."""
        self.rolls.add(roll)
        self.wake(ROLLS)
        self.rolls.wait(roll, patience)

    def let_vote(self, uuid: str) -> None:
        """Let the made-up members of a practice election vote, until all have voted or it is closed."""
        self.practice.add(uuid)
        self.wake(PRACTICE)


def _read(context: Context, roll: RollToRead) -> Iterator[None]:
    steps = reading_steps(context.database, roll.reading)
    more = True
    while more:
        with in_language(roll.language):  # a new thread has no language set
            more = next(steps, True) is None
        if more:
            yield


def _vote(context: Context, uuid: str) -> Iterator[None]:
    while vote(context.database, uuid, context.identity, _BALLOTS_AT_ONCE):
        yield
