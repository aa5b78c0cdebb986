"""The ballot paper: contests, candidates, photographs, and what was removed from a draft."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot.store.models.base import Base, one_of

if TYPE_CHECKING:
    from ballot.store.models.election import Election


CANDIDATE_ORDERS = ("fixed", "alphabetical", "random")
LIST_TYPES = ("open", "closed", "flexible")
USUAL_LIFT = 5  # percent
# What the booth does about an unfinished paper, a rank left out, or two candidates at one rank (per contest).
ALLOWANCES = ("allowed", "warned", "blocked")
_REMOVABLE = ("contest", "candidate", "trustee")


class Contest(Base):
    """One question of the ballot paper, with its seats and limits."""

    __tablename__ = "contest"
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    seats: Mapped[int]
    minimum: Mapped[int]
    maximum: Mapped[int]
    blank: Mapped[bool]
    rule: Mapped[str] = mapped_column(String(32), default="block")
    kind: Mapped[str] = mapped_column(String(16), default="choice")
    grades: Mapped[str] = mapped_column(default="")  # one name a line, the best first
    quotas: Mapped[str] = mapped_column(default="")  # quotas by group without their members, one a line
    withdrawals: Mapped[bool] = mapped_column(default=True)  # whether a candidate may withdraw before the count
    # What the booth does; see ALLOWANCES. An over-vote is always blocked: no ballot could carry it.
    under_vote: Mapped[str] = mapped_column(String(8), default="allowed")
    rank_gaps: Mapped[str] = mapped_column(String(8), default="allowed")
    equal_ranks: Mapped[str] = mapped_column(String(8), default="allowed")  # if the rule accepts them at all
    candidate_order: Mapped[str] = mapped_column(String(16), default="fixed")  # one of CANDIDATE_ORDERS
    # Who gets the seats of a list, one of LIST_TYPES; the share of its votes, in percent, that lifts a candidate.
    list_type: Mapped[str] = mapped_column(String(16), default="open")
    lift: Mapped[int] = mapped_column(default=USUAL_LIFT)

    election: Mapped[Election] = relationship(back_populates="contests")
    candidates: Mapped[list[Candidate]] = relationship(
        back_populates="contest", order_by="Candidate.position", cascade="all, delete-orphan"
    )


class Candidate(Base):
    """A person who is a candidate in a contest."""

    __tablename__ = "candidate"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    slate: Mapped[str] = mapped_column(default="")
    statement: Mapped[str] = mapped_column(default="")
    groups: Mapped[str] = mapped_column(default="")  # those named by quotas, one a line
    reopens: Mapped[bool] = mapped_column(default=False)  # nobody: a vote for opening nominations again
    photograph: Mapped[str | None] = mapped_column(String(64))  # the digest of one of the election's photographs

    contest: Mapped[Contest] = relationship(back_populates="candidates")


class Photograph(Base):
    """A photograph of a candidate, re-encoded by us as two JPEGs, and named by SHA-256 of their content."""

    __tablename__ = "photograph"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the large one
    small_digest: Mapped[str] = mapped_column(String(64))
    small: Mapped[bytes]
    large: Mapped[bytes]


class Removal(Base):
    """Something that was removed from a draft and can be brought back until the freeze, which wipes it."""

    __tablename__ = "removal"
    __table_args__ = (one_of("kind", _REMOVABLE, "removal_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str]
    at: Mapped[dt.datetime]
    actor: Mapped[str]  # as the log names them
    content: Mapped[str]  # the whole of it, as JSON
    photographs: Mapped[str] = mapped_column(default="")  # their digests, one a line: they are spared
    # The contest from which a candidate was removed; the removal of that contest, once it was removed itself.
    contest_id: Mapped[int | None] = mapped_column(ForeignKey("contest.id"))
    within_id: Mapped[int | None] = mapped_column(ForeignKey("removal.id"))
