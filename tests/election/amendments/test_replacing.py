"""B5, B6, W17: a lost token is replaced by two people, once, and never when a ballot was cast with it."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec import UNSET
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot.board.companion import ReplacementRecord
from ballot.crypto.credentials import public_credential
from ballot.crypto.group import ED25519
from ballot.crypto.spare_numbers import MOST
from ballot.election import acts, log, roles
from ballot.election.accounts.officers import add_officer
from ballot.election.amendments import replacing
from ballot.election.board_facts import charter_of
from ballot.election.custody.agreement import disagreements
from ballot.election.mail import delivery
from ballot.election.result import publishing
from ballot.election.result.public_view import archive_stream, companion_stream, public_view
from ballot.election.scene import Scene
from ballot.election.tokens import ledger
from ballot.election.tokens.roll_changes import roll_changes
from ballot.election.tokens.spares import spares_left
from ballot.errors import BallotRefused, NotPermitted
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import JointAct
from ballot.store.models.roll import Member, SealedToken
from ballot.verify import verify_archive
from tests.election.scenario import SEAL, URL, Scenario, frozen, opened

TOKEN = re.compile(r"[1-9A-HJ-NP-Za-km-z]{5}(?:-[1-9A-HJ-NP-Za-km-z]{5,6}){3}")


class PostBox:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[delivery.OutgoingMail] = []

    def send(self, mail: delivery.OutgoingMail) -> None:
        self.sent.append(mail)

    def token(self) -> str:
        """The token in the last mail that has one."""
        return next(found[0] for mail in reversed(self.sent) if (found := TOKEN.search(mail.text)))


def propose(election: Scenario, member: int = 0, **changes: str) -> int:
    """Let the officer propose to replace the token of a member (from 0)."""

    def act(scene) -> int:
        if not roles.second_officers(scene):
            state, scene.election.state = scene.election.state, "draft"
            otto = add_officer(scene.session, "otto@example.org", "Otto", "correct horse")
            roles.appoint(scene.by(otto), roles.SECOND_OFFICER)
            scene.election.state = state
        number = scene.session.query(Member).filter_by(election_id=scene.election.id).order_by(Member.id)[member].id
        payload = {"member": str(number), "reason": "lost", "channel": "mail", "email": "", **changes}
        return acts.propose(scene.by(scene.election.officer), replacing.KIND, payload, "They called").id

    return election.act(act)


def confirm(election: Scenario, number: int) -> str:
    """Let the second officer confirm it."""

    def act(scene) -> str:
        otto = next(person for person in roles.second_officers(scene))
        digest = scene.session.get_one(JointAct, number).digest
        return acts.confirm(scene.by(otto), number, digest)

    return election.act(act)


def replace(election: Scenario, member: int = 0, **changes: str) -> str:
    return confirm(election, propose(election, member, **changes))


def send(election: Scenario) -> PostBox:
    """Send what waits."""
    post = PostBox()
    replacing.queue_waiting_tokens(election.database, SEAL, URL)
    delivery.deliver_outbox(election.database, post)
    return post


def new_token(election: Scenario, member: int = 0) -> None:
    """Replace a member's token, and let the member use the new one from here on."""
    replace(election, member)
    election.tokens[member] = send(election).token()


def credential(election: Scenario, token: str) -> str:
    return str(public_credential(ED25519, election.uuid, token))


def test_the_new_token_votes_and_the_old_one_is_dead(database) -> None:
    election = opened(database, spares=2)
    old = election.tokens[0]
    dead = election.ballot(0)
    assert replace(election) == "Replaced a ballot token (number 1 of this election). The old one is dead."
    with pytest.raises(BallotRefused, match="replaced. Use the newer") as refused:
        election.cast(dead)
    assert refused.value.code == "token-replaced"
    status = election.ask(old)
    assert status.known and status.replaced_at is not None
    election.tokens[0] = send(election).token()
    assert election.tokens[0] != old
    election.cast(election.ballot(0))
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=4, replaced=1)
    assert election.look(spares_left) == 1
    assert election.look(disagreements) == []


def test_nothing_is_changed_before_the_second_person_confirms(sqlite) -> None:
    election = opened(sqlite, spares=1)
    number = propose(election)
    election.cast(election.ballot(0))
    with pytest.raises(NotPermitted, match="A ballot was cast with the token of Member 0"):
        confirm(election, number)
    assert election.look(roll_changes).replaced == 0


def test_B5_a_spent_token_is_never_replaced_also_where_members_may_vote_again(sqlite) -> None:
    election = opened(sqlite, spares=1, re_voting=True)
    election.cast(election.ballot(0))
    number = propose(election)
    with pytest.raises(NotPermitted, match="both ballots would count"):
        confirm(election, number)


