"""Open the count: combine the trustees' shares, and publish the result with its sheets."""

from __future__ import annotations

from ballot import clock
from ballot.election import log
from ballot.election.result.counting import append_sheets
from ballot.election.scene import Scene
from ballot.election.state import lock_board
from ballot.election.tally.opened import combined_factors, share_case, sized_tally
from ballot.election.tally.shares import missing_shares, waiting_words
from ballot.election.tally.tally import refuse_early_opening
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.protocol.decryption import open_result
from ballot.records.event import EventType
from ballot.store import board


def open_count(scene: Scene) -> None:
    """Open the result when there are enough shares: append Result, count by the charter's rule, add the count sheets.

    Raises: NotPermitted if a share is missing (T9).
    """
    lock_board(scene)
    refuse_early_opening(scene)
    missing = missing_shares(scene.election)
    if missing:
        raise NotPermitted(
            _(
                "The count cannot be opened yet. Waiting for the share of %(names)s.",
                names=waiting_words(scene.election),
            )
        )
    case, sized = share_case(scene), sized_tally(scene)
    combined = combined_factors(scene, case)
    raw = open_result(case.context, case.tally, combined, int(sized.total_weight))
    board.append(scene.session, scene.election, EventType.RESULT, [raw])
    append_sheets(scene)
    scene.election.state, scene.election.tallied_at = "tallied", clock.now()
    log.write(scene, log.OFFICER, "Opened the count.")
    scene.session.flush()
