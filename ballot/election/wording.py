"""Texts that people type, cleaned on input: no control character reaches a mail header, a page or the board."""

from __future__ import annotations

import unicodedata

from ballot.errors import NotPermitted
from ballot.language import _

# Marks that change the direction of the text around them: safe in a name only if isolated, so warned about (B16).
BIDI_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_control(character: str) -> bool:
    """Return whether a character is a control character, a line or paragraph separator, or a lone surrogate."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def clean_line(text: str, what: str, longest: int, field: str | None = None) -> str:
    """Return one line of text without surrounding space.

    `what` begins the sentence of a refusal, and `field` is where the refusal is shown.

    Raises: NotPermitted if it is empty, too long, or contains a control character or a line break.
    """
    line = text.strip()
    if not line:
        raise NotPermitted(_("%(what)s is missing.", what=what), field)
    if len(line) > longest:
        raise NotPermitted(_("%(what)s is longer than %(longest)s characters.", what=what, longest=longest), field)
    if any(is_control(character) for character in line):
        raise NotPermitted(_("%(what)s holds a line break or a control character. Remove it.", what=what), field)
    return line


def clean_text(text: str, what: str, longest: int, field: str | None = None) -> str:
    """Return text of several lines with plain line ends and no trailing space."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(lines) > longest:
        raise NotPermitted(_("%(what)s is longer than %(longest)s characters.", what=what, longest=longest), field)
    if any(is_control(character) for character in lines if character not in "\n\t"):
        raise NotPermitted(_("%(what)s holds a control character. Remove it.", what=what), field)
    return lines
