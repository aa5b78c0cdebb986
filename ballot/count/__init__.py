"""From plain results to seats, with a complete and reproducible record. Imports nothing of ours but errors."""

from ballot.count.contest import Contest, count_contest, rank_contest, recount_vacancy
from ballot.count.papers import Grades, Papers, grades_from_rows, papers_from_rows
from ballot.count.rules import (
    ALIASES,
    GRADED,
    RANKED,
    RULES,
    TOTALS,
    count_grades,
    count_papers,
    count_rows,
    count_totals,
    describe_rule,
)
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.poll import Conditions

__all__ = [
    "ALIASES",
    "GRADED",
    "RANKED",
    "RULES",
    "TOTALS",
    "Conditions",
    "Contest",
    "Grades",
    "Papers",
    "Rule",
    "Sheet",
    "count_contest",
    "count_grades",
    "count_papers",
    "count_rows",
    "count_totals",
    "describe_rule",
    "grades_from_rows",
    "papers_from_rows",
    "rank_contest",
    "recount_vacancy",
]
