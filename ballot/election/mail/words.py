"""The officer's own words in the token mail: its subject and a paragraph, in each language of the election.

Link, token, checksums, times and contact come from the template, and the officer's words cannot remove them.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import delete, select

from ballot.election import log
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.election.wording import clean_line, clean_text
from ballot.errors import NotPermitted
from ballot.language import LANGUAGES, _, isolated
from ballot.store.models.election import Election
from ballot.store.models.mail import MailWords

MAX_SUBJECT = 150
MAX_PARAGRAPH = 1500
STATES = ("draft", "frozen", "open")


class Words(msgspec.Struct, frozen=True):
    """Own words in one language; where a field is empty, the template's words are used."""

    subject: str = ""
    paragraph: str = ""


def languages_of(election: Election) -> list[str]:
    """Return the languages in which members of this election get mails, the usual one first."""
    return election.languages.split() or list(LANGUAGES)


def own_words(scene: Scene) -> dict[str, Words]:
    """Return the own words by language."""
    rows = scene.session.scalars(select(MailWords).where(MailWords.election_id == scene.election.id))
    return {row.language: Words(row.subject, row.paragraph) for row in rows}


def save_words(scene: Scene, words: Mapping[str, Words]) -> None:
    """Replace the own words; mails that are in the outbox already keep theirs.

    Raises: NotPermitted if a text is too long, or contains what a mail must not (W10).
    """
    require_state(scene.election, *STATES)
    rows = [
        _row(scene.election, language, words[language])
        for language in languages_of(scene.election)
        if language in words
    ]
    scene.session.execute(delete(MailWords).where(MailWords.election_id == scene.election.id))
    scene.session.add_all(row for row in rows if row.subject or row.paragraph)
    log.write(scene, log.OFFICER, "Changed the words of the token mail.")
    scene.session.flush()


def _row(election: Election, language: str, words: Words) -> MailWords:
    name = LANGUAGES[language]
    subject = (
        clean_line(words.subject, _("The subject (%(name)s)", name=isolated(name)), MAX_SUBJECT)
        if words.subject.strip()
        else ""
    )
    paragraph = clean_text(words.paragraph, _("The paragraph (%(name)s)", name=isolated(name)), MAX_PARAGRAPH)
    if "{{" in subject + paragraph:
        raise NotPermitted(
            _("The words (%(name)s) contain “{{”. Remove it: nothing is filled in there.", name=isolated(name))
        )
    return MailWords(election_id=election.id, language=language, subject=subject, paragraph=paragraph)
