"""An election changes hands: by two people, or by the operator if nobody can reach the returning officer."""

from __future__ import annotations

import re

import msgspec
import pytest
from sqlalchemy import func, select, update

from ballot.election import acts as joint_acts
from ballot.election import log, proposals, roles
from ballot.election.accounts.officers import add_officer, find_officer_by_address
from ballot.election.amendments import corrections, handing_over
from ballot.election.amendments.contact import change_contact
from ballot.election.amendments.handing_over import Contact
from ballot.election.mail.delivery import deliver_outbox
from ballot.election.mail.texts import WHOM_TO_ASK, contact_of, your_turn_mail
from ballot.election.notices import acts
from ballot.election.scene import Scene
from ballot.election.setup.freeze import Delivery, freeze
from ballot.errors import NotPermitted
from ballot.report import template_folder
from ballot.store.models.board import BoardEvent
from ballot.store.models.election import LIFE
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import JointAct, Officer
from ballot.store.models.roll import Member
from tests.election.closing.test_times import with_two_officers
from tests.election.scenario import SEAL, URL, Scenario, draft, frozen, opened, setup, state_of
from tests.election.setup.test_W19_two_officers import act as in_a_transaction
from tests.election.setup.test_W19_two_officers import at_once
from tests.web.world import PostBox

REASON = "In hospital for three weeks."
OTTO, CARLA = "otto@example.org", "carla@example.org"
CONTACT = Contact("Otto, returning officer", OTTO)


def person(session, name: str) -> Officer:
    return session.scalars(select(Officer).where(Officer.name == name)).one()


def with_three_officers(election: Scenario) -> Scenario:
    """Appoint Otto and Carla, as if it had been before the freeze."""
    with_two_officers(election)

    def appoint(scene) -> None:
        state, scene.election.state = scene.election.state, "draft"
        roles.appoint(scene.by(add_officer(scene.session, CARLA, "Carla", "a long password")), roles.SECOND_OFFICER)
        scene.election.state = state

    election.act(appoint)
    return election


def propose(election: Scenario, to: str = "Otto", contact: Contact = CONTACT, reason: str = REASON) -> int:
    def do(scene) -> int:
        payload = {"to": person(scene.session, to).id, **msgspec.structs.asdict(contact)}
        return joint_acts.propose(scene.by(scene.election.officer), handing_over.KIND, payload, reason).id

    return election.act(do)


def confirm(scene, name: str, number: int) -> str:
    return joint_acts.confirm(
        scene.by(person(scene.session, name)), number, scene.session.get_one(JointAct, number).digest
    )


def by_operator(election: Scenario, address: str = OTTO, **values) -> None:
    election.act(handing_over.hand_over_by_operator, address, CONTACT, REASON, **values)


def officers(election: Scenario) -> tuple[str, list[str]]:
    """Return who runs the election, and its second officers."""
    return election.look(
        lambda scene: (scene.election.officer.name, [one.name for one in roles.second_officers(scene)])
    )


def told(election: Scenario) -> dict[str, str]:
    """Return the mails about it, by whom they go to."""
    with election.database.reading() as session:
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "handed-over")).all()
        assert len({mail.name for mail in mails}) == len(mails), "each once"
        return {mail.name: " ".join(mail.body.split()) for mail in mails}


def said(election: Scenario) -> tuple[str, str]:
    """Return the newest line of the log, and who wrote it."""
    newest = election.look(log.entries)[0]
    return newest.sentence, newest.actor


