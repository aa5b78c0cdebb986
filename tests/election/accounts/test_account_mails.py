"""Mails about accounts go through the same outbox as all others, and belong to no election."""

from __future__ import annotations

from sqlalchemy import select

from ballot.election.accounts.officers import add_officer, find_officer_by_address, set_password_hash
from ballot.election.mail.bounces import take_reports
from ballot.election.mail.delivery import deliver_outbox, waiting_mails
from ballot.store.models.mail import OutboxMessage
from tests.election.mail.test_W9_returned_mails import RETURNS, report
from tests.election.scenario import opened
from tests.web.world import PostBox

RITA = "rita@example.org"


def changed(database) -> None:
    """Change the password of an account, as the operator does."""
    with database.session() as session:
        account = find_officer_by_address(session, RITA) or add_officer(session, RITA, "Rita", "a good long password")
        set_password_hash(session, account, "another hash")


def test_it_is_sent_at_the_pace_of_all_mails(database) -> None:
    changed(database), changed(database)
    with database.reading() as session:
        assert waiting_mails(session) == 2
    post = PostBox()
    done = deliver_outbox(database, post, per_minute=1)
    assert done.accepted == 1 and done.held_until is not None
    (mail,) = post.sent
    assert mail.address == RITA and mail.message_id.endswith(".accounts") and "password was changed" in mail.text


def test_one_that_comes_back_is_known_and_in_no_elections_log(sqlite) -> None:
    election, post = opened(sqlite), PostBox()
    changed(sqlite)
    assert deliver_outbox(sqlite, post).accepted == 1
    with sqlite.session() as session:
        raw = report(RETURNS.address_of(post.sent[0].number))
        assert take_reports(session, [raw], RETURNS).bounced == 1
        assert session.scalars(select(OutboxMessage.state)).all() == ["bounced"]
    assert election.act(lambda session, row: take_reports(session, [raw], RETURNS, row)).foreign == 1
