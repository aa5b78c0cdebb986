"""`ers97`: the rules of the Electoral Reform Society, third edition 1997 (R. A. Newland and F. S. Britton).

Source: the Society's text as published by OpaVote (opavote.com/methods/ers97-stv-rules), section 5. In our words:

5.1.6  Quota = valid votes / (places + 1) to two decimals; if that is not exact, 0.01 more.
5.1.7  In descending order of votes, candidates with at least the quota, or (if this is less) at least the total active
       vote / (places not yet filled + 1), are elected, up to the number of places. The active vote is the votes of
       continuing candidates and all votes still waiting to be transferred.
5.6.2  If several have equal votes and there are too few places for all of them, those who had more at the first point
       of the count at which they differed are elected; if they never differed, none of them is elected then, and the
       count goes on.
5.2.2  The transfer of surpluses is deferred when their total does not exceed the gap between the two lowest candidates,
       or the gap between the sum of a group that 5.2.5 allows to be excluded together and the candidate next above.
5.2.3  Otherwise the largest surplus is transferred; of equal ones, that of the candidate who had more votes at the
       first point of the count, after the transfer of a batch, at which they differed; otherwise the lot decides.
5.2.5  Otherwise as many of the lowest candidates as possible are excluded together, if enough remain to fill the places
       and their votes together with deferred surpluses do not exceed the vote of the next above. A group never splits
       candidates with equal votes. Of equal lowest candidates, the one with the fewest votes at the first point at
       which they differed is excluded; otherwise the lot decides.
5.3    A surplus of the first stage moves with all papers, a later one with the batch received last (which gave rise to
       it). Only papers with a next preference count: each moves at surplus / their number, truncated to two decimals,
       or at its present value if all of them together are worth no more than the surplus. The rest is non-transferable.
       Then candidates are elected as in 5.1.7 (5.3.13).
5.4    The papers of excluded candidates move in batches of falling value. After each, candidates are elected (5.4.9),
       and get no more papers (5.4.10). As long as nobody is elected, the quota is recomputed without non-transferable
       votes (5.4.8).
5.5    When all places are filled, or an exclusion leaves exactly as many candidates as places, the count ends
       immediately and nothing more is transferred.
"""

from __future__ import annotations

from ballot.count.papers import Papers
from ballot.count.sheet import Batch, Rule, Sheet, Transfer
from ballot.count.stv.parcels import AWAY, Parcels
from ballot.count.stv.poll import Conditions, Poll
from ballot.count.stv.wording import FORWARDS, TRANSFER, rule_text
from ballot.count.ties import narrow
from ballot.language import _

PLACES = 2


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    quota = _(
        "A candidate is elected with 1/%(share)s of the valid votes (the quota), to two decimals. The rules "
        "are those of the Electoral Reform Society of 1997.",
        share=rule.seats + 1,
    )
    return rule_text(TRANSFER, quota, FORWARDS, quotas=bool(rule.quotas))


def count(rule: Rule, papers: Papers, conditions: Conditions) -> Sheet:
    """Return the sheet of a count by ERS97.

    Raises:
        InvalidCount: the parameters make no sense, or the quotas by group cannot be met. CountNeedsLot: no seed yet.
    """
    poll = Poll(rule, papers, conditions, PLACES)
    return poll.declare_uncontested() if poll.uncontested else _Ers97(poll).run()


