"""The report as text, part by part: what stands in it, and what is left out when there is nothing to say."""

from __future__ import annotations

from typing import Any

import pytest

from ballot.verify.case.report import (
    VALID,
    Checksum,
    ContestReport,
    Finding,
    PhaseReport,
    Report,
    TakenOver,
)
from ballot.verify.case.text import COMPARE, render


def rendered(**fields: Any) -> list[str]:
    """The paragraphs between the first, which says the verdict, and the last, which says how long it took."""
    made = Report(**{"verdict": VALID, "reason": "Fine.", "findings": (), "not_checked": (), "phases": (), **fields})
    first, *parts, last = render(made).split("\n\n")
    assert first == "Verdict: VALID\nFine." and last.startswith("Checked by ballot ")
    return parts


HEX, BASE64 = "0123456789abcdef" * 4, "A" * 43
PARTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "a receipt": ({"receipt": ("One.", "Two.")}, ["Receipt\n  One.\n  Two."]),
    "findings": (
        {
            "findings": (
                Finding("5.7", False, False, 3, "Bad."),
                Finding("5.10", False, False, 0, "Worse."),
                Finding("1.5", True, True, None, "Odd."),
                Finding("0.1", True, False, None, "Fine."),
            )
        },
        ["Failures\n    5.7  Event 3: Bad.\n   5.10  Event 0: Worse.", "Warnings\n    1.5  Odd."],
    ),
    "what did not run": ({"not_checked": (("6.1", "Why."),)}, ["Not checked\n    6.1  Why."]),
    "what was taken over": (
        {"taken_over": (TakenOver("5.1", 3, "the copy", "Three."), TakenOver("5.2", 3, "the copy", "More."))},
        ["Taken over from the copy, not verified anew\n    5.1  Three.\n    5.2  More."],
    ),
    "notes": ({"notes": ("One.", "Two.")}, ["Notes\n  One.\n  Two."]),
    "contests": (
        {"contests": (ContestReport("A", "block", 1, ("x", "y")), ContestReport("B", "", None, ("z",)))},
        [
            "Contests and trustees (compare with what was announced)\n"
            "  Contest 1 “A” (1 seat, rule block): x, y\n  Contest 2 “B”: z"
        ],
    ),
    "trustees": (
        {"trustees": ("one", "two")},
        ["Contests and trustees (compare with what was announced)\n  Trustees: one, two"],
    ),
    "phases": (
        {
            "phases": (
                PhaseReport("V0", "Container", "passed", "1 record", 99.994),
                PhaseReport("V1", "Chain", "not checked", "", 100.0),
            )
        },
        ["Phases\n  V0  Container  passed        99.99 s  1 record\n  V1  Chain      not checked   1.7 min"],
    ),
    "numbers": ({"numbers": (("Voters", "2"),)}, ["Numbers\n  Voters: 2"]),
    "a checksum in two forms": (
        {"checksums": (Checksum("Key", BASE64, "the page", HEX, "the tool"),)},
        [
            "Checksums\n  Key (compare with: the page)\n"
            f"    as the tool shows it: {' '.join(['0123 4567 89ab cdef'] * 4)}\n"
            f"    as belenios-tool shows it: {'AAAA ' * 10}AAA"
        ],
    ),
    "a checksum in one form": (
        {"checksums": (Checksum("Key", HEX, "the page", HEX, "the tool"),)},
        [
            "Checksums\n  Key (compare with: the page)\n"
            f"    as the tool shows it: {' '.join(['0123 4567 89ab cdef'] * 4)}"
        ],
    ),
    "a checksum that nothing shows": (
        {"checksums": (Checksum("Event", HEX, "a"), Checksum("Key", BASE64, "b"))},
        [
            f"Checksums\n  Event (compare with: a)\n    {' '.join(['0123 4567 89ab cdef'] * 4)}\n"
            f"  Key (compare with: b)\n    as belenios-tool shows it: {'AAAA ' * 10}AAA"
        ],
    ),
    "reminders": ({"reminders": ("This.", "That.")}, [f"{COMPARE}\n  - This.\n  - That."]),
}


@pytest.mark.parametrize("what", PARTS)
def test_a_part_of_the_report(what: str) -> None:
    fields, parts = PARTS[what]
    assert rendered(**fields) == parts
