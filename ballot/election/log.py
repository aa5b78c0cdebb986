"""The election's log: what was done, when and by whom, in sentences.

Casting is never logged here, and no line names a member or a tracking number: the log must not link the two (P5).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from ballot import clock
from ballot.election.scene import Scene
from ballot.language import SOURCE, in_language
from ballot.store.models.election import LogEntry

SYSTEM = "The system"
OFFICER = "The returning officer"
OPERATOR = "The operator of the server"


def in_english(make: Callable[[], str]) -> str:
    """Return a sentence for the log, which is English no matter who acts, although parts of it are from a catalogue."""
    with in_language(SOURCE):
        return make()


def write(scene: Scene, actor: str, sentence: str) -> None:
    """Add a sentence to the election's log. `OFFICER` is a placeholder for the person who acts in the scene."""
    who = (scene.who or OFFICER) if actor == OFFICER else actor
    scene.session.add(LogEntry(election_id=scene.election.id, at=clock.now(), actor=who, sentence=sentence))


def entries(scene: Scene, limit: int = 200, skip: int = 0) -> list[LogEntry]:
    """Return the newest log entries, newest first. `skip`: how many of the newest are left out."""
    query = select(LogEntry).where(LogEntry.election_id == scene.election.id).order_by(LogEntry.id.desc())
    return list(scene.session.scalars(query.offset(skip).limit(limit)))


def length(scene: Scene) -> int:
    """Return how many lines the log has."""
    query = select(func.count()).select_from(LogEntry).where(LogEntry.election_id == scene.election.id)
    return scene.session.scalar(query) or 0
