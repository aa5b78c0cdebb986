"""The state of a count by a single-transferable-vote rule, and the record of its stages.

Votes are integers scaled by 10**places, the rule's own decimals. Everything that all rules share is here: continuing,
elected and excluded candidates, ties, quotas by group, withdrawn candidates, sitting members, the sheet. What a rule
does stage by stage is in its own module.

Quotas by group: a candidate who can no longer be elected (doomed) is excluded before anything else is done, the one
with the fewest votes first; one who must be elected (guarded) is skipped when somebody has to be excluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ballot.count.feasibility import Feasibility
from ballot.count.papers import Papers, Strict, group_strict
from ballot.count.quotas import Quota, parse_quotas
from ballot.count.seats import check_contest, group_checks, uncontested_action
from ballot.count.sheet import Batch, Rule, Sheet, Stage, Status, Transfer, decimal, names_of
from ballot.count.stv.decisions import Decisions, Pick
from ballot.errors import InvalidCount


class Conditions(NamedTuple):
    """What a count needs besides rule and papers. `sitting`: members who keep their seats in a vacancy recount."""

    withdrawn: frozenset[int] = frozenset()
    seed: str | None = None
    sitting: frozenset[int] = frozenset()


class Poll(Decisions):
    """The state of a count. `totals` and all other numbers of votes are scaled by 10**places."""

    def __init__(self, rule: Rule, papers: Papers, conditions: Conditions, places: int) -> None:
        super().__init__(papers.names, conditions.withdrawn | papers.withdrawn, conditions.seed)
        self.rule, self.places = rule, places
        check_contest(rule, len(papers.names), self.withdrawn, sitting=conditions.sitting, quotas=True)
        self.scale: int = 10**places
        self.grouped, self.invalid = group_strict(papers, self.withdrawn)
        self.valid = sum(self.grouped.values())
        self.blank = papers.rankings.get((), 0)
        self.continuing = [c for c in range(len(self.names)) if c not in self.withdrawn]
        self.elected: list[list[int]] = []
        self.excluded: list[list[int]] = []
        self.status = {c: Status("withdrawn") for c in self.withdrawn}
        self.exhausted = self.loss = 0
        self.quota: int | None = None
        self.first_quota: str | None = None
        self.reopened = False
        self._newly: list[int] = []
        self._set_quotas(conditions.sitting)
        if not self.valid and not self.uncontested:
            raise InvalidCount("No paper bears a usable first preference, so that there is nothing to count.")

    def _set_quotas(self, sitting: frozenset[int]) -> None:
        quotas = parse_quotas(self.rule.quotas, self.rule.seats, len(self.names))
        if sitting:
            quotas = (*quotas, Quota("sitting members", sitting, len(sitting), len(sitting)))
        if quotas and self.rule.reopen is not None:
            raise InvalidCount("Quotas by group cannot be combined with reopening nominations.")
        self.quotas = quotas
        self.feasibility = Feasibility(quotas, min(self.rule.seats, len(self.continuing)))
        self.feasibility.require(self.continuing)

    # -- the state of the candidates

    @property
    def strict(self) -> dict[Strict, int]:
        """The usable preferences of the valid papers, with their number."""
        return self.grouped

    @property
    def chosen(self) -> list[int]:
        """The elected candidates in order."""
        return [candidate for group in self.elected for candidate in group]

    @property
    def vacancies(self) -> int:
        """The number of seats not yet filled."""
        return 0 if self.reopened else self.rule.seats - sum(map(len, self.elected))

    @property
    def uncontested(self) -> bool:
        """Whether there is nothing to count."""
        return len(self.continuing) <= self.rule.seats and self.rule.reopen is None

    @property
    def complete(self) -> bool:
        """Whether no candidate has to be chosen or excluded any more; those who remain may have to be elected."""
        return len(self.continuing) <= self.vacancies or self.vacancies == 0

    def doomed(self) -> list[int]:
        """Return the continuing candidates whom the quotas by group keep from being elected."""
        if not self.quotas:
            return []
        doomed = self.feasibility.doomed(self.chosen, self.continuing)
        return [candidate for candidate in self.continuing if candidate in doomed]

    def excludable(self) -> list[int]:
        """Return the continuing candidates who may be excluded."""
        if not self.quotas:
            return list(self.continuing)
        guarded = self.feasibility.guarded(self.chosen, self.continuing)
        return [candidate for candidate in self.continuing if candidate not in guarded]

    # -- actions

    def elect(self, candidates: Iterable[int]) -> None:
        """Deem candidates elected, those with more votes first, but nobody behind "reopen nominations"."""
        ordered = sorted(candidates, key=lambda c: (-self.totals[c], c == self.rule.reopen))
        for _, same in groupby(ordered, key=lambda c: self.totals[c]):
            group = []
            for candidate in same:
                if candidate == self.rule.reopen:
                    self.reopened = True
                    break
                group.append(candidate)
                self.continuing.remove(candidate)
            if group:
                self.elected.append(group)
                self._newly += group
            if self.reopened:
                return

    def elect_reaching(self, reaching: Iterable[int], pick: Pick) -> None:
        """Elect those who reached the required votes, the highest first, as far as seats and quotas by group allow."""
        waiting = set(reaching)
        while waiting and self.vacancies:
            waiting.difference_update(self.doomed())
            if not waiting:
                return
            top = max(self.totals[c] for c in waiting)
            group = [c for c in sorted(waiting) if self.totals[c] == top]
            if not self.room_for(group):
                group = [pick(group, "seat")]
            self.elect(group)
            waiting.difference_update(group)

    def room_for(self, group: list[int]) -> bool:
        """Return whether all of this group can be elected together."""
        if len(group) > self.vacancies:
            return False
        rest = [c for c in self.continuing if c not in group]
        return not self.quotas or self.feasibility.completes([*self.chosen, *group], rest)

    def exclude(self, candidates: Sequence[int]) -> None:
        """Take candidates out of the count; their papers move separately."""
        self.excluded.append(sorted(candidates, key=lambda c: (self.totals[c], c)))
        for candidate in candidates:
            self.continuing.remove(candidate)
            self.status[candidate] = Status("excluded", len(self.stages) + 1)

    def elect_the_rest(self) -> None:
        """Elect all continuing candidates: there are no more of them than seats left."""
        if self.vacancies:
            self.elect(list(self.continuing))

    # -- the record

    def show(self, value: int) -> str:
        """Return a number of votes in the rule's decimals."""
        return decimal(value, self.places)

    def shown_totals(self) -> dict[str, str]:
        """Return all candidates' totals in the rule's decimals."""
        return {name: decimal(total, self.places) for name, total in zip(self.names, self.totals, strict=True)}

    def record(
        self,
        kind: str,
        action: str,
        candidates: Sequence[int] = (),
        *,
        quota: str = "",
        keep: dict[str, str] | None = None,
        batches: tuple[Batch, ...] = (),
        transfers: Sequence[Transfer] = (),
    ) -> None:
        """Record the state after an action, and give its stage number to those elected meanwhile."""
        elected, self._newly = self._newly, []
        stage = Stage(
            action=action,
            kind=kind,
            candidates=names_of(self.names, candidates),
            totals=self.shown_totals(),
            non_transferable=self.show(self.exhausted + self.loss),
            rounding_loss=self.show(self.loss),
            exhausted=self.show(self.exhausted),
            quota=quota,
            elected=names_of(self.names, elected),
            keep=keep or {},
            batches=batches,
            transfers=tuple(transfers),
        )
        self.stages.append(stage)
        for candidate in elected:
            self.status[candidate] = Status("elected", len(self.stages))

    def declare_uncontested(self) -> Sheet:
        """Return the sheet of a contest with no more candidates than seats."""
        for papers, count in self.grouped.items():
            self.totals[papers[0]] += count * self.scale
        action = uncontested_action(self.continuing)
        self.elected = [list(self.continuing)] if self.continuing else []
        self._newly, self.continuing = list(self.continuing), []
        self.record("first", action, self._newly)
        return self.sheet()

    def sheet(self) -> Sheet:
        """Return the whole record."""
        for candidate in self.continuing:
            self.status[candidate] = Status("not elected")
        return Sheet(
            rule=self.rule.name,
            seats=self.rule.seats,
            quota=self.first_quota,
            final_quota=self.stages[-1].quota or self.first_quota if self.stages else self.first_quota,
            blank=str(self.blank),
            stages=tuple(self.stages),
            elected=names_of(self.names, self.chosen),
            elected_groups=tuple(names_of(self.names, group) for group in self.elected),
            excluded_order=tuple(names_of(self.names, group) for group in self.excluded),
            status={name: self.status[candidate] for candidate, name in enumerate(self.names)},
            ties=tuple(self.ties),
            valid=str(self.valid),
            invalid=str(self.invalid - self.blank),
            groups=group_checks(self.quotas, self.chosen),
            reopened=self.rule.seats - len(self.chosen) if self.reopened else 0,
        )
