"""The election's log: what was done, when and by whom, in sentences.

Casting is never logged here, and no line names a member or a tracking number: the log must not link the two (P5).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.language import SOURCE, in_language
from ballot.store.models.election import Election, LogEntry

SYSTEM = "The system"
OFFICER = "The returning officer"
OPERATOR = "The operator of the server"


def acts_as(session: Session, name: str) -> None:
    """Let the log name the person whose acts this transaction holds, instead of "The returning officer"."""
    session.info["actor"] = name


def actor_of(session: Session) -> str:
    """Return whose acts this transaction holds, as the log names them."""
    return str(session.info.get("actor", OFFICER))


def in_english(make: Callable[[], str]) -> str:
    """Return a sentence for the log, which is English whoever acts, though parts of it are words of a catalogue."""
    with in_language(SOURCE):
        return make()


def write(session: Session, election: Election, actor: str, sentence: str) -> None:
    """Add a sentence to the election's log."""
    who = actor_of(session) if actor == OFFICER else actor
    session.add(LogEntry(election_id=election.id, at=clock.now(), actor=who, sentence=sentence))


def entries(session: Session, election: Election, limit: int = 200, skip: int = 0) -> list[LogEntry]:
    """Return the newest log entries, newest first. `skip`: how many of the newest are left out."""
    query = select(LogEntry).where(LogEntry.election_id == election.id).order_by(LogEntry.id.desc())
    return list(session.scalars(query.offset(skip).limit(limit)))


def length(session: Session, election: Election) -> int:
    """Return how many lines the log has."""
    query = select(func.count()).select_from(LogEntry).where(LogEntry.election_id == election.id)
    return session.scalar(query) or 0
