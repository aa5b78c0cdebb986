"""One line of what `ballot doctor` reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what it is, and what is wrong with it, if anything."""

    name: str
    value: str
    problem: str = ""
