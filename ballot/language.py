"""The language that texts are written in: set once for a request, a mail or a sheet, and read wherever words are made.

Standard library only, so that every package may use it: an auditor's program needs no Babel. Messages are their English
text, with `%(name)s` for what is filled in and `%%` for a per cent sign; without a catalogue they come out as they are.
"""

from __future__ import annotations

import gettext as catalogues
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

SOURCE = "en"
# Each by its own name. docs/translating.md says who has read them.
LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "de": "Deutsch", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})
DOMAIN = "messages"
# Thousands, decimals, and how many digits stand before the first thousands' mark: as CLDR has them (a test compares).
_SEPARATORS = {
    "en": (",", ".", 1),
    "fr": ("\u202f", ",", 1),
    "es": (".", ",", 2),
    "de": (".", ",", 1),
    "ar": (",", ".", 1),
}
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_ORDINARY = frozenset({"L", "EN", "ES", "ET", "AN", "CS", "NSM", "WS", "ON", "BN"})

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def language() -> str:
    """Return the code of the language that texts are made in now."""
    return _language.get()


def direction(code: str | None = None) -> str:
    """Return "rtl" or "ltr" for a language, or for the present one."""
    return "rtl" if (code or language()) in RIGHT_TO_LEFT else "ltr"


def speak(code: str) -> None:
    """Make texts in this language from now on, in this thread or task. Unknown ones fall back to English."""
    _language.set(code if code in LANGUAGES else SOURCE)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Make texts in this language within a block: a member's mail, whoever causes it."""
    before = language()
    speak(code)
    try:
        yield
    finally:
        _language.set(before)


def translated(message: str) -> str:
    """Return a message in the present language with its places still to be filled in."""
    return _catalogue(language()).gettext(message)


def translated_plural(one: str, many: str, number: int) -> str:
    """Return a message in the form that goes with a number, with its places still to be filled in."""
    return _catalogue(language()).ngettext(one, many, number)


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the present language, filled in."""
    return translated(message) % values


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return a message in the form that goes with a number; `%(num)s` stands for the number as people write it."""
    return translated_plural(one, many, number) % {"num": grouped(number), **values}


def N_(message: str) -> str:
    """Mark a message for the catalogues that is translated later, where it is shown."""
    return message


_ = gettext


class Lazy(str):
    """A text written before a language is known, such as the label of a form: it is translated whenever it is shown.

    Where it is compared, stored or hashed, it is its English text.
    """

    __slots__ = ("_make",)
    _make: Callable[[], str]

    def __new__(cls, make: Callable[[], str]) -> Lazy:
        with in_language(SOURCE):
            text = super().__new__(cls, make())
        text._make = make
        return text

    def __str__(self) -> str:
        return self._make()

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __mod__(self, values: object) -> str:
        return str(self) % values


def lazy(message: str, /, **values: object) -> Lazy:
    """Return a message that is filled in, and translated whenever it is shown.

    >>> label = lazy("Result")
    >>> with in_language("de"):
    ...     print(label, label == "Result")
    Ergebnis True
    """
    return Lazy(lambda: gettext(message, **values))


def lazy_plural(one: str, many: str, number: int, /, **values: object) -> Lazy:
    """Return a message in the form that goes with a number, translated whenever it is shown."""
    return Lazy(lambda: ngettext(one, many, number, **values))


def grouped(number: int) -> str:
    """Write a whole number as people of the present language do.

    >>> grouped(3200), grouped(-12)
    ('3,200', '-12')
    """
    thousands, _decimal, fewest = _SEPARATORS[language()]
    if abs(number) < 10 ** (3 + fewest - 1):
        return str(number)
    return f"{number:,}".replace(",", thousands)


def decimal(number: str) -> str:
    """Write a decimal such as "-1825.50" with the marks of the present language; no digit is added or lost.

    >>> decimal("1825.50"), decimal("-0.25")
    ('1,825.50', '-0.25')
    """
    whole, _point, fraction = number.partition(".")
    sign = whole[:1] if whole[:1] in "+-−" else ""
    mark = _SEPARATORS[language()][1]
    return f"{sign}{grouped(int(whole[len(sign) :]))}{mark + fraction if fraction else ''}"


def isolated(name: str) -> str:
    """Return a name for a sentence of plain text, so that its direction cannot rearrange the sentence (B16).

    Isolated only where that can make a difference: in a right-to-left language, or where a character of the name is
    written from right to left or changes directions.
    """
    if direction() == "ltr" and all(unicodedata.bidirectional(character) in _ORDINARY for character in name):
        return name
    return f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    """Return the catalogue of a language; English has none, since its messages are the keys."""
    folder = Path(__file__).resolve().parent / "translations"
    return catalogues.translation(DOMAIN, folder, [code], fallback=code == SOURCE)
