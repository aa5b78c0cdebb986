"""What every phase is given: the archive, how the verifier was asked, the companion file, and where findings go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ballot.errors import BallotError
from ballot.verify.case.companion import Companion
from ballot.verify.case.reading import Reader
from ballot.verify.case.report import Recorder

Progress = Callable[[str, int, int], None]


class ChangedWhileReading(BallotError):
    """The file is not the same as a moment ago."""


class Unusable(BallotError):
    """Something given along with the archive is not what it should be: a mistake in the call, not in the archive."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the verifier was asked to run."""

    strict: bool = False
    against: Path | None = None
    only_new: bool = False
    state: Path | None = None
    server_key: str | None = None
    announced_credentials: str | None = None
    announced_voters: int | None = None
    jobs: int = 1
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One verification. What a phase finds out is not kept here: it returns it, and the plan hands it on."""

    path: Path
    stream: BinaryIO
    options: Options
    companion: Companion = field(default_factory=Companion)
    recorder: Recorder = field(default_factory=Recorder)
    reader: Reader = field(default_factory=Reader)
    quiet: Reader = field(default_factory=Reader)  # for a first look: what it finds is not reported

    def progress(self, what: str, done: int, total: int) -> None:
        """Tell the caller how far the work has come."""
        if self.options.progress is not None:
            self.options.progress(what, done, total)
