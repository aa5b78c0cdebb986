"""Long batches in parts, a thread for each processor: the kernel releases the interpreter lock while it computes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

Result = TypeVar("Result")
ENTRY: Final = 32  # bytes
LEAST: Final = 256  # entries of a part: about a millisecond, ten times what a thread costs

_allowed = [len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1]


def processors() -> int:
    """Return how many processors batches may use: by default all that this process may run on."""
    return _allowed[-1]


@contextmanager
def limited_to(number: int) -> Iterator[None]:
    """Limit the number of processors that batches use, in all threads, inside the `with` block."""
    _allowed.append(number)
    try:
        yield
    finally:
        _allowed.pop()


def limit_to(number: int) -> None:
    """Limit the number of processors that batches use from now on: for a process that is itself one of several."""
    _allowed[:] = [number]


def in_parts(call: Callable[..., Result], *lists: bytes) -> list[Result]:
    """Call with lists of entries, cut into parts where that is worth it, and return the answers in order.

    Lists of one entry or none are for all parts. Lists of different lengths are passed on whole, so that the callee
    refuses them.
    """
    sizes = {len(entries) for entries in lists if len(entries) > ENTRY}
    longest = max(sizes, default=0)
    parts = min(processors(), longest // ENTRY // LEAST)
    if parts < 2 or len(sizes) != 1 or longest % ENTRY:
        return [call(*lists)]
    step = -(-longest // ENTRY // parts) * ENTRY

    def part(start: int) -> Result:
        return call(*(entries if len(entries) <= ENTRY else entries[start : start + step] for entries in lists))

    with ThreadPoolExecutor(parts) as pool:
        return list(pool.map(part, range(0, longest, step)))
