"""Dates and times in words, in the current language; names of days and months are Babel's (CLDR)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from ballot.language import language

# With weekday and time zone in every language; the order and the words between them depend on the language.
PATTERNS = {
    "en": "EEEE d MMMM y, HH:mm",
    "fr": "EEEE d MMMM y 'à' HH:mm",
    "es": "EEEE, d 'de' MMMM 'de' y, HH:mm",
    "de": "EEEE, d. MMMM y, HH:mm 'Uhr'",
    "ar": "EEEE d MMMM y، HH:mm",
}


def in_words(moment: dt.datetime, zone: str = "UTC") -> str:
    """Write a moment for people to read, in the local time of a zone and with the zone's name.

    >>> in_words(dt.datetime(2027, 3, 14, 18, 0, tzinfo=dt.UTC))
    'Sunday 14 March 2027, 18:00 UTC'
    >>> in_words(dt.datetime(2027, 3, 14, 18, 0, tzinfo=dt.UTC), "Europe/Paris")
    'Sunday 14 March 2027, 19:00 Europe/Paris'
    """
    shown = format_datetime(moment, PATTERNS[language()], tzinfo=ZoneInfo(zone), locale=language())
    return f"{shown} {zone}"
