"""The plan says what the functions of the verifier take, in an order in which it is there."""

from __future__ import annotations

import re
from pathlib import Path
from types import NoneType
from typing import get_args, get_type_hints

import pytest

from ballot.verify.case.case import Case
from ballot.verify.case.checks import CHECKS, PHASES
from ballot.verify.plan import PLAN, Phase


def hints(phase: Phase) -> dict[str, object]:
    return get_type_hints(phase.function)


@pytest.mark.parametrize("phase", PLAN, ids=[phase.function.__name__ for phase in PLAN])
def test_a_phase_needs_what_its_function_takes(phase: Phase) -> None:
    taken = [hint for name, hint in hints(phase).items() if name != "return"]
    assert taken == [Case, *phase.needs]


def test_what_a_phase_needs_was_found_before() -> None:
    found: set[object] = set()
    for phase in PLAN:
        for need in phase.needs:
            assert set(get_args(need) or [need]) - {NoneType} <= found, (phase.title, need)
        returned = hints(phase)["return"]
        found |= set(get_args(returned) or [returned]) - {NoneType}


def test_a_phase_that_may_be_left_out_says_so() -> None:
    """What a phase cannot do without is always there, or else it names the checks that then do not run."""
    always: set[object] = set()
    for phase in PLAN:
        if {need for need in phase.needs if not get_args(need)} <= always:
            returned = hints(phase)["return"]
            always |= set() if get_args(returned) else {returned}
        elif phase.function.__name__ != "election_context":  # without it no ballot is checked, which V5 says
            assert phase.missing is not None, phase.title
            assert set(phase.missing.checks) <= set(CHECKS)


def test_the_numbers_are_those_of_the_documentation(repo_root: Path) -> None:
    text = (repo_root / "docs/verification.md").read_text(encoding="utf-8")
    documented = re.findall(r"^## (V\d+):", text, flags=re.MULTILINE)
    assert set(documented) == {phase.number for phase in PLAN}
    assert documented == [*PHASES, "V10"]
