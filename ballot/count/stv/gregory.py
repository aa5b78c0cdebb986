"""What the Scottish rule and the WIGM reference rule share: weighted inclusive Gregory transfers.

One action per stage: transfer of the largest pending surplus, otherwise exclusion of one candidate. All papers of the
candidate move, each at a value that the rule computes from the value at which it was received.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ballot.count.sheet import Sheet, Transfer
from ballot.count.stv.decisions import Pick
from ballot.count.stv.parcels import Parcels
from ballot.count.stv.poll import Poll

# value on receipt, surplus, the candidate's total -> value at which a paper is passed on
_Revalue = Callable[[int, int, int], int]


class GregoryCount:
    """A count with one quota, fixed for the whole count."""

    def __init__(
        self, poll: Poll, quota: int, revalue: _Revalue, pick: Pick, *, null_surplus: bool, last_transfer: bool
    ) -> None:
        self.poll, self.quota, self.revalue, self.pick = poll, quota, revalue, pick
        self.null_surplus = null_surplus  # whether a candidate with exactly the quota makes a stage
        self.last_transfer = last_transfer  # whether papers still move when an exclusion has decided the last seats
        self.pending: list[int] = []
        self.parcels = Parcels(poll)

    def run(self) -> Sheet:
        """Count to the end."""
        self._finish_stage("first", "First preferences", [])
        while not self.poll.complete:
            doomed = self.poll.doomed()
            if doomed:
                self._exclude(doomed, " (a quota by group keeps them from being elected)")
            elif self.pending:
                self._transfer_surplus()
            else:
                self._exclude(self.poll.excludable(), "")
        return self.poll.sheet()

    def _transfer_surplus(self) -> None:
        source = self.pick(self.pending, "surplus")
        self.pending.remove(source)
        total = self.poll.totals[source]
        surplus = total - self.quota
        moved = self.parcels.transfer_all(source, self.quota, lambda value: self.revalue(value, surplus, total))
        self._finish_stage("surplus", f"Surplus of {self.poll.names[source]}", [source], moved)

    def _exclude(self, among: list[int], why: str) -> None:
        source = self.pick(among, "exclude")
        self.poll.exclude([source])
        decided = self.poll.complete and not self.last_transfer
        moved = [] if decided else self.parcels.transfer_all(source, 0)
        self._finish_stage("exclude", f"Exclusion of {self.poll.names[source]}{why}", [source], moved)

    def _finish_stage(self, kind: str, action: str, candidates: list[int], moved: Sequence[Transfer] = ()) -> None:
        poll = self.poll
        before = set(poll.chosen)
        poll.elect_reaching([c for c in poll.continuing if poll.totals[c] >= self.quota], self.pick)
        least = 0 if self.null_surplus else 1
        self.pending += [c for c in poll.chosen if c not in before and poll.totals[c] >= self.quota + least]
        if poll.complete:
            poll.elect_the_rest()
        poll.history.append(tuple(poll.totals))
        poll.record(kind, action, candidates, transfers=moved)
