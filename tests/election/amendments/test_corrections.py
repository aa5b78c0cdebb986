"""Corrections of a frozen roll: two people, names and addresses only, and the old address hears of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot.election import acts, log, proposals
from ballot.election.amendments import corrections
from ballot.election.amendments.corrections import KIND, now_of
from ballot.election.amendments.replacing import queue_waiting_tokens
from ballot.election.custody.agreement import disagreements
from ballot.election.mail.delivery import deliver_outbox
from ballot.election.mail.outbox import retry_failed
from ballot.election.tokens.ledger import decide_tokens, ledger, members_to_decide
from ballot.election.tokens.letters import letter_sums
from ballot.errors import NotPermitted
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member, SealedToken
from tests.election.amendments.test_replacing import PostBox
from tests.election.closing.test_times import confirm, with_two_officers
from tests.election.scenario import SEAL, Scenario, frozen, opened

WHY = "Called back at the number in the file."


def propose(election: Scenario, **changes: str) -> int:
    def do(scene) -> int:
        member = scene.session.scalars(select(Member).order_by(Member.id)).first()
        payload = {"member": str(member.id), **now_of(member), **changes}
        return acts.propose(scene.by(scene.election.officer), KIND, payload, WHY).id

    return election.act(do)


def first(election: Scenario) -> dict[str, str]:
    return election.look(lambda scene: now_of(scene.session.scalars(select(Member).order_by(Member.id)).first()))


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
    lines = election.look(lambda scene: [entry.sentence for entry in log.entries(scene)])
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
        lambda scene: setattr(scene.session.scalars(select(Member).order_by(Member.id.desc())).first(), "number", "77")
    )
    with pytest.raises(NotPermitted, match="Another member has the number 77"):
        propose(election, number="77")


def test_a_refused_token_mail_goes_to_the_corrected_address(sqlite) -> None:
    election = with_two_officers(frozen(sqlite))

    def refuse(scene) -> None:
        member = scene.session.scalars(select(Member).order_by(Member.id)).first()
        values = {"name": member.name, "address": member.email, "subject": "s", "body": "b", "secret": "t"}
        times_ = {"created_at": scene.election.frozen_at, "due_at": scene.election.frozen_at}
        mail = OutboxMessage(
            election_id=scene.election.id, member_id=member.id, key=f"token:{member.id}", kind="token",
            state="failed", attempts=3, **values, **times_,
        )  # fmt: skip
        scene.session.add(mail)

    election.act(refuse)
    confirm(election, propose(election, email="right@example.org"))
    mail = election.look(
        lambda scene: scene.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "token")).one()
    )
    assert (mail.address, mail.state, mail.attempts) == ("right@example.org", "queued", 0)


def with_waiting_mails(election: Scenario, token: str = "queued") -> None:
    """Put into the outbox what waits for the first member: the token's mail, in a state, and what follows it."""

    def do(scene) -> None:
        member = scene.session.scalars(select(Member).order_by(Member.id)).first()
        for kind, state in (("token", token), ("times", "failed"), ("notice", "queued"), ("reminder", "queued")):
            values = {"name": member.name, "address": member.email, "subject": "s", "body": "b", "secret": "t"}
            times_ = {"created_at": scene.election.frozen_at, "due_at": scene.election.frozen_at}
            key = f"{kind}:1:{member.id}"
            mail = OutboxMessage(
                election_id=scene.election.id,
                member_id=member.id,
                key=key,
                kind=kind,
                state=state,
                attempts=3,
                **values,
                **times_,
            )
            scene.session.add(mail)
        member.delivery = "mail"

    election.act(do)


def mails_of(election: Scenario) -> dict[str, OutboxMessage]:
    def look(scene) -> dict[str, OutboxMessage]:
        mails = {mail.kind: mail for mail in scene.session.scalars(select(OutboxMessage))}
        scene.session.expunge_all()
        return mails

    return election.look(look)


@pytest.mark.parametrize("state", ["queued", "failed", "stopped"])
def test_nothing_goes_to_an_address_that_was_taken_away(database, state: str) -> None:
    election = with_two_officers(frozen(database))
    with_waiting_mails(election, token=state)
    old = first(election)["email"]
    number = propose(election, email="", address="1 Rue A\nParis")
    shown = election.look(lambda scene: acts.detail(scene, proposals.waiting(scene)[0]))
    assert "replace it by letter" in shown
    confirm(election, number)
    mails, box = mails_of(election), PostBox()
    assert mails["token"].state == mails["times"].state == mails["notice"].state == mails["reminder"].state == "stopped"
    assert (mails["reminder"].member_id, mails["reminder"].address) == (None, ""), "who was reminded had not voted (P5)"
    election.act(retry_failed)
    deliver_outbox(database, box)
    assert [mail.subject for mail in box.sent if mail.address == old] == [mails["corrected"].subject]
    sums = election.look(ledger)
    assert sums.adds_up and sums.undeliverable == 1
    (one,) = election.look(members_to_decide)
    assert one.standing == "undeliverable" and "Replace the token by letter" in one.reason


def test_a_token_without_an_address_waits_for_another_one(sqlite) -> None:
    election = with_two_officers(frozen(sqlite))
    with_waiting_mails(election)
    confirm(election, propose(election, email="", address="1 Rue A\nParis"))
    ids = [one.id for one in election.look(members_to_decide)]
    with pytest.raises(NotPermitted, match="has no address to go to any more"):
        election.act(decide_tokens, ids, "resume")
    confirm(election, propose(election, email="right@example.org"))
    election.act(decide_tokens, ids, "resume")
    deliver_outbox(sqlite, box := PostBox())
    assert ("right@example.org", "s") in [(mail.address, mail.subject) for mail in box.sent]


def test_a_token_mail_that_is_being_sent_is_not_corrected(sqlite) -> None:
    election = with_two_officers(frozen(sqlite))
    with_waiting_mails(election, token="sending")
    number = propose(election, email="", address="1 Rue A\nParis")
    with pytest.raises(NotPermitted, match="being sent at this moment"):
        confirm(election, number)
    assert first(election)["email"], "nothing is changed"


def test_a_new_token_that_was_to_be_mailed_becomes_a_letter(sqlite) -> None:
    election = with_two_officers(frozen(sqlite, spares=1))

    def give(scene) -> None:
        member = scene.session.scalars(select(Member).order_by(Member.id)).first()
        sealed = scene.session.scalars(select(SealedToken)).one()
        sealed.member_id, sealed.channel, member.delivery = member.id, "mail", "mail"

    election.act(give)
    confirm(election, propose(election, email="", address="1 Rue A\nParis"))
    assert queue_waiting_tokens(sqlite, SEAL, "https://vote.example.org") == 0
    assert election.look(letter_sums).waiting == 1


def test_nothing_is_corrected_when_the_voting_is_over(sqlite) -> None:
    election = with_two_officers(opened(sqlite))
    for member in range(2):
        election.cast(election.ballot(member))
    waits = propose(election, name="Another")
    election.close()
    with pytest.raises(NotPermitted, match="it is closed"):
        confirm(election, waits)
