"""Close the voting, and compute the encrypted tally."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from ballot import clock
from ballot.board import companion
from ballot.election import log
from ballot.election.board_facts import append_checkpoint, context_of
from ballot.election.identity import ServerIdentity
from ballot.election.state import has_reached, lock_board, require_state
from ballot.election.tally.mixing import waiting_mixers
from ballot.election.tally.opened import sized_tally
from ballot.election.tokens.ledger import forget_tokens
from ballot.election.voting.running_totals import counting_heights, total_of
from ballot.errors import NotPermitted
from ballot.language import _, ngettext
from ballot.records.event import EventType
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models.board import Receipt
from ballot.store.models.election import Election


def close_voting(
    session: Session, election: Election, identity: ServerIdentity | None = None, *, by_schedule: bool = False
) -> None:
    """Close the voting under the lock of the board, and append EndBallots and EncryptedTally.

    With `identity`, the server's signed checkpoint of the closed ballot box is published in the companion.

    Raises: NotPermitted unless the election is open and not stopped. Closing before `closes_at` is the officer's right,
    and is logged; `by_schedule` closes only afterwards.
    """
    lock_board(session, election)
    require_state(election, "open")
    if election.stopped_at is not None:
        raise NotPermitted(
            _("The voting is stopped. Two people decide whether it goes on or is closed: see its times.")
        )
    if by_schedule and (election.closes_at is None or clock.now() < election.closes_at):
        raise NotPermitted(_("The end of the voting has been moved."))
    context = context_of(session, election)
    end = board.append(session, election, EventType.END_BALLOTS, [])
    heights = counting_heights(session, election.id)
    aggregate = total_of(session, election, context)
    board.append(session, election, EventType.ENCRYPTED_TALLY, list(aggregate.records()))
    numbers = tuple(sorted(_tracking_numbers(session, election, heights)))
    board.append_companion(session, election, companion.TrackingNumbersRecord(event=end.hash, numbers=numbers))
    if identity is not None:
        append_checkpoint(session, election, identity)
    forget_tokens(session, election)
    now = clock.now()
    early = " before its time" if election.closes_at is not None and now < election.closes_at else ""
    election.state, election.closed_at = "closed", now
    log.write(session, election, log.OFFICER, f"Closed the voting{early}. Ballots that count: {aggregate.num_tallied}.")
    session.flush()


def _tracking_numbers(session: Session, election: Election, heights: list[int]) -> list[str]:
    counting = frozenset(heights)
    query = select(Receipt.height, Receipt.tracking_number).where(Receipt.election_id == election.id)
    return [number for height, number in session.execute(query) if height in counting]


def refuse_small_tally(session: Session, election: Election) -> None:
    """Refuse to open fewer ballots than the charter allows (check 6.5). Raises: NotPermitted."""
    words = small_tally(session, election)
    if words:
        raise NotPermitted(words)


def small_tally(session: Session, election: Election) -> str:
    """Say that there are fewer ballots than the charter allows to open (check 6.5); empty if there are enough."""
    tallied = int(sized_tally(session, election).num_tallied)
    if tallied >= election.minimum_ballots:
        return ""
    return ngettext(
        "Only %(num)s ballot was cast; the charter forbids opening fewer than %(least)s, because the result "
        "would show how people voted.",
        "Only %(num)s ballots were cast; the charter forbids opening fewer than %(least)s, because the result "
        "would show how people voted.",
        tallied,
        least=election.minimum_ballots,
    )


def too_few(election: Election) -> str:
    """Say that the ballots of a closed voting are fewer than the charter allows to open; empty if they are not."""
    session = object_session(election)
    if session is None or not has_reached(election, "closed") or has_reached(election, "tallied"):
        return ""
    return small_tally(session, election)


def refuse_early_opening(session: Session, election: Election) -> None:
    """Raises: NotPermitted while ballots are still shuffled, or if they are fewer than the charter allows to open."""
    require_state(election, "closed")
    mixers = waiting_mixers(election)
    if mixers:
        raise NotPermitted(
            _(
                "The ballots are still being shuffled. Waiting for %(names)s.",
                names=names_in_words([mixer.name for mixer in mixers]),
            )
        )
    refuse_small_tally(session, election)
