"""What V9 gives to the report: the count of each contest, as it was verified or as the rule gives it."""

from __future__ import annotations

from dataclasses import dataclass

from ballot.count import Sheet
from ballot.verify.v9_result.recount import ContestCount


@dataclass(frozen=True, slots=True)
class Outcome:
    """One contest. `sheet`: None if there is no count. `recounts`: those that filled seats which fell vacant later."""

    count: ContestCount
    sheet: Sheet | None = None
    recounts: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All contests, in the order of the questions."""

    values: tuple[Outcome, ...]
