"""The language of texts: set once for each request, mail or sheet, and read wherever text is produced.

Uses only the standard library, so that every package may import it: an auditor's program needs no Babel. The key of a
message is its English text, with `%(name)s` for a value and `%%` for a per cent sign; without a catalogue the English
text is used.
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
# Each language under its own name. docs/translating.md says who has reviewed them.
LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "de": "Deutsch", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})
DOMAIN = "messages"
# Thousands separator, decimal mark, and the minimum number of digits before the first separator, as in CLDR (a test
# compares).
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
    """Return the code of the current language."""
    return _language.get()


def direction(code: str | None = None) -> str:
    """Return "rtl" or "ltr" for a language, or for the current one."""
    return "rtl" if (code or language()) in RIGHT_TO_LEFT else "ltr"


def speak(code: str) -> None:
    """Use this language from now on, in this thread or task. An unknown code falls back to English."""
    _language.set(code if code in LANGUAGES else SOURCE)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Use this language within a block: for a member's mail, for example, no matter who triggers it."""
    before = language()
    speak(code)
    try:
        yield
    finally:
        _language.set(before)


def translated(message: str) -> str:
    """Return a message in the current language with its placeholders not yet filled in."""
    return _catalogue(language()).gettext(message)


def translated_plural(one: str, many: str, number: int) -> str:
    """Return the plural form of a message for a number, with its placeholders not yet filled in."""
    return _catalogue(language()).ngettext(one, many, number)


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the current language with its placeholders filled in."""
    return translated(message) % values


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the plural form of a message for a number; `%(num)s` is the number as people write it."""
    return translated_plural(one, many, number) % {"num": grouped(number), **values}


def N_(message: str) -> str:
    """Mark a message for the catalogues; it is translated later, when it is shown."""
    return message


_ = gettext


class Lazy(str):
    """A text created before the language is known, such as the label of a form: it is translated each time it is shown.

    When it is compared, stored or hashed, it is its English text.
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
    """Return a message that is filled in and translated each time it is shown.

    >>> label = lazy("Result")
    >>> with in_language("de"):
    ...     print(label, label == "Result")
    Ergebnis True
    """
    return Lazy(lambda: gettext(message, **values))


def lazy_plural(one: str, many: str, number: int, /, **values: object) -> Lazy:
    """Return the plural form of a message for a number, translated each time it is shown."""
    return Lazy(lambda: ngettext(one, many, number, **values))


def grouped(number: int) -> str:
    """Write a whole number as is usual in the current language.

    >>> grouped(3200), grouped(-12)
    ('3,200', '-12')
    """
    thousands, _decimal, fewest = _SEPARATORS[language()]
    if abs(number) < 10 ** (3 + fewest - 1):
        return str(number)
    return f"{number:,}".replace(",", thousands)


def decimal(number: str) -> str:
    """Write a decimal such as "-1825.50" with the separators of the current language; no digit is added or lost.

    >>> decimal("1825.50"), decimal("-0.25")
    ('1,825.50', '-0.25')
    """
    whole, _point, fraction = number.partition(".")
    sign = whole[:1] if whole[:1] in "+-−" else ""
    mark = _SEPARATORS[language()][1]
    return f"{sign}{grouped(int(whole[len(sign) :]))}{mark + fraction if fraction else ''}"


def isolated(name: str) -> str:
    """Return a name for use in a plain-text sentence, so that its direction cannot rearrange the sentence (B16).

    It is isolated only if that can make a difference: in a right-to-left language, or if the name has a character that
    is written from right to left or that changes direction.
    """
    if direction() == "ltr" and all(unicodedata.bidirectional(character) in _ORDINARY for character in name):
        return name
    return f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    """Return the catalogue of a language. English has none, since the keys are the English messages."""
    folder = Path(__file__).resolve().parent / "translations"
    return catalogues.translation(DOMAIN, folder, [code], fallback=code == SOURCE)