class _Ers97:
    def __init__(self, poll: Poll) -> None:
        self.poll = poll
        self.parcels = Parcels(poll)
        self.last_batch = [0] * len(poll.names)  # index of the last batch in a candidate's papers
        self.moving: list[int] = []  # excluded candidates with papers still to be transferred
        self.quota = 0
        self._compute_quota()
        poll.first_quota = poll.show(self.quota)

    def run(self) -> Sheet:
        poll = self.poll
        self._after_batch()
        self._record("first", "First preferences", [])
        while not poll.complete:
            doomed = poll.doomed()
            if doomed:
                lowest = poll.pick_forwards(doomed, "exclude")
                self._exclude([lowest], " (a quota by group keeps them from being elected)")
                continue
            group = self._excludable_group()
            if group:
                self._exclude(group, "")
            else:
                self._transfer_surplus()
        return poll.sheet()

    # -- quota and elections

    def _compute_quota(self) -> None:
        active = self.poll.valid * self.poll.scale - self.poll.exhausted - self.poll.loss
        self.quota = -(-active // (self.poll.rule.seats + 1))

    def _surplus(self, candidate: int) -> int:
        return max(0, self.poll.totals[candidate] - self.quota)

    def _surpluses(self) -> dict[int, int]:
        return {c: self._surplus(c) for c in self.poll.chosen if self._surplus(c)}

    def _after_batch(self) -> None:
        """Recompute the quota while nobody is elected (5.4.8), elect (5.1), and end a complete count (5.5)."""
        poll = self.poll
        if not poll.elected:
            self._compute_quota()
        while group := self._with_a_place(self._reaching()):
            poll.elect(group)
        if poll.complete:
            poll.elect_the_rest()
        poll.history.append(tuple(poll.totals))

    def _reaching(self) -> list[int]:
        """Return those with the most votes among the candidates who may be elected and have enough."""
        poll = self.poll
        doomed = poll.doomed()
        able = [c for c in poll.continuing if c not in doomed]
        if not poll.vacancies or not able:
            return []
        top = poll.level(able, "seat")
        votes = poll.totals[top[0]]
        active = sum(poll.totals[c] for c in (*poll.continuing, *self.moving)) + sum(self._surpluses().values())
        enough = votes >= self.quota or votes * (poll.vacancies + 1) >= active
        return top if votes and enough else []

    def _with_a_place(self, reaching: list[int]) -> list[int]:
        """Return those of several level candidates who are elected; if places are short, perhaps nobody yet (5.6.2)."""
        poll = self.poll
        if not reaching or poll.room_for(reaching):
            return reaching
        ahead = narrow(reaching, poll.history, highest=True)
        chosen = ahead if poll.room_for(ahead) else []
        poll.note_tie(reaching, "seat", "forwards" if chosen else "none", chosen)
        return chosen

    # -- surpluses

    def _transfer_surplus(self) -> None:
        poll = self.poll
        source = poll.pick_forwards(list(self._surpluses()), "surplus")
        surplus, batch = self._surplus(source), self.parcels.held[source][self.last_batch[source] :]
        transferable, papers, worth = self._transferable(batch)
        self._mark_batches()
        if worth > surplus:
            value = surplus // papers
            moved = self.parcels.move(source, transferable, lambda _: value)
            poll.loss += surplus - papers * value
        else:
            moved = self.parcels.move(source, transferable)
            poll.exhausted += surplus - worth
        self._note_batches()
        poll.totals[source] = self.quota
        self._after_batch()
        self._record("surplus", f"Surplus of {poll.names[source]}", [source], self.parcels.transfers(source, moved))

    def _transferable(self, batch: list[int]) -> tuple[list[int], int, int]:
        """Return the groups of papers with a next preference, the number of papers in them, and their value."""
        continuing = frozenset(self.poll.continuing)
        parcels = self.parcels
        able = [g for g in batch if not continuing.isdisjoint(parcels.preferences[g][parcels.position[g] + 1 :])]
        papers = sum(parcels.counts[g] for g in able)
        return able, papers, sum(parcels.counts[g] * parcels.values[g] for g in able)

    def _mark_batches(self) -> None:
        self._lengths = [len(held) for held in self.parcels.held]

    def _note_batches(self) -> None:
        for candidate, held in enumerate(self.parcels.held):
            if len(held) > self._lengths[candidate]:
                self.last_batch[candidate] = self._lengths[candidate]

    # -- exclusions

    def _excludable_group(self) -> list[int]:
        """Return whom to exclude now, or nobody if a surplus has to be transferred first (5.2.2, 5.2.5, 5.2.6)."""
        poll = self.poll
        surplus = sum(self._surpluses().values())
        ordered = sorted(poll.excludable(), key=lambda c: poll.totals[c])
        votes = [poll.totals[c] for c in ordered]
        most = 1 if poll.quotas else len(ordered) - poll.vacancies
        for size in range(min(most, len(ordered) - 1), 0, -1):
            if votes[size - 1] < votes[size] and sum(votes[:size]) + surplus <= votes[size]:
                return ordered[:size]
        return [] if surplus else [poll.pick_forwards(ordered, "exclude")]

    def _exclude(self, group: list[int], why: str) -> None:
        poll = self.poll
        poll.exclude(group)
        batches: list[Batch] = []
        transfers: list[Transfer] = []
        self.moving = list(group)
        if poll.complete:
            self._after_batch()
        for value in sorted({self.parcels.values[g] for c in group for g in self.parcels.held[c]}, reverse=True):
            if poll.complete:
                break
            transfers += self._move_batch(group, value)
            self._after_batch()
            batches.append(
                Batch(poll.show(value), poll.shown_totals(), self._non_transferable(), poll.show(self.quota))
            )
        names = ", ".join(poll.names[c] for c in poll.excluded[-1])
        self.moving = []
        shown = tuple(batches) if len(batches) > 1 else ()
        self._record("exclude", f"Exclusion of {names}{why}", poll.excluded[-1], transfers, shown)

    def _move_batch(self, group: list[int], value: int) -> list[Transfer]:
        """Move all papers of this value from the excluded candidates."""
        transfers = []
        self._mark_batches()
        for source in group:
            held = self.parcels.held[source]
            batch = [g for g in held if self.parcels.values[g] == value]
            self.parcels.held[source] = [g for g in held if self.parcels.values[g] != value]
            moved = self.parcels.move(source, batch)
            self.poll.totals[source] -= value * sum(moved.values())
            self.poll.exhausted += value * sum(papers for (target, _), papers in moved.items() if target == AWAY)
            transfers += self.parcels.transfers(source, moved)
        self._note_batches()
        return transfers

    # -- the record

    def _non_transferable(self) -> str:
        return self.poll.show(self.poll.exhausted + self.poll.loss)

    def _record(
        self,
        kind: str,
        action: str,
        candidates: list[int],
        transfers: list[Transfer] | None = None,
        batches: tuple[Batch, ...] = (),
    ) -> None:
        self.poll.record(
            kind, action, candidates, quota=self.poll.show(self.quota), transfers=transfers or (), batches=batches
        )
