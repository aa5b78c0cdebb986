"""What must be done before the voting can be opened: the ledger of tokens adds up; it begins soon, and ends later."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.roles import second_officers
from ballot.election.state import has_ended, lock_board, require_state
from ballot.election.tokens.ledger import ledger
from ballot.election.tokens.registrar_list import is_registrars
from ballot.errors import NotPermitted
from ballot.language import _, ngettext
from ballot.moments import in_words
from ballot.store.models.election import Election

EARLIEST = dt.timedelta(days=1)  # so long before its beginning a voting can be opened


def opening_steps(session: Session, election: Election) -> list[str]:
    """Return what must be done before the voting can be opened: wait, find a token that is astray, move its end."""
    sums = ledger(session, election)
    steps = [*_beginning_steps(election), *_end_steps(session, election)]
    if sums.waiting:
        steps += _waiting_steps(election, sums.waiting)
    if sums.returned:
        steps.append(
            ngettext(
                "%(num)s token mail was refused or came back. Try it again, or mark this member as held or "
                "undeliverable.",
                "%(num)s token mails were refused or came back. Try them again, or mark these members as held or "
                "undeliverable.",
                sums.returned,
            )
        )
    if sums.missing:
        steps.append(_missing_step(election, sums.missing))
    return steps


def _waiting_steps(election: Election, number: int) -> list[str]:
    waiting = ngettext(
        "%(num)s token has not gone out yet, by mail, by letter or in the saved file. Send it, or mark this member as "
        "held or undeliverable.",
        "%(num)s tokens have not gone out yet, by mail, by letter or in the saved file. Send them, or mark these "
        "members as held or undeliverable.",
        number,
    )
    if election.tokens_released_at is not None:
        return [waiting]
    mails = _(
        "The mails with the tokens wait for you. Announce the Setup event, then send them: see the delivery of the "
        "tokens."
    )
    return [mails, waiting]


def _missing_step(election: Election, number: int) -> str:
    if is_registrars(election):
        return ngettext(
            "The registrar has not said what became of %(num)s token.",
            "The registrar has not said what became of %(num)s tokens.",
            number,
        )
    return ngettext(
        "%(num)s member has neither a token mail nor a place in the file, or gets a letter and has no postal "
        "address: add the address to the roll, or mark this member as held or undeliverable.",
        "%(num)s members have neither a token mail nor a place in the file, or get a letter and have no postal "
        "address: add the addresses to the roll, or mark these members as held or undeliverable.",
        number,
    )


def _beginning_steps(election: Election) -> list[str]:
    """Let nobody open days ahead: mails that come back until then could no longer hold the opening back."""
    if election.opens_at is None or election.opens_at <= clock.now() + EARLIEST:
        return []
    return [
        _(
            "The voting begins on %(moment)s, which cannot be changed after the freeze. It can be opened by hand from "
            "a day before, or the clock opens it then: see the times of the voting.",
            moment=in_words(election.opens_at),
        )
    ]


def _end_steps(session: Session, election: Election) -> list[str]:
    """Say how an election goes on that was not opened before its end: nobody has lost a vote yet."""
    if not has_ended(election):
        return []
    if second_officers(session, election):
        return [_("The end of the voting has passed. Two people can set a later one: see the times of the voting.")]
    return [
        _(
            "The end of the voting has passed, and a later one takes two people. Invite a second officer, or copy the "
            "election into a new one."
        )
    ]


def open_voting(session: Session, election: Election) -> None:
    """Open the voting: ballots are accepted from `opens_at` on.

    Raises: NotPermitted unless the election is frozen, if its beginning is more than a day ahead, if its end has
    passed, or if the ledger of tokens does not add up.
    """
    lock_board(session, election)
    require_state(election, "frozen")
    open_steps = opening_steps(session, election)
    if open_steps:
        raise NotPermitted(" ".join([_("The voting cannot be opened yet."), *open_steps]))
    election.state, election.opened_at = "open", clock.now()
    if election.tokens_released_at is None:  # all were held or undeliverable: what replaces them waits for nobody
        election.tokens_released_at = election.opened_at
    log.write(session, election, log.OFFICER, "Opened the voting.")
    session.flush()