def test_the_returning_officer_proposes_and_the_successor_confirms(database) -> None:
    election = with_two_officers(frozen(database))
    number = propose(election)
    assert officers(election) == ("Olga", ["Otto"]), "a proposal changes nothing"
    shown = election.look(lambda scene: joint_acts.detail(scene, proposals.waiting(scene)[0]))
    assert "Otto becomes the returning officer" in shown and "Otto, returning officer, otto@example.org" in shown
    assert REASON in election.act(confirm, "Otto", number)
    assert officers(election) == ("Otto", ["Olga"])
    assert election.look(lambda scene: roles.role_of(scene.by(person(scene.session, "Olga")))) == "second-officer"
    sentence, actor = said(election)
    assert actor == "Otto" and f"Otto is the returning officer now, and Olga second officer: {REASON}" in sentence
    mails = told(election)
    assert set(mails) == {"Olga", "Otto"}
    assert all("Olga proposed it, and Otto confirmed it." in mail and REASON in mail for mail in mails.values())


def test_only_the_successor_confirms_and_is_asked_to(database) -> None:
    election = with_three_officers(frozen(database))
    number = propose(election)
    for name, words in (("Carla", "whom this proposal names"), ("Olga", "proposed this yourself")):
        with pytest.raises(NotPermitted, match=words):
            election.act(confirm, name, number)
    assert officers(election) == ("Olga", ["Otto", "Carla"])
    assert acts.queue_waiting_acts(database, URL) == 1
    election.act(confirm, "Otto", number)
    assert officers(election) == ("Otto", ["Carla", "Olga"]) and set(told(election)) == {"Olga", "Otto", "Carla"}


def test_the_operator_hands_over_for_an_officer_who_cannot_be_reached(database) -> None:
    election = with_three_officers(opened(database))
    by_operator(election, " Otto@Example.org")
    assert officers(election) == ("Otto", ["Carla", "Olga"])
    sentence, actor = said(election)
    assert actor == "The operator of the server" and REASON in sentence and "Otto is the returning officer" in sentence
    mails = told(election)
    assert set(mails) == {"Olga", "Otto", "Carla"}
    assert all("The people who run this server did it" in mail and REASON in mail for mail in mails.values())


def test_who_has_left_for_good_is_not_waited_for(database) -> None:
    election = with_two_officers(frozen(database))
    by_operator(election, stays=False)
    assert officers(election) == ("Otto", [])
    assert election.look(lambda scene: roles.role_of(scene.by(person(scene.session, "Olga")))) is None
    assert "Olga has no role in it any more." in told(election)["Olga"]

    def appoint(scene) -> None:
        roles.appoint(scene.by(add_officer(scene.session, CARLA, "Carla", "a long password")), roles.SECOND_OFFICER)

    election.act(appoint)  # there was none, so one may be found after the freeze
    assert officers(election) == ("Otto", ["Carla"])


@pytest.mark.parametrize(
    "role", [roles.REGISTRAR, roles.OBSERVER, roles.AUDITOR, None, "disabled", "trustee", "officer"]
)
def test_nobody_but_a_second_officer_takes_over(database, role: str | None) -> None:
    election = with_two_officers(frozen(database))

    def prepare(scene) -> None:
        carla = add_officer(scene.session, CARLA, "Carla", "a long password")
        if role in roles.ALL_ROLES[2:]:
            roles.appoint(scene.by(carla), role)
        if role == "trustee":
            scene.election.trustees[0].email = CARLA
        if role == "disabled":
            scene.election.state = "draft"
            roles.appoint(scene.by(carla), roles.SECOND_OFFICER)
            scene.election.state, carla.disabled_at = "frozen", scene.election.created_at
        if role == "officer":
            carla.name, scene.election.officer.name, scene.election.officer.email = "Cleo", "Carla", "olga@example.org"

    election.act(prepare)
    for attempt in (
        lambda: propose(election, "Carla"),
        lambda: by_operator(election, "olga@example.org" if role == "officer" else CARLA),
        lambda: by_operator(election, "nobody@example.org"),
    ):
        with pytest.raises(NotPermitted, match=r"is not second officer of this election.*otto@example\.org"):
            attempt()
    assert officers(election)[1] == ["Otto"] and told(election) == {}


def test_without_a_second_officer_nobody_can_take_over(sqlite) -> None:
    election = frozen(sqlite)
    with pytest.raises(NotPermitted, match=r"has no second officer.*People and roles"):
        by_operator(election)


