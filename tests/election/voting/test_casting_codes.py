"""The code by e-mail at casting: W6 (guessing), P5 (what is kept of it), and that it goes with the ballot."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from ballot import clock
from ballot.crypto.hashing import sha256_base64
from ballot.election.board_facts import charter_of
from ballot.election.mail.delivery import OutgoingMail, deliver_outbox
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.voting.ballot_box import Wishes
from ballot.election.voting.casting import ask_casting_code, cast_ballot
from ballot.election.voting.casting_codes import send_code
from ballot.errors import BallotRefused
from ballot.protocol.ballots import parse_ballot
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import CastingCode, Member
from tests.election.accounts.test_account_locks import wait_for_a_waiter
from tests.election.conftest import FakeClock
from tests.election.scenario import Scenario, draft, opened


class Post:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[OutgoingMail] = []

    def send(self, mail: OutgoingMail) -> None:
        self.sent.append(mail)


@pytest.fixture
def election(database) -> Scenario:
    return opened(database, casting_code=True)


def ask(election: Scenario, raw: bytes) -> None:
    ask_casting_code(election.database, election.uuid, raw, election.identity)


def mailed(election: Scenario) -> list[OutgoingMail]:
    """Send what is due and return the mails with codes."""
    post = Post()
    deliver_outbox(election.database, post)
    return [mail for mail in post.sent if mail.subject.startswith("Your code to cast")]


def code_for(election: Scenario, raw: bytes) -> str:
    ask(election, raw)
    (mail,) = mailed(election)
    return re.search(r"^    (\d{6})$", mail.text, re.MULTILINE)[1]


def cast(election: Scenario, raw: bytes, code: str = "") -> bytes:
    return cast_ballot(election.database, election.uuid, raw, election.identity, Wishes(code=code))


def refusal(election: Scenario, raw: bytes, code: str = "") -> str:
    before = election.on_board(board.count_events, EventType.BALLOT)
    with pytest.raises(BallotRefused) as refused:
        cast(election, raw, code)
    assert election.on_board(board.count_events, EventType.BALLOT) == before
    return refused.value.code


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_ballot_with_the_code_is_cast_and_the_same_ballot_gets_its_receipt_again(election: Scenario) -> None:
    raw = election.ballot(0)
    assert refusal(election, raw) == "code-needed"
    code = code_for(election, raw)
    receipt = cast(election, raw, f" {code[:3]} {code[3:]} ")
    assert cast(election, raw) == receipt


def test_the_mail_goes_to_the_members_address_before_those_that_wait(election: Scenario) -> None:
    ask(election, election.ballot(2))
    post = Post()
    deliver_outbox(election.database, post, limit=1)
    assert [mail.address for mail in post.sent] == ["member2@example.org"]


def test_W6_five_wrong_codes_and_the_right_one_is_good_no_more(election: Scenario) -> None:
    raw = election.ballot(0)
    code = code_for(election, raw)
    assert [refusal(election, raw, other(code)) for _ in range(5)] == ["code-wrong"] * 5
    assert refusal(election, raw, code) == "code-expired"
    assert cast(election, raw, code_for(election, raw))


def test_W6_a_code_is_good_for_ten_minutes(election: Scenario, time: FakeClock) -> None:
    raw = election.ballot(0)
    code = code_for(election, raw)
    time.move(minutes=10)
    assert refusal(election, raw, code) == "code-expired"


def test_W6_five_codes_in_an_hour(election: Scenario, time: FakeClock) -> None:
    raw = election.ballot(0)
    for _ in range(5):
        ask(election, raw)
    with pytest.raises(BallotRefused) as refused:
        ask(election, raw)
    assert refused.value.code == "too-many-codes" and refused.value.at > clock.now()
    ask(election, election.ballot(1))
    time.move(hours=1)
    ask(election, raw)


def test_W6_a_code_is_good_for_its_member_and_its_newest_only(election: Scenario) -> None:
    raw = election.ballot(0)
    first = code_for(election, raw)
    second = code_for(election, raw)
    while second == first:
        second = code_for(election, raw)
    ask(election, election.ballot(1))
    assert refusal(election, election.ballot(1), second) == "code-wrong"
    assert refusal(election, raw, first) == "code-wrong"
    assert cast(election, raw, second)


def test_a_spent_code_casts_no_second_ballot(database) -> None:
    election = opened(database, casting_code=True, re_voting=True)
    first, again = election.ballot(0), election.ballot(0)
    code = code_for(election, first)
    cast(election, first, code)
    assert refusal(election, again, code) == "code-expired"
    assert cast(election, again, code_for(election, again))


def test_W6_a_ballot_copied_from_the_board_asks_for_no_code(database) -> None:
    """Where members may vote again, everybody could flood them with codes, and use up those of their second ballot."""
    election = opened(database, casting_code=True, re_voting=True)
    first, again = election.ballot(0), election.ballot(0)
    cast(election, first, code_for(election, first))
    code = code_for(election, again)
    for _ in range(5):
        with pytest.raises(BallotRefused) as refused:
            ask(election, first)
        assert refused.value.code == "already-cast"
    assert mailed(election) == []
    assert election.look(lambda scene: scene.session.scalars(select(CastingCode.asked)).all()) == [2]
    assert cast(election, again, code)


def test_only_who_holds_the_token_is_sent_a_code(election: Scenario) -> None:
    raw = election.ballot(0)
    with pytest.raises(BallotRefused) as refused:
        ask(election, raw.replace(b'"response":"', b'"response":"1', 1))
    assert refused.value.code == "invalid-ballot"
    assert mailed(election) == []


def test_no_code_where_none_is_asked_for(database) -> None:
    election = opened(database)
    with pytest.raises(BallotRefused) as refused:
        ask(election, election.ballot(0))
    assert refused.value.code == "no-code"
    assert cast(election, election.ballot(0))


def test_a_member_without_an_address_is_told_so(election: Scenario) -> None:
    with election.database.session() as session:
        session.scalars(select(Member).order_by(Member.id)).first().email = ""
    with pytest.raises(BallotRefused) as refused:
        ask(election, election.ballot(0))
    assert refused.value.code == "no-address"


def test_P5_nothing_is_left_of_the_code_and_its_mail(election: Scenario) -> None:
    raw = election.ballot(0)
    code = code_for(election, raw)
    cast(election, raw, code)
    with election.database.reading() as session:
        (mail,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "casting-code"))
        assert (mail.member_id, mail.name, mail.address, mail.subject, mail.body, mail.secret) == (
            None, "", "", "", "", None,
        )  # fmt: skip
        (row,) = session.scalars(select(CastingCode))
    assert code not in row.code_hash and len(row.code_hash) == 64


def test_a_code_that_is_good_no_more_is_not_mailed(election: Scenario, time: FakeClock) -> None:
    ask(election, election.ballot(0))
    time.move(minutes=11)
    assert mailed(election) == []
    with election.database.reading() as session:
        (mail,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "casting-code"))
        assert mail.state == "stopped" and mail.secret is None and mail.address == ""


def test_the_freeze_waits_for_addresses(database) -> None:
    uuid, _ = draft(database, casting_code=True)
    election = Scenario(database, uuid, None, None, [])  # type: ignore[arg-type]
    assert election.act(lambda scene: remaining_steps(scene)) == []
    with database.session() as session:
        session.scalars(select(Member).order_by(Member.id)).first().email = ""
    (step,) = election.act(lambda scene: remaining_steps(scene))
    assert step.startswith("1 member has no e-mail address, and casting asks for a code by e-mail.")


def test_the_charter_promises_the_code(database) -> None:
    with_code, without = opened(database, casting_code=True), opened(database)
    assert with_code.look(charter_of).policy.casting_code is True
    assert not without.look(charter_of).policy.casting_code


def test_a_receipt_by_mail_names_the_ballot_once_and_is_wiped(database) -> None:
    election = opened(database)
    wished, plain = election.ballot(0), election.ballot(1)
    cast_ballot(database, election.uuid, wished, election.identity, Wishes(receipt_by_mail=True))
    cast_ballot(database, election.uuid, plain, election.identity)
    post = Post()
    deliver_outbox(database, post)
    notices = {mail.address: mail.text for mail in post.sent if mail.subject.startswith("A ballot was cast")}
    assert sha256_base64(wished) in notices["member0@example.org"]
    assert sha256_base64(plain) not in notices["member1@example.org"]
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "notice")).all()
        assert all(row.secret is None and sha256_base64(wished) not in row.body for row in rows)


def test_the_freeze_waits_where_a_registrar_keeps_the_tokens(database) -> None:
    uuid, _ = draft(database, casting_code=True)
    election = Scenario(database, uuid, None, None, [])  # type: ignore[arg-type]
    election.act(lambda scene: setattr(scene.election, "token_channel", "registrar"))
    assert any("Turn the code at casting off" in step for step in election.act(lambda scene: remaining_steps(scene)))


@pytest.mark.postgres
def test_two_first_requests_at_once_are_both_answered(postgresql) -> None:
    """There is no row yet that the second one could wait for."""
    election = opened(postgresql, casting_code=True)
    credential = parse_ballot(election.ballot(0)).credential
    with ThreadPoolExecutor(1) as threads, postgresql.session() as session:
        send_code(Scene(session, setup.find_election(session, election.uuid)), credential, election.identity)
        waiter = threads.submit(ask, election, election.ballot(0))
        wait_for_a_waiter(postgresql, waiter)
        session.commit()
        waiter.result(20)
    assert election.look(lambda scene: scene.session.scalars(select(CastingCode.asked)).all()) == [2]
