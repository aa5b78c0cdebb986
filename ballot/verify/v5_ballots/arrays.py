"""What is known of all ballots, in arrays: about 25 bytes for each, since there may be a great many."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ballot.protocol.tally import Aggregate
from ballot.verify.case.case import Case
from ballot.verify.case.digests import NOWHERE
from ballot.verify.case.index import Chain
from ballot.verify.v2_v4_setup.voters import Voters
from ballot.verify.v5_ballots.work import Task, Work

NOBODY: Final = -1


@dataclass
class BallotBox:
    """One entry for each Ballot event whose ballot is there.

    Ballots and voters are known by numbers from 0; voters that are not on the list follow behind those that are.
    """

    events: Chain
    listed: Voters
    work: Work
    heights: array[int] = field(default_factory=lambda: array("I"))
    voters: array[int] = field(default_factory=lambda: array("i"))  # whose the ballot is, or NOBODY
    faulty: set[int] = field(default_factory=set)  # reported: whether the server counted them is no second failure
    unusable: list[int] = field(default_factory=list)
    missing: int = 0  # ballots whose record is missing or damaged
    aggregate: Aggregate | None = None
    voted: int = 0  # voters with at least one ballot
    taken_over: int = 0  # so many ballots, from the first, were verified before
    adding: bool = True  # whether there is a tally to compare with
    _last: array[int] = field(default_factory=lambda: array("i"))  # of each voter, or NOBODY
    _strangers: dict[str, int] = field(default_factory=dict)  # credentials that are not on the list

    def __post_init__(self) -> None:
        self._last.extend(array("i", [NOBODY]) * len(self.listed))

    def __len__(self) -> int:
        return len(self.heights)

    def add(self, height: int, credential: str | None) -> int:
        """Add a ballot and return its number; without a credential it is nobody's, and cannot be used."""
        number = len(self)
        voter = NOBODY if credential is None else self._voter(credential)
        self.heights.append(height)
        self.voters.append(voter)
        if voter == NOBODY:
            self.unusable.append(number)
        else:
            self.voted += self._last[voter] == NOBODY
            self._last[voter] = number
        return number

    def _voter(self, credential: str) -> int:
        voter = self.listed.find(credential)
        if voter == NOWHERE:
            voter = self._strangers.setdefault(credential, len(self._last))
            if voter == len(self._last):
                self._last.append(NOBODY)
        return voter

    def digest(self, number: int) -> bytes:
        """Return the hash of a ballot."""
        payload = self.events.payload(self.heights[number])
        assert payload is not None
        return payload

    def counts(self, number: int) -> bool:
        """Say whether a ballot is the last one of its voter."""
        voter = self.voters[number]
        return voter != NOBODY and self._last[voter] == number

    def counted(self) -> Iterator[int]:
        """Yield the last ballot of each voter."""
        return (number for number in self._last if number != NOBODY)

    def last_valid(self) -> list[int]:
        """Return the last ballot of each voter, counting only ballots without fault."""
        last = array("i", [NOBODY]) * len(self._last)
        for number, voter in enumerate(self.voters):
            if voter != NOBODY and number not in self.faulty:
                last[voter] = number
        return [number for number in last if number != NOBODY]

    def first(self) -> list[int]:
        """Return the first ballot of each voter."""
        first = array("i", [NOBODY]) * len(self._last)
        for number, voter in enumerate(self.voters):
            if voter != NOBODY and first[voter] == NOBODY:
                first[voter] = number
        return [number for number in first if number != NOBODY]

    @property
    def replaced(self) -> int:
        """The number of ballots that a later one of the same voter replaced."""
        return sum(voter != NOBODY for voter in self.voters) - self.voted

    def weight(self, number: int) -> int:
        """Return the weight of a ballot's voter; 1 for strangers."""
        voter = self.voters[number]
        return self.listed.weight(voter) if 0 <= voter < len(self.listed) else 1

    def task(self, case: Case, number: int) -> Task:
        """Return what a process has to know of one ballot."""
        digest = self.digest(number)
        weight = self.weight(number) if self.adding and self.counts(number) else 0
        return Task(number, *case.index.place(digest), digest, weight, number < self.taken_over)
