"""Second counts by the Meek rules: the reference rule (its steps in the comments) and New Zealand's Schedule 1A."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction

from ballot.count import Papers
from ballot.count.quotas import Quota
from tests.count.second_counts import Count, Gregory, cut, up


class Meek(Gregory):
    TINY = Decimal("0.000000001")

    def run(self) -> Meek:
        self.keep = dict.fromkeys(self.standing, Decimal(1))
        self._distribute()
        self.record()
        while not self.over:  # B.1
            self._round()
        if self.places:  # C
            self._distribute()
            self.elect_rest_if_over()
            self.record()
        return self

    def _distribute(self) -> None:  # B.2.a, B.2.b
        self.totals = dict.fromkeys(self.totals, Decimal(0))
        for paper in self.papers:
            weight = Decimal(1)
            for c in paper.preferences:
                share = (weight * self.keep[c]).quantize(self.TINY, ROUND_CEILING)
                self.totals[c] += share
                weight -= share
        self.quota = cut(Fraction(sum(self.totals.values())) / (self.seats + 1), 9) + self.TINY
        self.points.append(dict(self.totals))

    def _round(self) -> None:
        last = None
        while True:
            self._distribute()
            if self.doomed():
                return self._defeat(self.doomed())
            if self.elect_all_with(self.quota, self.pick):  # B.2.c
                return self.record()
            surplus = self.surplus()
            if surplus < self.tolerance or last is not None and surplus >= last:  # B.2.e
                return self._defeat(self.excludable())
            last = surplus
            for c in self.elected:  # B.2.f
                self.keep[c] = self.value(self.keep[c], self.quota, self.totals[c])

    def surplus(self) -> Decimal:  # B.2.d
        return max(Decimal(0), sum((self.totals[c] - self.quota for c in self.elected), Decimal(0)))

    def lowest(self, among: Collection[int]) -> int:
        return self.pick(among, min)

    def _defeat(self, among: Collection[int]) -> None:  # B.3
        lowest = self.lowest(among)
        self.exclude([lowest])
        self.record()
        self.keep[lowest] = Decimal(0)


class ReferenceMeek(Meek):
    tolerance = Decimal("0.000001")

    def lowest(self, among: Collection[int]) -> int:
        """Whoever has no more than the fewest and the surplus together is tied (B.3)."""
        limit = min(self.totals[c] for c in among) + self.surplus()
        tied = {c for c in among if self.totals[c] <= limit}
        totals, self.totals = self.totals, dict.fromkeys(self.totals, Decimal(0))  # level for the pick
        lowest = self.pick(tied, min)
        self.totals = totals
        return lowest


class NewZealand(Meek):
    tolerance = Decimal("0.0001")

    def pick(self, among: Collection[int], best: Callable) -> int:
        """The first point at which they differ decides (clause 40), once; then the lot."""
        tied = self.level(among, best)
        for point in self.points:
            if len({point[c] for c in tied}) > 1:
                tied = {c for c in tied if point[c] == best(point[x] for x in tied)}
                break
        return tied.pop() if len(tied) == 1 else self.draw(tied)


def meek_prf(papers: Papers, seats: int, seed: str | None, quotas: Sequence[Quota]) -> Count:
    value = lambda keep, quota, votes: up(Fraction(up(keep * quota, 9)) / Fraction(votes), 9)  # noqa: E731
    rule = ReferenceMeek(papers, seats, seed, quotas, quota=Decimal(0), value=value, null_surplus=False, one_order=True)
    return rule.run()


def nz_meek(papers: Papers, seats: int, seed: str | None, quotas: Sequence[Quota]) -> Count:
    value = lambda keep, quota, votes: up(Fraction(keep) * Fraction(quota) / Fraction(votes), 9)  # noqa: E731
    rule = NewZealand(papers, seats, seed, quotas, quota=Decimal(0), value=value, null_surplus=False, one_order=False)
    return rule.run()


class Exact:
    """Meek's method as Hill, Wichmann and Woodall have it (Computer Journal 30(3), 1987), with forty digits.

    Candidates are elected only when the keep values have converged, quotas and shares are not rounded. `close` tells
    whether a decision hung on less than rounding to nine decimals may change.
    """

    def __init__(self, papers: Papers, seats: int) -> None:
        self.papers, self.seats = papers, seats
        self.keep = dict.fromkeys(range(len(papers.names)), Decimal(1))
        self.standing, self.elected, self.excluded = set(self.keep), set[int](), list[str]()
        self.close = False

    def run(self) -> Exact:
        with localcontext(prec=40):
            while len(self.elected) < self.seats and len(self.elected) + len(self.standing) > self.seats:
                votes, quota = self._converge()
                above = {c for c in self.standing if votes[c] > quota}
                self.close |= any(abs(votes[c] - quota) < Decimal("0.001") for c in self.standing)
                if above:
                    self.elected |= above
                    self.standing -= above
                    continue
                first, second = sorted(self.standing, key=votes.__getitem__)[:2]
                self.close |= votes[second] - votes[first] < Decimal("0.001")
                self.standing.discard(first)
                self.excluded.append(self.papers.names[first])
                self.keep[first] = Decimal(0)
            if len(self.elected) < self.seats:
                self.elected |= self.standing
        return self

    def _converge(self) -> tuple[dict[int, Decimal], Decimal]:
        while True:
            votes = self._votes()
            quota = sum(votes.values()) / (self.seats + 1)
            if all(abs(votes[c] - quota) < Decimal("1e-15") for c in self.elected):
                return votes, quota
            for c in self.elected:
                self.keep[c] *= quota / votes[c]

    def _votes(self) -> dict[int, Decimal]:
        votes = dict.fromkeys(self.keep, Decimal(0))
        for ranking, number in self.papers.rankings.items():
            weight = Decimal(number)
            for (c,) in ranking:
                votes[c] += weight * self.keep[c]
                weight *= 1 - self.keep[c]
        return votes
