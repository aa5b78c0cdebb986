"""Close the voting, and compute the encrypted tally."""

from __future__ import annotations

from sqlalchemy import select

from ballot import clock
from ballot.board import companion
from ballot.election import log
from ballot.election.board_facts import append_checkpoint, context_of
from ballot.election.scene import Scene
from ballot.election.state import has_reached, lock_board, require_certain_time, require_state
from ballot.election.tally.mixing import waiting_mixers
from ballot.election.tally.opened import sized_tally
from ballot.election.tokens.ledger import forget_tokens
from ballot.election.voting.running_totals import counting_heights, total_of
from ballot.errors import NotPermitted
from ballot.language import N_, _, ngettext
from ballot.records.event import EventType
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models.board import Receipt

STOPPED = N_("The voting is stopped. Two people decide whether it goes on or is closed: see its times.")


def close_voting(scene: Scene, *, by_schedule: bool = False) -> None:
    """Close the voting under the lock of the board, and append EndBallots and EncryptedTally.

    If the scene has an identity, the server's signed checkpoint of the closed ballot box is published in the companion.

    Raises: NotPermitted unless the election is open and not stopped. Closing before `closes_at` is the officer's right,
    and is logged; `by_schedule` closes only afterwards.
    """
    require_certain_time()
    lock_board(scene)
    require_state(scene.election, "open")
    if scene.election.stopped_at is not None:
        raise NotPermitted(_(STOPPED))
    if by_schedule and (scene.election.closes_at is None or clock.now() < scene.election.closes_at):
        raise NotPermitted(_("The end of the voting has been moved."))
    context = context_of(scene)
    end = board.append(scene.session, scene.election, EventType.END_BALLOTS, [])
    heights = counting_heights(scene.session, scene.election.id)
    aggregate = total_of(scene, context)
    board.append(scene.session, scene.election, EventType.ENCRYPTED_TALLY, list(aggregate.records()))
    numbers = tuple(sorted(_tracking_numbers(scene, heights)))
    board.append_companion(
        scene.session, scene.election, companion.TrackingNumbersRecord(event=end.hash, numbers=numbers)
    )
    if scene.identity is not None:
        append_checkpoint(scene)
    forget_tokens(scene)
    now = clock.now()
    early = " before its time" if scene.election.closes_at is not None and now < scene.election.closes_at else ""
    scene.election.state, scene.election.closed_at = "closed", now
    log.write(scene, log.OFFICER, f"Closed the voting{early}. Ballots that count: {aggregate.num_tallied}.")
    scene.session.flush()


def _tracking_numbers(scene: Scene, heights: list[int]) -> list[str]:
    counting = frozenset(heights)
    query = select(Receipt.height, Receipt.tracking_number).where(Receipt.election_id == scene.election.id)
    return [number for height, number in scene.session.execute(query) if height in counting]


def _refuse_small_tally(scene: Scene) -> None:
    """Refuse to open fewer ballots than the charter allows (check 6.5). Raises: NotPermitted."""
    words = small_tally(scene)
    if words:
        raise NotPermitted(words)


def small_tally(scene: Scene) -> str:
    """Say that there are fewer ballots than the charter allows to open (check 6.5); empty if there are enough."""
    tallied = int(sized_tally(scene).num_tallied)
    if tallied >= scene.election.minimum_ballots:
        return ""
    return ngettext(
        "Only %(num)s ballot was cast; the charter forbids opening fewer than %(least)s, because the result "
        "would show how people voted.",
        "Only %(num)s ballots were cast; the charter forbids opening fewer than %(least)s, because the result "
        "would show how people voted.",
        tallied,
        least=scene.election.minimum_ballots,
    )


def too_few(scene: Scene) -> str:
    """Say that a closed voting has fewer ballots than the charter allows to open; empty if it has enough."""
    if not has_reached(scene.election, "closed") or has_reached(scene.election, "tallied"):
        return ""
    return small_tally(scene)


def refuse_early_opening(scene: Scene) -> None:
    """Raises: NotPermitted while ballots are still shuffled, or if they are fewer than the charter allows to open."""
    require_state(scene.election, "closed")
    mixers = waiting_mixers(scene.election)
    if mixers:
        raise NotPermitted(
            _(
                "The ballots are still being shuffled. Waiting for %(names)s.",
                names=names_in_words([mixer.name for mixer in mixers]),
            )
        )
    _refuse_small_tally(scene)
