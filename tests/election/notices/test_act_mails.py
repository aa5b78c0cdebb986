"""Mails to the officers who can confirm what another has proposed: once each, and naming no member (P5)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import select

from ballot import clock
from ballot.election import acts, roles
from ballot.election.amendments.corrections import KIND, now_of
from ballot.election.notices.acts import queue_waiting_acts
from ballot.election.notices.due import queue_due_mails
from ballot.election.scene import Scene
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import JointAct, Officer
from ballot.store.models.roll import Member
from tests.election.closing.test_times import confirm, with_two_officers
from tests.election.scenario import SEAL, URL, Scenario, frozen

PRINT = "from ballot.election import acts; print(sorted(acts.KINDS))"
KINDS = [
    "admit-member", "call-off", "close-stopped-voting", "close-voting-early", "correct-roll", "enter-public-lot",
    "excuse-mixer", "extend-voting", "forget-people", "hand-over", "marked-register", "remove-member",
    "replace-registrar", "replace-token", "resume-voting", "withdraw-candidate",
]  # fmt: skip


def correct(scenario: Scenario, proposer: str, name: str = "Mairead Murphy") -> int:
    """Propose, as one of the officers, to correct a member's name; return the number of the act."""

    def do(scene) -> int:
        people = (scene.election.officer, *roles.second_officers(scene))
        person = next(one for one in people if one.name == proposer)
        member = scene.session.scalars(
            select(Member).where(Member.election_id == scene.election.id).order_by(Member.id)
        ).first()
        new = {"member": str(member.id), **now_of(member), "name": name}
        return acts.propose(scene.by(person), KIND, new, "She wrote to the office").id

    return scenario.act(do)


def mails(scenario: Scenario) -> list[OutboxMessage]:
    with scenario.database.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "act-waiting")))


@pytest.mark.parametrize(("proposer", "other"), [("Olga", "Otto"), ("Otto", "Olga")])
def test_the_other_officer_is_told_once_and_no_member_is_named(database, time, proposer: str, other: str) -> None:
    election = with_two_officers(frozen(database))
    correct(election, proposer)
    queue_due_mails(database, SEAL, URL)
    assert queue_waiting_acts(database, URL) == 0
    (mail,) = mails(election)
    assert mail.name == other and mail.member_id is None
    body = " ".join(mail.body.split())
    assert "Correct a name or an address on the roll" in body and "8 March 2027" in body
    assert f"{URL}/officer/elections/{election.uuid}/joint-acts" in mail.body
    told = mail.subject + mail.body + mail.key
    assert not any(word in told for word in ("Murphy", "member0", "wrote", "Member 0"))


def test_what_is_decided_or_expired_tells_nobody(sqlite, time) -> None:
    election = with_two_officers(frozen(sqlite))
    confirm(election, correct(election, "Olga"))
    assert queue_waiting_acts(sqlite, URL) == 0
    correct(election, "Otto", "Maire Murphy")
    time.move(days=8)
    assert queue_waiting_acts(sqlite, URL) == 0 and mails(election) == []


def test_an_act_of_a_kind_that_nobody_knows_stops_no_other_elections_mails(sqlite, caplog) -> None:
    """A program that is older than its database, or a row that somebody edited (W26)."""
    broken, whole = with_two_officers(frozen(sqlite)), frozen(sqlite)
    with sqlite.session() as session:
        election = session.scalars(select(Election).where(Election.uuid == whole.uuid)).one()
        otto = session.scalars(select(Officer).where(Officer.name == "Otto")).one()
        election.state = "draft"
        roles.appoint(Scene(session, election, person=otto), roles.SECOND_OFFICER)
        election.state = "frozen"
    number = correct(broken, "Olga")
    correct(whole, "Olga")
    with sqlite.session() as session:
        session.get_one(JointAct, number).kind = "from-the-future"
    queue_due_mails(sqlite, SEAL, URL)
    (mail,) = mails(whole)
    assert mail.name == "Otto" and broken.uuid in caplog.text and "Murphy" not in caplog.text


def test_an_account_that_is_closed_is_told_nothing(sqlite) -> None:
    election = with_two_officers(frozen(sqlite))
    correct(election, "Otto")
    with sqlite.session() as session:
        session.scalars(select(Officer).where(Officer.name == "Olga")).one().disabled_at = clock.now()
    assert queue_waiting_acts(sqlite, URL) == 0


def test_the_worker_alone_knows_every_kind_of_act() -> None:
    """Rows of all these kinds may wait in a database, whatever a program has loaded."""

    def kinds(module: str) -> str:
        command = [sys.executable, "-c", f"import {module}; {PRINT}"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert kinds("ballot.election.notices.acts") == kinds("ballot.web") == f"{KINDS}\n"
