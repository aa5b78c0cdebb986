"""Whose photograph a file is, by its name: "Zoë Berg.jpg", "02_berg-zoe.png"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath


def owners(file_names: Sequence[str], names: Sequence[str]) -> list[int | None]:
    """Return, for each file, the place of the name that it belongs to; None if that is not certain.

    A file belongs to somebody if its words are those of the name, in any order, or if some of them are, and nobody
    else has these. Digits do not count, nor do capitals and accents. Of several files for one name, none is certain.
    """
    people = [_words(name) for name in names]
    found = [_owner(_words(PurePosixPath(file.replace("\\", "/")).stem), people) for file in file_names]
    return [place if found.count(place) == 1 else None for place in found]


def _owner(words: frozenset[str], people: Sequence[frozenset[str]]) -> int | None:
    if not words:
        return None
    for fits in (
        [place for place, person in enumerate(people) if person == words],
        [place for place, person in enumerate(people) if person > words],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _words(text: str) -> frozenset[str]:
    """Return the words of a name, with plain letters."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss")).casefold()
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return frozenset(re.findall(r"[^\W\d_]+", plain))
