"""Letters that bring ballot tokens, as pages for a PDF; each in the language that is spoken when it is made."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ballot.report.rendering import render_page

_END = "</body>\n</html>\n"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What one letter says. `qr`: the path of the code, `qr_size` units wide. It prints as nothing."""

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


def letters_html(letters: Iterable[str]) -> str:
    """Return the document of some letters, each on a page of its own."""
    return render_page("letters/begin.html") + "".join(letters) + _END
