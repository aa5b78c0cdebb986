"""The product of the encrypted ballots so far, so that closing takes seconds whatever the number of ballots.

A running total only saves work: it can always be recomputed from the board, and closing does that as long as it takes
about a second. Elections with a ranked contest have none, because their papers are shuffled and not added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot.election.board_facts import context_of
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.scene import Scene
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.tally import Aggregate, parse_tally, read_verified
from ballot.store import board
from ballot.store.models.board import BoardData, BoardHead, Receipt, RunningTotal
from ballot.store.models.election import Election
from ballot.store.session import Database

STEP = 256  # ballots: adding them up takes some 30 ms
ADDED_ANEW = 5_000  # up to this number of ballots, all are added up again when the voting closes
_READ_AT_ONCE = 200


def is_due(before: int, after: int) -> bool:
    """Return whether the total should be updated when a board grows from one number of events to another."""
    return before // STEP != after // STEP


def bring_up_to_date(database: Database, election_id: int) -> None:
    """Add the ballots since the last time: outside the writer's lock, which is taken only to store."""
    with database.reading() as session:
        election = session.get_one(Election, election_id)
        if has_ranked_contest(election):
            return
        context, height = context_of(Scene(session, election)), session.get_one(BoardHead, election_id).size - 1
        aggregate = _sum(session, election_id, context, session.get(RunningTotal, election_id))
    with database.session() as session:
        board.lock(session, election_id)
        stored = session.get(RunningTotal, election_id)
        if stored is None:
            stored = RunningTotal(election_id=election_id, height=0)
            session.add(stored)
        if stored.height < height:  # no other process was faster
            stored.height, stored.sums = height, aggregate.records()[0]
            stored.ballots, stored.weight = aggregate.num_tallied, aggregate.total_weight


def total_of(scene: Scene, context: ElectionContext) -> Aggregate:
    """Return the product of all ballots that count: the last one of each credential (check 5.11)."""
    last_height = scene.session.get_one(BoardHead, scene.election.id).size
    anew = last_height <= ADDED_ANEW or has_ranked_contest(scene.election)
    return _sum(
        scene.session, scene.election.id, context, None if anew else scene.session.get(RunningTotal, scene.election.id)
    )


def is_right(scene: Scene) -> bool:
    """Return whether the running total, if there is one, leads to the same product as adding up all ballots again."""
    stored, context = scene.session.get(RunningTotal, scene.election.id), context_of(scene)
    if stored is None:
        return True
    anew = _sum(scene.session, scene.election.id, context, None)
    return _sum(scene.session, scene.election.id, context, stored).records() == anew.records()


def _sum(session: Session, election_id: int, context: ElectionContext, stored: RunningTotal | None) -> Aggregate:
    """Add later ballots to a stored total. They were verified when they were cast: here they are only parsed."""
    aggregate, since = Aggregate(context), 0
    if stored is not None:
        aggregate.sums = parse_tally(context, stored.sums)
        aggregate.num_tallied, aggregate.total_weight, since = stored.ballots, stored.weight, stored.height
    replaced = _ballots(session, election_id, _replaced_heights(session, election_id, since))
    for credential, choices in read_verified(context, replaced):
        aggregate.remove(choices, context.weights[credential])
    added = _ballots(session, election_id, counting_heights(session, election_id, since))
    for credential, choices in read_verified(context, added):
        aggregate.add(choices, context.weights[credential])
    return aggregate


def counting_heights(session: Session, election_id: int, since: int = 0) -> list[int]:
    """Return the heights above `since` of the ballots that count: the last one of each credential."""
    query = select(func.max(Receipt.height)).where(Receipt.election_id == election_id, Receipt.height > since)
    return sorted(session.scalars(query.group_by(Receipt.credential)))


def _replaced_heights(session: Session, election_id: int, until: int) -> list[int]:
    """Return the heights of the ballots that counted at `until` and no longer do."""
    if not until:
        return []
    later = select(Receipt.credential).where(Receipt.election_id == election_id, Receipt.height > until)
    query = select(func.max(Receipt.height)).where(
        Receipt.election_id == election_id, Receipt.height <= until, Receipt.credential.in_(later)
    )
    return sorted(session.scalars(query.group_by(Receipt.credential)))


def _ballots(session: Session, election_id: int, heights: Sequence[int]) -> Iterator[bytes]:
    for start in range(0, len(heights), _READ_AT_ONCE):
        part = heights[start : start + _READ_AT_ONCE]
        query = select(BoardData.content).where(BoardData.election_id == election_id, BoardData.height.in_(part))
        yield from session.scalars(query.order_by(BoardData.height))