@pytest.mark.parametrize("words", [Contact("", ""), Contact(" ", " ")])
def test_a_reason_is_needed_and_somebody_whom_members_can_ask(sqlite, words: Contact) -> None:
    election = with_two_officers(frozen(sqlite, contact="olga@example.org"))
    with pytest.raises(NotPermitted, match="Say whom members ask"):
        propose(election, contact=words)
    with pytest.raises(NotPermitted, match="Say whom members ask"):
        election.act(handing_over.hand_over_by_operator, OTTO, words, REASON)
    for reason in (" ", "Two\nlines"):
        with pytest.raises(NotPermitted, match="The reason"):
            propose(election, reason=reason)
        with pytest.raises(NotPermitted, match="The reason"):
            election.act(handing_over.hand_over_by_operator, OTTO, CONTACT, reason)
    assert officers(election) == ("Olga", ["Otto"])


def correct(election: Scenario, name: str) -> int:
    """Let an officer propose to correct the name of a member; return the number of the act."""

    def do(scene) -> int:
        member = scene.session.scalars(
            select(Member).where(Member.election_id == scene.election.id).order_by(Member.id)
        ).first()
        new = {"member": str(member.id), **corrections.now_of(member), "name": f"As {name} says"}
        return joint_acts.propose(scene.by(person(scene.session, name)), corrections.KIND, new, "By letter").id

    return election.act(do)


@pytest.mark.parametrize("way", ["together", "operator"])
def test_after_the_exchange_nobody_confirms_what_they_proposed_before(database, way: str) -> None:
    election = with_two_officers(frozen(database))
    hers, his = correct(election, "Olga"), correct(election, "Otto")
    if way == "together":
        election.act(confirm, "Otto", propose(election))
    else:
        by_operator(election)
    assert officers(election) == ("Otto", ["Olga"])
    for name, number in (("Olga", hers), ("Otto", his)):
        with pytest.raises(NotPermitted, match="proposed this yourself"):
            election.act(confirm, name, number)
    election.act(confirm, "Olga", his)
    election.act(confirm, "Otto", hers)
    assert election.look(proposals.waiting) == []


def test_other_proposals_to_hand_over_end_with_the_first_that_is_done(database) -> None:
    election = with_three_officers(frozen(database))
    first, second = propose(election, "Otto"), propose(election, "Carla")
    election.act(confirm, "Carla", second)
    with pytest.raises(NotPermitted, match="was taken back"):
        election.act(confirm, "Otto", first)
    assert officers(election) == ("Carla", ["Otto", "Olga"])
    assert election.look(lambda scene: scene.session.get_one(JointAct, second).state) == "done"


@pytest.mark.parametrize("by", ["the other", "the operator"])
def test_W19_of_two_at_once_one_is_done(database, by: str) -> None:
    election = with_three_officers(frozen(database))
    otto, carla = propose(election, "Otto"), propose(election, "Carla")
    if by == "the other":
        rival = in_a_transaction(database, election.uuid, confirm, "Carla", carla)
    else:
        rival = in_a_transaction(database, election.uuid, handing_over.hand_over_by_operator, CARLA, CONTACT, REASON)
    answers = at_once(in_a_transaction(database, election.uuid, confirm, "Otto", otto), rival)
    running, seconds = officers(election)
    if by == "the other":
        assert answers.count("done") == 1
        assert running in ("Otto", "Carla") and len(told(election)) == 3
    else:  # the operator comes after the confirmation, or ends it
        assert running == "Carla" and answers.count("done") >= 1
    assert sorted([running, *seconds]) == ["Carla", "Olga", "Otto"]


def test_W19_who_waits_for_an_exchange_is_refused_after_it(database) -> None:
    election = with_three_officers(frozen(database))
    carla = propose(election, "Carla")

    def hand_over(scene) -> None:
        handing_over.hand_over_by_operator(scene, OTTO, CONTACT, REASON)

    late = election.act_meanwhile(hand_over, confirm, "Carla", carla)
    with pytest.raises(NotPermitted, match="taken back|have changed"):
        late.result()
    assert officers(election) == ("Otto", ["Carla", "Olga"])


