"""What is known of all ballots, in arrays: about 25 bytes each, since there may be very many."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Final

from ballot.protocol.tally import Aggregate
from ballot.verify.case.digests import NOWHERE
from ballot.verify.case.index import Chain, Index
from ballot.verify.v2_v4_setup.voters import Voters
from ballot.verify.v5_ballots.work import Task, Work

NOBODY: Final = -1


@dataclass
class BallotList:
    """One entry for each Ballot event whose ballot is there.

    Ballots and voters have numbers from 0. Voters who are not on the list of public credentials have the numbers after
    those who are.
    """

    index: Index
    events: Chain
    listed: Voters
    heights: array[int] = field(default_factory=lambda: array("I"))
    voters: array[int] = field(default_factory=lambda: array("i"))  # who cast the ballot, or NOBODY
    voted: int = 0  # voters with at least one ballot
    _last: array[int] = field(default_factory=lambda: array("i"))  # ballot of each voter, or NOBODY
    _strangers: dict[str, int] = field(default_factory=dict)  # credentials that are not on the list

    def __post_init__(self) -> None:
        self._last.extend(array("i", [NOBODY]) * len(self.listed))

    def __len__(self) -> int:
        return len(self.heights)

    def add(self, height: int, credential: str | None) -> int:
        """Add a ballot and return its number. Without a credential it cannot be used."""
        number = len(self)
        voter = NOBODY if credential is None else self._voter(credential)
        self.heights.append(height)
        self.voters.append(voter)
        if voter != NOBODY:
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

    def last_of_voter_at(self, height: int) -> int | None:
        """Return the event of the last ballot of whoever cast the ballot at this event; None: that is not known."""
        number = bisect_left(self.heights, height)
        if number == len(self) or self.heights[number] != height or self.voters[number] == NOBODY:
            return None
        return self.heights[self._last[self.voters[number]]]

    def counted(self) -> Iterator[int]:
        """Yield the last ballot of each voter."""
        return (number for number in self._last if number != NOBODY)

    def last_except(self, faulty: Container[int]) -> list[int]:
        """Return the last ballot of each voter, leaving out faulty ones."""
        last = array("i", [NOBODY]) * len(self._last)
        for number, voter in enumerate(self.voters):
            if voter != NOBODY and number not in faulty:
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

    def task(self, number: int, *, adding: bool = False, verified: bool = False) -> Task:
        """Return what a process has to know of one ballot. `adding`: it goes into the tally if it counts."""
        digest = self.digest(number)
        weight = self.weight(number) if adding and self.counts(number) else 0
        return Task(number, *self.index.place(digest), digest, weight, verified)


@dataclass(frozen=True, slots=True)
class Ballots:
    """What V5 gives to all later phases: the ballots, and the sum of those that count."""

    cast: BallotList
    work: Work
    aggregate: Aggregate
    faulty: frozenset[int]  # reported: whether the server counted them is no second failure
    unusable: tuple[int, ...]
    missing: int  # ballots whose record is missing or damaged
    taken_over: int  # the number of ballots, from the first, that were verified before

    def last_valid(self) -> list[int]:
        """Return the last ballot of each voter, counting only ballots without fault."""
        return self.cast.last_except(self.faulty)
