"""Work that pages request. It is done step by step, each request in turn, so that none has to wait for another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from functools import partial
from typing import Generic, TypeVar

from ballot.election.isolation import Apart

R = TypeVar("R", bound=Hashable)


class Tasks(Generic[R]):
    """The requests of one job. `begin` returns the steps of a request; steps of different requests alternate."""

    def __init__(self, begin: Callable[[R], Iterator[None]], failure: str) -> None:
        self._begin = begin
        self._failure = failure
        self._open: dict[R, Iterator[None]] = {}
        self._change = threading.Condition()
        self._isolation = Apart()

    def add(self, request: R) -> None:
        """Add a request, unless it is already being processed."""
        with self._change:
            if request not in self._open:
                self._open[request] = self._begin(request)

    def is_open(self, request: R) -> bool:
        """Return whether a request is waiting or being processed."""
        return request in self._open

    def wait(self, request: R, seconds: float) -> None:
        """Return when a request is done, or after this many seconds."""
        with self._change:
            self._change.wait_for(lambda: request not in self._open, seconds)

    def turn(self) -> float | None:
        """Do one step of each request. A request that fails is logged and dropped, and the others go on."""
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
