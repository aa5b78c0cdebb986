"""Open the count: combine the trustees' shares, and publish the result with its sheets."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.result.counting import append_sheets
from ballot.election.state import lock_board
from ballot.election.tally.opened import combined_factors, share_case, sized_tally
from ballot.election.tally.shares import missing_shares, waiting_words
from ballot.election.tally.tally import refuse_early_opening
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.protocol.decryption import open_result
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.election import Election


def open_count(session: Session, election: Election) -> None:
    """Open the result when enough shares are there: append Result, count by the charter's rule, add the count sheets.

    Raises: NotPermitted if a share is missing (T9).
    """
    lock_board(session, election)
    refuse_early_opening(session, election)
    missing = missing_shares(election)
    if missing:
        raise NotPermitted(
            _(
                "The count cannot be opened yet. Waiting for the share of %(names)s.",
                names=waiting_words(election),
            )
        )
    case, sized = share_case(session, election), sized_tally(session, election)
    combined = combined_factors(session, election, case)
    raw = open_result(case.context, case.tally, combined, int(sized.total_weight))
    board.append(session, election, EventType.RESULT, [raw])
    append_sheets(session, election)
    election.state, election.tallied_at = "tallied", clock.now()
    log.write(session, election, log.OFFICER, "Opened the count.")
    session.flush()
