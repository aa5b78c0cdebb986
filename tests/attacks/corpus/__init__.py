"""The corpus of evil archives, by phases of the verifier. Each archive is made when a test asks for it."""

from __future__ import annotations

from importlib import import_module

from tests.attacks.corpus.base import COUPLED, EVIL, Evil, tampered

__all__ = ["COUPLED", "EVIL", "Evil", "tampered"]

PHASES = (
    "container", "chain", "election", "charter", "trustees", "credentials", "ballots", "tally", "shares", "results",
    "counts", "roll_changes", "times", "beside", "threshold", "ranked", "lists", "forged",
)  # fmt: skip
for phase in PHASES:
    import_module(f"{__name__}.{phase}")
