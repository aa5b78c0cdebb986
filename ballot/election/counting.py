"""From the decrypted totals to the seats, by the rule in the charter."""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from ballot.store.models import Election


class CandidateResult(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's votes."""

    name: str
    slate: str
    votes: int
    elected: bool


class ContestResult(msgspec.Struct, frozen=True, kw_only=True):
    """One contest's outcome; candidates in ballot order, `blank` votes when the contest allows them."""

    title: str
    seats: int
    candidates: tuple[CandidateResult, ...]
    blank: int | None
    tied: tuple[str, ...]
    sentence: str


class ElectionResult(msgspec.Struct, frozen=True, kw_only=True):
    """The whole outcome: the number of voters and their total weight as tallied, and each contest's."""

    ballots: int
    total_weight: int
    contests: tuple[ContestResult, ...]


def election_result(session: Session, election: Election) -> ElectionResult:
    """Return the counted result. Raises: NotPermitted before it is tallied."""
    raise NotImplementedError
