"""The position of a value in a JSON text: the path to it, such as ("ballots", 3, 1), becomes a line and a column.

The text is known to be JSON. The decoder of the standard library skips values that are not on the path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

Path = Sequence[str | int]
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def place_of(text: str, path: Path) -> tuple[int, int]:
    """Return line and column (from 1) of the value at a path, or, if there is none, of the last value on the way."""
    offset = _after_space(text, 0)
    for key in path:
        found = _child(text, offset, key)
        if found is None:
            break
        offset = found
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def place_of_number(text: str, digits: str) -> tuple[int, int]:
    """Return line and column of the first occurrence of these digits."""
    offset = max(0, text.find(digits))
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _after_space(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _child(text: str, offset: int, key: str | int) -> int | None:
    """Return the offset of the value of an object's key (the last, if there are several) or of a list's item."""
    if text[offset] not in "{[" or isinstance(key, int) is not (text[offset] == "["):
        return None
    found, number, offset = None, 0, _after_space(text, offset + 1)
    while text[offset] not in "}]":
        name: Any = number
        if isinstance(key, str):
            name, offset = _DECODER.raw_decode(text, offset)
            offset = _after_space(text, _after_space(text, offset) + 1)
        if name == key:
            found = offset
            if isinstance(key, int):
                break
        _, offset = _DECODER.raw_decode(text, offset)
        offset = _after_space(text, offset)
        offset = _after_space(text, offset + 1) if text[offset] == "," else offset
        number += 1
    return found
