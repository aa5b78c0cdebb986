"""Trustees with an address: the link goes to them alone, and they are told once for each turn (W16)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot.election.mail.delivery import deliver_outbox
from ballot.election.notices.trustees import queue_turns, send_link, told_at
from ballot.election.setup import draft as setup
from ballot.election.tally import tally
from ballot.election.trustees import keygen
from ballot.election.trustees.link import find_by_link
from ballot.election.trustees.trustees import invite_trustee
from ballot.errors import NotPermitted
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import Database
from tests.election.scenario import URL, Scenario, draft, opened
from tests.election.threshold import Group
from tests.web.world import PostBox

AMINA, JONAS = "amina@example.org", "jonas@example.org"


def mails(database: Database) -> list[tuple[str, str, str]]:
    """Return address, subject and body of every mail to a trustee, in their order."""
    with database.reading() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == "trustee").order_by(OutboxMessage.id)
        return [(mail.address, mail.subject, mail.body) for mail in session.scalars(query)]


def with_addresses(election: Scenario) -> Scenario:
    """Give the two trustees addresses and links."""

    def do(session, row) -> None:
        for trustee, email in zip(row.trustees, (AMINA, JONAS), strict=True):
            trustee.email = email
            send_link(session, row, trustee, URL)

    election.act(do)
    return election


def group_of_two(database: Database) -> Group:
    """Return a draft whose two trustees make one key together, by links that they got by mail."""
    group = Group(database, draft(database)[0])
    group.invite(["Amina", "Jonas"], 1)
    for owner, email in ((1, AMINA), (2, JONAS)):
        group.act(lambda session, row, trustee, email: setattr(trustee, "email", email), owner, email)
        group.act(lambda session, row, trustee: send_link(session, row, trustee, URL), owner)
    return group


def test_the_link_is_in_the_mail_and_after_it_nowhere(sqlite) -> None:
    election, post = with_addresses(opened(sqlite)), PostBox()
    assert deliver_outbox(sqlite, post).accepted == 2
    mail = next(mail for mail in post.sent if mail.address == AMINA)
    address = next(line for line in mail.text.splitlines() if line.startswith(URL))
    page, _, secret = address.partition("#")
    assert page == f"{URL}/trustee/{election.uuid}" and len(secret) == 22
    with sqlite.reading() as session:
        assert find_by_link(session, election.uuid, secret).email == AMINA
        kept = session.scalars(select(OutboxMessage)).all()
        assert all(row.secret is None and secret not in row.body for row in kept)


def test_a_new_link_kills_the_one_that_was_mailed(sqlite) -> None:
    election, post = with_addresses(opened(sqlite)), PostBox()
    deliver_outbox(sqlite, post)
    old = next(mail.text for mail in post.sent if mail.address == AMINA).partition("#")[2].split()[0]
    election.act(lambda session, row: send_link(session, row, row.trustees[0], URL))
    with sqlite.reading() as session, pytest.raises(NotPermitted, match="not valid"):
        find_by_link(session, election.uuid, old)


def test_who_has_no_address_gets_no_mail(sqlite) -> None:
    election = opened(sqlite)
    with pytest.raises(NotPermitted, match="has no e-mail address here"):
        election.act(lambda session, row: send_link(session, row, row.trustees[0], URL))
    election.act(tally.close_voting)
    assert queue_turns(sqlite, URL) == 0 and mails(sqlite) == []


@pytest.mark.parametrize("wrong", ["nobody", "a@b@c", "x y@example.org", "a@example.org\nBcc: b@example.org"])
def test_what_is_no_address_is_refused(sqlite, wrong: str) -> None:
    uuid, _ = draft(sqlite)
    with sqlite.session() as session, pytest.raises(NotPermitted, match="is not an e-mail address"):
        invite_trustee(session, setup.find_election(session, uuid), "Rosa", email=wrong)


def test_each_turn_is_told_once(database) -> None:
    election = with_addresses(opened(database))
    assert queue_turns(database, URL) == 0, "nobody waits for a trustee while members vote"
    for member in range(3):
        election.cast(election.ballot(member))
    election.act(tally.close_voting)
    assert queue_turns(database, URL) == 2
    assert queue_turns(database, URL) == 0
    told = mails(database)[2:]
    assert [address for address, _, _ in told] == [AMINA, JONAS]
    assert all("It is your turn as a trustee" in subject for _, subject, _ in told)
    assert all("verify the election and prepare your share" in body for _, _, body in told)
    assert all(f"{URL}/trustee/{election.uuid}\n" in body and "#" not in body for _, _, body in told)


def test_in_the_making_of_a_common_key_who_is_waited_for_is_told(sqlite) -> None:
    group = group_of_two(sqlite)
    assert queue_turns(sqlite, URL) == 0, "the first step is in the mail with the link"
    for owner in (1, 2):
        group.act(keygen.accept_certificate, owner, group.certificate(owner))
    assert queue_turns(sqlite, URL) == 2
    assert all("send your part of the common key" in body for _, _, body in mails(sqlite)[2:])


def test_the_officer_sees_when_somebody_was_told(sqlite) -> None:
    election = with_addresses(opened(sqlite))
    first = election.look(lambda session, row: told_at(session, row.trustees[0]))
    assert first is None, "queued is not told"
    deliver_outbox(sqlite, PostBox())
    assert election.look(lambda session, row: told_at(session, row.trustees[0])) is not None


def test_a_link_that_came_back_has_told_nobody(sqlite) -> None:
    election = with_addresses(opened(sqlite))
    deliver_outbox(sqlite, PostBox())
    with sqlite.session() as session:
        session.scalars(select(OutboxMessage).where(OutboxMessage.address == AMINA)).one().state = "bounced"
    amina, jonas = election.look(lambda session, row: [told_at(session, trustee) for trustee in row.trustees])
    assert amina is None and jonas is not None
