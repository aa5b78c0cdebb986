"""Acts that take two people, and the roles of those who take part."""

from __future__ import annotations

import msgspec
import pytest

from ballot.election import acts, log, proposals, roles
from ballot.election.accounts.officers import add_officer
from ballot.election.scene import Scene
from ballot.election.setup.draft import ElectionDraft, create_election
from ballot.errors import NotPermitted
from ballot.store.models.election import LogEntry
from ballot.store.models.people import JointAct

PAYLOAD = {"member": 7}
REASON = "Member Seven lost the mail"


def replaced(kind: acts.Kind, **alone: bool) -> acts.Kind:
    return msgspec.structs.replace(kind, alone=msgspec.structs.replace(kind.alone, **alone))


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
    kind = acts.Kind(
        title="Try something",
        check=lambda scene, payload: payload,
        detail=lambda scene, payload: f"For member {payload['member']}.",
        carry_out=lambda scene, payload: done.append(payload) or "Tried something.",
        alone=acts.Alone(
            refusal=lambda scene: "It takes two.",
            carry_out=lambda scene, payload: done.append(payload) or "Tried it alone.",
            excused=lambda scene, payload: payload.get("excused", False),
        ),
        forgotten=True,
    )
    monkeypatch.setattr(acts, "KINDS", {"try": kind, "stop": replaced(kind, always_two=True)})
    with database.session() as session:
        olga, otto, ivo, mara = (
            add_officer(session, f"{name}@example.org", name, "a long password")
            for name in ("Olga", "Otto", "Ivo", "Mara")
        )
        election = create_election(session, olga, ElectionDraft(name="Spring"))
        roles.appoint(Scene(session, election, person=otto), roles.SECOND_OFFICER)
        roles.appoint(Scene(session, election, person=ivo), roles.OBSERVER)
        yield People(session, election, olga, otto, ivo, mara, done)


def proposed(people: People, payload: dict = PAYLOAD) -> JointAct:
    return acts.propose(Scene(people.session, people.election, person=people.olga), "try", payload, REASON)


def confirm(people: People, person: object, act: JointAct, digest: str | None = None) -> str:
    return acts.confirm(Scene(people.session, people.election, person=person), act.id, digest or act.digest)


def test_nothing_is_done_before_another_officer_confirms(people) -> None:
    act = proposed(people)
    assert people.done == [] and proposals.waiting(Scene(people.session, people.election)) == [act]
    assert acts.detail(Scene(people.session, people.election), act) == "For member 7."
    assert confirm(people, people.otto, act) == "Tried something."
    assert people.done == [PAYLOAD]
    assert proposals.decided(Scene(people.session, people.election)) == [act] and proposals.outcome(act) == "done"


def test_the_second_officer_may_propose_and_the_officer_confirm(people) -> None:
    act = acts.propose(Scene(people.session, people.election, person=people.otto), "try", PAYLOAD, REASON)
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
        lambda: acts.refuse(Scene(people.session, people.election, person=person), act.id),
        lambda: acts.propose(Scene(people.session, people.election, person=person), "try", {"member": 8}, REASON),
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
    acts.refuse(Scene(people.session, people.election, person=getattr(people, who)), act.id)
    with pytest.raises(NotPermitted, match=f"This proposal {state}"):
        confirm(people, people.otto, act)
    assert people.done == []


def test_a_proposal_expires(people, time) -> None:
    act = proposed(people)
    time.move(days=7)
    assert proposals.outcome(act) == "expired" and proposals.waiting(Scene(people.session, people.election)) == []
    with pytest.raises(NotPermitted, match="expired"):
        confirm(people, people.otto, act)
    again = proposed(people)
    acts.forget_expired(people.session)
    assert (act.payload, proposals.outcome(act)) == (b"{}", "expired")
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
        acts.confirm(Scene(people.session, other, person=people.otto), act.id, act.digest)


def test_the_same_act_is_proposed_once_and_with_a_reason(people) -> None:
    proposed(people)
    with pytest.raises(NotPermitted, match="proposed already"):
        proposed(people)
    with pytest.raises(NotPermitted, match="The reason is missing"):
        acts.propose(Scene(people.session, people.election, person=people.olga), "try", {"member": 9}, " ")


def test_without_a_second_officer_nothing_is_proposed(people) -> None:
    alone = create_election(people.session, people.olga, ElectionDraft(name="Alone"))
    with pytest.raises(NotPermitted, match="has no second officer"):
        acts.propose(Scene(people.session, alone, person=people.olga), "try", PAYLOAD, REASON)


