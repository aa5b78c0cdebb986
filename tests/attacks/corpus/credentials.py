"""V4: credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.attacks.corpus.base import (
    evil,
    tampered,
)
from tests.factory.elections import Maker
from tests.factory.forging import IDENTITY, outside


def entry(index: int, change: Callable[[Maker, str], str]) -> Callable[[Maker, list[str]], None]:
    """Change one entry of the list of credentials."""

    def apply(maker: Maker, entries: list[str]) -> None:
        entries[index] = change(maker, entries[index])

    return apply


WEIGHTED: dict[str, Any] = {"weights": (3, 4)}
for label, suffix in {
    "name in the list": ",1,Alice",
    "weight in hexadecimal": ",0x5",
    "weight with a sign": ",+5",
    "weight with a leading zero": ",05",
    "empty weight": ",",
}.items():
    evil(
        label,
        "4.1",
        "B12 B13",
        height=lambda m: 0,
        votes=(),
        **tampered("credentials", lambda maker, e, suffix=suffix: [entry + suffix for entry in e]),
    )
evil(
    "only some have a weight",
    "4.1",
    "B12",
    height=lambda m: 0,
    votes=(),
    **WEIGHTED,
    **tampered("credentials", entry(0, lambda maker, text: text.split(",")[0])),
)


def sorted_with(maker: Maker, entries: list[str], new: str) -> list[str]:
    """The list with its first entry replaced by `new`, sorted by bytes as far as that is possible."""
    return sorted([*entries[1:], new], key=lambda text: bytes.fromhex(text)[::-1])


evil(
    "credential twice",
    "4.2",
    "B10",
    height=lambda m: 0,
    votes=(),
    **tampered("credentials", lambda maker, e: [e[0], e[0]]),
)
evil(
    "credential twice, with other weights",
    "4.2",
    "B10",
    height=lambda m: 0,
    votes=(),
    **WEIGHTED,
    **tampered("credentials", lambda maker, e: [e[0], e[0].split(",")[0] + ",9"]),
)
evil(
    "credential is the identity",
    "4.2",
    "C10 B10",
    height=lambda m: 0,
    votes=(),
    **tampered("credentials", lambda maker, e: sorted_with(maker, e, IDENTITY)),
)
evil(
    "credential outside the group",
    "4.2",
    "C3 B10",
    height=lambda m: 0,
    votes=(),
    **tampered("credentials", lambda maker, e: sorted_with(maker, e, outside(e[0]))),
)
evil(
    "credentials in the order of the roll",
    "4.2",
    "B14",
    height=lambda m: 0,
    **tampered("credentials", lambda maker, e: e[::-1]),
)
evil(
    "total weight above the cap",
    "4.3",
    "C24",
    height=lambda m: 0,
    votes=(),
    weights=(10**15 - 1, 5),
)
evil("weight zero", "4.3", "B12", height=lambda m: 0, votes=(), weights=(0, 5))