def test_a_spare_that_nobody_has_is_unknown(sqlite) -> None:
    election = opened(sqlite, spares=3)
    with sqlite.reading() as session:
        rows = session.query(SealedToken).all()
        tokens = [SEAL.open(election.uuid, row.credential, row.sealed) for row in rows]
    assert len(tokens) == 3
    election.tokens.append(tokens[0])
    assert election.ask(tokens[0]).known is False
    with pytest.raises(BallotRefused) as refused:
        election.cast(election.ballot(4))
    assert refused.value.code == "unknown-token"


@pytest.mark.parametrize("first", ["cast", "replace", "both"])
def test_W19_replacing_races_with_casting_and_exactly_one_wins(database, first: str) -> None:
    election = opened(database, spares=1, members=2)
    number, raw = propose(election), election.ballot(0)
    start = threading.Barrier(2, timeout=20)

    def cast() -> str:
        if first == "both":
            start.wait()
        try:
            election.cast(raw)
        except BallotRefused as refused:
            return refused.code
        return "cast"

    def replaced() -> str:
        if first == "both":
            start.wait()
        try:
            confirm(election, number)
        except NotPermitted as refused:
            return str(refused)
        return "replaced"

    if first == "both":
        with ThreadPoolExecutor(2) as pool:
            futures = [pool.submit(cast), pool.submit(replaced)]
            answers = [future.result() for future in futures]
    elif first == "cast":
        answers = [cast(), replaced()]
    else:
        answers = [replaced(), cast()][::-1]
    ballots = election.on_board(board.count_events, EventType.BALLOT)
    records = len(election.on_board(board.companion_records_of, ReplacementRecord))
    assert (ballots, records) in ((1, 0), (0, 1))
    if ballots:
        assert answers[0] == "cast" and "A ballot was cast" in answers[1]
    else:
        assert answers == ["token-replaced", "replaced"]
    assert election.look(disagreements) == []


def test_W19_the_same_token_is_not_replaced_twice(database) -> None:
    election = opened(database, spares=2)
    numbers = [propose(election), propose(election, reason="other")]

    def act(number: int) -> str:
        try:
            return confirm(election, number)
        except NotPermitted as refused:
            return str(refused)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(act, numbers))
    assert answers[0].startswith("Replaced") and "was replaced already" in answers[1]
    assert election.look(roll_changes).replaced == 1


def test_the_second_token_can_be_lost_too_until_no_spare_is_left(sqlite) -> None:
    election = opened(sqlite, spares=2)
    new_token(election)
    new_token(election)
    with pytest.raises(NotPermitted, match="No spare token is left"):
        propose(election)
    election.cast(election.ballot(0))
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=4, replaced=2)
    assert election.look(disagreements) == []


def test_the_old_mail_is_stopped_and_its_token_wiped(database) -> None:
    election = frozen(database, spares=1, channel="mail")
    replace(election, 1)
    with database.reading() as session:
        member = session.query(Member).filter_by(name="Member 1").one()
        (old,) = session.query(OutboxMessage).filter_by(member_id=member.id).all()
        assert (old.kind, old.state, old.secret) == ("old-token", "stopped", None)
    assert election.look(ledger.ledger).waiting == 4
    sent = send(election).sent
    texts = [mail.text for mail in sent if mail.address == "member1@example.org"]
    assert len(texts) == 1 and "The one that you were sent before is dead" in texts[0]
    assert len(sent) == 4
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=4, replaced=1)


def test_a_mail_that_is_just_being_sent_is_not_overtaken(sqlite) -> None:
    election = frozen(sqlite, spares=1, channel="mail")
    number = propose(election)
    with sqlite.session() as session:
        session.query(OutboxMessage).filter_by(address="member0@example.org").one().state = "sending"
    with pytest.raises(NotPermitted, match="being sent at this moment"):
        confirm(election, number)
    assert election.look(roll_changes).replaced == 0


def test_W17_spare_tokens_are_sealed_and_wiped_at_the_closing(sqlite, tmp_path: Path) -> None:
    election = opened(sqlite, spares=2, minimum_ballots=1)
    with sqlite.reading() as session:
        waiting = [SEAL.open(election.uuid, row.credential, row.sealed) for row in session.query(SealedToken)]
    with sqlite.session() as session:
        session.query(Member).filter_by(name="Member 0").one().address = "1 Rue A"
    replace(election, channel="letter")
    election.cast(election.ballot(1))
    election.cast(election.ballot(2))
    election.close()
    with sqlite.reading() as session:
        assert session.query(SealedToken).count() == 0
        member = session.query(Member).filter_by(name="Member 0").one()
        assert (member.delivery, member.delivery_reason) == (
            "undeliverable",
            "The voting was closed before it went out",
        )
    sqlite.forget_deleted()
    files = list(Path(sqlite.engine.url.database).parent.glob(f"{Path(sqlite.engine.url.database).name}*"))
    kept = b"".join(path.read_bytes() for path in files)
    assert files and not any(token.encode() in kept for token in (*waiting, *election.tokens))


