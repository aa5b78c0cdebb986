"""After the freeze the token mails wait: the officer announces the checksums first, then sends them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.election import log
from ballot.election.custody.health import measures
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.mail import delivery, outbox
from ballot.election.mail.delivery import Delivered, deliver_outbox, minutes_needed, waiting_mails
from ballot.election.mail.outbox import release_tokens
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens import ledger
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.store.models.mail import OutboxMessage
from tests.election.amendments.test_replacing import replace, send
from tests.election.custody.test_schedule import clockwork
from tests.election.scenario import SEAL, START, URL, Scenario, draft, state_of
from tests.election.setup.test_freeze import Postman, freeze_by_mail


def frozen(database, channel: str = "mail", **values) -> Scenario:
    """A frozen election of three members, whose mails nobody has sent."""
    uuid, _ = draft(database, members=3, **values)
    delivery = Delivery(channel=channel, public_url=URL, spares=1, seal=SEAL)
    with database.session() as session:
        freeze(session, setup.find_election(session, uuid), delivery)
    return Scenario(database, uuid, None, None, [], [])


def decide(election: Scenario, decision: str) -> None:
    ids = election.look(ledger.find_members, ["M0", "M1", "M2"])
    election.act(ledger.decide_tokens, ids, decision, "for a while")


def test_no_token_leaves_before_the_officer_sends_them(database) -> None:
    election = frozen(database)
    for _worker in range(2):
        assert deliver_outbox(database, Postman()) == Delivered()
    assert election.look(ledger.ledger) == ledger.Ledger(roll=3, waiting=3)
    election.act(release_tokens)
    election.act(release_tokens)
    assert deliver_outbox(database, Postman()).accepted == 3
    assert election.look(ledger.ledger) == ledger.Ledger(roll=3, issued=3)
    sentences = [entry.sentence for entry in election.look(log.entries, 100)]
    assert sentences.count("Let the mails with the tokens go out.") == 1


def test_other_mails_and_other_elections_do_not_wait_for_them(database) -> None:
    frozen(database)
    freeze_by_mail(database, members=2)
    with database.session() as session:
        first = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
        first.kind, first.turn = "notice", 1
    assert deliver_outbox(database, Postman()).accepted == 3


def test_what_goes_out_again_or_anew_waits_as_well(database) -> None:
    election = frozen(database)
    decide(election, "held")
    decide(election, "resume")
    replace(election)
    assert not send(election).sent
    election.act(release_tokens)
    assert len(send(election).sent) == 3


def test_neither_officer_nor_clock_opens_what_was_never_sent(sqlite, time, tmp_path: Path) -> None:
    election = frozen(sqlite, opens_at=START + dt.timedelta(hours=1))
    with pytest.raises(NotPermitted, match="wait for you. Announce the Setup event.* 3 tokens have not gone out yet"):
        election.act(open_voting)
    time.move(hours=1)
    clock = clockwork(election, tmp_path)
    clock.keep()
    assert state_of(election) == "frozen"
    with sqlite.reading() as session:
        told = session.scalars(select(OutboxMessage.body).where(OutboxMessage.kind == "unopened")).one()
    assert "Announce the Setup event" in told
    election.act(release_tokens)
    deliver_outbox(sqlite, Postman())
    clock.keep()
    assert state_of(election) == "open"


def test_mails_that_wait_for_the_officer_are_not_overdue(sqlite, time, tmp_path: Path) -> None:
    election, known = frozen(sqlite), KnownCheckpoints(tmp_path)
    time.move(hours=1)
    assert measures(sqlite, known, tmp_path).mails["overdue"] == 0
    election.act(release_tokens)
    assert measures(sqlite, known, tmp_path).mails["overdue"] == 3


def test_mails_that_wait_for_the_officer_are_not_told_to_be_on_their_way(sqlite) -> None:
    election = frozen(sqlite)
    with sqlite.reading() as session:
        assert (waiting_mails(session), minutes_needed(session, 2)) == (0, 0)
    election.act(release_tokens)
    with sqlite.reading() as session:
        assert (waiting_mails(session), minutes_needed(session, 2)) == (3, 2)


def test_when_all_are_held_at_the_opening_what_replaces_them_waits_for_nobody(sqlite) -> None:
    election = frozen(sqlite)
    decide(election, "held")
    election.act(open_voting)
    replace(election)
    assert len(send(election).sent) == 1


@pytest.mark.parametrize("channel", ["letters", "merge"])
def test_where_no_token_goes_by_mail_at_the_freeze_a_later_one_does_not_wait(sqlite, channel: str) -> None:
    election = frozen(sqlite, "merge") if channel == "merge" else with_letters(sqlite)
    replace(election)
    assert len(send(election).sent) == 1


def with_letters(database) -> Scenario:
    """The same, by letters."""
    from ballot.store.models.roll import Member

    uuid, _ = draft(database, members=3)
    with database.session() as session:
        for member in session.scalars(select(Member)):
            member.address = "1 Harbour Street"
        delivery = Delivery(channel="letters", public_url=URL, spares=1, seal=SEAL)
        freeze(session, setup.find_election(session, uuid), delivery)
    return Scenario(database, uuid, None, None, [], [])


def test_the_next_mail_of_an_open_election_is_found_among_those_that_wait(sqlite) -> None:
    frozen(sqlite)
    freeze_by_mail(sqlite, members=1)
    with sqlite.session() as session:
        found = delivery._next_due(session, [outbox.turn_of("token")])
        assert found is not None and found.election_id == 2
