"""Figures for the officer's dashboard: numbers, never votes."""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from ballot.election.roll.upload import find_upload
from ballot.election.tokens.file import file_sums
from ballot.election.tokens.ledger import Ledger, ledger
from ballot.election.tokens.registrar_list import is_registrars
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.board import Receipt
from ballot.store.models.election import Election
from ballot.store.models.roll import Member


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Roll, tokens and turnout."""

    members: int
    roll_file: bool  # an uploaded file waits to become the roll, or to be given up
    total_weight: int
    tokens: Ledger
    merge_file: bool  # tokens are handed out as a mail-merge file
    in_file: int  # of these, so many wait until the file is saved
    voters: int
    ballots: int


def figures(session: Session, election: Election) -> Figures:
    """Return the dashboard's figures."""
    members, weight, voters = session.execute(
        select(func.count(), func.coalesce(func.sum(Member.weight), 0), func.count(Member.spent_at)).where(
            Member.election_id == election.id
        )
    ).one()
    if is_registrars(election):  # whose tokens are spent is not known here, only how many are
        used = select(func.count(distinct(Receipt.credential))).where(Receipt.election_id == election.id)
        voters = session.scalar(used) or 0
    return Figures(
        members=members,
        roll_file=find_upload(session, election) is not None,
        total_weight=int(weight),
        tokens=ledger(session, election),
        merge_file=election.token_channel == "merge",  # noqa: S105  (no password)
        in_file=file_sums(session, election).waiting,
        voters=voters,
        ballots=board.count_events(session, election, EventType.BALLOT),
    )


def turnout_over_time(session: Session, election: Election, step: dt.timedelta) -> list[tuple[dt.datetime, int]]:
    """Return (end of the step, number of voters so far) from the opening on, for a step line.

    A step must be so long that no moment points to one member: an hour or more is right for a real election.
    """
    if election.opens_at is None or election.forgotten is not None:  # who voted when is not known any more
        return []
    query = select(Member.spent_at).where(Member.election_id == election.id, Member.spent_at.is_not(None))
    moments = sorted(moment for moment in session.scalars(query) if moment is not None)
    line: list[tuple[dt.datetime, int]] = []
    end, so_far = election.opens_at + step, 0
    for moment in moments:
        while moment >= end:
            line.append((end, so_far))
            end += step
        so_far += 1
    return [*line, (end, so_far)]
