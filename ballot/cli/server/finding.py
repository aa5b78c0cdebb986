"""One line of what `ballot doctor` reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was checked, its value, and the problem with it, if any."""

    name: str
    value: str
    problem: str = ""
