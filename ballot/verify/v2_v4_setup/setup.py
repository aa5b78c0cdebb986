"""What V2 gives to all later phases: the election as it was set up."""

from __future__ import annotations

from dataclasses import dataclass

from ballot.crypto.group import Group, Point
from ballot.protocol.ballots import ElectionContext
from ballot.records.charter import Charter
from ballot.records.election import Election, SetupData
from ballot.records.questions import Question, RankedQuestion
from ballot.verify.case.case import Case
from ballot.verify.v2_v4_setup.voters import Voters


@dataclass(frozen=True, slots=True)
class Setup:
    """The election, as far as it could be read: a part that could not is None."""

    data: SetupData | None = None  # the payload of the Setup event
    election: Election | None = None
    phi: str = ""  # the fingerprint of the election record
    group: Group | None = None
    y: Point | None = None
    public_key: str = ""  # y as it is written
    questions: tuple[Question, ...] | None = None
    foreign: bool = False  # whether another program made the election
    origin_known: bool = False  # whether `foreign` could be determined
    charter: Charter | None = None

    @property
    def uuid(self) -> str | None:
        """The election's identifier, if it could be read."""
        return None if self.election is None else self.election.uuid

    @property
    def has_ranked(self) -> bool:
        """True if ballots are shuffled in this election."""
        return any(isinstance(question, RankedQuestion) for question in self.questions or ())


def election_context(case: Case, setup: Setup, voters: Voters) -> ElectionContext | None:
    """Return what ballots are verified against, if everything in it could be read."""
    if setup.election is None or setup.group is None or setup.y is None or setup.questions is None:
        return None
    return ElectionContext(setup.election, setup.phi, setup.group, setup.y, setup.questions, voters)
