"""W22: disk full, quota, read-only, I/O error, out of memory in the middle: 503, no receipt, no half event, and the
service recovers by itself when the cause is gone.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from ballot.election.voting import ballot_box
from ballot.records.event import EventType
from ballot.store import board, chain
from tests.web.conftest import world
from tests.web.world import Made, World, found

__all__ = ["world"]


@contextmanager
def no_space(world: World) -> Iterator[None]:
    """Let no file of this process grow: what a full disk or a quota does to the write-ahead log."""
    wal = Path(f"{world.database.engine.url.database}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def pragma(name: str, before: object) -> Callable[[World], Any]:
    """Return a fault that a SQLite setting makes, on every connection."""

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        value = before(world) if callable(before) else before
        world.database.dispose()

        def limit(connection: Any, _record: Any) -> None:
            connection.execute(f"PRAGMA {name} = {value}").fetchall()

        event.listen(world.database.engine, "connect", limit)
        try:
            yield
        finally:
            event.remove(world.database.engine, "connect", limit)
            world.database.dispose()

    return fault


def pages(world: World) -> int:
    """Return the number of pages that the database has, after it was packed."""
    with closing(world.database.engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM")
        return int(connection.cursor().execute("PRAGMA page_count").fetchone()[0])


@contextmanager
def broken_commit(world: World) -> Iterator[None]:
    """Let the disk report an error when the ballot is made durable."""

    def fail(_session: Session) -> None:
        raise OperationalError("COMMIT", {}, OSError("disk I/O error"))

    event.listen(Session, "before_commit", fail)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", fail)


@contextmanager
def no_memory(world: World) -> Iterator[None]:
    """Let the memory end in the middle: the event is appended, its receipt is not."""
    sign = ballot_box._sign

    def fail(*_: object) -> bytes:
        raise MemoryError

    ballot_box._sign = fail  # type: ignore[assignment]
    try:
        yield
    finally:
        ballot_box._sign = sign


# Its ballots are larger than any free space in a page.
WIDE = ContestDraft(
    title="Board", maximum=30, candidates=tuple(CandidateDraft(name=f"Candidate {i}") for i in range(30))
)
FAULTS = {
    "no space": no_space,
    "full database": pragma("max_page_count", pages),
    "read-only": pragma("query_only", "ON"),
    "I/O error at the commit": broken_commit,
    "out of memory": no_memory,
}


def ballots(world: World, made: Made) -> int:
    """Return how many ballots are on the board, whose chain holds."""
    with world.database.reading() as session:
        election = found(session, made.uuid)
        chain.verify_chain(session, election)
        return board.count_events(session, election, EventType.BALLOT)


@pytest.mark.parametrize("name", FAULTS)
def test_W22_no_receipt_no_half_event_and_the_service_recovers(world: World, name: str) -> None:
    made = world.make("open", contests=(WIDE,))
    assert world.browser().cast(made.uuid, world.ballot(made, 0)).status_code == 200
    ballot = world.ballot(made, 1)
    browser = world.browser()
    browser.token(f"/vote/{made.uuid}")
    for _ in range(2):
        with FAULTS[name](world):
            answers = [browser.cast(made.uuid, ballot) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [503] * 3, answers[0].text
        assert {answer.get_json()["error"]["code"] for answer in answers} == {"unavailable"}
        assert ballots(world, made) == 1
    answer = browser.cast(made.uuid, ballot)
    assert answer.status_code == 200 and answer.get_json()["height"] == 2
    assert ballots(world, made) == 2


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError()])
def test_W22_a_page_says_that_nothing_happened(world: World, error: Exception) -> None:
    def fail() -> str:
        raise error

    fail.access = "anybody"  # type: ignore[attr-defined]
    world.app.add_url_rule("/fails", "fails", fail)
    answer = world.browser().get("/fails")
    assert answer.status_code == 503 and "Nothing was changed. Try again in a minute." in answer.text
    assert "No space" not in answer.text
