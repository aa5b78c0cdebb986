"""Values derived from the board, cached by the hash of the event that they are derived from.

What an event's hash covers can never change, so nothing in such a cache is ever out of date.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Memory(Generic[V]):
    """Keeps a limited number of the values that were requested last; threads may share it."""

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._guard = threading.Lock()

    def recall(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the value of a key, computed now if it is missing. Two threads may compute the same one at once."""
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        with self._guard:
            self._kept[key] = value
            while len(self._kept) > self._entries:
                self._kept.popitem(last=False)
        return value

    def __len__(self) -> int:
        """The number of values in the cache now."""
        return len(self._kept)
