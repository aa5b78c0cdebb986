"""W19: two officers, or two windows of one, act on a draft at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from ballot.election.paper.contests import add_contest
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze, make_records
from ballot.errors import NotPermitted
from ballot.records.event import EventType
from ballot.store import board, chain
from tests.election.scenario import URL, contest, draft


def at_once(*acts) -> list[str]:
    """Do all acts in threads of their own; return "done" or the sentence of the refusal, sorted."""
    start = threading.Barrier(len(acts))

    def run(act) -> str:
        start.wait()
        try:
            act()
        except NotPermitted as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def act(database, uuid: str, function, *arguments):
    """Return the call of one act in a transaction of its own."""

    def call() -> None:
        with database.session() as session:
            function(session, setup.find_election(session, uuid), *arguments)

    return call


def test_two_freezes_make_one_election(database) -> None:
    uuid, _ = draft(database)
    delivery = Delivery(channel="merge", public_url=URL)
    answers = at_once(*[act(database, uuid, freeze, delivery)] * 2)
    assert answers[1] == "done" and "it is frozen" in answers[0]
    with database.reading() as session:
        election = setup.find_election(session, uuid)
        assert board.count_events(session, election, EventType.SETUP) == 1
        chain.verify_chain(session, election)


def test_a_change_during_the_freeze_is_in_the_record_or_refused(database, monkeypatch) -> None:
    uuid, _ = draft(database)
    frozen, changed = threading.Event(), threading.Event()

    def slowly(*arguments):
        records = make_records(*arguments)
        frozen.set()
        changed.wait(0.5)  # the other officer's change must not be done in this time
        return records

    monkeypatch.setattr("ballot.election.setup.freeze.make_records", slowly)
    change = act(database, uuid, add_contest, contest(title="One more"))

    def change_in_the_middle() -> None:
        frozen.wait(10)
        change()
        changed.set()

    delivery = Delivery(channel="merge", public_url=URL)
    answers = at_once(act(database, uuid, freeze, delivery), change_in_the_middle)
    assert answers[1] == "done" and "it is frozen" in answers[0]
    assert not changed.is_set()
    with database.reading() as session:
        assert [c.title for c in setup.find_election(session, uuid).contests] == ["Executive"]