def test_it_is_decided_in_one_place_who_may_do_it_alone(people) -> None:
    """Where there are two it takes both, unless the second one need not be waited for; otherwise one is enough."""
    two = Scene(people.session, people.election, person=people.olga)
    one = Scene(people.session, create_election(people.session, people.olga, ElectionDraft(name="Alone")), people.olga)
    act = acts.decide(two, "try", PAYLOAD, REASON)
    assert act is not None and proposals.waiting(two) == [act] and people.done == []
    with pytest.raises(NotPermitted, match="It takes two"):
        acts.do_alone(two, "try", PAYLOAD, REASON)
    for kind, excused, takes_two in (("try", False, False), ("stop", False, True), ("stop", True, False)):
        payload = {**PAYLOAD, "excused": excused}
        assert acts.takes_two(one, kind, payload) == takes_two
    assert acts.decide(one, "try", PAYLOAD, REASON) is None and people.done == [{**PAYLOAD, "reason": REASON}]
    assert acts.decide(two, "try", {**PAYLOAD, "excused": True}, REASON) is None and len(people.done) == 2


def test_P5_what_names_people_is_wiped_when_it_is_dropped_too(people) -> None:
    dropped, kept = proposed(people), proposed(people, {"member": 8})
    people.done.clear()
    proposals.drop(Scene(people.session, people.election), kind="other")
    assert confirm(people, people.otto, kept) and dropped.payload != b"{}"
    proposals.drop(Scene(people.session, people.election), kind="try")
    acts.refuse(Scene(people.session, people.election, person=people.otto), proposed(people, {"member": 9}).id)
    assert {act.payload for act in proposals.decided(Scene(people.session, people.election))} == {b"{}"}


def test_P5_the_log_names_neither_reason_nor_member(people) -> None:
    act = proposed(people)
    confirm(people, people.otto, act)
    acts.refuse(Scene(people.session, people.election, person=people.otto), proposed(people).id)
    lines = [entry.sentence for entry in log.entries(Scene(people.session, people.election))]
    assert f"Confirmed act {act.id}, proposed by Olga: Tried something." in lines
    assert not any("Seven" in line or "member 7" in line.lower() for line in lines)
    assert {entry.actor for entry in people.session.query(LogEntry)} == {"Olga", "Otto", "Ivo"}


def test_nobody_has_two_roles_in_one_election(people) -> None:
    for person in (people.olga, people.otto, people.ivo):
        with pytest.raises(NotPermitted, match="Nobody has two roles"):
            roles.appoint(Scene(people.session, people.election, person=person), roles.AUDITOR)


def test_the_officer_of_one_election_observes_another(people) -> None:
    other = create_election(people.session, people.ivo, ElectionDraft(name="Autumn"))
    assert roles.role_of(Scene(people.session, other, person=people.ivo)) == roles.OFFICER
    assert roles.role_of(Scene(people.session, people.election, person=people.ivo)) == roles.OBSERVER
    assert roles.role_of(Scene(people.session, other, person=people.olga)) is None


def test_second_officers_are_fixed_at_the_freeze(people) -> None:
    people.election.state = "frozen"
    people.session.flush()
    second = next(
        one for one in roles.appointments(Scene(people.session, people.election)) if one.officer is people.otto
    )
    with pytest.raises(NotPermitted, match="cannot be chosen afterwards"):
        roles.appoint(Scene(people.session, people.election, person=people.mara), roles.SECOND_OFFICER)
    with pytest.raises(NotPermitted, match="can step down, and cannot be removed"):
        roles.end_appointment(Scene(people.session, people.election), second, people.olga)
    roles.end_appointment(Scene(people.session, people.election), second, people.otto)
    roles.appoint(Scene(people.session, people.election, person=people.mara), roles.SECOND_OFFICER)
    assert roles.second_officers(Scene(people.session, people.election)) == [people.mara]


def test_only_the_officer_ends_the_role_of_somebody_else(people) -> None:
    observer = next(
        one for one in roles.appointments(Scene(people.session, people.election)) if one.officer is people.ivo
    )
    with pytest.raises(NotPermitted, match="Only the returning officer"):
        roles.end_appointment(Scene(people.session, people.election), observer, people.otto)
    roles.end_appointment(Scene(people.session, people.election), observer, people.olga)
    assert roles.role_of(Scene(people.session, people.election, person=people.ivo)) is None
