"""Who made the ballot tokens. Whoever has them all and runs the election can vote for those who stay at home (B6)."""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from ballot.election.roles import REGISTRAR, appointments, second_officers
from ballot.election.tokens.registrar_list import is_registrars, registrar_list
from ballot.language import _, isolated
from ballot.store.models.election import Election

SERVER = "server"


class TokenMaker(msgspec.Struct, frozen=True):
    """`role`: SERVER, or the role in which the list was handed in; `name`: whose account it was."""

    role: str
    name: str = ""


def token_maker(session: Session, election: Election) -> TokenMaker | None:
    """Return who made the tokens, as far as this server knows; None before, or if it was not kept."""
    if not is_registrars(election):
        return TokenMaker(SERVER)
    made = registrar_list(session, election)
    if made is None or made.handed_in_as is None:
        return None
    return TokenMaker(made.handed_in_as, made.handed_in_by or "")


def token_warnings(session: Session, election: Election) -> list[str]:
    """Return what an officer should know before the freeze if no registrar has made the tokens, or will."""
    if election.practice:
        return []
    if not is_registrars(election):
        return [
            _(
                "This server makes the tokens. Whoever has them and runs the server can vote for everybody who stays "
                "at home, and no check finds it. Let a registrar make them: another person than the returning "
                "officer and those who run the server."
            )
        ]
    if registrar_list(session, election) is None:
        return [] if _has_registrar(session, election) else [_nobody()]
    made = token_maker(session, election)
    if made is None:
        return [_not_kept()]
    if made.role != REGISTRAR:
        return [_not_a_registrar()]
    officers = {person.name for person in (election.officer, *second_officers(session, election))}
    return [_now_an_officer(made.name)] if made.name in officers else []


def _has_registrar(session: Session, election: Election) -> bool:
    return any(one.role == REGISTRAR for one in appointments(session, election))


def _nobody() -> str:
    return _(
        "A registrar is to make the tokens, and nobody has that role yet. Invite another person than the returning "
        "officer and those who run the server."
    )


def _not_kept() -> str:
    return _(
        "It is not kept who handed in the public credentials. Make sure that it was another person than the returning "
        "officer, or let the registrar hand them in again."
    )


def _now_an_officer(name: str) -> str:
    return _(
        "%(name)s handed in the public credentials as registrar, and is an officer of this election now. Whoever makes "
        "the tokens and runs the election can vote for everybody who stays at home: let another person make them anew.",
        name=isolated(name),
    )


def _not_a_registrar() -> str:
    return _(
        "The public credentials were not handed in from the account of a registrar. Whoever makes the tokens and runs "
        "the election can vote for everybody who stays at home, and no check finds it: make sure that another person "
        "than the returning officer has made them."
    )
