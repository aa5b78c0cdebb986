"""B4: every mail that waits names the end of the voting as it is when the mail leaves, in its reader's language."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from ballot.election.closing import times
from ballot.election.mail import words as mail_words
from ballot.election.mail.delivery import MailRefused, OutgoingMail, deliver_outbox
from ballot.election.mail.outbox import retry_failed
from ballot.election.mail.texts import reminder_previews, token_previews
from ballot.election.mail.times import with_times
from ballot.election.mail.words import Words
from ballot.election.notices.reminders import queue_due_reminders, schedule_reminder
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.voting.opening import open_voting
from ballot.language import in_language
from ballot.moments import in_words
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member
from ballot.store.session import Database
from tests.election.closing.test_times import END, REASON, decide, with_two_officers
from tests.election.scenario import URL, Scenario, draft, frozen, opened
from tests.web.world import PostBox

LATER = END + dt.timedelta(days=2)
LANGUAGES = ["en", "fr", "es", "de", "ar"]


@pytest.fixture
def election(sqlite: Database) -> Scenario:
    """A frozen election with a member of each language, whose token mails wait in the outbox."""
    uuid, _secrets = draft(sqlite, members=len(LANGUAGES), re_voting=True)
    with sqlite.session() as session:
        for member, code in zip(session.scalars(select(Member).order_by(Member.id)), LANGUAGES, strict=True):
            member.language = code
        mail_words.save_words(Scene(session, setup.find_election(session, uuid)), {"de": Words("Wählen", "Bis bald.")})
    return with_two_officers(frozen(sqlite, uuid=uuid, channel="mail"))


def said(moment: dt.datetime, code: str) -> str:
    with in_language(code):
        return in_words(moment)


def assert_all_name(post: PostBox, moment: dt.datetime, *others: dt.datetime) -> None:
    """Assert that a mail in each language names this moment, and none of the others."""
    assert len(post.sent) == len(LANGUAGES)
    for mail, code in zip(sorted(post.sent, key=lambda mail: mail.address), LANGUAGES, strict=True):
        assert said(moment, code) in mail.text and "{{" not in mail.text
        assert not any(said(other, code) in mail.text for other in others)
    post.sent.clear()


def test_tokens_name_the_end_that_was_moved_after_the_freeze(election: Scenario) -> None:
    decide(election, times.EXTEND, times.until(LATER), REASON)
    post = PostBox()
    deliver_outbox(election.database, post)
    assert any("Bis bald." in mail.text for mail in post.sent)
    assert_all_name(post, LATER, END)


def test_a_token_that_was_refused_names_the_end_of_its_next_try(election: Scenario) -> None:
    class Refusing(PostBox):
        def send(self, mail: OutgoingMail) -> None:
            raise MailRefused("The mail server answered 550: No")

    assert deliver_outbox(election.database, Refusing()).failed == len(LANGUAGES)
    decide(election, times.EXTEND, times.until(LATER), REASON)
    election.act(retry_failed)
    post = PostBox()
    deliver_outbox(election.database, post)
    assert_all_name(post, LATER, END)


def test_reminders_name_the_end_at_which_a_stopped_voting_goes_on(election: Scenario, time) -> None:
    deliver_outbox(election.database, PostBox())
    election.act(open_voting)
    time.move(days=1)
    election.act(schedule_reminder, time.now(), {})
    queue_due_reminders(election.database, URL)
    election.act(times.stop_voting, REASON)
    decide(election, times.RESUME, times.until(LATER), REASON)
    post = PostBox()
    deliver_outbox(election.database, post)
    assert_all_name(post, LATER, END)


def test_news_of_a_cast_ballot_name_the_end_too(sqlite: Database) -> None:
    election = with_two_officers(opened(sqlite, re_voting=True))
    election.cast(election.ballot(0))
    decide(election, times.EXTEND, times.until(LATER), REASON)
    post = PostBox()
    deliver_outbox(sqlite, post)
    (text,) = [mail.text for mail in post.sent]
    assert said(LATER, "en") in text and said(END, "en") not in text


def test_the_stored_mail_holds_a_mark_and_the_preview_what_is_sent(election: Scenario) -> None:
    with election.database.reading() as session:
        found = setup.find_election(session, election.uuid)
        bodies = list(session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id)))
        words = mail_words.own_words(Scene(session, found))
        for shown in (token_previews(found, words, URL), reminder_previews(found, {}, URL)):
            for code, (_subject, text) in shown.items():
                assert said(END, code) in text and "{{" not in text
    for body, code in zip(bodies, LANGUAGES, strict=True):
        assert f"{{{{closes_at {code}}}}}" in body and said(END, code) not in body


def test_what_is_no_mark_stays_as_it_is(election: Scenario) -> None:
    text = "{{closes_at xx}} {{officer_id en}} {{closes_at}} {{secret}}"
    assert election.look(lambda scene: with_times(scene.election, text)) == text
