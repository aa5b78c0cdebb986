"""Acts that take two people, and the roles of those who take part."""

from __future__ import annotations

import msgspec
import pytest

from ballot.election import acts, log, roles
from ballot.election.accounts.officers import add_officer
from ballot.election.setup.draft import ElectionDraft, create_election
from ballot.errors import NotPermitted
from ballot.store.models.election import LogEntry
from ballot.store.models.people import JointAct

PAYLOAD = {"member": 7}
REASON = "Member Seven lost the mail"


class People(msgspec.Struct):
    """An election, its two officers, an observer and a stranger, inside a transaction."""

    session: object
    election: object
    olga: object
    otto: object
    ivo: object
    mara: object
    done: list


@pytest.fixture
def people(database, monkeypatch):
    """What takes two people here is written down in `done`."""
    done: list = []
    monkeypatch.setattr(acts, "_kinds", {})
    acts.register(
        "try",
        acts.Kind(
            "Try something",
            lambda session, election, payload: f"For member {payload['member']}.",
            lambda session, election, payload: done.append(payload) or "Tried something.",
            forgotten=True,
        ),
    )
    with database.session() as session:
        olga, otto, ivo, mara = (
            add_officer(session, f"{name}@example.org", name, "a long password")
            for name in ("Olga", "Otto", "Ivo", "Mara")
        )
        election = create_election(session, olga, ElectionDraft(name="Spring"))
        roles.appoint(session, election, otto, roles.SECOND_OFFICER)
        roles.appoint(session, election, ivo, roles.OBSERVER)
        yield People(session, election, olga, otto, ivo, mara, done)


def proposed(people: People) -> JointAct:
    return acts.propose(people.session, people.election, people.olga, "try", PAYLOAD, REASON)


def confirm(people: People, person: object, act: JointAct, digest: str | None = None) -> str:
    return acts.confirm(people.session, people.election, person, act.id, digest or act.digest)


def test_nothing_is_done_before_another_officer_confirms(people) -> None:
    act = proposed(people)
    assert people.done == [] and acts.waiting(people.session, people.election) == [act]
    assert acts.detail(people.session, people.election, act) == "For member 7."
    assert confirm(people, people.otto, act) == "Tried something."
    assert people.done == [PAYLOAD]
    assert acts.decided(people.session, people.election) == [act] and acts.outcome(act) == "done"


def test_the_second_officer_may_propose_and_the_officer_confirm(people) -> None:
    act = acts.propose(people.session, people.election, people.otto, "try", PAYLOAD, REASON)
    confirm(people, people.olga, act)
    assert people.done == [PAYLOAD]


def test_nobody_confirms_alone(people) -> None:
    act = proposed(people)
    with pytest.raises(NotPermitted, match="proposed this yourself"):
        confirm(people, people.olga, act)
    assert people.done == []


@pytest.mark.parametrize("who", ["ivo", "mara"])
def test_others_take_no_part(people, who) -> None:
    act, person = proposed(people), getattr(people, who)
    for attempt in (
        lambda: confirm(people, person, act),
        lambda: acts.refuse(people.session, people.election, person, act.id),
        lambda: acts.propose(people.session, people.election, person, "try", {"member": 8}, REASON),
    ):
        with pytest.raises(NotPermitted, match="Only the returning officer and the second officer"):
            attempt()
    assert people.done == []


def test_an_act_is_done_once(people) -> None:
    act = proposed(people)
    confirm(people, people.otto, act)
    with pytest.raises(NotPermitted, match="This proposal is done"):
        confirm(people, people.otto, act)
    assert len(people.done) == 1


@pytest.mark.parametrize(("who", "state"), [("otto", "is refused"), ("olga", "was taken back")])
def test_what_is_refused_or_withdrawn_cannot_be_confirmed(people, who, state) -> None:
    act = proposed(people)
    acts.refuse(people.session, people.election, getattr(people, who), act.id)
    with pytest.raises(NotPermitted, match=f"This proposal {state}"):
        confirm(people, people.otto, act)
    assert people.done == []


