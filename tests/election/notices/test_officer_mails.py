"""Officers are told when everybody waits for them: once each, and nothing of who has voted (P5)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot.election.closing import times
from ballot.election.notices.officers import queue_officers_turns, tell_of_stop
from ballot.election.result.open import open_count
from ballot.election.roles import second_officers
from ballot.election.setup import draft as setup
from ballot.election.tally.shares import accept_partial_decryption
from ballot.election.trustees.link import new_link
from ballot.election.trustees.trustees import invite_trustee
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import Database
from tests.election.closing.test_times import REASON, with_two_officers
from tests.election.scenario import URL, draft, opened


def mails(database: Database, kind: str) -> list[OutboxMessage]:
    with database.reading() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return list(session.scalars(query))


def by_links(database: Database, uuid: str) -> None:
    """Give every trustee a personal link."""
    with database.session() as session:
        election = setup.find_election(session, uuid)
        for trustee in election.trustees:
            new_link(session, election, trustee, URL)


@pytest.mark.parametrize(("stopper", "other"), [("Olga", "Otto"), ("Otto", "Olga")])
def test_whoever_stops_the_voting_the_others_are_told(database, time, stopper: str, other: str) -> None:
    election = with_two_officers(opened(database))

    def stop(session, row: Election) -> None:
        people = (row.officer, *second_officers(session, row))
        times.stop_voting(session, row, REASON)
        tell_of_stop(session, row, next(one for one in people if one.name == stopper), URL)

    election.act(stop)
    (mail,) = mails(database, "stopped")
    text = " ".join(mail.body.split())
    assert mail.name == other and mail.subject.startswith("The voting is stopped")
    assert f"{stopper} has stopped the voting" in text and REASON in text and "It takes two people" in text
    assert f"{URL}/officer/elections/{election.uuid}/times" in mail.body


def test_the_officer_is_told_once_when_the_last_key_is_there_and_again_for_a_new_trustee(database, time) -> None:
    uuid, _secrets = draft(database)
    assert queue_officers_turns(database, URL) == 0, "they made the keys here: nobody is waited for"
    by_links(database, uuid)
    with database.session() as session:
        setup.find_election(session, uuid).trustees[1].rehearsed_at = None
    assert queue_officers_turns(database, URL) == 0
    with database.session() as session:
        setup.find_election(session, uuid).trustees[1].rehearsed_at = time.now()
    assert queue_officers_turns(database, URL) == 1 and queue_officers_turns(database, URL) == 0
    (mail,) = mails(database, "your-turn")
    assert "freeze the election" in mail.body and f"{URL}/officer/elections/{uuid}" in mail.body
    with database.session() as session:
        election = setup.find_election(session, uuid)
        third = invite_trustee(session, election, "Trustee 3")
        third.accepted_at = third.rehearsed_at = time.now()
    assert queue_officers_turns(database, URL) == 1


def test_the_officer_is_told_that_the_shares_are_there_and_then_of_the_tie(sqlite, time) -> None:
    election = opened(sqlite)
    election.cast(election.ballot(0, [1, 0]))
    election.cast(election.ballot(1, [0, 1]))
    by_links(sqlite, election.uuid)
    election.close()
    for owner, told in ((1, 0), (2, 1)):
        election.act(accept_partial_decryption, election.share(owner))
        assert queue_officers_turns(sqlite, URL) == told
    election.act(open_count)
    assert queue_officers_turns(sqlite, URL) == 1 and queue_officers_turns(sqlite, URL) == 0
    shares, tie = mails(sqlite, "your-turn")
    assert "Open the count." in shares.body and "a tie that only a lot may break" in tie.body


def test_where_nothing_is_tied_no_lot_is_asked_for(sqlite, time) -> None:
    election = opened(sqlite)
    for member in range(2):
        election.cast(election.ballot(member))
    election.close()
    election.count()
    assert queue_officers_turns(sqlite, URL) == 0


def test_a_practice_election_writes_to_nobody(sqlite, time) -> None:
    uuid, _secrets = draft(sqlite)
    by_links(sqlite, uuid)
    with sqlite.session() as session:
        setup.find_election(session, uuid).practice = True
    assert queue_officers_turns(sqlite, URL) == 0
