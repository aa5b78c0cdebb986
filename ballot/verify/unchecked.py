"""What could not be checked, in words: the verdict says it in its first line, and never says more than was checked."""

from __future__ import annotations

from typing import Final

from ballot.verify.case.case import Case
from ballot.verify.case.checks import CHECKS
from ballot.verify.v2_v4_setup.setup import Setup

_PARTS: Final = {
    "the rule of the count, and the count": ("2.5", "9.5"),
    "what the charter says of trustees and voting": ("3.8", "3.9", "5.13", "6.5"),
    "spare and revoked tokens": ("4.5", "5.14"),
    "the published tracking numbers": ("5.12",),
    "stops and changes of the voting times": ("5.15",),
    "who shuffled": ("7.2",),
    "strong proofs and signatures of the shares": ("8.5",),
    "the server's signatures": ("1.5",),
}
_PART_OF: Final = {check: part for part, checks in _PARTS.items() for check in checks}


def unchecked(case: Case, setup: Setup) -> tuple[str, ...]:
    """Return what a reader could expect of the verdict and was not checked, in the order of the list above."""
    skipped = {check for check, _ in case.recorder.not_checked() if not _is_optional(case, setup, check)}
    named = {_PART_OF.get(check, CHECKS[check]) for check in skipped}
    return (*(part for part in _PARTS if part in named), *sorted(named - set(_PARTS)))


def refuse_unchecked(case: Case, setup: Setup) -> None:
    """Fail whatever could not be checked, if the caller asked for everything (--strict) and nothing else failed."""
    recorder = case.recorder
    if not case.options.strict or recorder.any_failure:
        return
    for check, why in recorder.not_checked():
        if not _is_optional(case, setup, check):
            recorder.fail(check, f"{why} You asked for a strict verification")


def _is_optional(case: Case, setup: Setup, check: str) -> bool:
    """Say whether a good verdict does not promise this check.

    The server's signatures (1.5) are checked only with its key; another program's election has no strong proofs (8.5).
    """
    return (check == "1.5" and case.options.server_key is None) or (check == "8.5" and setup.foreign)
