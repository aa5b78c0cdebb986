"""How ranked papers become group elements."""

from __future__ import annotations

from typing import NamedTuple


class Embedding(NamedTuple):
    """Bits of padding, bits for each integer, and how many integers fit (0: the group holds no papers)."""

    padding: int
    bits_per_int: int
    capacity: int
