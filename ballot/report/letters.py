"""Letters with ballot tokens, as pages for a PDF; each in the language that is current when it is made."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from babel import Locale

from ballot.look import PLAIN, Look
from ballot.report.rendering import render_page

# A postal code, good enough for sorting: the last group of at least four digits, or a British postcode.
_POSTAL_CODE = re.compile(r"\b(\d{4,}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b")
_END = "</body>\n</html>\n"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of one letter. `qr`: the path of the QR code, `qr_size` units wide. Its repr shows nothing."""

    sender: str
    name: str
    address: tuple[str, ...]
    election: str
    opens_at: str
    closes_at: str
    booth: str
    token: str
    qr: str
    qr_size: int
    fingerprint: str
    setup_event: str
    contact: str
    replaces: bool = False

    def __repr__(self) -> str:
        return "Letter()"


def letter_html(letter: Letter) -> str:
    """Return one letter."""
    return render_page("letters/letter.html", letter=letter)


def letters_html(letters: Iterable[str], look: Look = PLAIN) -> str:
    """Return a document of several letters, each on its own page with the organisation's name and logo at the top."""
    return render_page("letters/begin.html", look=look) + "".join(letters) + _END


def by_post(address: str, country: str, name: str) -> tuple[str, str, str]:
    """Return the sort key of a letter: country, postal code and name."""
    found = _POSTAL_CODE.findall(address)
    return country, found[-1] if found else "", name


def address_lines(address: str, country: str) -> tuple[str, ...]:
    """Return the lines below the name, with the country in capitals as postal services require.

    >>> address_lines("Rue Haute 7\\n1000 Bruxelles", "BE")
    ('Rue Haute 7', '1000 Bruxelles', 'BELGIUM')
    """
    lines = tuple(address.splitlines())
    place = str(Locale("en").territories.get(country, "")).upper()
    return (*lines, place) if place and (not lines or lines[-1].upper() != place) else lines
