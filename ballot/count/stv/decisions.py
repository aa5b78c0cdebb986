"""How one of several candidates is chosen: by votes, then by the rule's own method, then by the public lot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ballot.count.sheet import Draw, Stage, Tie, names_of
from ballot.count.ties import Lot, narrow, require_lot

WHY = {
    "exclude": "are level, and one of them has to be excluded.",
    "surplus": "are level, and the surplus of one of them has to be transferred first.",
    "seat": "are level, and not all of them can be elected.",
}

# candidates, purpose ("exclude", "surplus", "seat") -> the candidate chosen
Pick = Callable[[list[int], str], int]


class Decisions:
    """The votes now and at all earlier points, and the ties that were broken. Every tie is recorded."""

    def __init__(self, names: tuple[str, ...], withdrawn: frozenset[int], seed: str | None) -> None:
        self.names, self.withdrawn = names, withdrawn
        self.totals = [0] * len(names)
        self.history: list[tuple[int, ...]] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []
        self._lot = None if seed is None else Lot(seed)
        self._order: list[int] | None = None

    def level(self, among: Sequence[int], purpose: str) -> list[int]:
        """Return those with the fewest votes (to exclude) or with the most."""
        best = (min if purpose == "exclude" else max)(self.totals[c] for c in among)
        return [c for c in among if self.totals[c] == best]

    def pick_backwards(self, among: list[int], purpose: str) -> int:
        """Choose by votes now, then by votes at earlier stages, the most recent first, then by lot."""
        return self._pick(among, purpose, self.history[::-1], "backwards")

    def pick_forwards(self, among: list[int], purpose: str) -> int:
        """Choose by votes now, then by votes at earlier points, the earliest first, then by lot."""
        return self._pick(among, purpose, self.history, "forwards")

    def pick_at_first_difference(self, among: list[int], purpose: str) -> int:
        """Choose by votes now, then by votes at the first point at which any of the tied differed, then by lot."""
        tied = self.level(among, purpose)
        points = [point for point in self.history if len({point[c] for c in tied}) > 1]
        return self._pick(tied, purpose, points[:1], "forwards")

    def _pick(self, among: list[int], purpose: str, points: Iterable[Sequence[int]], method: str) -> int:
        tied = self.level(among, purpose)
        if len(tied) == 1:
            return tied[0]
        left = narrow(tied, points, highest=purpose != "exclude")
        if len(left) == 1:
            self.note_tie(tied, purpose, method, left)
            return left[0]
        lot = require_lot(self._lot, self.names, left, WHY[purpose])
        chosen, draw = lot.draw(self.names, left)
        self.note_tie(tied, purpose, "lot", [chosen], lot.seed, [draw])
        return chosen

    def pick_by_order(self, among: list[int], purpose: str) -> int:
        """Choose by votes now, then by one random order of all candidates."""
        return self.first_in_order(self.level(among, purpose), purpose)

    def first_in_order(self, tied: list[int], purpose: str) -> int:
        """Return the first of the tied in an order of all candidates, which the lot draws when it is first needed."""
        if len(tied) == 1:
            return tied[0]
        lot = require_lot(self._lot, self.names, tied, WHY[purpose])
        draws: tuple[Draw, ...] = ()
        if self._order is None:
            standing = [c for c in range(len(self.names)) if c not in self.withdrawn]
            self._order, drawn = lot.break_tie(self.names, standing, len(standing) - 1)
            self._order += [c for c in standing if c not in self._order]
            draws = drawn.draws
        chosen = min(tied, key=self._order.index)
        self.note_tie(tied, purpose, "lot", [chosen], lot.seed, draws)
        return chosen

    def note_tie(
        self,
        tied: Sequence[int],
        purpose: str,
        method: str,
        chosen: Sequence[int],
        seed: str = "",
        draws: Iterable[Draw] = (),
    ) -> None:
        """Record a tie, once for each stage; the decision belongs to the current stage."""
        tie = Tie(
            candidates=names_of(self.names, sorted(tied)),
            places=1,
            method=method,
            seed=seed,
            draws=tuple(draws),
            purpose=purpose,
            chosen=names_of(self.names, chosen),
            before_stage=len(self.stages) + 1,
        )
        if tie not in self.ties:
            self.ties.append(tie)
