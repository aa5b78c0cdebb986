"""A progress bar on standard error for long work."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Bar:
    """Shows nothing before `after` seconds or without a terminal. It draws only when updated, so it needs no thread."""

    def __init__(self, after: float) -> None:
        self._after = time.monotonic() + after
        console = Console(stderr=True)
        self._shown = console.is_terminal
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            auto_refresh=False,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None)
        self._drawn = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            self._progress.stop()

    def update(self, what: str, done: int, total: int) -> None:
        """Show the progress."""
        now = time.monotonic()
        if not self._shown or now < self._after or (now - self._drawn < 0.1 and done < total):
            return
        self._drawn = now
        self._progress.update(self._task, description=what, completed=done, total=total)
        self._progress.start()
        self._progress.refresh()
