"""Second counts, written from the texts of the rules, with other data structures and numbers than ballot.count.

Every paper is an object of its own, votes are `Decimal`s, ties and quotas by group are settled by looking at everything
there is. Slow, and short enough to be read beside the text. A tie that only the lot may break is `NeedsLot` without a
seed; with one the draws are those of docs/spec/lot.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, count

from ballot.count import Papers
from ballot.count.quotas import Quota

State = dict[str, Decimal]


class NeedsLot(Exception):
    """Raised without a seed; holds the tied."""


class Paper:
    def __init__(self, preferences: Iterable[int]) -> None:
        self.preferences, self.value = list(preferences), Decimal(1)

    def move_on(self, standing: Collection[int]) -> int | None:
        """Strike out all preferences up to the next candidate who stands, and return them."""
        while self.preferences:
            self.preferences.pop(0)
            if self.preferences and self.preferences[0] in standing:
                return self.preferences[0]
        return None


def cut(value: Decimal | Fraction, places: int) -> Decimal:
    return Decimal(Fraction(value) * 10**places // 1).scaleb(-places)


def up(value: Decimal | Fraction, places: int) -> Decimal:
    return -cut(-Fraction(value), places)


class Count:
    """What every count has: who stands, who is elected, how often and by whom the lot is asked."""

    def __init__(self, papers: Papers, seats: int, seed: str | None, quotas: Sequence[Quota]) -> None:
        self.names, self.seats, self.seed, self.quotas = papers.names, seats, seed, quotas
        self.standing = set(range(len(papers.names)))
        self.elected: list[int] = []
        self.excluded: list[set[str]] = []
        self.totals = dict.fromkeys(self.standing, Decimal(0))
        self.points: list[dict[int, Decimal]] = []
        self.states: list[State] = []
        self.papers = [Paper(c for (c,) in r) for r, n in papers.rankings.items() for _ in range(n)]
        self._numbers = count(1)

    @property
    def places(self) -> int:
        return self.seats - len(self.elected)

    @property
    def over(self) -> bool:
        return self.places == 0 or len(self.standing) <= self.places

    def draw(self, tied: Collection[int]) -> int:
        if self.seed is None:
            raise NeedsLot({self.names[c] for c in tied})
        among = sorted(tied)
        for number in self._numbers:
            k = int(hashlib.sha256(f"{self.seed},{number}".encode()).hexdigest(), 16)
            if k < 2**256 // len(among) * len(among):
                return among[k % len(among)]
        raise AssertionError

    # -- quotas by group: all sets that fill the seats

    def completions(self, chosen: Collection[int] = ()) -> list[set[int]]:
        base = {*self.elected, *chosen}
        sets = (base.union(more) for more in combinations(self.standing - base, max(0, self.seats - len(base))))
        return [s for s in sets if all(q.minimum <= len(q.members & s) <= q.maximum for q in self.quotas)]

    def doomed(self) -> set[int]:
        return self.standing.difference(*self.completions()) if self.quotas else set()

    def excludable(self) -> set[int]:
        guarded = set.intersection(*self.completions()) if self.quotas else set()
        return self.standing - guarded

    # -- acts

    def level(self, among: Collection[int], best: Callable) -> set[int]:
        edge = best(self.totals[c] for c in among)
        return {c for c in among if self.totals[c] == edge}

    def narrow(self, tied: Collection[int], best: Callable, points: Iterable[dict[int, Decimal]]) -> set[int]:
        left = set(tied)
        for point in points:
            left = {c for c in left if point[c] == best(point[x] for x in left)}
        return left

    def tie(self, among: Collection[int], best: Callable, points: Iterable[dict[int, Decimal]]) -> int:
        left = self.narrow(self.level(among, best), best, points)
        return left.pop() if len(left) == 1 else self.draw(left)

    def elect(self, chosen: Collection[int]) -> None:
        self.elected += sorted(chosen)
        self.standing -= set(chosen)

    def elect_all_with(self, quota: Decimal, pick: Callable[[Collection[int], Callable], int]) -> list[int]:
        """Elect whoever has the quota, the highest first, as far as seats and quotas by group allow."""
        before = len(self.elected)
        while self.places:
            able = {c for c in self.standing - self.doomed() if self.totals[c] >= quota}
            if not able:
                break
            top = self.level(able, max)
            fits = len(top) <= self.places and (not self.quotas or self.completions(top))
            self.elect(top if fits else {pick(top, max)})
        return self.elected[before:]

    def elect_rest_if_over(self) -> None:
        while self.over and self.places and self.standing:
            self.elect(self.level(self.standing, max))

    def exclude(self, candidates: Collection[int]) -> None:
        self.standing -= set(candidates)
        self.excluded.append({self.names[c] for c in candidates})

    def record(self) -> None:
        self.states.append({self.names[c]: total for c, total in self.totals.items()})


# -- weighted inclusive Gregory: Scottish (SSI 2007/42) and the reference rule; the alternative vote has its exclusions


class Gregory(Count):
    def __init__(self, *arguments, quota: Decimal, value: Callable, null_surplus: bool, one_order: bool) -> None:
        super().__init__(*arguments)
        self.quota, self.value, self.null_surplus, self.one_order = quota, value, null_surplus, one_order
        self.order: list[int] = []
        self.waiting: list[int] = []

    def pick(self, among: Collection[int], best: Callable) -> int:
        tied = self.level(among, best)
        if len(tied) == 1 or not self.one_order:
            return self.tie(among, best, self.points[::-1])
        if not self.order:
            if self.seed is None:
                raise NeedsLot({self.names[c] for c in tied})
            left = set(range(len(self.names)))
            while len(left) > 1:
                self.order.append(self.draw(left))
                left.discard(self.order[-1])
            self.order += left
        return min(tied, key=self.order.index)

    def run(self) -> Gregory:
        held = {c: [p for p in self.papers if p.preferences[0] == c] for c in self.standing}
        self.totals = {c: Decimal(len(held[c])) for c in held}
        while self._end_of_stage():
            if self.doomed():
                source = self.pick(self.doomed(), min)
            elif self.waiting:
                source = self.pick(self.waiting, max)
            else:
                source = self.pick(self.excludable(), min)
            moving, held[source], total = held[source], [], self.totals[source]
            if source in self.waiting:
                self.waiting.remove(source)
                self.totals[source] = self.quota
                for paper in moving:
                    paper.value = self.value(paper.value, total - self.quota, total)
            else:
                self.exclude([source])
                if self.one_order and len(self.standing) <= self.seats - len(self.elected):
                    continue  # D.3 of the reference rule: the count is complete, and nothing more is transferred
                self.totals[source] = Decimal(0)
            for paper in moving:
                target = paper.move_on(self.standing)
                if target is not None:
                    held[target].append(paper)
                    self.totals[target] += paper.value
        return self

    def _end_of_stage(self) -> bool:
        elected = self.elect_all_with(self.threshold(), self.pick)
        least = self.quota if self.null_surplus else self.quota + Decimal("0.00001")
        self.waiting += [c for c in elected if self.totals[c] >= least]
        self.elect_rest_if_over()
        self.points.append(dict(self.totals))
        self.record()
        return not self.over

    def threshold(self) -> Decimal:
        return self.quota


class AlternativeVote(Gregory):
    """More than half of the papers that still count; papers are whole, so half a paper more is enough."""

    def threshold(self) -> Decimal:
        return sum(self.totals[c] for c in self.standing) / 2 + Decimal("0.5")

    def _end_of_stage(self) -> bool:
        more = super()._end_of_stage()
        self.waiting = []
        return more


def scottish(papers: Papers, seats: int, seed: str | None, quotas: Sequence[Quota]) -> Count:
    quota = Decimal(papers.number // (seats + 1) + 1)
    value = lambda v, surplus, total: cut(Fraction(surplus) * Fraction(v) / Fraction(total), 5)  # noqa: E731
    return Gregory(papers, seats, seed, quotas, quota=quota, value=value, null_surplus=False, one_order=False).run()


def wigm(papers: Papers, seats: int, seed: str | None, quotas: Sequence[Quota]) -> Count:
    quota = cut(Fraction(papers.number, seats + 1), 4) + Decimal("0.0001")
    value = lambda v, surplus, total: cut(Fraction(cut(v * surplus, 4)) / Fraction(total), 4)  # noqa: E731
    return Gregory(papers, seats, seed, quotas, quota=quota, value=value, null_surplus=True, one_order=True).run()


def alternative_vote(papers: Papers, seats: int, seed: str | None, quotas: Sequence[Quota]) -> Count:
    half = Decimal(papers.number + 1)  # never reached: no surplus moves
    rule = AlternativeVote(
        papers, 1, seed, quotas, quota=half, value=lambda v, *_: v, null_surplus=False, one_order=False
    )
    return rule.run()