def test_a_proposal_expires(people, time) -> None:
    act = proposed(people)
    time.move(days=7)
    assert acts.outcome(act) == "expired" and acts.waiting(people.session, people.election) == []
    with pytest.raises(NotPermitted, match="expired"):
        confirm(people, people.otto, act)
    again = proposed(people)
    acts.forget_expired(people.session)
    assert (act.payload, acts.outcome(act)) == (b"{}", "expired")
    assert confirm(people, people.otto, again) == "Tried something." and people.done == [PAYLOAD]
    assert again.payload == b"{}"


def test_what_was_shown_is_what_is_confirmed(people) -> None:
    act = proposed(people)
    with pytest.raises(NotPermitted, match="What you were shown"):
        confirm(people, people.otto, act, "0" * 64)
    act.payload = b'{"member":8}'
    people.session.flush()
    with pytest.raises(NotPermitted, match="What you were shown"):
        confirm(people, people.otto, act)
    assert people.done == []


def test_an_act_of_another_election_is_not_found(people) -> None:
    act = proposed(people)
    other = create_election(people.session, people.otto, ElectionDraft(name="Autumn"))
    with pytest.raises(NotPermitted, match="no such proposal"):
        acts.confirm(people.session, other, people.otto, act.id, act.digest)


def test_the_same_act_is_proposed_once_and_with_a_reason(people) -> None:
    proposed(people)
    with pytest.raises(NotPermitted, match="proposed already"):
        proposed(people)
    with pytest.raises(NotPermitted, match="The reason is missing"):
        acts.propose(people.session, people.election, people.olga, "try", {"member": 9}, " ")


def test_without_a_second_officer_nothing_is_proposed(people) -> None:
    alone = create_election(people.session, people.olga, ElectionDraft(name="Alone"))
    with pytest.raises(NotPermitted, match="has no second officer"):
        acts.propose(people.session, alone, people.olga, "try", PAYLOAD, REASON)


def test_P5_the_log_names_neither_reason_nor_member(people) -> None:
    act = proposed(people)
    confirm(people, people.otto, act)
    acts.refuse(people.session, people.election, people.otto, proposed(people).id)
    lines = [entry.sentence for entry in log.entries(people.session, people.election)]
    assert f"Confirmed act {act.id}, proposed by Olga: Tried something." in lines
    assert not any("Seven" in line or "member 7" in line.lower() for line in lines)
    assert {entry.actor for entry in people.session.query(LogEntry)} == {"Olga", "Otto", "Ivo"}


def test_nobody_has_two_roles_in_one_election(people) -> None:
    for person in (people.olga, people.otto, people.ivo):
        with pytest.raises(NotPermitted, match="Nobody has two roles"):
            roles.appoint(people.session, people.election, person, roles.AUDITOR)


def test_the_officer_of_one_election_observes_another(people) -> None:
    other = create_election(people.session, people.ivo, ElectionDraft(name="Autumn"))
    assert roles.role_of(people.session, other, people.ivo) == roles.OFFICER
    assert roles.role_of(people.session, people.election, people.ivo) == roles.OBSERVER
    assert roles.role_of(people.session, other, people.olga) is None


def test_second_officers_are_fixed_at_the_freeze(people) -> None:
    people.election.state = "frozen"
    people.session.flush()
    second = next(one for one in roles.appointments(people.session, people.election) if one.officer is people.otto)
    with pytest.raises(NotPermitted, match="cannot be chosen afterwards"):
        roles.appoint(people.session, people.election, people.mara, roles.SECOND_OFFICER)
    with pytest.raises(NotPermitted, match="can step down, and cannot be removed"):
        roles.end_appointment(people.session, people.election, second, people.olga)
    roles.end_appointment(people.session, people.election, second, people.otto)
    roles.appoint(people.session, people.election, people.mara, roles.SECOND_OFFICER)
    assert roles.second_officers(people.session, people.election) == [people.mara]


def test_only_the_officer_ends_the_role_of_somebody_else(people) -> None:
    observer = next(one for one in roles.appointments(people.session, people.election) if one.officer is people.ivo)
    with pytest.raises(NotPermitted, match="Only the returning officer"):
        roles.end_appointment(people.session, people.election, observer, people.otto)
    roles.end_appointment(people.session, people.election, observer, people.olga)
    assert roles.role_of(people.session, people.election, people.ivo) is None