def test_another_secret_key_opens_nothing_and_stops_no_other_mail(sqlite, caplog) -> None:
    from ballot.election.tokens.seal import TokenSeal

    election = opened(sqlite, spares=1)
    replace(election)
    assert replacing.queue_waiting_tokens(sqlite, TokenSeal("another key of at least thirty-two letters"), URL) == 0
    assert "BALLOT_SECRET_KEY" in caplog.text
    assert len(send(election).sent) == 1


def test_a_changed_address_is_told_at_the_old_one(sqlite) -> None:
    election = opened(sqlite, spares=1)
    replace(election, email="new@example.org")
    sent = {mail.address: mail for mail in send(election).sent}
    assert set(sent) == {"member0@example.org", "new@example.org"}
    assert not TOKEN.search(sent["member0@example.org"].text) and "was replaced" in sent["member0@example.org"].text
    with pytest.raises(NotPermitted, match="not an e-mail address"):
        propose(election, 1, email="nobody")


def test_a_new_address_in_other_letters_is_kept_as_on_the_roll(sqlite) -> None:
    election = opened(sqlite, spares=1)
    replace(election, email="new@München.example")
    with sqlite.reading() as session:
        assert session.scalars(select(Member.email).order_by(Member.id)).first() == "new@xn--mnchen-3ya.example"


def test_weights_are_replaced_by_their_own(sqlite) -> None:
    election = opened(sqlite, weights=[1, 1, 1, 7], spares=2)
    spares_of = election.look(charter_of).spares
    assert sorted(election.context.weights[spare] for spare in spares_of) == [1, 1, 7]
    assert election.look(public_view).checksums.total_weight == 10
    replace(election, 3)
    with pytest.raises(NotPermitted, match="No spare token of weight 7 is left"):
        propose(election, 3)
    (record,) = election.on_board(board.companion_records_of, ReplacementRecord)
    assert election.context.weights[record.spare] == election.context.weights[record.revoked] == 7
    assert election.look(disagreements) == []


def test_P5_neither_log_nor_record_names_anybody(sqlite) -> None:
    election = opened(sqlite, spares=1)
    replace(election)
    sentences = " ".join(entry.sentence for entry in election.look(log.entries, 100))
    line = b"".join(election.look(lambda scene: list(companion_stream(scene, complete=True))))
    assert "Replace a lost ballot token" in sentences and b'"record":"replacement"' in line
    assert "Member 0" not in sentences and "M0" not in sentences and b"Member 0" not in line


def test_without_spares_the_charter_has_none_and_nothing_can_be_replaced(sqlite) -> None:
    election = opened(sqlite)
    assert election.look(charter_of).spares is UNSET
    with pytest.raises(NotPermitted, match="No spare token is left"):
        propose(election)


def test_too_many_spares_are_refused(sqlite) -> None:
    for number in (-1, MOST + 1):
        with pytest.raises(NotPermitted, match="at most 10,000"):
            frozen(sqlite, spares=number)


def test_after_the_voting_nothing_is_replaced(sqlite, time) -> None:
    election = opened(sqlite, spares=1, minimum_ballots=1)
    number = propose(election)
    time.move(days=8)
    with pytest.raises(NotPermitted, match="expired|is over"):
        confirm(election, number)
    with pytest.raises(NotPermitted, match="The voting is over"):
        propose(election, 1)


def test_a_whole_election_with_a_replacement_verifies(database, tmp_path: Path) -> None:
    election = opened(database, spares=2, minimum_ballots=1)
    election.cast(election.ballot(1))
    new_token(election)
    election.cast(election.ballot(0))
    election.close()
    election.count()
    election.act(lambda scene: (publishing.declare_result(scene), publishing.publish_result(scene)))
    archive = tmp_path / f"{election.uuid}.bel"
    with database.reading() as session:
        row = session.query(Election).one()
        archive.write_bytes(b"".join(archive_stream(Scene(session, row))))
        companion = b"".join(companion_stream(Scene(session, row)))
    archive.with_name(f"{election.uuid}.companion.jsonl").write_bytes(companion)
    report = verify_archive(archive, jobs=1, voters=4)
    assert report.verdict == "valid", report.failures
    numbers = dict(report.numbers)
    assert (numbers["Voters"], numbers["Spare credentials"], numbers["Tokens that were replaced"]) == ("4", "2", "1")
    assert {"4.5", "5.14"} <= {finding.id for finding in report.findings}


def disagreements_after(election: Scenario, change: str) -> list[str]:
    """Change the database by hand, return what is found, and take the change back."""
    with election.database.engine.connect() as connection:
        connection.exec_driver_sql("SAVEPOINT before")
        connection.exec_driver_sql(change)
        with Session(connection) as session:
            found = disagreements(Scene(session, session.query(Election).one()))
        connection.rollback()
    return found


def test_W26_edited_bars_are_found(sqlite) -> None:
    election = opened(sqlite, spares=2)
    replace(election)
    for change in (
        "delete from barred_credential where revoked_at is null",
        "update barred_credential set weight = 2",
        "update barred_credential set revoked_at = null",
        "update barred_credential set removed = true",
        "delete from barred_credential",
    ):
        assert disagreements_after(election, change), change
