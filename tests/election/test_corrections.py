"""Corrections of a frozen roll: two people, names and addresses only, and the old address hears of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot.election import corrections, joint_acts, log
from ballot.election.agreement import disagreements
from ballot.election.corrections import now_of, propose_correction
from ballot.errors import NotPermitted
from ballot.store.models import Member, OutboxMessage
from tests.election.scenario import Scenario, frozen, opened
from tests.election.test_times import confirm, with_two_officers

WHY = "Called back at the number in the file."


def propose(election: Scenario, **changes: str) -> int:
    def do(session, row) -> int:
        member = session.scalars(select(Member).order_by(Member.id)).first()
        propose_correction(session, row, row.officer, member, {**now_of(member), **changes}, WHY)
        return joint_acts.waiting(session, row)[-1].id

    return election.act(do)


def first(election: Scenario) -> dict[str, str]:
    return election.look(lambda session, _: now_of(session.scalars(select(Member).order_by(Member.id)).first()))


def test_two_people_correct_an_address_and_the_old_one_is_told(database) -> None:
    election = with_two_officers(opened(database))
    before = first(election)
    number = propose(election, email="new@Example.ORG", address="1 Rue A\nParis", country="fr")
    assert first(election) == before, "a proposal changes nothing"
    said = confirm(election, number)
    assert "one member: E-mail address, Postal address, Country." in said and before["name"] not in said
    assert first(election) == {**before, "email": "new@example.org", "address": "1 Rue A\nParis", "country": "FR"}
    with database.reading() as session:
        (mail,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "corrected"))
    assert mail.address == before["email"] and "new@example.org" not in mail.body
    assert election.look(corrections.corrections) == 1
    assert election.look(disagreements) == [], "what stands on the board is unchanged"
    lines = election.look(lambda session, row: [entry.sentence for entry in log.entries(session, row)])
    assert not any(before["name"] in line or "new@" in line or WHY in line for line in lines)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nothing is changed"),
        ({"name": " "}, "No name"),
        ({"email": "", "address": ""}, "No e-mail address and no postal address"),
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"country": "Utopia"}, "no country that we know"),
        ({"name": "A\nB"}, "line break"),
    ],
)
def test_what_is_refused(sqlite, changes: dict[str, str], words: str) -> None:
    with pytest.raises(NotPermitted, match=words):
        propose(with_two_officers(frozen(sqlite)), **changes)


def test_a_member_number_belongs_to_one(sqlite) -> None:
    election = with_two_officers(frozen(sqlite))
    election.act(
        lambda session, _: setattr(session.scalars(select(Member).order_by(Member.id.desc())).first(), "number", "77")
    )
    with pytest.raises(NotPermitted, match="Another member has the number 77"):
        propose(election, number="77")


def test_a_refused_token_mail_goes_to_the_corrected_address(sqlite) -> None:
    election = with_two_officers(frozen(sqlite))

    def refuse(session, row) -> None:
        member = session.scalars(select(Member).order_by(Member.id)).first()
        values = {"name": member.name, "address": member.email, "subject": "s", "body": "b", "secret": "t"}
        times_ = {"created_at": row.frozen_at, "due_at": row.frozen_at}
        mail = OutboxMessage(
            election_id=row.id, member_id=member.id, key=f"token:{member.id}", kind="token", state="failed", attempts=3,
            **values, **times_,
        )  # fmt: skip
        session.add(mail)

    election.act(refuse)
    confirm(election, propose(election, email="right@example.org"))
    mail = election.look(
        lambda session, _: session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "token")).one()
    )
    assert (mail.address, mail.state, mail.attempts) == ("right@example.org", "queued", 0)


def test_nothing_is_corrected_when_the_voting_is_over(sqlite) -> None:
    election = with_two_officers(opened(sqlite))
    for member in range(2):
        election.cast(election.ballot(member))
    waits = propose(election, name="Another")
    election.close()
    with pytest.raises(NotPermitted, match="it is closed"):
        confirm(election, waits)
