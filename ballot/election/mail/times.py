"""The times of the voting in mails: a mark replaces each until the mail is sent, since two people can move the end.

{{closes_at de}}
"""

from __future__ import annotations

import re
from typing import Final

from ballot.language import LANGUAGES, in_language, language
from ballot.moments import in_words
from ballot.store.models.election import Election

_TIMES: Final = ("opens_at", "closes_at")
_MARK: Final = re.compile(rf"\{{\{{({'|'.join(_TIMES)}) ({'|'.join(LANGUAGES)})\}}\}}")


def time_marks() -> dict[str, str]:
    """Return the marks for a mail in the present language, by the names that templates know."""
    return {name: f"{{{{{name} {language()}}}}}" for name in _TIMES}


def with_times(election: Election, text: str) -> str:
    """Return a mail's text with the present times of the voting, each in the language of its mark."""
    return _MARK.sub(lambda mark: _moment(election, *mark.groups()), text)


def _moment(election: Election, name: str, code: str) -> str:
    moment = getattr(election, name)
    with in_language(code):
        return in_words(moment) if moment else ""
