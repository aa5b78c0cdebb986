"""Names that look like one another on paper (B16)."""

from __future__ import annotations

import unicodedata

# Letters of other scripts, and digits, that look like a Latin letter in common fonts.
_LOOK_ALIKE = str.maketrans(
    "АаВЕеІіЈјКМНОоРрСсТУуХхѕԁһӏΑΒΕΖΗΙΚΜΝΟοΡΤΥΧνκ01|",
    "aabeeiijjkmhooppcctyyxxsdhlabezhikmnooptyxvkoll",
)


def skeleton(name: str) -> str:
    """Return what a name looks like: two names with one skeleton are hard to tell apart on paper."""
    folded = unicodedata.normalize("NFKD", name.translate(_LOOK_ALIKE)).casefold().translate(_LOOK_ALIKE)
    visible = (c for c in folded if unicodedata.category(c) not in ("Mn", "Cf", "Zs") and c not in "-.'’")
    return "".join(visible).replace("rn", "m").replace("l", "i")
