"""Conditions for opening the voting: the ledger of tokens adds up; the voting begins soon, and ends later."""

from __future__ import annotations

import datetime as dt

from ballot import clock
from ballot.election import log
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.election.state import has_ended, lock_board, require_certain_time, require_state
from ballot.election.tokens.ledger import ledger
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.voting.portions import begin
from ballot.errors import NotPermitted
from ballot.language import _, ngettext
from ballot.moments import in_words
from ballot.store.models.election import Election

EARLIEST = dt.timedelta(days=1)  # how long before its beginning a voting can be opened


def opening_steps(scene: Scene) -> list[str]:
    """Return what must be done before the voting can be opened: wait, find a missing token, move its end."""
    sums = ledger(scene)
    steps = [*_beginning_steps(scene.election), *_end_steps(scene)]
    if sums.waiting:
        steps += _waiting_steps(scene.election, sums.waiting)
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
        steps.append(_missing_step(scene.election, sums.missing))
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
    """Refuse to open days ahead: mails that are returned in the meantime could no longer delay the opening."""
    if election.opens_at is None or election.opens_at <= clock.now() + EARLIEST:
        return []
    return [
        _(
            "The voting begins on %(moment)s, which cannot be changed after the freeze. It can be opened by hand from "
            "a day before, or the clock opens it then: see the times of the voting.",
            moment=in_words(election.opens_at),
        )
    ]


def _end_steps(scene: Scene) -> list[str]:
    """Say how an election continues if it was not opened before its end: nobody has lost a vote yet."""
    if not has_ended(scene.election):
        return []
    if second_officers(scene):
        return [_("The end of the voting has passed. Two people can set a later one: see the times of the voting.")]
    return [
        _(
            "The end of the voting has passed, and a later one takes two people. Invite a second officer, or copy the "
            "election into a new one."
        )
    ]


def open_voting(scene: Scene) -> None:
    """Open the voting: ballots are accepted from `opens_at` on.

    Raises: NotPermitted unless the election is frozen, if its beginning is more than a day ahead, if its end has
    passed, or if the ledger of tokens does not add up.
    """
    require_certain_time()
    lock_board(scene)
    require_state(scene.election, "frozen")
    open_steps = opening_steps(scene)
    if open_steps:
        raise NotPermitted(" ".join([_("The voting cannot be opened yet."), *open_steps]))
    scene.election.state, scene.election.opened_at = "open", clock.now()
    if scene.election.tokens_released_at is None:  # all were held or undeliverable: their replacements wait for nobody
        scene.election.tokens_released_at = scene.election.opened_at
    begin(scene, scene.election.opened_at)
    log.write(scene, log.OFFICER, "Opened the voting.")
    scene.session.flush()
