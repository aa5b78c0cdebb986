"""Tracking numbers as people type them into a search field, and as they are written in addresses."""

import re

_LONGEST_SEARCH = 80
_NOT_TRACKING = re.compile(r"[^A-Za-z0-9+/]")


def searched_text(typed: str) -> str:
    """Return what to look for: people type tracking numbers in groups, and scripts in the URL-safe form.

    >>> searched_text(" ab12 CD-_ ")
    'ab12CD+/'
    """
    return _NOT_TRACKING.sub("", typed[:_LONGEST_SEARCH].replace("-", "+").replace("_", "/"))


def url_safe(tracking_number: str) -> str:
    """Return a tracking number as written in addresses; `searched_text` reverses this.

    >>> url_safe("ab+/")
    'ab-_'
    """
    return tracking_number.replace("+", "-").replace("/", "_")
