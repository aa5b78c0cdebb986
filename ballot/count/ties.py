"""The public lot (docs/spec/lot.md): ties are never broken silently and never by the order of candidates.

A draw among n takes k = SHA-256(seed + "," + counter) as a 256-bit number, counters from 1; a k of at least
floor(2^256 / n) n is rejected, which keeps the draw uniform; the result is k mod n. Each draw uses up its counter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ballot.count.sheet import Draw, Tie
from ballot.errors import InvalidCount

MAX_SEED = 1000


class Lot:
    """Draws from one seed; the counter goes on from draw to draw of the same count."""

    def __init__(self, seed: str) -> None:
        if not 0 < len(seed) <= MAX_SEED or not seed.isprintable():
            raise InvalidCount(f"The seed of the lot must be 1 to {MAX_SEED} printable characters.")
        self._seed = seed
        self._counter = 0

    def _number_below(self, n: int) -> tuple[int, int]:
        limit = 2**256 // n * n
        while True:
            self._counter += 1
            digest = hashlib.sha256(f"{self._seed},{self._counter}".encode()).digest()
            number = int.from_bytes(digest, "big")
            if number < limit:
                return self._counter, number % n

    def break_tie(self, names: Sequence[str], tied: Sequence[int], places: int) -> tuple[list[int], Tie]:
        """Draw `places` of the tied candidates (indices), in order; return them and the record of the draws."""
        left, drawn, draws = sorted(tied), [], []
        for _ in range(places):
            counter, result = self._number_below(len(left))
            candidate = left[result]
            among = tuple(names[index] for index in left)
            draws.append(Draw(counter, among, result, names[candidate]))
            drawn.append(candidate)
            left.remove(candidate)
        tied_names = tuple(names[index] for index in sorted(tied))
        return drawn, Tie(tied_names, places, "lot", self._seed, tuple(draws))
