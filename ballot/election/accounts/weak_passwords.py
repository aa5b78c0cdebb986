"""Passwords that are guessed soon, although they are long enough: found without asking anybody.

A password is cut into the pieces that a guesser would try: frequent passwords, words about the account, series such as
`1234`, repetitions and single characters. The cheapest way to put it together, in bits, is how hard it is to guess. A
rough measure: it refuses what is certainly weak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

_ENOUGH: Final = 40.0  # bits: twelve random digits have a little less, eight random letters and digits a little more
_LONGEST: Final = 64  # characters that are looked at
_LETTER, _DIGIT, _OTHER = 4.7, 3.3, 5.0
_FREQUENT, _ABOUT, _SERIES, _AGAIN = 12.0, 3.0, 8.0, 2.0
_SHORTEST_PIECE: Final = 3
_LOOK_ALIKES: Final = str.maketrans("0134578@$!", "oieastbasi")


def is_weak(password: str, about: Iterable[str] = ()) -> bool:
    """Return whether a password is easy to guess for somebody who knows `about`: names, addresses, hosts."""
    text = password.lower()[:_LONGEST]
    known = [given.lower() for given in about]
    parts = (part for given in known for part in re.findall(r"[^\W_]+", given))
    words = frozenset(word for word in (*known, *parts) if len(word) >= _SHORTEST_PIECE)
    return min(_bits(text, words), _bits(text.translate(_LOOK_ALIKES), words)) < _ENOUGH


def _bits(text: str, about: frozenset[str]) -> float:
    """Return the bits of the cheapest way to put a text together."""
    cheapest = [0.0]
    for end in range(1, len(text) + 1):
        ways = [cheapest[end - 1] + _character(text[end - 1])]
        for start in range(end - _SHORTEST_PIECE + 1):
            ways.append(cheapest[start] + _piece(text, start, end, about))
        if end > 1 and text[end - 1] == text[end - 2]:
            ways.append(cheapest[end - 1] + _AGAIN)
        cheapest.append(min(ways))
    return cheapest[-1]


def _character(character: str) -> float:
    if character.isdigit():
        return _DIGIT
    return _LETTER if character.isalpha() else _OTHER


def _piece(text: str, start: int, end: int, about: frozenset[str]) -> float:
    """Return what one piece costs a guesser; infinite if it is nothing that a guesser would try."""
    piece = text[start:end]
    if piece in about:
        return _ABOUT
    if text[max(0, start - len(piece)) : start] == piece:
        return _AGAIN
    if piece in _frequent():
        return _FREQUENT
    steps = {ord(later) - ord(earlier) for earlier, later in zip(piece, piece[1:], strict=False)}
    return _SERIES if len(steps) == 1 and steps <= {-1, 0, 1} else float("inf")


@cache
def _frequent() -> frozenset[str]:
    lines = (files("ballot.election.accounts") / "frequent_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
