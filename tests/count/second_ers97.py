"""A second count by ERS97, written from its text: see second_counts.py."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction

from ballot.count import Papers
from ballot.count.quotas import Quota
from tests.count.second_counts import Count, Paper, cut, up


class Ers97(Count):
    """The paragraphs of the rules in the names and comments."""

    def run(self) -> Ers97:
        self.lost, self.moving = Decimal(0), set()
        self.batches: dict[int, list[list[Paper]]] = {c: [] for c in self.standing}
        for c in self.standing:
            self.batches[c].append([p for p in self.papers if p.preferences[0] == c])
            self.totals[c] = Decimal(len(self.batches[c][0]))
        self.valid = Decimal(len(self.papers))
        self._quota()
        self._after_a_batch()
        self.record()
        while not self.over:
            self._stage()
            self.record()
        return self

    def _quota(self) -> None:  # 5.1.6, 5.4.8
        self.quota = up(Fraction(self.valid - self.lost) / (self.seats + 1), 2)

    def surplus(self, c: int) -> Decimal:
        return max(Decimal(0), self.totals[c] - self.quota)

    def _after_a_batch(self) -> None:
        if not self.elected:
            self._quota()
        self._deem_elected()
        self.elect_rest_if_over()  # 5.5.1
        self.points.append(dict(self.totals))

    def _deem_elected(self) -> None:  # 5.1.7, 5.3.13, 5.4.9
        while self.places and self.standing - self.doomed():
            top = self.level(self.standing - self.doomed(), max)
            votes = self.totals[min(top)]
            kept = sum(min(self.quota, self.totals[c]) for c in self.elected)
            active = self.valid - self.lost - kept  # 5.6.1
            if not votes or votes < self.quota and votes * (self.places + 1) < active:
                return
            if not self._fits(top):  # 5.6.2
                top = self.narrow(top, max, self.points)
                if not self._fits(top):
                    return
            self.elect(top)

    def _fits(self, group: Collection[int]) -> bool:
        return len(group) <= self.places and (not self.quotas or bool(self.completions(group)))

    def _stage(self) -> None:
        if self.doomed():
            return self._exclude([self.tie(self.doomed(), min, self.points)])
        waiting = sum(map(self.surplus, self.elected))
        group = self._group(waiting)
        if group:
            return self._exclude(group)
        if waiting:
            return self._transfer(self.tie([c for c in self.elected if self.surplus(c)], max, self.points))  # 5.2.3
        return self._exclude([self.tie(self.excludable(), min, self.points)])

    def _group(self, waiting: Decimal) -> list[int]:
        """5.2.2 and 5.2.5: the largest group that may be excluded together; no group divides equal votes."""
        lowest = sorted(self.excludable(), key=self.totals.__getitem__)
        most = 1 if self.quotas else len(self.standing) - self.places
        found: list[int] = []
        for size in range(1, min(most, len(lowest) - 1) + 1):
            inside, above = lowest[:size], self.totals[lowest[size]]
            if self.totals[inside[-1]] < above and sum(self.totals[c] for c in inside) + waiting <= above:
                found = inside
        return found

    def _transfer(self, source: int) -> None:  # 5.3
        surplus, batch = self.surplus(source), self.batches[source][-1]
        able = [p for p in batch if not self.standing.isdisjoint(p.preferences[1:])]
        worth = sum(p.value for p in able)
        if worth > surplus:
            value = cut(Fraction(surplus) / len(able), 2)
            for paper in able:
                paper.value = value
            worth = value * len(able)
        self._give(able)
        self.totals[source] = self.quota
        self.lost += surplus - worth
        self._after_a_batch()

    def _exclude(self, group: Collection[int]) -> None:  # 5.4
        self.exclude(group)
        if self.over:
            return self._after_a_batch()
        papers = [p for c in group for batch in self.batches[c] for p in batch]
        owner = {id(p): p.preferences[0] for p in papers}
        for value in sorted({p.value for p in papers}, reverse=True):
            batch = [p for p in papers if p.value == value]
            for paper in batch:
                self.totals[owner[id(paper)]] -= value
            self.lost += value * (len(batch) - self._give(batch))
            self._after_a_batch()
            if self.over:
                break

    def _give(self, papers: list[Paper]) -> int:
        received: dict[int, list[Paper]] = {}
        standing = set(self.standing)
        for paper in papers:
            target = paper.move_on(standing)
            if target is not None:
                received.setdefault(target, []).append(paper)
                self.totals[target] += paper.value
        for target, batch in received.items():
            self.batches[target].append(batch)
        return sum(map(len, received.values()))


def ers97(papers: Papers, seats: int, seed: str | None, quotas: Sequence[Quota]) -> Count:
    return Ers97(papers, seats, seed, quotas).run()
