"""The work that pages ask for, and what is left of it: done step by step, every request in turn, so that none waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from functools import partial
from typing import Generic, TypeVar

from ballot.election.isolation import Apart

R = TypeVar("R", bound=Hashable)


class Tasks(Generic[R]):
    """The requests of one job. `begin` returns what does one of them; between two of its steps others have theirs."""

    def __init__(self, begin: Callable[[R], Iterator[None]], failure: str) -> None:
        self._begin = begin
        self._failure = failure
        self._open: dict[R, Iterator[None]] = {}
        self._change = threading.Condition()
        self._isolation = Apart()

    def add(self, request: R) -> None:
        """Take a request, unless it is being done already."""
        with self._change:
            if request not in self._open:
                self._open[request] = self._begin(request)

    def is_open(self, request: R) -> bool:
        """Return whether a request is being done, or waits for it."""
        return request in self._open

    def wait(self, request: R, seconds: float) -> None:
        """Return when a request is done, or after some seconds."""
        with self._change:
            self._change.wait_for(lambda: request not in self._open, seconds)

    def turn(self) -> float | None:
        """Do one step of each request. One that fails is given up and logged, and stops no other."""
        with self._change:
            going = list(self._open.items())
        for request, steps in going:
            if not self._isolation.does(f"{self._failure} ({request})", partial(self._step, request, steps)):
                self._finish(request)
        return 0.0 if self._open else None

    def _step(self, request: R, steps: Iterator[None]) -> None:
        if next(steps, True):
            self._finish(request)

    def _finish(self, request: R) -> None:
        with self._change:
            self._open.pop(request, None)
            self._change.notify_all()
