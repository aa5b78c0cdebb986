"""B5, P5, W17, W19: members added to a frozen roll and removed from it, by two people, with a reason."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.board.companion import AdmissionRecord, RemovalRecord, ReplacementRecord
from ballot.election import acts as joint_acts
from ballot.election import log, proposals
from ballot.election.amendments import removals
from ballot.election.amendments.admissions import KIND as ADMIT
from ballot.election.amendments.corrections import KIND as CORRECT
from ballot.election.amendments.replacing import KIND as REPLACE
from ballot.election.custody.agreement import disagreements
from ballot.election.result import publishing
from ballot.election.result.public_view import archive_stream, companion_stream
from ballot.election.tokens import ledger, letters
from ballot.election.tokens.roll_changes import RollChanges, roll_changes
from ballot.election.voting import turnout
from ballot.election.voting.casting_codes import send_code
from ballot.errors import BallotRefused, NotPermitted
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import JointAct
from ballot.store.models.roll import CastingCode, FormerMember, Member, SealedToken
from ballot.verify import verify_archive
from tests.election.amendments.test_replacing import disagreements_after, send
from tests.election.closing.test_times import confirm, confirming, with_two_officers
from tests.election.closing.test_times import propose as propose_act
from tests.election.scenario import SEAL, Scenario, frozen, opened

WHY = "The list of the branch had it."
NOBODY = "There is no such member on this roll."
NEW = {
    "number": "M77", "name": "Nadia New", "email": "nadia@example.org", "address": "1 Rue A\nParis", "country": "FR",
    "language": "en", "weight": "1",
}  # fmt: skip


def propose(election: Scenario, kind: str, payload: dict[str, str]) -> int:
    """Let the officer propose an act, and return its number."""
    return propose_act(election, kind, payload, WHY)


def add(election: Scenario, **changes: str) -> str:
    """Let two officers add Nadia."""
    payload = {**NEW, "reason": "left-out", "channel": "mail", **changes}
    return confirm(election, propose(election, ADMIT, payload))


def removal(election: Scenario, member: int = 0, reason: str = "left") -> int:
    """Let the officer propose to remove a member (from 0)."""
    number = election.look(lambda scene: scene.session.scalars(select(Member.id).order_by(Member.id)).all()[member])
    return propose(election, removals.KIND, {"member": str(number), "reason": reason, "revoked": ""})


def remove(election: Scenario, member: int = 0, reason: str = "left") -> str:
    return confirm(election, removal(election, member, reason))


def names(election: Scenario) -> list[str]:
    return election.look(lambda scene: list(scene.session.scalars(select(Member.name).order_by(Member.id))))


def ready(database, **values) -> Scenario:
    return with_two_officers(opened(database, **{"spares": 2, "minimum_ballots": 1, **values}))


def archived(election: Scenario, folder: Path) -> Path:
    """Close, count, publish, and write archive and companion."""
    election.close()
    election.count()
    election.act(publishing.declare_result)
    election.act(publishing.publish_result)
    archive = folder / f"{election.uuid}.bel"
    archive.write_bytes(b"".join(election.look(lambda scene: list(archive_stream(scene)))))
    companion = b"".join(election.look(lambda scene: list(companion_stream(scene))))
    archive.with_name(f"{election.uuid}.companion.jsonl").write_bytes(companion)
    return archive


def test_an_added_member_votes_and_a_removed_one_does_not(database, tmp_path: Path) -> None:
    election = ready(database)
    late = election.ballot(0)
    assert add(election) == "Added a member to the roll (change 1 of this election)."
    assert "change 2 of this election" in remove(election)
    with pytest.raises(BallotRefused, match="was revoked: its member was") as refused:
        election.cast(late)
    assert refused.value.code == "token-revoked"
    status = election.ask(election.tokens[0])
    assert status.known and status.removed_at is not None and status.replaced_at is None
    post = send(election)
    token = next(mail for mail in post.sent if mail.address == "nadia@example.org")
    assert "The one that you were sent before" not in token.text
    gone = next(mail for mail in post.sent if mail.address == "member0@example.org")
    assert gone.subject.startswith("You were taken off the roll")
    election.tokens.append(post.token())
    election.cast(election.ballot(4))
    election.cast(election.ballot(1))
    assert names(election) == ["Member 1", "Member 2", "Member 3", "Nadia New"]
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=4, added=1, removed=1)
    figures = election.look(turnout.figures)
    assert (figures.members, figures.voters, figures.total_weight) == (4, 2, 4)
    assert election.look(disagreements) == []
    report = verify_archive(archived(election, tmp_path), jobs=1, voters=4)
    assert report.verdict == "valid", report.failures
    numbers = dict(report.numbers)
    assert (numbers["Voters"], numbers["Members added after the freeze"]) == ("4", "1")
    assert election.look(disagreements) == []


def test_numbers_run_over_all_three_kinds(sqlite) -> None:
    election = ready(sqlite, spares=3)
    add(election)
    remove(election, 1)
    member = election.look(lambda scene: scene.session.scalars(select(Member.id).order_by(Member.id)).first())
    payload = {"member": str(member), "reason": "lost", "channel": "mail", "email": ""}
    assert "number 3 of this election" in confirm(election, propose(election, REPLACE, payload))
    numbers = [
        record.number
        for kind in (AdmissionRecord, RemovalRecord, ReplacementRecord)
        for record in election.on_board(board.companion_records_of, kind)
    ]
    assert numbers == [1, 2, 3]
    assert election.look(roll_changes) == RollChanges(replaced=1, added=1, removed=1)
    assert election.look(disagreements) == []


def test_B5_a_member_who_has_voted_is_never_removed(sqlite) -> None:
    election = ready(sqlite, re_voting=True)
    number = removal(election)
    election.cast(election.ballot(0))
    with pytest.raises(NotPermitted, match="A ballot was cast with the token of Member 0, so this member stays"):
        confirm(election, number)
    assert election.look(roll_changes).removed == 0 and "Member 0" in names(election)
    assert removal(election, reason="died"), "a proposal says nothing of who has voted"


@pytest.mark.parametrize("first", ["cast", "remove", "both"])
def test_W19_removing_races_with_casting_and_exactly_one_wins(database, first: str) -> None:
    election = ready(database, members=2)
    number, raw = removal(election), election.ballot(0)
    start = threading.Barrier(2, timeout=20)

    def attempt(act, *arguments: object) -> str:
        if first == "both":
            start.wait()
        try:
            act(*arguments)
        except BallotRefused as refused:
            return refused.code
        except NotPermitted as refused:
            return str(refused)
        return "done"

    if first == "both":
        with ThreadPoolExecutor(2) as pool:
            futures = [pool.submit(attempt, election.cast, raw), pool.submit(attempt, confirm, election, number)]
            cast, removed = (future.result() for future in futures)
    elif first == "cast":
        cast, removed = attempt(election.cast, raw), attempt(confirm, election, number)
    else:
        removed, cast = attempt(confirm, election, number), attempt(election.cast, raw)
    ballots = election.on_board(board.count_events, EventType.BALLOT)
    assert (ballots, election.look(roll_changes).removed) in ((1, 0), (0, 1))
    if ballots:
        assert cast == "done" and "A ballot was cast" in removed
    else:
        assert (cast, removed) == ("token-revoked", "done")
    assert election.look(disagreements) == []


def test_a_member_is_removed_once_and_what_waits_about_them_is_dropped(sqlite) -> None:
    election = ready(sqlite)
    waiting = [removal(election), removal(election, reason="died")]
    confirm(election, waiting[0])
    assert election.look(proposals.waiting) == []
    with pytest.raises(StopIteration):
        confirm(election, waiting[1])
    assert election.look(roll_changes).removed == 1


def test_W19_the_same_member_is_not_removed_twice(database) -> None:
    election = ready(database)
    waiting = [removal(election), removal(election, reason="died")]

    def attempt(number: int) -> str:
        try:
            return confirm(election, number)
        except StopIteration:
            return "dropped"
        except NotPermitted as refused:
            return str(refused)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(attempt, waiting), key=lambda answer: answer.startswith("Removed"))
    assert answers[1].startswith("Removed a member")
    assert answers[0].startswith(("dropped", NOBODY, proposals.OVER["withdrawn"]))
    assert election.look(roll_changes).removed == 1
    left = election.look(lambda scene: [joint_acts.detail(scene, act) for act in proposals.waiting(scene)])
    assert left in ([], [NOBODY])


def test_W19_who_is_removed_at_this_moment_is_not_decided_on(database) -> None:
    election = ready(database)
    number = removal(election)
    member = election.look(lambda scene: scene.session.scalars(select(Member.id).order_by(Member.id)).first())
    held = election.act_meanwhile(
        confirming(election, number), ledger.decide_tokens, [member], "undeliverable", "A wrong address"
    )
    with pytest.raises(NotPermitted, match="Somebody who was chosen is not on this roll"):
        held.result()
    assert election.look(roll_changes).removed == 1


def test_whoever_is_removed_gets_nothing_any_more(database) -> None:
    election = with_two_officers(frozen(database, spares=2, channel="mail", casting_code=True))
    first = election.look(lambda scene: scene.session.scalars(select(Member).order_by(Member.id)).first())
    election.act(lambda scene: send_code(scene, first.credential, election.identity))
    remove(election)
    with database.reading() as session:
        mine = session.scalars(select(OutboxMessage).where(OutboxMessage.address == "member0@example.org")).all()
        assert [(mail.kind, mail.state, mail.secret) for mail in mine] == [
            ("old-token", "stopped", None),
            ("removed", "queued", None),
        ]
        forgotten = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "casting-code")).one()
        assert (forgotten.address, forgotten.body, forgotten.secret) == ("", "", None)
        assert session.scalars(select(OutboxMessage).where(OutboxMessage.member_id == first.id)).all() == []
        assert session.scalars(select(CastingCode)).all() == []
    assert election.look(ledger.ledger) == ledger.Ledger(roll=3, waiting=3, removed=1)
    with pytest.raises(BallotRefused, match="no e-mail address for you"):
        election.act(lambda scene: send_code(scene, first.credential, election.identity))


def test_a_mail_that_is_just_being_sent_is_not_overtaken(sqlite) -> None:
    election = with_two_officers(frozen(sqlite, spares=1, channel="mail"))
    number = removal(election)
    with sqlite.session() as session:
        session.scalars(select(OutboxMessage).where(OutboxMessage.name == "Member 0")).one().state = "sending"
    with pytest.raises(NotPermitted, match="being sent at this moment"):
        confirm(election, number)
    assert election.look(roll_changes).removed == 0


def test_a_removed_member_comes_back_as_put_back_only_and_with_another_token(sqlite) -> None:
    election = ready(sqlite)
    remove(election, 3)
    again = {"number": "M3", "name": "Member 3", "email": "member3@example.org"}
    with pytest.raises(NotPermitted, match="Choose as the reason that they are put back"):
        add(election, **again)
    add(election, **again, reason="put-back")
    remove(election, 3)
    add(election, **again, reason="put-back")
    records = election.on_board(board.companion_records_of, AdmissionRecord)
    assert [record.reason for record in records] == ["put-back"] * 2 and records[0].spare != records[1].spare
    kept = election.look(lambda scene: [one.name for one in removals.former_members(scene)])
    assert kept == ["Member 3"] * 2 and names(election)[-1] == "Member 3"
    assert election.look(disagreements) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "M1"}, "Another member has the number M1"),
        ({"email": "MEMBER1@example.org"}, "has the address MEMBER1@example.org already"),
        ({"name": " "}, "No name"),
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"weight": "0"}, "not a whole number"),
        ({"weight": "3"}, "No spare token of weight 3 is left, so nobody can be added"),
        ({"email": ""}, "cannot go out by mail without an e-mail address"),
        ({"address": "", "channel": "letter"}, "cannot go out by letter without a postal address"),
    ],
)
def test_who_is_not_added(sqlite, changes: dict[str, str], words: str) -> None:
    election = ready(sqlite)
    with pytest.raises(NotPermitted, match=words):
        add(election, **changes)
    assert election.look(roll_changes).added == 0


def test_an_admission_is_looked_at_again_when_it_is_confirmed(sqlite) -> None:
    election = ready(sqlite, spares=1)
    payload = {**NEW, "reason": "joined", "channel": "mail"}
    twice = [propose(election, ADMIT, {**payload, "reason": reason}) for reason in ("joined", "other")]
    other = propose(election, ADMIT, {**payload, "number": "", "email": "other@example.org"})
    confirm(election, twice[0])
    with pytest.raises(NotPermitted, match="Another member has the number M77"):
        confirm(election, twice[1])
    with pytest.raises(NotPermitted, match="No spare token of weight 1 is left"):
        confirm(election, other)


def test_with_a_code_at_casting_nobody_is_without_an_address(sqlite) -> None:
    election = ready(sqlite, casting_code=True)
    with pytest.raises(NotPermitted, match="Casting asks for a code by e-mail"):
        add(election, email="", channel="letter")

    def empty(scene) -> None:
        member = scene.session.scalars(select(Member).order_by(Member.id)).first()
        said = {"number": "", "name": member.name, "email": "", "address": "1 Rue A", "country": "", "language": ""}
        joint_acts.propose(scene.by(scene.election.officer), CORRECT, {"member": str(member.id), **said}, WHY)

    with pytest.raises(NotPermitted, match="Casting asks for a code by e-mail"):
        election.act(empty)


def test_an_added_members_letter_replaces_nothing(sqlite) -> None:
    election = ready(sqlite)
    add(election, channel="letter")
    assert election.look(ledger.ledger).waiting == 1
    batch = election.act(letters.prepare_batch)
    page = election.look(letters.batch_html, batch.number, SEAL, "https://vote.example.org")
    assert "Nadia New" in page and "1 Rue A" in page and "The one that you were sent before" not in page
    with sqlite.reading() as session:
        sealed = session.scalars(select(SealedToken).where(SealedToken.channel == "letter")).one()
        assert session.get_one(Member, sealed.member_id).name == "Nadia New"


def test_weights_move_with_their_members(sqlite) -> None:
    election = ready(sqlite, weights=[1, 1, 1, 7], spares=2)
    add(election, weight="7")
    remove(election, 0)
    assert election.look(turnout.figures).total_weight == 1 + 1 + 7 + 7
    with pytest.raises(NotPermitted, match="No spare token of weight 7 is left"):
        add(election, weight="7", number="", email="x@example.org")
    assert election.look(disagreements) == []


def test_the_last_member_stays(sqlite) -> None:
    election = ready(sqlite, members=2)
    remove(election)
    with pytest.raises(NotPermitted, match="the last member on the roll"):
        removal(election)


def test_after_the_voting_nobody_comes_or_goes(sqlite, time) -> None:
    election = ready(sqlite)
    number = removal(election)
    time.move(days=6, hours=23)
    waiting = propose(election, ADMIT, {**NEW, "reason": "joined", "channel": "mail"})
    time.move(days=1)
    for act in (lambda: confirm(election, waiting), lambda: removal(election, 1), lambda: add(election)):
        with pytest.raises(NotPermitted, match="The voting is over"):
            act()
    with pytest.raises(StopIteration):
        confirm(election, number)


def test_nobody_does_it_alone(sqlite) -> None:
    election = ready(sqlite)
    number = removal(election)

    def alone(scene) -> None:
        act = proposals.waiting(scene)[0]
        joint_acts.confirm(scene.by(scene.election.officer), number, act.digest)

    with pytest.raises(NotPermitted, match="Another officer must confirm it"):
        election.act(alone)
    assert election.look(roll_changes) == RollChanges(0, 0, 0)


def test_P5_neither_log_nor_record_names_anybody(sqlite) -> None:
    election = ready(sqlite)
    add(election)
    remove(election)
    sentences = " ".join(entry.sentence for entry in election.look(log.entries, 100))
    lines = b"".join(election.look(lambda scene: list(companion_stream(scene, complete=True))))
    assert "Add a member to the roll" in sentences and b'"record":"admission"' in lines
    assert b'"record":"removal"' in lines
    for name in ("Member 0", "M0", "Nadia", "M77", WHY):
        assert name not in sentences and name.encode() not in lines


def test_W26_an_edited_change_of_the_roll_is_found(sqlite) -> None:
    election = ready(sqlite)
    add(election)
    remove(election)
    for change in (
        "update barred_credential set removed = false",
        "update former_member set reason = 'died'",
        "update former_member set credential = 'ab'",
        "delete from former_member",
        "delete from barred_credential",
        "insert into member (election_id, name, email, weight) select id, 'Late', '', 1 from election",
        "update member set credential = null where name = 'Nadia New'",
    ):
        assert disagreements_after(election, change), change


def test_former_members_are_told_apart_from_the_roll(sqlite) -> None:
    election = ready(sqlite)
    remove(election, reason="not-entitled")
    former = election.look(lambda scene: scene.session.scalars(select(FormerMember)).one())
    assert (former.number, former.name, former.email, former.reason) == (
        "M0", "Member 0", "member0@example.org", "not-entitled",
    )  # fmt: skip


def test_what_two_officers_were_shown_is_wiped_when_they_have_decided(sqlite) -> None:
    election = ready(sqlite)
    add(election)
    number = removal(election)
    election.act(lambda scene: joint_acts.refuse(scene.by(scene.election.officer), number))
    with sqlite.reading() as session:
        acts = session.scalars(select(JointAct)).all()
    assert {act.state for act in acts} == {"done", "withdrawn"} and {act.payload for act in acts} == {b"{}"}


def test_a_removal_says_what_the_smaller_roll_would_show(sqlite) -> None:
    election = ready(sqlite)
    number = removal(election)
    shown = election.look(lambda scene: joint_acts.detail(scene, scene.session.get_one(JointAct, number)))
    assert "members may vote. In so small a group the result itself can show how somebody voted." in shown
