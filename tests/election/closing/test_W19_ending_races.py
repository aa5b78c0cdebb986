"""W17, W19: what goes on at the moment of a closing or a calling off: no token leaves afterwards, and nobody waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot.election import acts, proposals
from ballot.election.amendments import corrections, replacing
from ballot.election.closing import calling_off, times
from ballot.election.mail import delivery, outbox
from ballot.election.notices import times as times_notices
from ballot.election.scene import Scene
from ballot.election.setup import draft
from ballot.election.tally import tally
from ballot.election.tokens import file, ledger, letters
from ballot.errors import BallotError, NotPermitted
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.people import JointAct
from ballot.store.models.roll import Member, SealedToken
from tests.election.amendments.test_corrections import propose as propose_correction
from tests.election.amendments.test_replacing import confirm as confirm_act
from tests.election.amendments.test_replacing import replace
from tests.election.closing.test_times import END, confirming, decide, propose, with_two_officers
from tests.election.scenario import SEAL, URL, Scenario, frozen, opened, state_of
from tests.election.tokens.test_letters import on_paper
from tests.election.tokens.test_W17_token_file import with_file
from tests.web.world import PostBox

Act = Callable[[Session, Election], object]
REASON = "Two candidates were left out."


def portion_of(module, queue: Callable[..., int], *arguments: object) -> Act:
    """Return what the mails' worker does in one of its transactions."""
    found: list[Act] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "queue_in_batches", lambda _database, _due, portion: found.append(portion) or 0)
        queue(None, *arguments)
    return found[0]


def calls_off(scene: Scene) -> None:
    acts.do_alone(scene.signed_by(None), calling_off.KIND, {}, REASON)


def mails(election: Scenario, kind: str) -> list[tuple[str, str | None]]:
    query = select(OutboxMessage.state, OutboxMessage.secret).where(OutboxMessage.kind == kind)
    return election.look(lambda scene: [tuple(row) for row in scene.session.execute(query)])


def test_W17_a_token_whose_mail_is_made_at_the_closing_is_wiped(database) -> None:
    election = opened(database, spares=1)
    replace(election)
    worker = portion_of(replacing, replacing.queue_waiting_tokens, SEAL, URL)
    election.act_meanwhile(worker, tally.close_voting).result()
    assert mails(election, "token") == [("stopped", None)]
    assert election.look(lambda scene: scene.session.query(SealedToken).count()) == 0
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=3, undeliverable=1, replaced=1)


def test_W17_a_mail_that_is_taken_for_sending_at_the_closing_is_not_called_undeliverable(database) -> None:
    election = frozen(database, channel="mail", members=1)
    taken: list[int] = []

    def take_next(scene: Scene) -> None:
        mail = delivery._next_due(scene.session, [outbox.turn_of("token")])
        mail.state = "sending"
        taken.append(mail.id)

    election.act_meanwhile(take_next, calls_off).result()
    assert delivery._settle(database, taken[0], "accepted", None) == "accepted"
    assert election.look(ledger.ledger) == ledger.Ledger(roll=1, issued=1)


def test_W19_the_news_of_a_later_end_that_are_made_at_the_calling_off_are_stopped(database, time) -> None:
    election = with_two_officers(opened(database))
    decide(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), "Mails were late.")
    number = propose(election, calling_off.KIND, {}, REASON)
    worker = portion_of(times_notices, times_notices.queue_times_notices, URL)
    election.act_meanwhile(worker, confirming(election, number)).result()
    assert mails(election, "times") == [("stopped", None)] * 4
    left = select(TimesNotice.change).where(TimesNotice.queued_at.is_(None))
    assert election.look(lambda scene: scene.session.scalars(left).all()) == ["called-off"]


class Meanwhile(PostBox):
    """A mail server that delays or refuses a mail, and somebody who calls the election off before it answers."""

    def __init__(self, election: Scenario, answer: BallotError) -> None:
        super().__init__()
        self.election, self.answer = election, answer

    def send(self, mail: delivery.OutgoingMail) -> None:
        self.election.act(calls_off)
        raise self.answer


ANSWERS = [delivery.MailDelayed("451 Greylisted"), delivery.MailRefused("550 No such user here")]


