"""Ties: first the rule's own method, then the public lot (docs/spec/lot.md). Never silently, never by ballot order.

A draw among n takes k = SHA-256(seed + "," + counter) as a 256-bit number, counters from 1; a k of at least
floor(2^256 / n) n is rejected, which keeps the draw uniform; the result is k mod n. Each draw uses up its counter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from ballot.count.sheet import Draw, Tie
from ballot.errors import CountNeedsLot, InvalidCount

MAX_SEED = 1000


class Lot:
    """Draws from one seed; the counter goes on from draw to draw of the same count."""

    def __init__(self, seed: str) -> None:
        if not 0 < len(seed) <= MAX_SEED or not seed.isprintable():
            raise InvalidCount(f"The seed of the lot must be 1 to {MAX_SEED} printable characters.")
        self.seed = seed
        self._counter = 0

    def _number_below(self, n: int) -> tuple[int, int]:
        limit = 2**256 // n * n
        while True:
            self._counter += 1
            digest = hashlib.sha256(f"{self.seed},{self._counter}".encode()).digest()
            number = int.from_bytes(digest, "big")
            if number < limit:
                return self._counter, number % n

    def draw(self, names: Sequence[str], among: Iterable[int]) -> tuple[int, Draw]:
        """Draw one of the candidates (indices) and return it with the record of the draw."""
        left = sorted(among)
        counter, result = self._number_below(len(left))
        return left[result], Draw(counter, tuple(names[i] for i in left), result, names[left[result]])

    def break_tie(self, names: Sequence[str], tied: Sequence[int], places: int) -> tuple[list[int], Tie]:
        """Draw `places` of the tied candidates (indices), in order; return them and the record of the draws."""
        left, drawn, draws = sorted(tied), [], []
        for _ in range(places):
            candidate, draw = self.draw(names, left)
            draws.append(draw)
            drawn.append(candidate)
            left.remove(candidate)
        return drawn, self.tie(names, tied, places, draws)

    def tie(self, names: Sequence[str], tied: Iterable[int], places: int, draws: Iterable[Draw]) -> Tie:
        """Return the record of a tie that this lot broke."""
        return Tie(tuple(names[i] for i in sorted(tied)), places, "lot", self.seed, tuple(draws))


def require_lot(lot: Lot | None, names: Sequence[str], tied: Iterable[int], why: str) -> Lot:
    """Return the lot, or stop the count.

    Raises:
        CountNeedsLot: there is no seed yet; the sentence names the tied candidates and what has to be decided.
    """
    if lot is not None:
        return lot
    indices = tuple(sorted(tied))
    listed = ", ".join(names[index] for index in indices)
    raise CountNeedsLot(
        f"{listed} {why} The public lot decides: draw the seed in public and enter it.",
        indices,
    )


def narrow(tied: Iterable[int], points: Iterable[Sequence[int]], *, highest: bool) -> list[int]:
    """Return the tied candidates who are still level after all points of the count were compared in the given order.

    At the first point where they differ, those who lead (highest) or trail remain, and the search goes on among them.
    This is one reading of rules that only speak of "the most recent stage at which they had unequal votes": with
    A > B = C it decides between B and C by the subsequent points (docs/counting.md).
    """
    left = list(tied)
    best = max if highest else min
    for totals in points:
        if len(left) == 1:
            break
        target = best(totals[candidate] for candidate in left)
        left = [candidate for candidate in left if totals[candidate] == target]
    return left
