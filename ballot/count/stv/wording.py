"""Wording that the rules share."""

from __future__ import annotations

from ballot.language import N_, _

_RANK = N_("You number the candidates in the order of your preference, as many as you like.")
TRANSFER = N_(
    "Your vote is a single transferable one: it counts for your first preference, and what they do not need to "
    "be elected, or all of it if they are excluded, moves on to your next."
)
KEEP = N_(
    "Your vote is a single transferable one: each elected candidate keeps only the share that they need, and "
    "the rest moves on to your next preference."
)
LOT = N_("A tie is broken by a public lot.")
BACKWARDS = N_("A tie is broken by who was ahead at the most recent earlier stage, and then by a public lot.")
FORWARDS = N_("A tie is broken by who was ahead at the earliest point of the count, and then by a public lot.")
QUOTAS = N_(
    "Quotas by group apply: whoever is needed to meet them is not excluded, and whoever can no longer be elected is."
)


def rule_text(votes: str, outcome: str, ties: str, *, quotas: bool) -> str:
    """Return a rule in sentences: how a vote is used ("" if `outcome` says it), who is elected, who wins a tie."""
    return " ".join([_(_RANK), *([_(votes)] if votes else []), outcome, *([_(QUOTAS)] if quotas else []), _(ties)])