@pytest.mark.parametrize("answer", ANSWERS, ids=["delayed", "refused"])
@pytest.mark.parametrize("kind", ["token", "times"])
def test_W17_a_mail_that_is_being_sent_at_the_calling_off_is_not_tried_again(database, time, kind, answer) -> None:
    election = frozen(database, channel="mail", members=1)
    election.act(lambda scene: setattr(scene.session.scalars(select(OutboxMessage)).one(), "kind", kind))
    done = delivery.deliver_outbox(database, Meanwhile(election, answer))
    assert (done.accepted, done.delayed, done.failed) == (0, 0, 0)
    assert mails(election, kind) == [("stopped", None)]
    time.move(hours=2)
    assert election.act(outbox.retry_failed) == 0
    post = PostBox()
    delivery.deliver_outbox(database, post)
    assert post.sent == []


def test_W19_a_correction_that_is_confirmed_at_the_calling_off_stays_done(database, time) -> None:
    election = with_two_officers(opened(database))
    correction = propose_correction(election, name="Another Name")
    number = propose(election, calling_off.KIND, {}, REASON)
    with ThreadPoolExecutor(1) as pool, database.session() as session:
        confirming(election, correction)(Scene(session, draft.find_election(session, election.uuid)))
        calling = pool.submit(election.act, confirming(election, number))
        wait([calling], timeout=0.3)  # on PostgreSQL it need not wait for a correction
        session.commit()
    calling.result()
    assert state_of(election) == "called-off" and election.look(corrections.corrections) == 1
    decided = {act.id: act.state for act in election.look(proposals.decided)}
    assert decided == {correction: "done", number: "done"}


def test_W19_an_act_that_waits_for_the_calling_off_is_refused_and_does_not_stop_it(database, time) -> None:
    election = with_two_officers(opened(database))
    other = propose(election, times.EXTEND, times.until(END + dt.timedelta(days=1)), "Mails were late.")
    number = propose(election, calling_off.KIND, {}, REASON)
    with ThreadPoolExecutor(1) as pool, database.session() as session:
        row = draft.find_election(session, election.uuid)
        board.lock(session, row.id)
        waiting = pool.submit(confirm_act, election, other)
        assert wait([waiting], timeout=0.3).not_done
        confirming(election, number)(Scene(session, row))
        session.commit()
    with pytest.raises(NotPermitted, match="called off|taken back"):
        waiting.result()
    assert state_of(election) == "called-off"
    assert election.look(lambda scene: scene.session.get_one(JointAct, other).state) != "done"


def printable(database) -> Scenario:
    return on_paper(database, "letters")


def held(database) -> Scenario:
    election = frozen(database, channel="mail")
    election.act(ledger.decide_tokens, numbers(election), "held", "For a while")
    return election


def numbers(election: Scenario) -> list[int]:
    return election.look(lambda scene: list(scene.session.scalars(select(Member.id))))


def resume(scene: Scene) -> None:
    members = scene.session.scalars(select(Member.id).where(Member.election_id == scene.election.id)).all()
    ledger.decide_tokens(scene, members, "resume")


def take(scene: Scene) -> None:
    file.take_file(scene, SEAL, URL)


ACTS = {
    "take the file": (with_file, None, take),
    "confirm the file": (with_file, take, file.confirm_saved),
    "make a batch": (printable, None, letters.prepare_batch),
    "confirm a batch": (printable, None, lambda scene: letters.confirm_printed(scene, 1)),
    "let go out again": (held, None, resume),
}


@pytest.mark.parametrize(("make", "before", "act"), ACTS.values(), ids=ACTS.keys())
def test_W19_what_officers_do_at_the_calling_off_waits_for_it_and_is_refused(database, make, before, act) -> None:
    election = make(database)
    if before is not None:
        election.act(before)
    late = election.act_meanwhile(calls_off, act)
    with pytest.raises(NotPermitted, match="it is called off"):
        late.result()
    assert {secret for _, secret in mails(election, "token")} <= {None}
    assert {state for state, _ in mails(election, "token")} <= {"stopped"}


@pytest.mark.parametrize(("make", "act"), [(with_file, take), (printable, letters.prepare_batch)])
def test_W19_the_calling_off_waits_for_a_file_or_a_batch_that_is_being_made(database, make, act) -> None:
    election = make(database)
    election.act_meanwhile(act, calls_off).result()
    assert state_of(election) == "called-off"
    assert election.look(lambda scene: scene.session.query(SealedToken).count()) == 0
