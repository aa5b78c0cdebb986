"""What the two Meek rules share: keep values, and the distribution of all papers by them.

Every candidate keeps a share of each paper (or part of one) that comes to them and passes the rest on: a hopeful
candidate keeps all, an excluded one nothing, an elected one just enough to have the quota. Shares are rounded up to
nine decimals for each paper, so what is kept and what is passed on add up to the papers exactly.

A paper's path depends only on the elected candidates before the first hopeful one. So the papers are arranged in a tree
of elected candidates, rebuilt after each election or exclusion, and a distribution visits each node once.
"""

from __future__ import annotations

from collections.abc import Callable

from ballot.count.sheet import Sheet
from ballot.count.stv.decisions import Pick
from ballot.count.stv.poll import Poll

PLACES = 9


class _Tree:
    """Papers by the elected candidates that they pass. Node 0 is the root; parents come before their children."""

    def __init__(self, poll: Poll) -> None:
        self.parents, self.candidates, self.papers = [0], [-1], [0]
        self.endings: dict[tuple[int, int], int] = {}  # (node, hopeful candidate or -1) -> papers
        self._children: dict[tuple[int, int], int] = {}
        hopeful, elected = frozenset(poll.continuing), frozenset(poll.chosen)
        for preferences, count in poll.strict.items():
            node, end = 0, -1
            for candidate in preferences:
                if candidate in hopeful:
                    end = candidate
                    break
                if candidate in elected:
                    node = self._child(node, candidate)
                    self.papers[node] += count
            self.endings[node, end] = self.endings.get((node, end), 0) + count

    def _child(self, parent: int, candidate: int) -> int:
        node = self._children.get((parent, candidate))
        if node is None:
            node = self._children[parent, candidate] = len(self.parents)
            self.parents.append(parent)
            self.candidates.append(candidate)
            self.papers.append(0)
        return node

    def distribute(self, keep: list[int], scale: int) -> tuple[list[int], int]:
        """Return the votes of each candidate, and what no candidate keeps."""
        votes, away = [0] * len(keep), 0
        left = [scale] * len(self.parents)
        for node in range(1, len(self.parents)):
            weight, candidate = left[self.parents[node]], self.candidates[node]
            share = min(weight, -(-weight * keep[candidate] // scale))
            votes[candidate] += share * self.papers[node]
            left[node] = weight - share
        for (node, candidate), papers in self.endings.items():
            if candidate < 0:
                away += left[node] * papers
            else:
                votes[candidate] += left[node] * papers
        return votes, away


class MeekCount:
    """A count by keep values. What differs between the rules: the new keep value, when to stop, ties."""

    def __init__(self, poll: Poll, tolerance: int, new_keep: Callable[[int, int, int], int], pick: Pick) -> None:
        self.poll, self.tolerance, self.new_keep, self.pick = poll, tolerance, new_keep, pick
        self.keep = [poll.scale if c in poll.continuing else 0 for c in range(len(poll.names))]
        self.quota = self.surplus = 0
        self.tree = _Tree(poll)

    def run(self) -> Sheet:
        """Count to the end."""
        self._distribute()
        self.poll.first_quota = self.poll.show(self.quota)
        self.poll.record("first", "First preferences", quota=self.poll.show(self.quota))
        while not self.poll.complete:
            self._round()
        if self.poll.continuing and self.poll.vacancies:
            self._elect_the_rest()
        return self.poll.sheet()

    def _distribute(self) -> None:
        poll = self.poll
        poll.totals, poll.exhausted = self.tree.distribute(self.keep, poll.scale)
        self.quota = sum(poll.totals) // (poll.rule.seats + 1) + 1
        self.surplus = max(0, sum(poll.totals[c] - self.quota for c in poll.chosen))
        poll.history.append(tuple(poll.totals))

    def _round(self) -> None:
        """Distribute until somebody is elected or everything has settled; then exclude one candidate."""
        last: int | None = None
        while True:
            self._distribute()
            doomed = self.poll.doomed()
            if doomed:
                return self._exclude(doomed, " (a quota by group keeps them from being elected)")
            if self._elect():
                return None
            if self.surplus < self.tolerance or last is not None and self.surplus >= last:
                return self._exclude(self.poll.excludable(), "")
            last = self.surplus
            self._update_keep()

    def _elect(self) -> bool:
        poll = self.poll
        before = len(poll.chosen)
        poll.elect_reaching([c for c in poll.continuing if poll.totals[c] >= self.quota], self.pick)
        elected = poll.chosen[before:]
        if elected:
            self._record("elect", "Election", elected)
        return bool(elected) or poll.reopened

    def _elect_the_rest(self) -> None:
        self._distribute()
        rest = list(self.poll.continuing)
        self.poll.elect_the_rest()
        self._record("elect", "Election without the quota", [c for c in self.poll.chosen if c in rest])

    def _exclude(self, among: list[int], why: str) -> None:
        poll = self.poll
        source = self.pick(among, "exclude")
        poll.exclude([source])
        self._record("exclude", "Exclusion", [source], why)
        self.keep[source] = 0

    def _update_keep(self) -> None:
        for candidate in self.poll.chosen:
            self.keep[candidate] = self.new_keep(self.keep[candidate], self.quota, self.poll.totals[candidate])

    def _record(self, kind: str, act: str, candidates: list[int], why: str = "") -> None:
        """Record the state on which an action was decided, and rebuild the tree for the next one."""
        poll = self.poll
        names = ", ".join(poll.names[c] for c in candidates)
        keep = {name: poll.show(value) for name, value in zip(poll.names, self.keep, strict=True)}
        poll.record(kind, f"{act} of {names}{why}", candidates, quota=poll.show(self.quota), keep=keep)
        self.tree = _Tree(poll)
