"""Names in the place of what differs each time a transcript is run: identifiers, hashes, tokens, times."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

# What differs from run to run, by the name that stands in its place: the first group of what is found. A value has one
# name from its first appearance on; another value where a name is expected gets a number, so it cannot be overlooked.
VARYING: Final = [
    (name, re.compile(pattern, re.MULTILINE))
    for name, pattern in (
        ("server", r"(http://127\.0\.0\.1:\d+)"),
        ("host", r"^Sent to (127\.0\.0\.1:\d+)"),
        ("election", r"^([1-9A-HJ-NP-Za-km-z]{14})$"),
        ("token", r"\b((?:[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-?){2})\b"),
        ("tracking-number", r"[Tt]racking number ([\w+/]{43})"),
        ("fingerprint", r"^Fingerprint  +([\w+/]{43})"),
        ("signing-key", r"^Fingerprint of the signing key: (\S+)"),
        ("setup-event", r"^Setup event  ?([0-9a-f]{64})"),
        ("tally", r"hash of the tally ([0-9a-f]{64})"),
        ("shuffle", r"shuffles?, the last is ([0-9a-f]{64})"),
        ("credential", r"(?:[Pp]ublic credential .* |,)([0-9a-f]{64})$"),
        ("server-key", r"^([0-9a-f]{64})$"),
        ("public-key", r"^Public key: +([0-9a-f]{64})"),
        ("hash", r"\b([0-9a-f]{64})\b"),
        ("base64", r"(?<![\w+/])([\w+/]{43})(?![\w+/])"),
        ("secret", r"#([1-9A-HJ-NP-Za-km-z]{22})"),
    )
]
# What says nothing about the election, and need not be the same twice: how long something took, and how large it is.
PASSING: Final[list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]] = [
    (
        re.compile(r"(?<=Checked by ballot )\S+, group backend \w+, in [\d.]+"),
        "<version>, group backend <name>, in <time>",
    ),
    (re.compile(r'(?<="program": "ballot )[^"]+'), "<version>"),
    (re.compile(r'(?<="backend": ")\w+'), "<name>"),
    (re.compile(r'(?<="seconds": )[\d.e-]+'), "<time>"),
    (re.compile(r" {2,}\d+\.\d\d(?= s  )"), lambda match: "-.--".rjust(len(match[0]))),
    (re.compile(r"\b[\d.]+(?= (?:bytes|MB)\b)"), "<size>"),
]
# A checksum as it is read out, in blocks of four.
_BLOCKS: Final = re.compile(r"(?<![\w+/])((?:[\w+/]{4} ){10}[\w+/]{3}|(?:[0-9a-f]{4} ){15}[0-9a-f]{4})(?![\w+/])")
_PLACEHOLDER: Final = re.compile(r"<([a-z][a-z0-9-]*)>")


class Names:
    """Which value stands behind each placeholder. `known`: names that are given, by their values."""

    def __init__(self, known: dict[str, str]) -> None:
        self._names = dict(known)

    def hide(self, text: str) -> str:
        """Return a text with names in the place of what varies; new values get their names here."""
        text = _BLOCKS.sub(lambda match: match[0].replace(" ", ""), text)
        for name, pattern in VARYING:
            for match in pattern.finditer(text):
                self._names.setdefault(match[1], self._free(name))
        for passing, instead in PASSING:
            text = passing.sub(instead, text)
        longest_first = sorted(self._names, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest_first)), lambda match: f"<{self._names[match[0]]}>", text)

    def reveal(self, text: str) -> str:
        """Return a command with the values of its placeholders. Raises: LookupError if one has none yet."""
        return _PLACEHOLDER.sub(lambda match: self.value(match[1]), text)

    def value(self, name: str) -> str:
        """Return the value behind a name."""
        for value, known in self._names.items():
            if known == name:
                return value
        raise LookupError(f"<{name}> has not appeared yet. There are: {', '.join(self._names.values()) or 'none'}.")

    def _free(self, name: str) -> str:
        taken = self._names.values()
        return name if name not in taken else next(new for n in range(2, 1000) if (new := f"{name}-{n}") not in taken)