def test_what_was_proposed_by_an_earlier_returning_officer_is_not_done(sqlite) -> None:
    """A row that no exchange has dropped: it was being decided in that moment."""
    election = with_three_officers(frozen(sqlite))
    carla = propose(election, "Carla")
    by_operator(election)
    with sqlite.session() as session:
        session.get_one(JointAct, carla).state = "waiting"
    with pytest.raises(NotPermitted, match="have changed"):
        election.act(confirm, "Carla", carla)
    shown = election.look(lambda scene: joint_acts.detail(scene, proposals.waiting(scene)[0]))
    assert "have changed" in shown and officers(election)[0] == "Otto"


@pytest.mark.parametrize("state", [*LIFE, "called-off"])
def test_it_is_possible_in_every_state(sqlite, state: str) -> None:
    """There are pages for the returning officer alone in each: mails to try again, a seat that falls vacant."""
    election = with_two_officers(frozen(sqlite))

    def arrive(scene) -> None:
        scene.election.state = state

    election.act(arrive)
    election.act(confirm, "Otto", propose(election))
    by_operator(election, election.look(lambda scene: roles.second_officers(scene)[0].email))
    assert officers(election) == ("Olga", ["Otto"])


def test_the_lines_that_say_whom_to_ask_are_those_of_the_templates() -> None:
    """Longer ones, which are broken into several lines, belong to mails that never wait for long."""
    mails = "".join(path.read_text(encoding="utf-8") for path in (template_folder() / "email").glob("*.txt"))
    lines = set(re.findall(r'_\("([^"]*)", contact=contact\|isolated\) }}', mails))
    assert lines == set(WHOM_TO_ASK)


def test_members_read_whom_to_ask_now_in_mails_that_wait_too(database) -> None:
    contact = {"administrator": "Olga, returning officer", "contact": "olga@example.org"}
    uuid, _ = draft(database, members=2, **contact)
    election = with_two_officers(frozen_by_mail(database, uuid))
    other = frozen_by_mail(database, draft(database, members=1, **contact)[0])
    by_operator(election)
    assert election.look(lambda scene: contact_of(scene.election)) == "Otto, returning officer, otto@example.org"
    post = PostBox()
    for each in (election, other):
        each.act(setup_released)
    deliver_outbox(database, post)
    tokens = [mail.text for mail in post.sent if "ballot token" in mail.text]
    assert [text.count("Ask Otto, returning officer, otto@example.org.") for text in tokens] == [1, 1, 0]
    assert [text.count("olga@example.org") for text in tokens] == [0, 0, 1]


def test_a_contact_that_is_a_word_of_every_link_breaks_none(sqlite) -> None:
    uuid, _ = draft(sqlite, members=1, contact="vote")
    election = with_two_officers(frozen_by_mail(sqlite, uuid))
    by_operator(election)
    with sqlite.reading() as session:
        body = session.scalars(select(OutboxMessage.body).where(OutboxMessage.kind == "token")).one()
    assert f"{URL}/vote/{election.uuid}" in body and "Ask Otto, returning officer, otto@example.org." in body


def frozen_by_mail(database, uuid: str) -> Scenario:
    """Freeze an election whose token mails wait for the officer."""
    with database.session() as session:
        delivery = Delivery(channel="mail", public_url=URL, spares=1, seal=SEAL)
        freeze(Scene(session, setup.find_election(session, uuid)), delivery)
    return Scenario(database, uuid, None, None, [], [])


def setup_released(scene) -> None:
    scene.election.tokens_released_at = scene.election.created_at


