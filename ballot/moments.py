"""Dates and times in words, in the present language; names of days and months are Babel's (CLDR)."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_datetime

from ballot.language import language

# With weekday and zone in every language; the order and the little words between are the language's.
PATTERNS = {
    "en": "EEEE d MMMM y, HH:mm",
    "fr": "EEEE d MMMM y 'à' HH:mm",
    "es": "EEEE, d 'de' MMMM 'de' y, HH:mm",
    "de": "EEEE, d. MMMM y, HH:mm 'Uhr'",
    "ar": "EEEE d MMMM y، HH:mm",
}


def in_words(moment: dt.datetime) -> str:
    """Write a moment as people read it, in UTC and saying so.

    >>> in_words(dt.datetime(2027, 3, 14, 18, 0, tzinfo=dt.UTC))
    'Sunday 14 March 2027, 18:00 UTC'
    """
    utc = moment.astimezone(dt.UTC)
    return f"{format_datetime(utc, PATTERNS[language()], tzinfo=dt.UTC, locale=language())} UTC"
