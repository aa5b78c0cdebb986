"""What the rules have in common, in plain words."""

from __future__ import annotations

from typing import Final

RANK: Final = "You number the candidates in the order of your preference, as many as you like."
TRANSFER: Final = (
    f"{RANK} Your vote is a single transferable one: it counts for your first preference, and what they do not need to "
    "be elected, or all of it if they are excluded, moves on to your next."
)
KEEP: Final = (
    f"{RANK} Your vote is a single transferable one: each elected candidate keeps only the share that they need, and "
    "the rest moves on to your next preference."
)
LOT: Final = "A tie is broken by a public lot."
BACKWARDS: Final = "A tie is broken by who was ahead at the most recent earlier stage, and then by a public lot."
FORWARDS: Final = "A tie is broken by who was ahead at the earliest point of the count, and then by a public lot."
QUOTAS: Final = (
    "Quotas by group apply: whoever is needed to meet them is not excluded, and whoever can no longer be elected is."
)


def rule_text(*sentences: str, quotas: bool) -> str:
    """Return the sentences of a rule, with what quotas by group do if there are any before the last."""
    return " ".join([*sentences[:-1], *([QUOTAS] if quotas else []), sentences[-1]])
