"""Mails go into the outbox election by election, in small portions: no ballot waits long for the database, and what is
wrong in one election keeps nobody else's mails from going out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Final

from msgspec import MsgspecError
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot.errors import BallotError
from ballot.store.models.election import Election
from ballot.store.session import Database

AT_ONCE: Final = 200  # mails in one transaction: a tenth of a second
# What rows of an election that were damaged, or edited by hand, may raise when they are read (W26).
_FAULTS: Final = (BallotError, MsgspecError, ValueError, LookupError, IntegrityError)
_log = logging.getLogger(__name__)


def queue_in_portions(database: Database, due: Select[int], portion: Callable[[Session, Election], int]) -> int:
    """Queue the mails of the elections whose ids `due` selects, and return their number.

    `portion` queues the next ones of an election and returns how many; it is called, each time in a transaction of its
    own, until it queues none.
    """
    with database.reading() as session:
        numbers = session.scalars(due.distinct()).all()
    return sum(_queue(database, number, portion) for number in sorted(numbers))


def _queue(database: Database, number: int, portion: Callable[[Session, Election], int]) -> int:
    queued, some = 0, 1
    try:
        while some:
            with database.session() as session:
                some = portion(session, session.get_one(Election, number))
            queued += some
    except _FAULTS as error:
        # The kind alone: what a database says names people, and who is reminded has not voted (P5).
        _tell(f"Mails of election {_name(database, number)} cannot be queued: {type(error).__name__}")
    return queued


def _name(database: Database, number: int) -> str:
    with database.reading() as session:
        return session.scalars(select(Election.uuid).where(Election.id == number)).one()


@cache
def _tell(sentence: str) -> None:
    """Log a sentence once, not at every look."""
    _log.error("%s", sentence)
