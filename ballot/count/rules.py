"""The rules by name, and the counting of totals, ranked papers and grades by them.

A rule counts totals (`TOTALS`: one number for each candidate or list), ranked papers (`RANKED`) or grades (`GRADED`).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any, Final

from ballot.count import block, irv, judgment, lists, schulze
from ballot.count.list_people import Lists
from ballot.count.papers import Grades, Papers, check_names, grades_from_rows, papers_from_rows
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv import ers97, meek_prf, nz_meek, scottish, wigm_prf
from ballot.count.stv.poll import Conditions
from ballot.errors import InvalidCount

TOTALS: Final = {"block": block, "approval": block, "dhondt": lists, "sainte-lague": lists}
LISTS: Final = ("dhondt", "sainte-lague")
RANKED: Final = {
    "av": irv,
    "scottish-stv": scottish,
    "ers97": ers97,
    "meek-prf": meek_prf,
    "nz-meek": nz_meek,
    "wigm-prf": wigm_prf,
    "schulze": schulze,
}
GRADED: Final = {"majority-judgment": judgment}
# Other names of the same rules, accepted from people and files.
ALIASES: Final = {"irv": "av", "block-vote-constrained": "block", "fptp": "block", "stv": "scottish-stv"}
RULES: Final[dict[str, ModuleType]] = {**TOTALS, **RANKED, **GRADED}
# Rules that support quotas by group, and rules that allow "reopen nominations" as a candidate.
WITH_QUOTAS: Final = frozenset(RULES) - {"schulze", *LISTS, *GRADED}
WITH_REOPENING: Final = frozenset(RULES) - {*LISTS}


def check_known(rule: Rule) -> None:
    """Check that there is such a rule.

    Raises:
        InvalidCount: there is none.
    """
    if rule.name not in RULES:
        raise InvalidCount(f"The counting rule {rule.name[:40]!r} is unknown. Known rules: {', '.join(sorted(RULES))}.")


def _module(rule: Rule, among: dict[str, ModuleType], counts: str) -> ModuleType:
    check_known(rule)
    if rule.name not in among:
        raise InvalidCount(f"The counting rule {rule.name!r} does not count {counts}.")
    return among[rule.name]


def count_totals(
    rule: Rule,
    candidates: Sequence[str],
    totals: Sequence[int],
    *,
    blank: int = 0,
    withdrawn: frozenset[int] = frozenset(),
    seed: str | None = None,
    sitting: frozenset[int] = frozenset(),
    people: Lists = (),
) -> Sheet:
    """Count a contest whose result is one total for each candidate or list. `people`: the candidates of the lists.

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    module = _module(rule, TOTALS, "totals")
    check_names(candidates)
    if len(candidates) != len(totals) or any(total < 0 for total in totals):
        raise InvalidCount(f"{len(candidates)} candidates need {len(candidates)} totals, none below zero.")
    more: dict[str, Any] = {"sitting": sitting} if sitting else {}
    if rule.name in LISTS:
        more["people"] = people
    sheet: Sheet = module.count(rule, candidates, totals, blank=blank, withdrawn=withdrawn, seed=seed, **more)
    return sheet


def count_papers(rule: Rule, papers: Papers, conditions: Conditions | None = None) -> Sheet:
    """Count ranked papers.

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    module = _module(rule, RANKED, "ranked papers")
    check_names(papers.names)
    sheet: Sheet = module.count(rule, papers, conditions or Conditions())
    return sheet


def count_grades(rule: Rule, grades: Grades, conditions: Conditions | None = None) -> Sheet:
    """Count papers of grades.

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    module = _module(rule, GRADED, "grades")
    check_names(grades.names)
    sheet: Sheet = module.count(rule, grades, conditions or Conditions())
    return sheet


def count_rows(
    rule: Rule,
    candidates: Sequence[str],
    rows: Sequence[Sequence[int]],
    *,
    conditions: Conditions | None = None,
    counts: Sequence[int] | None = None,
    number_of_grades: int = 0,
) -> Sheet:
    """Count the decrypted papers of a ranked question: one small integer for each candidate (docs/counting.md).

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    if rule.name in GRADED:
        return count_grades(rule, grades_from_rows(candidates, rows, number_of_grades, counts), conditions)
    return count_papers(rule, papers_from_rows(candidates, rows, counts), conditions)


def describe_rule(rule: Rule, minimum: int, maximum: int, *, ranked: bool = False) -> str:
    """Return the rule in plain words, for the booth and the result page; minimum and maximum are the question's.

    `ranked`: voters rank candidates, even if the rule only adds up votes (`block`, `approval`).
    """
    module = _module(rule, RULES, "")
    text: str = module.describe_ranked(rule) if ranked and module is block else module.describe(rule, minimum, maximum)
    return text