@pytest.mark.parametrize(
    ("administrator", "contact", "usual"),
    [
        ("Olga, returning officer", "OLGA@example.org, +44 1", Contact("Otto, returning officer", f"{OTTO}, +44 1")),
        ("The election office", "office@example.org", Contact("The election office", "office@example.org")),
        ("Olgarth's office", "not-olga@example.org.uk", Contact("Olgarth's office", "not-olga@example.org.uk")),
        (None, "", Contact("", "")),
    ],
)
def test_the_usual_words_are_the_old_ones_with_the_successors_name(sqlite, administrator, contact, usual) -> None:
    election = with_two_officers(frozen(sqlite, administrator=administrator, contact=contact))

    def words(scene) -> Contact:
        scene.election.officer.email = "olga@example.org"
        return handing_over.usual_contact(scene.election, find_officer_by_address(scene.session, OTTO))

    assert election.look(words) == usual


def test_trustees_tokens_and_ballots_know_nothing_of_it(sqlite) -> None:
    election = with_two_officers(opened(sqlite))
    election.cast(election.ballot(0))
    before = election.look(what_is_there)
    by_operator(election)
    assert election.look(what_is_there) == before
    election.cast(election.ballot(1))
    election.close()
    election.count()
    assert state_of(election) == "tallied"


def what_is_there(scene) -> list[object]:
    """Return the trustees and the members as they are stored, and the number of events on the board."""
    members = scene.session.scalars(select(Member).where(Member.election_id == scene.election.id)).all()
    rows = [
        {key: value for key, value in vars(one).items() if key[0] != "_"}
        for one in (*scene.election.trustees, *members)
    ]
    return [*rows, scene.session.scalar(select(func.count()).where(BoardEvent.election_id == scene.election.id))]


def test_mails_that_are_held_back_or_older_than_another_contact_name_the_successor(sqlite) -> None:
    uuid, _ = draft(sqlite, members=2, administrator="Olga, returning officer", contact="olga@example.org")
    election = with_two_officers(frozen_by_mail(sqlite, uuid))

    def hold_one(scene) -> None:
        scene.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "token")).first().state = "stopped"

    election.act(hold_one)
    election.act(change_contact, "nina@example.org")
    assert all("nina@example.org" in body and "olga@" not in body for body in token_mails(election))
    by_operator(election)
    assert all("otto@example.org" in body and "nina@" not in body for body in token_mails(election))


def token_mails(election: Scenario) -> list[str]:
    """Return the texts of the mails with tokens."""
    with election.database.reading() as session:
        return list(session.scalars(select(OutboxMessage.body).where(OutboxMessage.kind == "token")))


@pytest.mark.parametrize(("stays", "state"), [(True, "queued"), (False, "stopped")])
def test_who_has_no_part_in_it_any_more_gets_no_mail_that_waits(sqlite, stays: bool, state: str) -> None:
    election = with_two_officers(frozen(sqlite))

    def queue(scene) -> None:
        scene.session.add(OutboxMessage(**your_turn_mail(scene.election, "your-turn:lot", "lot", URL)))

    election.act(queue)
    by_operator(election, stays=stays)
    with sqlite.reading() as session:
        assert session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == "your-turn")).all() == [state]
    assert "Olga" in told(election), "but that it was handed over"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("", "Wahlleitung: Olga, Telefon 030 1"),  # the officer's own, where no contact was given
        ("wahl@example.org", "Sagen Sie es sofort der Wahlleitung: wahl@example.org."),
    ],
)
def test_a_contact_is_put_in_once_and_only_where_a_line_names_it(sqlite, before: str, words: str) -> None:
    uuid, _ = draft(sqlite, members=1, languages="de", contact=before)
    election = frozen_by_mail(sqlite, uuid)

    def write(scene) -> None:
        scene.session.execute(update(OutboxMessage).values(body=f"{words}\n\nWahlleitung: wahl@example.org\n"))

    election.act(write)
    election.act(change_contact, "wahl@example.org, Telefon 1")
    (body,) = token_mails(election)
    assert body.partition("\n")[0] == words and "Telefon 1, Telefon 1" not in body
    assert ("Wahlleitung: wahl@example.org, Telefon 1\n" in body) is bool(before)
