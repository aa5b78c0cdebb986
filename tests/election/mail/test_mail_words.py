"""W10: the officer's own words in the token mail, in every language; what the template says cannot be taken away."""

from __future__ import annotations

import pytest

from ballot.election.mail import words as mail_words
from ballot.election.mail.texts import token_previews
from ballot.election.mail.words import Words
from ballot.election.setup import draft as setup
from ballot.errors import NotPermitted
from ballot.store.models.mail import OutboxMessage
from tests.election.scenario import URL, draft, frozen

FIXED = (f"{URL}/vote/", "XXXXX-XXXXXX-XXXXX-XXXXXX", "????")


def save(database, uuid: str, words: dict[str, Words]) -> None:
    with database.session() as session:
        mail_words.save_words(session, setup.find_election(session, uuid), words)


def test_own_words_stand_in_the_mails_of_their_language(database) -> None:
    uuid, _ = draft(database, contact="office@example.org")
    save(database, uuid, {"en": Words("Vote, please", "Dear friends,\nit is time."), "fr": Words("", "Chers amis")})
    with database.reading() as session:
        election = setup.find_election(session, uuid)
        found = token_previews(election, mail_words.own_words(session, election), URL)
    assert found["en"][0] == "Vote, please" and "Dear friends,\nit is time." in found["en"][1]
    assert "Chers amis" in found["fr"][1] and found["fr"][0] != "Vote, please"
    for _subject, text in found.values():
        assert all(part in text for part in FIXED) and "office@example.org" in text
    scenario = frozen(database, uuid=uuid, channel="mail")
    with scenario.database.reading() as session:
        mail = session.query(OutboxMessage).filter_by(kind="token").first()
        assert mail.subject == "Vote, please" and "it is time" in mail.body


def test_words_that_are_emptied_are_the_templates_again(sqlite) -> None:
    uuid, _ = draft(sqlite)
    save(sqlite, uuid, {"en": Words("Mine", "Mine too")})
    save(sqlite, uuid, {"en": Words(" ", "")})
    with sqlite.reading() as session:
        assert mail_words.own_words(session, setup.find_election(session, uuid)) == {}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (Words("One\nBcc: all@example.org"), "line break"),
        (Words("One\rTwo"), "line break"),
        (Words("a\x00b"), "control character"),
        (Words("", "a\x1bb"), "control character"),
        (Words("x" * 151), "longer than 150"),
        (Words("", "x" * 1501), "longer than 1500"),
        (Words("", "here is a token: {{secret}}"), "contain"),
        (Words("{{secret}}"), "contain"),
    ],
)
def test_W10_words_that_a_mail_must_not_hold_are_refused(sqlite, words: Words, sentence: str) -> None:
    uuid, _ = draft(sqlite)
    with pytest.raises(NotPermitted, match=sentence):
        save(sqlite, uuid, {"en": words})


def test_languages_that_the_election_has_not_are_ignored(sqlite) -> None:
    uuid, _ = draft(sqlite)
    with sqlite.session() as session:
        setup.find_election(session, uuid).languages = "de"
    save(sqlite, uuid, {"en": Words("English"), "de": Words("Deutsch")})
    with sqlite.reading() as session:
        election = setup.find_election(session, uuid)
        found = token_previews(election, mail_words.own_words(session, election), URL)
    assert list(found) == ["de"] and found["de"][0] == "Deutsch"
